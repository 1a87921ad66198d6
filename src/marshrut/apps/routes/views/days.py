"""The calendar address: shown once, made anew, closed; and the calendar itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.routes.queries.days import calendar_of, has_calendar
from marshrut.apps.routes.services import calendars
from marshrut.apps.routes.views.asked import tried
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import public, signed_in

__all__ = ["calendar", "close", "feed"]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def calendar(request: Any) -> HttpResponse:
    """Days of my steps in my own calendar: the address is shown once, on the page that made it."""
    address = ""
    if request.method == "POST":
        try:
            key = calendars.open_calendar(request.viewer)
        except Refused as no:
            messages.error(request, no.decision.text)
        else:
            address = request.build_absolute_uri(reverse("routes:feed", args=[key]))
    context = {"address": address, "standing": has_calendar(request.viewer)}
    answer = render(request, "routes/calendar.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@signed_in
def close(request: Any) -> HttpResponse:
    """The address opens nothing from now on."""
    said = "Адрес закрыт: по нему больше ничего не видно."
    tried(request, lambda: calendars.close_calendar(request.viewer), said=said)
    return redirect("routes:calendar")


@require_safe
@public
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """What a calendar programme reads: days, kinds, places; nothing of results."""
    del request
    found = calendars.find_calendar(key)
    if found is None:
        raise Http404
    answer = HttpResponse(calendar_of(found, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
