"""What a school plans: who learns next year, who stands in while somebody learns."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.programmes.models.catalogue import Cohort
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["PlanLine", "StandIn"]


class PlanLine(models.Model):
    """A line of a school's plan of learning for a calendar year (перспективный план)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    #: 1–4; None: not decided.
    quarter = models.PositiveSmallIntegerField(null=True)
    #: What about, in the school's words; or the cohort that was chosen already.
    topic = models.CharField(max_length=300, blank=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, related_name="+")
    #: Why this person: the term that comes up, in words.
    why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)
    #: The record whose joining put this row aside, because another of the same person stands.
    aside_with = models.UUIDField(null=True, editable=False)

    objects = ScopedManager["PlanLine"]()

    class Meta:
        ordering = ("quarter", "made_at")
        constraints = [
            models.UniqueConstraint(
                fields=("node", "year", "person"), condition=Q(dropped_at=None), name="planned_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__gte=1, quarter__lte=4), name="a_year_has_four_quarters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.person_id}"


class StandIn(models.Model):
    """While somebody learns (first to last day), a colleague takes their lessons."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    away = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    away_from = ArrayField(models.UUIDField(), default=list, editable=False)
    colleague = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    colleague_from = ArrayField(models.UUIDField(), default=list, editable=False)
    first = models.DateField()
    last = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = ScopedManager["StandIn"]()

    class Meta:
        ordering = ("first",)
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="a_stand_in_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(away=models.F("colleague")), name="nobody_stands_in_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.last}"
