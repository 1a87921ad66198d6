"""Columns that every file from elsewhere has, and every line of one. The tables are the apps' own."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from marshrut.apps.registry.types import SentState, SentVerdict
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["SentFile", "SentLine"]


class SentFile(models.Model):
    """A file that somebody sent, on its way in, and back while nothing depends on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: Within which place its people are looked for.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(one.value, one.title) for one in SentState])
    columns = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    sent_by = models.UUIDField(null=True)
    sent_by_name = models.CharField(max_length=260, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=300, blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"


class SentLine(models.Model):
    """One line: what was read, what is wrong, what it would do, what is asked about it and what was answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=120)
    row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=[(one.value, one.title) for one in SentVerdict])
    #: Fields by code, tidied; dates as ISO text.
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    #: Question → answers that are offered.
    asked = models.JSONField(default=dict)
    #: Question → what was answered.
    answers = models.JSONField(default=dict)
    #: Something asked is not answered yet.
    waits = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ("sheet", "row")

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row} {self.verdict}"
