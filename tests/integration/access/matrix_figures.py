"""Addresses of figures in the matrix; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["MONITORING", "MONITORING_SENT"]

MONITORING_SENT = {
    "figure": {"kind": "reported", "value": "40", "on": "@today", "document": "Справка № 3"},
    "mistaken": {"why": "не та справка", "place": "@school_text"},
}

MONITORING = """
monitoring:figures              GET  -                    -          302  403 200 200 200 200 200 200  -
monitoring:figures-book         GET  -                    -          302  403 200 200 200 200 200 200  -
monitoring:snapshots            GET  -                    -          302  403 200 200 200 200 200 200  -
monitoring:make-snapshot        POST -                    -          401  403 403 403 403 302 302 302  -
monitoring:verify-snapshot      POST snapshot             -          401  403 403 403 403 302 302 302  -
monitoring:indicator            GET  indicator            -          302  403 200 200 200 200 200 200  -
monitoring:people-book          GET  indicator            -          302  403 200 200 403 200 200 200  list
monitoring:picture              GET  indicator,now        -          302  403 200 200 200 200 200 200  -
monitoring:picture              GET  indicator,soul       -          302  403 404 404 404 404 404 404  -
monitoring:picture-book         GET  indicator,years      -          302  403 200 200 200 200 200 200  -
monitoring:loop                 GET  -                    -          302  403 403 403 403 200 200 403  count
monitoring:loop-book            GET  -                    -          302  403 403 403 403 200 200 403  count
monitoring:enter                GET  indicator            -          302  403 200 200 403 200 200 403  count
monitoring:enter                POST indicator            figure     401  403 302 302 403 302 302 403  count
monitoring:withdraw-entry       POST indicator,entry      mistaken   401  403 302 302 403 302 302 403  count
"""
