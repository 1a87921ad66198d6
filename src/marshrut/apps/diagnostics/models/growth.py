"""Growth from one diagnostic to a later one of the same people, place by place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.diagnostics.models.campaigns import Campaign
from marshrut.apps.diagnostics.models.scales import Calibration
from marshrut.apps.diagnostics.types import GrowthState
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["GrowthFigure", "GrowthRound"]


class GrowthRound(models.Model):
    """Two diagnostics compared on one calibration. Made whole or not at all; a later one stands beside it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    leave = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    calibration = models.ForeignKey(Calibration, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(one.value, one.title) for one in GrowthState])
    people = models.PositiveIntegerField(default=0)
    #: SHA-256 of the answers behind it: the same answers give the same figures.
    fingerprint = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["GrowthRound"]()

    class Meta:
        ordering = ("-asked_at",)
        indexes = [models.Index(fields=["entry", "leave", "-asked_at"], name="growth_of_a_pair")]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.leave_id}"


class GrowthFigure(models.Model):
    """A place and a competency: mean mastery before and after, of 0..1, and the gain with its error.

    Of a place with too few people, or one that would give a neighbour away, nothing is kept but that it is hidden.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.ForeignKey(GrowthRound, on_delete=models.CASCADE, related_name="figures")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    competency = models.CharField(max_length=80)
    shown = models.BooleanField()
    people = models.PositiveIntegerField(null=True)
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    gain = models.FloatField(null=True)
    error = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)

    objects = ScopedManager["GrowthFigure"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("round", "node", "competency"), name="growth_of_a_place_once"),
            models.CheckConstraint(
                condition=Q(shown=True, people__isnull=False, gain__isnull=False, error__isnull=False)
                | Q(shown=False, people=None, before=None, after=None, gain=None, error=None, low=None, high=None),
                name="hidden_growth_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.competency}"
