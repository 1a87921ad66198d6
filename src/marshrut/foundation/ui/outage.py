"""The answer while the database is away. Needs no database, no session, no viewer."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

__all__ = ["RETRY_AFTER", "OneLine", "outage_answer"]

RETRY_AFTER = 10


def outage_answer(request: HttpRequest) -> HttpResponse:
    """503 in Russian with Retry-After; JSON for who asked for JSON."""
    answer: HttpResponse
    if "application/json" in request.headers.get("Accept", ""):
        answer = JsonResponse({"error": "База данных не отвечает, повторите позже."}, status=503)
    else:
        answer = HttpResponse(render_to_string("ui/outage.html", {"seconds": RETRY_AFTER}), status=503)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    answer.headers["Cache-Control"] = "no-store"
    return answer


class OneLine(logging.Filter):
    """While the database is away every request fails for the same reason: a line each, not a page of traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Turn the traceback of a lost database into its first words."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, (OperationalError, InterfaceError)):
            reason = str(error).partition("\n")[0]
            record.msg, record.args = f"{record.getMessage()}: {reason}", ()
            record.exc_info = record.exc_text = None
        return True
