"""Addresses of notes and blanks in the matrix; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["PAPERS", "PAPERS_SENT"]

PAPERS_SENT = {
    "noted": {"on": "@today"},
    "tomorrow_noted": {"on": "@tomorrow"},
    "tied": {"indicator-B2": "", "part-B2": "region"},
    "tied_to_nothing": {"indicator-B2": "НЕТ-1", "part-B2": "value"},
}

PAPERS = """
monitoring:note                 GET  -                    -          302  403 403 403 403 200 200 403  count
monitoring:note                 POST -                    noted      401  403 403 403 403 302 302 403  count
monitoring:note                 POST -                    tomorrow_noted 401 403 403 403 403 422 422 403 count
monitoring:note-form            GET  -                    -          302  403 403 403 403 200 403 403  count
monitoring:note-form            POST -                    -          401  403 403 403 403 422 403 403  count
monitoring:note-sample          GET  -                    -          302  403 403 403 403 200 403 403  count
monitoring:blanks               GET  -                    -          302  403 403 403 403 200 403 403  count
monitoring:blanks               POST -                    -          401  403 403 403 403 422 403 403  count
monitoring:blank                GET  blank                -          302  403 403 403 403 200 403 403  count
monitoring:blank                POST blank                tied       401  403 403 403 403 302 403 403  count
monitoring:blank                POST blank                tied_to_nothing 401 403 403 403 403 422 403 403 count
monitoring:filled               GET  blank                -          302  403 403 403 403 302 403 403  count
monitoring:drop-blank           POST blank                -          401  403 403 403 403 302 403 403  count
"""
