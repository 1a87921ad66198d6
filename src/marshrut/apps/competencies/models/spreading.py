"""A draft of who goes to which methodist: counted, looked at, taken whole or thrown away."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from marshrut.apps.competencies.models.access import AccompanimentBatch
from marshrut.apps.competencies.types import SpreadState
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["AccompanimentDraft"]


class AccompanimentDraft(models.Model):
    """Who would go to which methodist by what was asked on a day; what it gave, once taken, is one batch.

    `wanted`: the question. `key`: a print of everything it was counted from. `result`: pairs [person, companion, the
    companion before or ""], who is left by reason, loads and places before and after, the proof; once it is taken,
    also keys of what it made and replaced.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: Within which place people are spread.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, default=SpreadState.MAKING.value, choices=[(one.value, one.title) for one in SpreadState]
    )
    wanted = models.JSONField(default=dict)
    #: The question in words.
    words = models.CharField(max_length=600)
    key = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict)
    #: Why it was not counted, in words of a rule.
    problem = models.CharField(max_length=300, blank=True)
    order_number = models.CharField(max_length=60, blank=True)
    order_date = models.DateField(null=True)
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=260, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    taken_by = models.UUIDField(null=True)
    taken_by_name = models.CharField(max_length=260, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)
    batch = models.OneToOneField(AccompanimentBatch, on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["AccompanimentDraft"]()

    class Meta:
        ordering = ("-made_at",)
        indexes = [models.Index(fields=["tenant", "-made_at"], name="care_drafts_by_time")]

    def __str__(self) -> str:
        return f"{self.words} {self.state}"
