"""Calibrations of the bank: what answers say of the items, and from when people's answers are scored by that."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.diagnostics.models.bank import ItemVersion
from marshrut.apps.diagnostics.types import CalibrationState
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["CalibratedItem", "Calibration"]


class Calibration(models.Model):
    """One calibration of the whole bank, competency by competency, from the answers recorded until a day.

    `areas`: a scale a competency, with how well it came out (`services.calibrated.Scale.told`): people, answers,
    log-likelihood, convergence, reliability; `version`, `cut`, `strong`, `bearers`: the instrument whose border the
    scale bears and its wordings. `skipped`: `{"competency", "why"}` of what stays with counted shares, with `"item"`
    where it is one task. `outlook`: what would change for people if it came into force, as counts that name nobody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    #: "rasch": items of one slope; "2pl": each its own.
    model = models.CharField(max_length=8)
    #: Answers of later days are not looked at.
    until = models.DateField()
    state = models.CharField(max_length=12, choices=[(one.value, one.title) for one in CalibrationState])
    areas = models.JSONField(default=list)
    skipped = models.JSONField(default=list)
    outlook = models.JSONField(default=dict)
    people = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    #: SHA-256 of the answers it was made from: the same answers give the same items.
    fingerprint = models.CharField(max_length=64, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=260, blank=True)
    made_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["Calibration"]()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("tenant", "number"), name="calibration_number_once"),
            models.UniqueConstraint(
                fields=("tenant",), condition=Q(state="in_force"), name="calibration_in_force_once"
            ),
            models.UniqueConstraint(
                fields=("tenant",), condition=Q(state="applying"), name="calibration_applied_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.model} {self.until}"


class CalibratedItem(models.Model):
    """What a calibration says of one wording of a task.

    `rows`: slope and intercepts as the core has them (a, d₁ … ); `scores`: shares of its points behind the categories,
    rising; `errors`: of `rows`, empty where none exist. `curve`: `[θ, people, mean share]` of fifths of people;
    `options`: `[letter, share of people, correlation with the rest]` where the answers themselves are kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="items")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    competency = models.CharField(max_length=80)
    family = models.CharField(max_length=8)
    scores = ArrayField(models.FloatField())
    rows = ArrayField(models.FloatField())
    errors = ArrayField(models.FloatField(), default=list, blank=True)
    answers = models.PositiveIntegerField()
    #: Mean share of points; correlation with the rest of its scale.
    difficulty = models.FloatField()
    item_rest = models.FloatField()
    infit = models.FloatField()
    outfit = models.FloatField()
    #: S-X²: value, degrees of freedom, p, p with the correction for the number of items; empty: could not be counted.
    sx2 = ArrayField(models.FloatField(), default=list, blank=True)
    curve = models.JSONField(default=list)
    options = models.JSONField(default=list)
    #: Codes of what is to be looked at (`types.ItemDoubt`), and of which other task it depends.
    doubts = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    depends_on = models.CharField(max_length=60, blank=True)

    objects = ScopedManager["CalibratedItem"]()

    class Meta:
        ordering = ("calibration", "competency", "-difficulty")
        constraints = [
            models.UniqueConstraint(fields=("calibration", "item_version"), name="item_calibrated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calibration_id} {self.item_version_id}"
