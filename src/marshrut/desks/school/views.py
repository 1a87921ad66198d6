"""The school's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.diagnostics import queries as diagnostics
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.dictionaries import words_of
from marshrut.apps.regulation.queries import find_reading
from marshrut.desks.mine.figures import figures_here
from marshrut.desks.mine.learning import own_learning, school_learning
from marshrut.desks.mine.part import part_of
from marshrut.desks.mine.places import place_routes
from marshrut.desks.mine.strengths import typical_here
from marshrut.foundation.accounts import queries as accounts
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role

__all__ = ["front"]


@require_safe
@for_roles(Role.SCHOOL, right=Right.LIST)
def front(request: Any) -> HttpResponse:
    """Our people, what waits for an answer, what terms come up, what the order asks of a school."""
    viewer, when = request.viewer, {"on": request.on, "known_at": request.known_at}
    accesses = accounts.list_people(viewer, on=request.on)
    out = accesses.filter(activated_at=None)
    reading = find_reading(viewer, **when)
    words, people = words_of(viewer, reading), registry.count_people(viewer, **when)
    context = {
        "people": people,
        "typical": typical_here(viewer, on=request.on),
        **figures_here(viewer, **when),
        "campaigns": diagnostics.standing_reminders(viewer, on=request.today),
        "reminder": registry.find_reminder(viewer, on=request.today),
        "requests": people.requests,
        "terms": registry.coming_terms(viewer, **when, words=words),
        "roles": people.held(words),
        "doubtful": registry.count_pairs(viewer, on=request.today),
        "total": accesses.count(),
        "out": out.count(),
        "waiting": accounts.with_access(viewer, out[:8], on=request.on),
        "part": part_of(viewer, reading, **when),
        **own_learning(viewer),
        **school_learning(viewer, on=request.today),
        **place_routes(viewer, on=request.today),
    }
    return render(request, "school/front.html", context)
