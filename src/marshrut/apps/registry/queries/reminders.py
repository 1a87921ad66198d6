"""What an organisation was reminded of and has not done yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from marshrut.apps.registry.models import Import, Reminder
from marshrut.apps.registry.types import ImportKind, ImportState
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["find_reminder", "last_reminders"]

_WAITS = {Role.MUNICIPAL_METHODOLOGIST.value: "Муниципалитет ждёт", Role.CENTRE.value: "Центр ждёт"}


def last_reminders(viewer: AnyViewer, node_ids: Collection[UUID]) -> dict[UUID, Reminder]:
    """The last reminder of each of these organisations."""
    rows = Reminder.objects.of(viewer).filter(node_id__in=node_ids).order_by("node_id", "-asked_at")
    return {one.node_id: one for one in rows.distinct("node_id")}


def find_reminder(viewer: Viewer, *, on: date) -> Reminder | None:
    """What stands on the desk of the viewer's organisation: the last reminder since which no list of it was applied."""
    found: Reminder | None = last_reminders(viewer, [viewer.node_id]).get(viewer.node_id)
    if found is None or found.day > on:
        return None
    came = Import.objects.of(viewer).filter(kind=ImportKind.STAFF.value, state=ImportState.APPLIED.value)
    if came.filter(summary__nodes__has_key=str(viewer.node_id), applied_at__gt=found.asked_at).exists():
        return None
    found.waits = _WAITS.get(found.asked_as, "Ждём")  # type: ignore[attr-defined]
    found.late = found.due is not None and found.due < on  # type: ignore[attr-defined]
    return found
