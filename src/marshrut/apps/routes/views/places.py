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
from marshrut.apps.routes.rules.files import SENDERS
from marshrut.apps.routes.rules.region_plans import PLANNERS
from marshrut.apps.routes.types import RouteState
from marshrut.apps.routes.views.asked import listers, releasers
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.queries import get_node
from marshrut.foundation.scope.types import Role

__all__ = ["releases", "states"]


@require_safe
@releasers
def releases(request: Any) -> HttpResponse:
    """Who asks to be let go and on which days: one press each."""
    asked, answered = places.list_releases(request.viewer, on=request.today)
    return render(request, "routes/releases.html", {"asked": asked, "answered": answered})


def _top(request: Any) -> UUID:
    """Which place is looked at: the one asked for, within the viewer's own; else their own."""
    own = UUID(str(request.viewer.node_id))
    try:
        wanted = UUID(request.GET.get("in", ""))
    except ValueError:
        return own
    return wanted if scope_access.inside(request.viewer, wanted, on=request.today) else own


@require_safe
@listers
def states(request: Any) -> HttpResponse:
    """How many routes stand in which state, place by place down the tree; in a school, whose."""
    year = current_year(request.viewer, on=request.today)
    top = _top(request)
    found = places.states_by_place(request.viewer, top=top, year=year, on=request.today)
    alone = not found or [one.node_id for one in found] == [top]
    rows = places.list_routes_of(request.viewer, top, year=year, on=request.today) if alone else []
    totals = [(state.title, sum(one.counts[state.value] for one in found)) for state in RouteState]
    total, chosen = sum(count for _, count in totals), sum(one.own for one in found)
    context = {
        "places": found,
        "states": [(one.value, one.title) for one in RouteState],
        "totals": totals,
        "total": total,
        "chosen": chosen,
        "chosen_share": 100 * chosen / total if total else None,
        "going": sum(one.counts[state] for one in found for state in ("approved", "running", "completed")),
        "top": get_node(request.viewer, top),
        "own": top == request.viewer.node_id,
        "alone": alone,
        "rows": rows,
        "year": year,
        "register": request.viewer.role is not Role.ADMINISTRATOR,
        "drafts": request.viewer.role in DRAFTERS,
        "plans": request.viewer.role in PLANNERS,
        "sends": request.viewer.role in SENDERS,
        "orders": request.viewer.role in ORDERERS,
    }
    return render(request, "routes/states.html", context)
