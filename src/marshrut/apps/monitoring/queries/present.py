"""The figures as they stand: the snapshot that counts, its day, figures of the region and of the viewer's place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from marshrut.apps.monitoring.models import FrozenPlace, IndicatorRound, Snapshot
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, list_figures
from marshrut.apps.monitoring.queries.loop import loop_of
from marshrut.apps.monitoring.queries.snapshots import find_snapshot
from marshrut.apps.monitoring.types import Level, Loop
from marshrut.foundation.scope.queries import get_node
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import NodeKind, Right
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["Present", "find_present", "level_of", "municipality_of", "own_figures", "own_place", "place_name"]

_LEVELS = {NodeKind.MUNICIPALITY.value: Level.MUNICIPALITY, NodeKind.ORGANISATION.value: Level.ORGANISATION}


@dataclass(frozen=True, slots=True)
class Present:
    """Figures of a day that were counted already. `own` is empty where the whole is the viewer's own."""

    snapshot: Snapshot
    day: date
    figures: list[IndicatorFigure]
    own: list[IndicatorFigure]
    loop: Loop | None

    @property
    def here(self) -> list[IndicatorFigure]:
        """The viewer's place where it has figures of its own, else the region."""
        return self.own or self.figures


def level_of(viewer: Viewer, snapshot: Snapshot, node_id: UUID) -> Level | None:
    """At which level figures of this place are counted; None: at none."""
    if node_id == snapshot.node_id:
        return Level.REGION
    return _LEVELS.get(get_node(viewer, node_id).kind)


def own_place(viewer: Viewer, snapshot: Snapshot) -> tuple[Level, UUID] | None:
    """The viewer's place below the region, where it has figures that they may count."""
    if viewer.node_id == snapshot.node_id or Right.COUNT not in ROLE_RIGHTS[viewer.role]:
        return None
    level = level_of(viewer, snapshot, viewer.node_id)
    return (level, viewer.node_id) if level is not None else None


def own_figures(viewer: Viewer, snapshot: Snapshot, *, on: date) -> list[IndicatorFigure]:
    """Figures of the viewer's own place: what the order counts there, or what was entered for it."""
    own = own_place(viewer, snapshot)
    if own is None:
        return []
    level, place = own
    found = list_figures(viewer, snapshot, on=on, level=level, place=place)
    return [one for one in found if level.value in one.indicator.breakdown or one.entry is not None]


def find_present(viewer: Viewer, *, on: date, known_at: datetime | None = None) -> Present | None:
    """What the newest whole snapshot gives for a day, if it was counted; nothing is counted here."""
    snapshot = find_snapshot(viewer, known_at=known_at)
    if snapshot is None:
        return None
    day = min(on, snapshot.day)
    made = IndicatorRound.objects.of(viewer).filter(snapshot=snapshot, on=day).first()
    if made is None:
        return None
    figures = list_figures(viewer, snapshot, on=day)
    return Present(snapshot, day, figures, own_figures(viewer, snapshot, on=day), loop_of(made))


def place_name(viewer: Viewer, snapshot: Snapshot, node_id: UUID) -> str:
    """What the snapshot calls a place."""
    rows = FrozenPlace.objects.of(viewer).filter(snapshot=snapshot, place=node_id).order_by("since")
    last = rows.values_list("name", flat=True).last()
    return str(last) if last else str(get_node(viewer, node_id))


def municipality_of(viewer: Viewer, snapshot: Snapshot, node_id: UUID) -> UUID | None:
    """In which municipality a place lay last, by the snapshot."""
    rows = FrozenPlace.objects.of(viewer).filter(snapshot=snapshot, place=node_id).order_by("since")
    found: UUID | None = rows.values_list("municipality", flat=True).last()
    return found
