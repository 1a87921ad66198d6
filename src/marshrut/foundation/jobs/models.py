"""Long work as people see it. The queue itself belongs to procrastinate; this row is its face and its stored input."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["Job"]


class Job(models.Model):
    """One piece of long work: what, for whom, how far, how it ended. `arguments` is all it needs to start again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: None: the installation's own upkeep.
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    started_by = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.title) for s in JobState], default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    stop_asked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    retry_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager["Job"]()

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["tenant", "-created_at"]), models.Index(fields=["state", "beat_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int | None:
        """How far, 0–100; None while nobody knows."""
        return min(100, 100 * self.done // self.total) if self.total else None
