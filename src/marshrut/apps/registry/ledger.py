"""How the registry remembers: every row is opened by a change set, and closed by one; nothing is overwritten.

A change set is what one person did at one moment: an import, a correction on a card, a merge. What it opened and what
it closed can be told apart for ever, so a whole import is undone by closing what it opened and opening again what it
closed, in a few statements whatever its size.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import QuerySet
from django.utils import timezone

from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.temporal import Dated, DatedManager
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = [
    "ChangeSet",
    "Recorded",
    "close_row",
    "correct_row",
    "end_row",
    "later_changes",
    "open_change",
    "open_row",
    "recorded_models",
    "take_back",
]

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


def recorded_models() -> list[type[Recorded]]:
    """Every table of the registry whose rows are opened and closed by change sets."""
    return [model for model in apps.get_app_config("registry").get_models() if issubclass(model, Recorded)]


def take_back(change: ChangeSet, by: ChangeSet) -> int:
    """Close every row that `change` opened and open again what it closed, in a few statements; returns how many.

    A row that is opened again keeps the change set that first said it, so taking back works in any order that
    `later_changes` allows, and a card still names the source of a fact.
    """
    now, touched = timezone.now(), 0
    with connection.cursor() as cursor:
        for model in recorded_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"UPDATE {table} SET recorded = tstzrange(lower(recorded), %s), closed_by_id = %s"  # noqa: S608
                " WHERE opened_by_id = %s AND upper_inf(recorded)",
                [now, by.pk, change.pk],
            )
            touched += cursor.rowcount
            columns = [one.get_attname_column()[1] or "" for one in model._meta.concrete_fields if not one.generated]
            own = {"id": "uuidv7()", "recorded": "tstzrange(%s, NULL)", "closed_by_id": "NULL"}
            names = [connection.ops.quote_name(one) for one in columns]
            values = [own.get(one, connection.ops.quote_name(one)) for one in columns]
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}"  # noqa: S608
                " WHERE closed_by_id = %s AND opened_by_id <> %s",
                [now, change.pk, change.pk],
            )
            touched += cursor.rowcount
    ChangeSet.objects.of(SystemViewer("registry.take-back", change.tenant_id)).filter(pk=change.pk).update(undone_by=by)
    return touched


def later_changes(viewer: AnyViewer, change: ChangeSet) -> QuerySet[ChangeSet]:
    """Change sets that closed a row which this one opened, and still stand: taking this one back would lose theirs."""
    closers: set[UUID] = set()
    for model in recorded_models():
        rows = model.objects.of(viewer).filter(opened_by=change, closed_by__isnull=False).exclude(closed_by=change)
        closers |= set(rows.filter(closed_by__undone_by=None).values_list("closed_by_id", flat=True).distinct())
    return ChangeSet.objects.of(viewer).filter(pk__in=closers)
