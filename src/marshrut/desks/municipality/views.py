"""The municipality's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.diagnostics import queries as diagnostics
from marshrut.apps.programmes import queries as programmes
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.dictionaries import words_of
from marshrut.apps.regulation.queries import find_reading
from marshrut.desks.mine.figures import figures_here
from marshrut.desks.mine.part import part_of
from marshrut.desks.mine.places import place_routes
from marshrut.desks.mine.strengths import typical_here
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role

__all__ = ["front"]

SHOWN = 12


@require_safe
@for_roles(Role.MUNICIPAL_METHODOLOGIST, right=Right.LIST)
def front(request: Any) -> HttpResponse:
    """Our schools and who has not sent, our people, who holds which role."""
    viewer, when = request.viewer, {"on": request.on, "known_at": request.known_at}
    reading = find_reading(viewer, **when)
    words, people = words_of(viewer, reading), registry.count_people(viewer, **when)
    sending = registry.who_has_sent(viewer, on=request.on)
    context = {
        "people": people,
        "typical": typical_here(viewer, on=request.on),
        **figures_here(viewer, **when),
        "campaigns": diagnostics.standing_reminders(viewer, on=request.today),
        "sending": sending,
        "silent": sending.missing[:SHOWN],
        "silent_count": len(sending.missing),
        "requests": people.requests,
        "roles": people.held(words),
        "terms": registry.coming_terms(viewer, **when, words=words),
        "doubtful": registry.count_pairs(viewer, on=request.today) + registry.count_claims(viewer, on=request.today),
        "part": part_of(viewer, reading, **when),
        "asked": programmes.count_asked(viewer, on=request.today),
        **place_routes(viewer, on=request.today),
    }
    return render(request, "municipality/front.html", context)
