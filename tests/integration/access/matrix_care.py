"""Addresses of who accompanies whom in the matrix; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["CARE", "CARE_SENT"]

CARE_SENT = {
    "thrown": {"deed": "drop"},
    "taken": {"deed": "take", "order_number": "14-к", "order_date": "@today"},
}

CARE = """
competencies:accompaniments     GET  -                    -          302  403 403 200 403 200 403 403  list
competencies:accompany          GET  -                    -          302  403 403 200 403 200 403 403  list
competencies:accompany          POST -                    care       401  403 403 422 403 302 403 403  list
competencies:by-rule            GET  -                    -          302  403 403 200 403 200 403 403  list
competencies:by-rule            POST -                    rule       401  403 403 200 403 200 403 403  list
competencies:batch              GET  batch                -          302  403 403 200 403 200 403 403  list
competencies:batch              POST batch                over       401  403 403 302 403 302 403 403  list
competencies:files              GET  -                    -          302  403 403 200 403 200 403 403  list
competencies:send-file          GET  -                    -          302  403 403 200 403 200 403 403  list
competencies:send-file          POST -                    -          401  403 403 422 403 422 403 403  list
competencies:file-template      GET  -                    -          302  403 403 200 403 200 403 403  list
competencies:file               GET  care_file            -          302  403 403 404 403 200 403 403  list
competencies:file-errors        GET  care_file            -          302  403 403 404 403 200 403 403  list
competencies:answer-file-line   POST care_file,care_line  skipped    401  403 403 404 403 302 403 403  list
competencies:apply-file         POST care_file            -          401  403 403 404 403 302 403 403  list
competencies:recheck-file       POST care_file            -          401  403 403 404 403 302 403 403  list
competencies:drop-file          POST care_file            -          401  403 403 404 403 302 403 403  list
competencies:undo-file          POST care_file            -          401  403 403 404 403 302 403 403  list
competencies:end-accompaniment  GET  cared                -          302  403 403 200 403 200 403 403  list
competencies:end-accompaniment  POST cared                over       401  403 403 302 403 302 403 403  list
competencies:spread             GET  -                    -          302  403 403 200 403 200 403 403  list
competencies:spread             POST -                    rule       401  403 403 302 403 302 403 403  list
competencies:spread-draft       GET  spread               -          302  403 403 404 403 200 403 403  list
competencies:spread-draft       POST spread               thrown     401  403 403 404 403 302 403 403  list
competencies:spread-draft       POST spread               taken      401  403 403 404 403 422 403 403  list
competencies:spread-book        GET  spread               -          302  403 403 404 403 200 403 403  list
"""
