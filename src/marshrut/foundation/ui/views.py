"""The living page, the theme, and the pages of refusal and failure."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from marshrut.cores.kernel import Decision, Refused
from marshrut.foundation.scope.gate import public, signed_in
from marshrut.foundation.ui.context import THEMES
from marshrut.foundation.ui.outage import outage_answer
from marshrut.foundation.ui.picker import WORDS, find_places, places_of
from marshrut.foundation.ui.showcase import showcase

__all__ = [
    "bad_request",
    "forbidden",
    "living",
    "not_found",
    "pick",
    "refused",
    "server_error",
    "set_theme",
    "stale_form",
    "too_large",
]

YEAR = 365 * 24 * 60 * 60


@public
@require_safe
def living(request: HttpRequest) -> HttpResponse:
    """`/ui/`: every component in every state."""
    return render(request, "ui/living.html", showcase(request))


@signed_in
@require_safe
def pick(request: Any, source: str) -> HttpResponse:
    """Places that fit what is typed, as options of a combobox; among those that the viewer may choose."""
    typed = next((value for key, value in request.GET.items() if key.endswith(WORDS)), "")
    try:
        places = places_of(source, request.viewer, on=request.today)
    except KeyError:
        raise Http404 from None
    return render(request, "ui/picked.html", {"found": find_places(places, typed) if typed.strip() else []})


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in a cookie, and go back."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(back if safe else "/")
    if request.POST.get("theme") in THEMES:
        answer.set_cookie("theme", request.POST["theme"], max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer


def refused(request: HttpRequest, decision: Decision | None = None, *, status: int = 403) -> HttpResponse:
    """A rule said no: its words, its name and whom to ask."""
    reasons = decision.reasons if decision is not None else ()
    ask = next((str(reason.inputs["ask"]) for reason in reasons if "ask" in reason.inputs), "")
    return render(request, "ui/refused.html", {"decision": decision, "ask": ask}, status=status)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is not ours: usually the page lay open through a sign-out, or cookies are off."""
    again = [(name, value) for name in request.POST for value in request.POST.getlist(name) if _may_repeat(name, value)]
    return render(
        request, "ui/stale.html", {"again": again, "no_cookies": not request.COOKIES, "reason": reason}, status=403
    )


def _may_repeat(name: str, value: str) -> bool:
    """Secrets never come back on a page."""
    secret = any(word in name.lower() for word in ("password", "code", "token", "secret"))
    return bool(value) and not secret


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the decision of the rule, when the exception carries one."""
    cause = exception.__cause__ if exception is not None else None
    found = next((error.decision for error in (exception, cause) if isinstance(error, Refused)), None)
    first = exception.args[0] if exception is not None and exception.args else None
    return refused(request, found if found is not None else first if isinstance(first, Decision) else None)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what exists but is not this viewer's to know."""
    del exception
    return render(request, "ui/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: without the context of a request that could not be read."""
    del request, exception
    return HttpResponse(render_to_string("ui/bad_request.html"), status=400)


def too_large(request: HttpRequest, limit: int | None = None) -> HttpResponse:
    """413: what was sent is larger than may be kept."""
    del request
    return HttpResponse(render_to_string("ui/too_large.html", {"limit": limit}), status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: words without a database; when the database was the reason, 503."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return outage_answer(request)
    return HttpResponse(render_to_string("ui/server_error.html"), status=500)
