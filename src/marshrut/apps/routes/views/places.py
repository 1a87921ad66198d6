"""Routes of a place without a word of results: whom to let go, how many stand where."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.routes.queries import places
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.rules import DRAFTERS, ORDERERS
from marshrut.apps.routes.types import RouteState
from marshrut.apps.routes.views.asked import listers, releasers

__all__ = ["releases", "states"]


@require_safe
@releasers
def releases(request: Any) -> HttpResponse:
    """Who asks to be let go and on which days: one press each."""
    asked, answered = places.list_releases(request.viewer, on=request.today)
    return render(request, "routes/releases.html", {"asked": asked, "answered": answered})


@require_safe
@listers
def states(request: Any) -> HttpResponse:
    """How many routes stand in which state, school by school; and whose."""
    year = current_year(request.viewer, on=request.today)
    found = places.states_by_place(request.viewer, year=year, on=request.today)
    chosen = next((one for one in found if str(one.node_id) == request.GET.get("in", "")), None)
    if chosen is None and len(found) == 1:
        chosen = found[0]
    node: UUID | None = chosen.node_id if chosen else None
    rows = places.list_routes_of(request.viewer, node, year=year, on=request.today) if node else []
    totals = [sum(one.counts[state.value] for one in found) for state in RouteState]
    context = {
        "places": found,
        "states": [(one.value, one.title) for one in RouteState],
        "totals": totals,
        "total": sum(totals),
        "going": sum(one.counts[state] for one in found for state in ("approved", "running", "completed")),
        "chosen": chosen,
        "rows": rows,
        "year": year,
        "drafts": request.viewer.role in DRAFTERS,
        "orders": request.viewer.role in ORDERERS,
    }
    return render(request, "routes/states.html", context)
