"""The bank of items and the instruments made of them. What was once in use is never changed: a new version follows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.diagnostics.types import Feedback, InstrumentState, ItemKind
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Instrument", "InstrumentVersion", "Item", "ItemVersion", "Slot"]


class Item(models.Model):
    """A task of the bank, the same through all its versions. `code` is how files with answers name it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Item"]()

    class Meta:
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=("tenant", "code"), name="item_code_once")]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One wording of a task with its key. An answer points here, so what was asked can always be shown.

    `body` by kind — single, multiple, ordering: `{"options": [{"id": "a", "text": "…"}, …]}`; numeric: `{"unit": "%"}`;
    text: `{"criteria": [{"id": "k1", "text": "…", "max": 2}, …]}`. Texts are plain text, never markup.
    `key` never leaves the server while an attempt runs — single: `{"right": "a"}`; multiple: `{"right": ["a", "c"],
    "partial": true}`; ordering: `{"order": ["b", "a", "c"], "partial": true}`; numeric: `{"value": "12.5", "tolerance":
    "0.1"}`; short: `{"accepted": ["…", …]}`; text: `{}`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=[(one.value, one.title) for one in ItemKind])
    #: A code of the framework.
    competency = models.CharField(max_length=80)
    stem = models.TextField()
    body = models.JSONField(default=dict)
    key = models.JSONField(default=dict)
    max_score = models.DecimalField(max_digits=5, decimal_places=2)
    #: Shown with the result: why the right answer is right.
    comment = models.TextField(blank=True)
    #: Who wrote it and after what.
    source = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["ItemVersion"]()

    class Meta:
        ordering = ("item", "number")
        constraints = [
            models.UniqueConstraint(fields=("item", "number"), name="item_version_once"),
            models.CheckConstraint(condition=Q(max_score__gt=0), name="item_gives_points"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class Instrument(models.Model):
    """A diagnostic work, the same through all its versions. `code` is how files with results name it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    #: Who keeps it.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)

    objects = ScopedManager["Instrument"]()

    class Meta:
        ordering = ("title",)
        constraints = [models.UniqueConstraint(fields=("tenant", "code"), name="instrument_code_once")]

    def __str__(self) -> str:
        return self.title


class InstrumentVersion(models.Model):
    """One composition of an instrument: versions of items in their order, cuts, time, when one sees the outcome."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=[(one.value, one.title) for one in InstrumentState])
    #: What the person reads before the first item.
    introduction = models.TextField(blank=True)
    #: None: without a limit.
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    feedback = models.CharField(max_length=16, choices=[(one.value, one.title) for one in Feedback])
    #: Competency → `{"cut": 0.6, "strong": 0.85}`, shares of its points; "" stands for all that are not named.
    cuts = models.JSONField(default=dict)
    #: How the cuts were set: «экспертная оценка», an Angoff protocol; empty: nobody has said.
    cuts_basis = models.CharField(max_length=300, blank=True)
    #: How an adaptive test goes, for each competency; empty: everybody gets every item, in order.
    #: `{"shortest": 3, "longest": 6, "certainty": 0.8, "among": 1}`, in items and chances.
    adaptive = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)
    used_since = models.DateTimeField(null=True)

    objects = ScopedManager["InstrumentVersion"]()

    class Meta:
        ordering = ("instrument", "-number")
        constraints = [models.UniqueConstraint(fields=("instrument", "number"), name="instrument_version_once")]

    def __str__(self) -> str:
        return f"{self.instrument_id} v{self.number}"


class Slot(models.Model):
    """A place in a version of an instrument: which item stands there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="slots")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    objects = ScopedManager["Slot"]()

    class Meta:
        ordering = ("version", "place")
        constraints = [
            models.UniqueConstraint(fields=("version", "place"), name="slot_place_once"),
            models.UniqueConstraint(fields=("version", "item_version"), name="slot_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.place}"
