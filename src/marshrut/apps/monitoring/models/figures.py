"""Figures counted from a snapshot, and what people enter where there is nothing to count."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.monitoring.models.snapshots import Snapshot
from marshrut.apps.monitoring.types import EntryKind, Level
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Entry", "IndicatorRound", "IndicatorValue"]


class IndicatorRound(models.Model):
    """All figures of a region on a day, counted once from one snapshot."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="rounds")
    on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    #: People by stage of the loop that day (`types.Loop`): counted with the figures, so that no desk counts them.
    loop = models.JSONField(default=dict)

    objects = ScopedManager["IndicatorRound"]()

    class Meta:
        ordering = ("-on",)
        constraints = [models.UniqueConstraint(fields=("snapshot", "on"), name="figures_of_a_day_once")]

    def __str__(self) -> str:
        return f"{self.on}"


class IndicatorValue(models.Model):
    """One figure. `place` empty: the whole. `missing`: why there is no value (`cores.indicators.Missing`)."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.ForeignKey(IndicatorRound, on_delete=models.CASCADE, related_name="figures", db_index=False)
    indicator = models.CharField(max_length=40)
    reading = models.CharField(max_length=40)
    chosen = models.BooleanField()
    level = models.CharField(max_length=14, choices=[(one.value, one.title) for one in Level])
    place = models.UUIDField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField(null=True)
    missing = models.CharField(max_length=20, blank=True)

    objects = ScopedManager["IndicatorValue"]()

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["round", "level", "indicator"], name="figures_by_level"),
            models.Index(fields=["round", "place"], name="figures_of_place"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.level} {self.value}"


class Entry(models.Model):
    """What a person entered for an indicator of a place on a day, with its proof. Corrected by a later one, never
    changed: `replaced_at` says since when another stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=[(one.value, one.title) for one in EntryKind])
    on = models.DateField()
    value = models.FloatField()
    #: Of how many, where the value is a share of something: both numbers then stand.
    denominator = models.FloatField(null=True)
    document = models.CharField(max_length=300)
    link = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    entered_by = models.UUIDField(null=True)
    entered_by_name = models.CharField(max_length=260, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["Entry"]()

    class Meta:
        ordering = ("-on",)
        constraints = [
            models.UniqueConstraint(
                fields=("node", "indicator", "kind", "on"),
                condition=Q(replaced_at=None),
                name="one_entry_of_a_day_stands",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="an_entry_is_not_negative"),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0), name="an_entry_divides_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on} {self.value}"
