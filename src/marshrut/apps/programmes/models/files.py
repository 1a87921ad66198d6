"""Files with programmes, enrolments and completions: previewed, recorded whole, taken back whole."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from marshrut.apps.programmes.types import LearningFileKind, LearningFileState, LineVerdict
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["LearningFile", "LearningLine"]


class LearningFile(models.Model):
    """A file that somebody sent, on its way in, and back while nothing depends on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(one.value, one.title) for one in LearningFileKind])
    #: Within which place its people are looked for.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(one.value, one.title) for one in LearningFileState])
    columns = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    sent_by = models.UUIDField(null=True)
    sent_by_name = models.CharField(max_length=260, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["LearningFile"]()

    class Meta:
        ordering = ("-sent_at",)
        indexes = [models.Index(fields=["tenant", "-sent_at"], name="learning_files_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_at:%Y-%m-%d %H:%M}"


class LearningLine(models.Model):
    """One line of such a file: what was read, what is wrong, whose it is, what it would do."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(LearningFile, on_delete=models.CASCADE, related_name="lines")
    sheet = models.CharField(max_length=120)
    row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=[(one.value, one.title) for one in LineVerdict])
    #: Fields by code, tidied; dates as ISO text.
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    candidates = ArrayField(models.UUIDField(), default=list)
    #: A doubtful line: a person's id or `skip`; a conflict: `keep` or `take`.
    answer = models.CharField(max_length=40, blank=True)

    objects = ScopedManager["LearningLine"]()

    class Meta:
        ordering = ("sheet", "row")
        indexes = [models.Index(fields=["source", "verdict", "row"], name="learning_lines_by_verdict")]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row} {self.verdict}"
