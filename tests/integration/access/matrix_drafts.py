"""Addresses of drafts, wishes and papers in the matrix; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["DRAFTS", "DRAFTS_SENT"]

DRAFTS_SENT = {
    "wished": {"hours": "40", "reach": "district"},
    "wished_less": {"hours": "-5"},
    "for_school": {"place": "@school_text"},
    "searched": {"seconds": "20"},
    "numbered": {"number": "12-о", "day": "@today", "routes": "@route_text"},
}

DRAFTS = """
routes:drafts                   GET  -                    -          302  403 200 200 403 200 403 403  list
routes:drafts                   POST -                    for_school 401  403 302 422 403 422 403 403  list
routes:draft-one                POST tutee                -          401  302 404 404 302 302 404 404  -
routes:own-wishes               GET  -                    -          302  200 404 404 200 404 404 404  -
routes:own-wishes               POST -                    wished     401  302 404 404 302 404 404 404  -
routes:own-wishes               POST -                    wished_less 401 422 404 404 422 404 404 404  -
routes:wishes                   GET  tutee                -          302  200 404 404 200 404 404 404  -
routes:wishes                   POST tutee                wished     401  302 404 404 302 404 404 404  -
routes:region-plans             GET  -                    -          302  403 403 403 403 200 403 403  list
routes:region-plans             POST -                    searched   401  403 403 403 403 302 403 403  list
routes:region-plans             POST -                    -          401  403 403 403 403 422 403 403  list
routes:region-plan              GET  region_plan          -          302  403 403 403 403 200 403 403  list
routes:region-plan-enough       POST region_plan          -          401  403 403 403 403 302 403 403  list
routes:publish-region-plan      POST region_plan          -          401  403 403 403 403 302 403 403  list
routes:throw-region-plan-away   POST region_plan          -          401  403 403 403 403 302 403 403  list
routes:print                    GET  route                -          302  200 200 200 200 200 200 200  -
routes:route-docx               GET  route                -          302  200 200 200 200 200 200 200  -
routes:route-pdf                GET  route                -          302  200 200 200 200 200 200 200  -
routes:register                 GET  -                    -          302  403 200 200 403 200 200 403  list
routes:orders                   GET  -                    -          302  403 403 200 403 200 403 403  list
routes:orders                   POST -                    numbered   401  403 403 422 403 422 403 403  list
routes:order-docx               GET  approval             -          302  403 403 404 403 200 403 403  list
routes:template                 GET  -                    -          302  403 403 403 403 200 403 403  -
routes:template                 POST -                    -          401  403 403 403 403 422 403 403  -
routes:template-file            GET  -                    -          302  403 403 403 403 200 403 403  -
"""
