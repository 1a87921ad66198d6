"""A desk's first page: my part in the order."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.diagnostics import queries as diagnostics
from marshrut.apps.regulation.queries import find_reading
from marshrut.desks.mine.learning import own_learning
from marshrut.desks.mine.news import own_news, since_of
from marshrut.desks.mine.part import part_of
from marshrut.desks.mine.strengths import own_in_short
from marshrut.desks.mine.way import own_way
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Role

__all__ = ["front"]


@require_safe
@for_roles(Role.TEACHER, Role.REGIONAL_METHODOLOGIST)
def front(request: Any) -> HttpResponse:
    """The next step of the route or the test that waits, what one is good at, what the order asks of this role."""
    when = {"on": request.on, "known_at": request.known_at}
    part = part_of(request.viewer, find_reading(request.viewer, **when), **when)
    tests = diagnostics.list_waiting(request.viewer, today=request.today)
    mine = own_in_short(request.viewer, on=request.on) | own_learning(request.viewer, since=since_of(request.today))
    texts = diagnostics.count_texts(request.viewer, on=request.today)
    way = own_way(request.viewer, on=request.today)
    news = own_news(request.viewer, way["way"], mine["learning"], on=request.today)
    found = {"part": part, "tests": tests, "texts": texts, "news": news, **mine, **way}
    found["of_order"] = bool(part.reading) and bool(part.answered or request.viewer.role is not Role.TEACHER)
    found["may_begin"] = way["way"] is None and bool((mine["strengths"] or {}).get("to_raise"))
    return render(request, "mine/front.html", found)
