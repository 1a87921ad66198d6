"""Which snapshots there are, and what differs between two."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.monitoring.models import Snapshot
from marshrut.apps.monitoring.types import SnapshotState
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["diff_snapshots", "find_snapshot", "get_snapshot", "list_snapshots"]


def list_snapshots(viewer: AnyViewer) -> QuerySet[Snapshot]:
    """Every snapshot of the region, the newest first."""
    return Snapshot.objects.of(viewer).exclude(state=SnapshotState.MAKING.value)


def get_snapshot(viewer: AnyViewer, snapshot_id: UUID) -> Snapshot:
    """One snapshot; raises Snapshot.DoesNotExist."""
    found: Snapshot = list_snapshots(viewer).get(pk=snapshot_id)
    return found


def find_snapshot(viewer: AnyViewer, *, on: date | None = None, known_at: datetime | None = None) -> Snapshot | None:
    """The newest whole snapshot, of what was known by a moment, that knows this day; None before there is one."""
    rows = list_snapshots(viewer).filter(state=SnapshotState.SEALED.value)
    if known_at is not None:
        rows = rows.filter(known_at__lte=known_at)
    if on is not None:
        rows = rows.filter(day__gte=on)
    return rows.order_by("-known_at").first()


def diff_snapshots(one: Snapshot, other: Snapshot) -> list[tuple[str, int, int, bool]]:
    """Part, rows in one, rows in the other, whether their contents are the same."""
    names = sorted({*one.parts, *other.parts})
    empty: list[object] = [0, ""]
    found = []
    for name in names:
        mine, yours = one.parts.get(name, empty), other.parts.get(name, empty)
        found.append((name, int(str(mine[0])), int(str(yours[0])), mine == yours))
    return found
