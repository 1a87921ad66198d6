"""How the registry remembers: every row is opened by a change set, and closed by one; nothing is overwritten.

A change set is what one person did at one moment: an import, a correction on a card, a merge. What it opened and what
it closed can be told apart for ever, so a whole import is undone by closing what it opened and opening again what it
closed, in a few statements whatever its size.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone

from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.temporal import Dated, DatedManager
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["ChangeSet", "Recorded", "close_row", "correct_row", "end_row", "open_change", "open_row"]

R = TypeVar("R", bound="Recorded")


class ChangeSet(models.Model):
    """What somebody did to the registry in one go. `what`: import, hire, correct, merge, unmerge, undo, …"""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    title = models.CharField(max_length=300, blank=True)
    actor_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    #: The change set that took this one back.
    undone_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="undoes")

    objects = ScopedManager["ChangeSet"]()

    class Meta:
        app_label = "registry"
        ordering = ("-made_at",)
        indexes = [models.Index(fields=["tenant", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.made_at:%Y-%m-%d %H:%M}"


class Recorded(Dated):
    """A dated row of the registry: true for days (`valid`), recorded for moments (`recorded`), by change sets.

    `line_id` is the same in every recorded version of one fact; other apps point there, not at a version.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    line_id = models.UUIDField(default=new_id, editable=False)
    opened_by = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DatedManager[Self]()

    class Meta:
        abstract = True


def open_change(viewer: AnyViewer, what: str, *, title: str = "") -> ChangeSet:
    """A new change set of this viewer."""
    change = ChangeSet(
        tenant_id=tenant_of(viewer),
        what=what,
        title=title,
        actor_id=viewer.account_id if isinstance(viewer, Viewer) else None,
        purpose="" if isinstance(viewer, Viewer) else viewer.purpose[:80],
    )
    change.save(force_insert=True)
    return change


def open_row(model: type[R], change: ChangeSet, **fields: Any) -> R:
    """Record a new fact."""
    row = model(tenant_id=change.tenant_id, opened_by=change, **fields)
    row.save(force_insert=True)
    return row


def close_row(row: Recorded, change: ChangeSet, *, at: datetime | None = None) -> None:
    """From now on the fact is not recorded as it was: it was an error, or another version follows."""
    row.close_version(at=at or timezone.now(), closed_by=change)


def correct_row(row: R, change: ChangeSet, **changes: Any) -> R:
    """Close this version and record the corrected one; returns it. Both stay answerable by `known_at`."""
    now = timezone.now()
    close_row(row, change, at=now)
    fields = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if not one.primary_key and not one.generated and one.name not in {"recorded", "opened_by", "closed_by"}
    }
    made = type(row)(**{**fields, **changes, "opened_by": change, "recorded": DateTimeTZRange(now, None, "[)")})
    made.save(force_insert=True)
    return made


def end_row(row: R, change: ChangeSet, *, on: date) -> R | None:
    """From that day on the fact is no longer true. Ended on or before its first day it never was: closed, None."""
    lower = row.valid.lower
    if lower is not None and on <= lower:
        close_row(row, change)
        return None
    return correct_row(row, change, valid=DateRange(lower, on, "[)"))
