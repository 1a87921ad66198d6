"""Addresses of routes in the matrix; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["ROUTES", "ROUTES_SENT"]

ROUTES_SENT = {
    "newstep": {"kind": "own", "title": "Своё", "starts": "@today", "ends": "@today", "hours": "2"},
    "words": {"words": "так вышло"},
    "days_on": {"starts": "@tomorrow", "words": "болею"},
    "shown": {"client_key": "@press", "note": "Было"},
    "talk": {"client_key": "@press", "person": "@tutee", "minutes": "30", "on": "@today"},
    "sheet": {"client_key": "@press", "moment": "before", "on": "@today", "mark_goal": "1"},
    "said": {"client_key": "@press", "moment": "before", "text": "Вышло не всё"},
    "aim": {"text": "Свой кружок"},
}

ROUTES = """
routes:mine                     GET  -                    -          302  302 200 200 200 200 200 200  -
routes:mine                     POST -                    words      401  422 404 404 302 404 404 404  -
routes:route                    GET  route                -          302  200 200 200 200 200 200 200  -
routes:do                       POST route,revise         words      401  302 404 404 302 302 404 404  -
routes:do                       POST route,nothing        -          401  404 404 404 404 404 404 404  -
routes:ways                     GET  route                -          302  404 404 404 404 404 404 404  -
routes:take-way                 POST route                words      401  302 404 404 302 302 404 404  -
routes:add-goal                 POST route                aim        401  302 404 404 302 302 404 404  -
routes:drop-goal                POST route,goal           -          401  302 404 404 302 302 404 404  -
routes:add-step                 GET  route                -          302  200 404 404 200 404 404 404  -
routes:add-step                 POST route                newstep    401  302 404 404 302 404 404 404  -
routes:make                     POST tutee                words      401  302 404 404 302 302 404 404  -
routes:step                     GET  pair                 -          302  200 404 404 200 200 404 404  -
routes:of-step                  GET  pair                 -          302  302 404 404 302 302 404 404  -
routes:step-do                  POST pair,claim           -          401  302 404 404 302 302 404 404  -
routes:step-do                  POST pair,reschedule      days_on    401  302 404 404 302 302 404 404  -
routes:step-do                  POST shown,confirm        -          401  302 404 404 302 302 404 404  -
routes:step-do                  POST away,release         -          401  302 302 302 302 302 302 302  -
routes:change-step              GET  pair                 -          302  200 404 404 200 404 404 404  -
routes:change-step              POST pair                 newstep    401  302 404 404 302 404 404 404  -
routes:swap-step                GET  pair                 -          302  200 404 404 200 404 404 404  -
routes:swap-step                POST pair                 newstep    401  302 404 404 302 404 404 404  -
routes:evidence                 POST pair                 shown      401  302 404 404 302 302 404 404  -
routes:withdraw-evidence        POST shown,evidence       -          401  302 404 404 302 302 404 404  -
routes:queue                    GET  -                    -          302  200 200 200 200 200 200 200  -
routes:caseload                 GET  -                    -          302  200 200 200 200 200 200 200  -
routes:consultations            GET  -                    -          302  200 200 200 200 200 200 200  -
routes:consultations            POST -                    talk       401  422 422 422 302 422 422 422  -
routes:withdraw-consultation    POST consultation         -          401  404 404 404 302 404 404 404  -
routes:releases                 GET  -                    -          302  403 200 200 403 200 200 403  list
routes:states                   GET  -                    -          302  403 200 200 403 200 200 200  list
routes:calendar                 GET  -                    -          302  200 200 200 200 200 200 200  -
routes:calendar                 POST -                    -          401  200 200 200 200 200 200 200  -
routes:close-calendar           POST -                    -          401  302 302 302 302 302 302 302  -
routes:feed                     GET  days                 -          200  200 200 200 200 200 200 200  -
routes:observing                GET  -                    -          302  200 200 200 200 200 200 200  -
routes:worker                   GET  -                    -          302  200 200 200 200 200 200 200  -
routes:observe                  GET  call                 -          302  404 404 404 200 404 404 404  -
routes:observe                  POST call                 sheet      401  404 404 404 302 404 404 404  -
routes:decline-call             POST call                 -          401  404 404 404 302 404 404 404  -
routes:call-observer            GET  transfer             -          302  200 404 404 200 200 404 404  -
routes:call-observer            POST transfer             -          401  200 404 404 200 200 404 404  -
routes:uncall-observer          POST transfer,call        -          401  302 404 404 302 302 404 404  -
routes:reflect                  POST transfer             said       401  302 404 404 302 302 404 404  -
routes:files                    GET  -                    -          302  403 403 200 403 200 403 403  list
routes:send-file                GET  -                    -          302  403 403 200 403 200 403 403  list
routes:send-file                POST -                    -          401  403 403 422 403 422 403 403  list
routes:file-template            GET  -                    -          302  403 403 200 403 200 403 403  list
routes:file                     GET  route_file           -          302  403 403 404 403 200 403 403  list
routes:file-errors              GET  route_file           -          302  403 403 404 403 200 403 403  list
routes:answer-file-line         POST route_file,route_line skipped   401  403 403 404 403 302 403 403  list
routes:apply-file               POST route_file           -          401  403 403 404 403 302 403 403  list
routes:recheck-file             POST route_file           -          401  403 403 404 403 302 403 403  list
routes:drop-file                POST route_file           -          401  403 403 404 403 302 403 403  list
routes:undo-file                POST route_file           -          401  403 403 404 403 302 403 403  list
"""
