"""Addresses of diagnostics in the matrix; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["DIAGNOSTICS"]

DIAGNOSTICS = """
diagnostics:mine                GET  -                    -          302  200 200 200 200 200 200 200  -
diagnostics:before              GET  campaign             -          302  200 404 404 404 404 404 404  -
diagnostics:begin               POST campaign             -          401  302 404 404 404 404 404 404  -
diagnostics:take                GET  attempt              -          302  200 404 404 404 404 404 404  -
diagnostics:status              GET  attempt              -          302  200 404 404 404 404 404 404  -
diagnostics:answer              POST attempt              answer     401  302 404 404 404 404 404 404  -
diagnostics:hand-in             POST attempt              -          401  302 404 404 404 404 404 404  -
diagnostics:outcome             GET  attempt              -          302  302 404 404 404 404 404 404  -
diagnostics:campaigns           GET  -                    -          302  403 200 200 200 200 200 200  list
diagnostics:add-campaign        GET  -                    -          302  403 200 200 403 200 403 403  list
diagnostics:add-campaign        POST -                    diagnostic 401  403 302 302 403 422 403 403  list
diagnostics:campaign            GET  campaign             -          302  403 200 200 200 200 200 200  list
diagnostics:campaign-book       GET  campaign             -          302  403 200 200 200 200 200 200  list
diagnostics:paper               GET  campaign             -          302  403 200 200 200 200 200 200  list
diagnostics:announce            POST planned              -          401  403 302 302 403 302 403 403  list
diagnostics:invite              POST campaign             -          401  403 302 302 403 302 403 403  list
diagnostics:move-campaign       POST campaign,closed      -          401  403 302 302 403 302 403 403  list
diagnostics:remind              POST campaign             place_of   401  403 302 302 403 302 403 403  list
diagnostics:excuse              POST participant          reason_why 401  403 302 302 403 302 403 403  list
diagnostics:type-in             GET  participant          -          302  403 200 200 403 200 403 403  list
diagnostics:type-in             POST participant          -          401  403 302 302 403 302 403 403  list
diagnostics:instruments         GET  -                    -          302  403 403 403 200 200 403 403  -
diagnostics:add-instrument      GET  -                    -          302  403 403 403 200 200 403 403  -
diagnostics:add-instrument      POST -                    -          401  403 403 403 422 422 403 403  -
diagnostics:instrument-template GET  -                    -          302  403 403 403 200 200 403 403  -
diagnostics:instrument          GET  version              -          302  403 403 403 200 200 403 403  -
diagnostics:use-instrument      POST drafted              -          401  403 403 403 302 302 403 403  -
diagnostics:retire-instrument   POST version              -          401  403 403 403 302 302 403 403  -
diagnostics:drop-instrument     POST drafted              -          401  403 403 403 302 302 403 403  -
diagnostics:texts               GET  -                    -          302  403 403 403 200 200 403 403  -
diagnostics:mark                GET  marking              -          302  403 403 403 200 200 403 403  -
diagnostics:mark                POST marking              -          401  403 403 403 302 302 403 403  -
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
"""
