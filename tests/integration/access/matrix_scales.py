"""Addresses of results from files, of calibrations and of growth in the matrix; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["SCALES", "SCALES_SENT"]

SCALES_SENT = {"model": {"model": "rasch"}, "between": {"entry": "@under_way_text", "leave": "@under_way_text"}}

SCALES = """
diagnostics:results             GET  -                    -          302  403 403 403 403 200 403 403  list
diagnostics:send-results        GET  -                    -          302  403 403 403 403 200 403 403  list
diagnostics:send-results        POST -                    -          401  403 403 403 403 422 403 403  list
diagnostics:send-keys           GET  -                    -          302  403 403 403 403 200 403 403  list
diagnostics:send-keys           POST -                    -          401  403 403 403 403 422 403 403  list
diagnostics:results-template    GET  -                    -          302  403 403 403 403 200 403 403  list
diagnostics:results-file        GET  checked              -          302  403 403 403 403 200 403 403  list
diagnostics:results-errors      GET  checked              -          302  403 403 403 403 200 403 403  list
diagnostics:answer-result       POST checked,line_checked skipped    401  403 403 403 403 302 403 403  list
diagnostics:apply-results       POST checked              -          401  403 403 403 403 302 403 403  list
diagnostics:recheck-results     POST checked              -          401  403 403 403 403 302 403 403  list
diagnostics:drop-results        POST checked              -          401  403 403 403 403 302 403 403  list
diagnostics:undo-results        POST checked              -          401  403 403 403 403 302 403 403  list
diagnostics:calibrations          GET  -                      -      302  403 403 403 200 200 403 403  -
diagnostics:begin-calibration     POST -                      model  401  403 403 403 302 302 403 403  -
diagnostics:calibration           GET  calibration            -      302  403 403 403 200 200 403 403  -
diagnostics:scale                 GET  calibration,scaled     -      302  403 403 403 200 200 403 403  -
diagnostics:item-card             GET  calibration,calibrated -      302  403 403 403 200 200 403 403  -
diagnostics:count-by-calibration  POST calibration            -      401  403 403 403 403 302 403 403  -
diagnostics:count-without         POST calibration            -      401  403 403 403 403 302 403 403  -
diagnostics:drop-calibration      POST calibration            -      401  403 403 403 302 302 403 403  -
diagnostics:growth                GET  -                      -      302  403 403 200 200 200 200 403  count
diagnostics:ask-growth            POST -                      between 401  403 403 403 302 302 403 403  count
diagnostics:growth-round          GET  growth                 -      302  403 403 200 200 200 200 403  count
"""
