"""Figures of groups as they were made: what was shown stays what was shown."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from marshrut.apps.competencies.types import GroupState, Slice
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Figure", "FigureRound"]


class FigureRound(models.Model):
    """Figures of every place were made for one month: on its first day, from what was recorded at that moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["FigureRound"]()

    class Meta:
        ordering = ("-month",)
        constraints = [models.UniqueConstraint(fields=("tenant", "month"), name="figures_of_a_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Figure(models.Model):
    """One cell: a place × a competency, or a place × a group of subjects × an area. Counts are whole people, and are
    read only where `state` is shown; of a hidden cell nothing is kept.

    `known` people have a standing, `unsure` were asked and nothing can be said. `figures_on` is the day on which the
    numbers stand: a cell whose people have too few new results keeps its earlier numbers.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.ForeignKey(FigureRound, on_delete=models.CASCADE, related_name="figures", db_index=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    slice = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Slice])
    #: A competency, or an area.
    what = models.CharField(max_length=60)
    #: A group of subjects; empty: everybody.
    group = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in GroupState])
    known = models.PositiveIntegerField(default=0)
    deficit = models.PositiveIntegerField(default=0)
    certain = models.PositiveIntegerField(default=0)
    strong = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)
    figures_on = models.DateField()
    #: What was recorded by this moment stands in the numbers.
    made_at = models.DateTimeField()

    objects = ScopedManager["Figure"]()

    class Meta:
        indexes = [models.Index(fields=["round", "slice", "node"], name="figures_of_a_place")]
        constraints = [
            models.UniqueConstraint(fields=("round", "node", "slice", "what", "group"), name="a_cell_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.group} {self.figures_on}"
