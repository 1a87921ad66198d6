"""Two records became one person, or two again: routes, wishes, calls to observe and consultations go along.

Of two live routes of a year one stands; the other is put aside with the reason and lives again when they are divided.
Seats that its steps asked for are the person's: learning says which of two in one group gives way.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.services import carry, carry_back
from marshrut.apps.routes.models import CalendarKey, Consultation, Observation, ObserverCall, Route, Wishes
from marshrut.apps.routes.rules import joining
from marshrut.apps.routes.services.writing import move_route
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import RouteDeed, RouteState
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["identity_changed"]

_LIVE = [one.value for one in RouteState if one.live]
_TABLES: tuple[tuple[Any, str], ...] = (
    (Route, "person"),
    (Route, "companion"),
    (Wishes, "person"),
    (ObserverCall, "observer"),
    (Observation, "observer"),
    (Consultation, "person"),
    (Consultation, "companion"),
    (CalendarKey, "person"),
)


def identity_changed(viewer: AnyViewer, kept: UUID, gone: UUID) -> None:
    """Everything of the record that went stands at the kept one; divided, each has its own again."""
    if registry.kept_people(viewer, [gone]).get(gone) == kept:
        _one_a_year(viewer, kept, gone)
        for model, column in _TABLES:
            carry(model.objects.of(viewer), column, kept, gone)
    else:
        for model, column in _TABLES:
            carry_back(model.objects.of(viewer), column, gone)
        _live_again(viewer, gone)


def _one_a_year(viewer: AnyViewer, kept: UUID, gone: UUID) -> None:
    rows = Route.objects.of(viewer).select_for_update(of=("self",)).filter(state__in=_LIVE).order_by("pk")
    ours = {one.year: one for one in rows.filter(person_id=kept)}
    for theirs in rows.filter(person_id=gone):
        if (own := ours.get(theirs.year)) is not None:
            _put_aside(viewer, own, theirs, gone)


def _put_aside(viewer: AnyViewer, own: Route, theirs: Route, gone: UUID) -> None:
    facts = [(one.route_state, one.made_on) for one in (own, theirs)]
    decision = joining.stands_first(*facts)
    row, on = (theirs if decision else own), today(viewer)
    decision = decision or joining.stands_first(*reversed(facts))  # why the other one stands
    before, after = move_route(
        row,
        RouteDeed.WITHDRAW,
        ended_on=max(on, row.made_on),
        ended_why=joining.JOINED,
        aside_with=gone,
        aside_state=row.state,
    )
    _record(viewer, "put-aside", row, on=on, before=before, after=after, words=joining.JOINED, decision=decision)


def _live_again(viewer: AnyViewer, gone: UUID) -> None:
    for row in Route.objects.of(viewer).select_for_update(of=("self",)).filter(aside_with=gone).order_by("pk"):
        others = Route.objects.of(viewer).filter(person_id=row.person_id, year=row.year, state__in=_LIVE)
        decision = joining.may_live_again(row.route_state, another=others.exists())
        before, state = row.state, row.aside_state
        row.aside_with, row.aside_state = None, ""
        if decision:
            row.state, row.ended_on, row.ended_why = state, None, ""
        row.save(update_fields=["aside_with", "aside_state", "state", "ended_on", "ended_why"])
        if decision:
            _record(
                viewer,
                "lives-again",
                row,
                on=today(viewer),
                before=before,
                after=state,
                words=joining.PARTED,
                decision=decision,
            )
