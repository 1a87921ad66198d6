"""Every page of figures stands on one snapshot and one day of it: found here, or said why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render

from marshrut.apps.monitoring import access, queries, services
from marshrut.apps.monitoring.models import Snapshot
from marshrut.apps.monitoring.types import Level, SnapshotState
from marshrut.apps.regulation import queries as regulation
from marshrut.cores.kernel import Refused
from marshrut.cores.regulation import Regulation
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope import access as scope
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.dates import carried, dated_url

__all__ = ["LOOKERS", "WRONG", "Asked", "Place", "lookers", "uuid_or_404", "with_snapshot"]

WRONG = 422
LOOKERS = frozenset(Role) - {Role.TEACHER}
#: Figures of a region are no secret of any desk; what of places and people is seen, `access` says.
lookers = for_roles(*sorted(LOOKERS))


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figures are looked at."""

    level: Level
    node: UUID
    name: str

    @property
    def key(self) -> UUID | None:
        """How figures name it: the whole has no key."""
        return None if self.level is Level.REGION else self.node


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, of which snapshot, for which of its days."""

    viewer: Viewer
    snapshot: Snapshot
    held: Regulation
    day: date
    today: date
    dates: Mapping[str, str]
    #: The address named the snapshot: links go on naming it.
    named: str
    beyond: bool
    damaged: Snapshot | None

    def link(self, name: str, *args: object, **query: object) -> str:
        """A page about the same snapshot and dates."""
        return dated_url(self.dates, f"monitoring:{name}", *args, snapshot=self.named, **query)

    def context(self, more: Mapping[str, Any]) -> dict[str, Any]:
        """What every page of figures says of its ground."""
        return {
            "snapshot": self.snapshot,
            "snapshot_state": SnapshotState(self.snapshot.state).title,
            "day": self.day,
            "beyond": self.beyond,
            "named": self.named,
            "damaged": self.damaged,
            "may_make": bool(access.may_make(self.viewer)),
            **more,
        }

    def place(self, asked: str = "") -> Place:
        """The place that was asked for, else the viewer's own; 404 outside of what they may count or list."""
        if not asked:
            own = queries.own_place(self.viewer, self.snapshot)
            return Place(own[0], own[1], self.viewer.place_name) if own else self.whole
        node = uuid_or_404(asked)
        if node == self.snapshot.node_id:
            return self.whole
        if not scope.may(self.viewer, Right.COUNT, node, on=self.today):
            raise Http404
        level = queries.level_of(self.viewer, self.snapshot, node)
        if level is None:
            raise Http404
        return Place(level, node, queries.place_name(self.viewer, self.snapshot, node))

    @property
    def whole(self) -> Place:
        """The region as a whole: everybody at a desk sees its figures."""
        return Place(Level.REGION, self.snapshot.node_id, self.held.structure.name)


def uuid_or_404(text: str) -> UUID:
    """What an address names."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _found(request: Any) -> Snapshot | None:
    named = request.GET.get("snapshot", "")
    if not named:
        return queries.find_snapshot(request.viewer, known_at=request.known_at)
    try:
        return queries.get_snapshot(request.viewer, uuid_or_404(named))
    except ObjectDoesNotExist:
        raise Http404 from None


def with_snapshot(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view its `Asked`, with the figures of its day counted; else the page that says why there are none."""

    @wraps(view)
    def found(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        newest = queries.list_snapshots(request.viewer).first()
        damaged = newest if newest is not None and newest.state == SnapshotState.DAMAGED.value else None
        snapshot = _found(request)
        told: dict[str, Any] = {"may_make": bool(access.may_make(request.viewer)), "damaged": damaged}
        if snapshot is None:
            order = regulation.find_reading(request.viewer, on=request.today)
            return render(request, "monitoring/nothing.html", told | {"order": order})
        day = min(request.on, snapshot.day)
        try:
            services.count_figures(request.viewer, snapshot, on=day)
        except Refused as no:
            return render(request, "monitoring/damaged.html", told | {"snapshot": snapshot, "decision": no.decision})
        asked = Asked(
            viewer=request.viewer,
            snapshot=snapshot,
            held=regulation.regulation_of(request.viewer, snapshot.revision_id),
            day=day,
            today=request.today,
            dates=carried(request),
            named=request.GET.get("snapshot", ""),
            beyond=request.on != request.today and request.on > snapshot.day,
            damaged=damaged,
        )
        return view(request, asked, *args, **kwargs)

    return found
