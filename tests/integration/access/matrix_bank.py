"""Addresses of the bank, and of tests that choose their items from it, in the matrix; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["BANK"]

BANK = """
diagnostics:instruments         GET  -                    -          302  403 403 403 200 200 403 403  -
diagnostics:add-instrument      GET  -                    -          302  403 403 403 200 200 403 403  -
diagnostics:add-instrument      POST -                    -          401  403 403 403 422 422 403 403  -
diagnostics:instrument-template GET  -                    -          302  403 403 403 200 200 403 403  -
diagnostics:instrument          GET  version              -          302  403 403 403 200 200 403 403  -
diagnostics:use-instrument      POST drafted              -          401  403 403 403 302 302 403 403  -
diagnostics:retire-instrument   POST version              -          401  403 403 403 302 302 403 403  -
diagnostics:drop-instrument     POST drafted              -          401  403 403 403 302 302 403 403  -
diagnostics:take                GET  adaptive_attempt     -          302  200 404 404 404 404 404 404  -
diagnostics:adapts              GET  adaptive             -          302  403 403 403 200 200 403 403  -
diagnostics:try-out             POST adaptive             -          401  403 403 403 302 302 403 403  -
diagnostics:course              GET  adaptive,course      -          302  403 403 403 200 200 403 403  -
"""
