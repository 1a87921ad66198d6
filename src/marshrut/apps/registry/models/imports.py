"""Lists that were sent: the file, what it is complete for, what each line would do, and what was done about it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from marshrut.apps.registry.ledger import ChangeSet
from marshrut.apps.registry.models.people import Person
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState, LineVerdict
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Absence", "Import", "ImportLine", "Layout", "Reminder"]


class Import(models.Model):
    """A list that somebody sent for a place, on the way from a file to one change set, or back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(one.value, one.title) for one in ImportKind])
    #: The place within which the sender works; with `full`, the list is complete for it.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    completeness = models.CharField(max_length=20, choices=[(one.value, one.title) for one in Completeness])
    #: The day that the list tells of: new work begins, and ended work ends, on this day where the line names none.
    as_of = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=[(one.value, one.title) for one in ImportState])
    sent_by = models.UUIDField(null=True)
    sent_by_name = models.CharField(max_length=260, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    #: Which column of the file is which field, as recognised and as the person corrected it.
    columns = models.JSONField(default=dict)
    #: Counts by verdict, by kind of problem; unmatched columns; other facts for the page.
    summary = models.JSONField(default=dict)
    #: Problems of the file as a whole.
    problems = models.JSONField(default=list)
    #: The highest change of the tenant's registry at the moment of the check: a later one asks for a new check.
    checked_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    change = models.OneToOneField(ChangeSet, on_delete=models.PROTECT, null=True, related_name="source")
    applied_at = models.DateTimeField(null=True)
    undo = models.OneToOneField(ChangeSet, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ScopedManager["Import"]()

    class Meta:
        ordering = ("-sent_at",)
        indexes = [models.Index(fields=["tenant", "node", "kind"]), models.Index(fields=["tenant", "-sent_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_at:%Y-%m-%d %H:%M}"


class ImportLine(models.Model):
    """One line of a list: what was read, what is wrong with it, whom it was found to be, what it would change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    sheet = models.CharField(max_length=120)
    row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12, choices=[(one.value, one.title) for one in LineVerdict])
    #: Values by field, tidied; dates as ISO text.
    values = models.JSONField(default=dict)
    #: Of `types.Problem`, errors and warnings.
    problems = models.JSONField(default=list)
    #: `[{field, before, after}, …]` in words for the screen.
    changes = models.JSONField(default=list)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+")
    #: Whom else it might be, where the verdict is doubtful: ids of persons.
    candidates = ArrayField(models.UUIDField(), default=list)
    #: Why it is doubtful, a `types.Doubt`: lines of one kind can be answered together.
    doubt = models.CharField(max_length=20, blank=True)
    #: The answer to a doubtful line: a person's id, `new`, or `skip`.
    answer = models.CharField(max_length=40, blank=True)

    objects = ScopedManager["ImportLine"]()

    class Meta:
        ordering = ("sheet", "row")
        indexes = [models.Index(fields=["source", "verdict", "row"])]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row} {self.verdict}"


class Absence(models.Model):
    """Somebody (or some organisation) who is recorded for the place and absent from its full list: needs a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="absences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: The `line_id` of the employment, role or organisation that the list does not have.
    line_id = models.UUIDField()
    what = models.CharField(max_length=300)
    #: A code of `absence_reasons` in `regions/base/people.yaml`; empty: not answered yet, nothing happens to it.
    reason = models.CharField(max_length=40, blank=True)
    #: The day from which it is so; empty: the list's own day.
    since = models.DateField(null=True)

    objects = ScopedManager["Absence"]()

    class Meta:
        ordering = ("what",)
        constraints = [models.UniqueConstraint(fields=("source", "line_id"), name="absent_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.reason}"


class Reminder(models.Model):
    """Whoever waits for an organisation's staff list has asked for it on a day. Once a day, whoever asks.

    It stands on the organisation's desk until a list of it is applied; the row itself stays.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: The day in the asker's place.
    day = models.DateField()
    #: By when the list is awaited, where somebody has said.
    due = models.DateField(null=True, blank=True)
    asked_by = models.UUIDField(null=True)
    #: The asker's role, for the words on the desk.
    asked_as = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Reminder"]()

    class Meta:
        ordering = ("-asked_at",)
        constraints = [models.UniqueConstraint(fields=("node", "day"), name="reminded_once_a_day")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.day}"


class Layout(models.Model):
    """A foreign layout that somebody explained once: headings of columns → our fields. Recognised the next time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(one.value, one.title) for one in ImportKind])
    #: Hash of the tidied headings in order.
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    taught_by = models.UUIDField(null=True)
    taught_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Layout"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("tenant", "kind", "signature"), name="layout_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
