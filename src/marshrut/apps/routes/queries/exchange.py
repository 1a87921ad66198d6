"""Routes as rows for other systems: states, days and hours. What a route is for is nobody's outside of it.

A step's own title may tell what is to be strengthened, so its kind stands here alone; a draft is still the person's.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from marshrut.apps.routes import access
from marshrut.apps.routes.models import Route, RouteStep
from marshrut.apps.routes.types import RouteState, StepState
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["exchange_routes"]

_LEFT_OUT = (StepState.REFUSED.value, StepState.REMOVED.value)


def exchange_routes(viewer: AnyViewer, *, on: date, after: UUID | None = None, most: int) -> list[dict[str, Any]]:
    """Routes of people whom the viewer may list, sent for agreement or further, made by the day."""
    seen = access.visible(viewer, Right.LIST, on=on)
    rows = Route.objects.of(viewer).filter(seen, made_on__lte=on).exclude(state=RouteState.DRAFT.value)
    rows = rows.order_by("pk").prefetch_related(
        Prefetch("steps", queryset=RouteStep.objects.of(viewer).exclude(state__in=_LEFT_OUT).order_by("position"))
    )
    rows = rows.filter(pk__gt=after) if after else rows
    return [_route(one) for one in rows[:most]]


def _route(one: Route) -> dict[str, Any]:
    steps = list(one.steps.all())
    return {
        "id": one.pk,
        "person_id": one.person_id,
        "organisation_id": one.node_id,
        "school_year": one.year,
        "state": one.state,
        "from_diagnosis": one.diagnosed_on is not None,
        "made_on": one.made_on,
        "approved_on": one.approved_on,
        "ended_on": one.ended_on,
        "number": one.number,
        "companion_id": one.companion_id,
        "hours_planned": float(sum(step.hours for step in steps)),
        "hours_counted": float(sum(step.counted or 0 for step in steps)),
        "steps": [
            {
                "id": step.pk,
                "kind": step.kind,
                "formality": step.formality,
                "starts": step.starts,
                "ends": step.ends,
                "hours": float(step.hours),
                "state": step.state,
                "done_on": step.done_on,
            }
            for step in steps
        ],
    }
