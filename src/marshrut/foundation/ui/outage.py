"""The answer while the database is away. Needs no database, no session, no viewer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

__all__ = ["RETRY_AFTER", "outage_answer"]

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
