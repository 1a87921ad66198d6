"""What results say of a person's competencies, and what follows from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.competencies.types import Depth, Doubt, Stage, Standing
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Evidence", "Judgement", "JudgingRound", "Scaled"]


class Evidence(models.Model):
    """One result about one competency of one person: a fact. Never changed; withdrawn with a reason when it was wrong.

    The person is whoever the result was written to; two records that were joined speak for one person together.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    competency = models.CharField(max_length=60)
    on = models.DateField()
    earned = models.FloatField()
    possible = models.FloatField()
    cut = models.FloatField()
    strong = models.FloatField()
    #: How much the source was trusted when this was written down; a code of `origins`.
    trust = models.FloatField()
    origin = models.CharField(max_length=40)
    depth = models.CharField(max_length=10, choices=[(one.value, one.title) for one in Depth])
    stage = models.CharField(max_length=10, blank=True, choices=[(one.value, one.title) for one in Stage])
    #: Whose record it comes from: the app's word and the record's id.
    source_type = models.CharField(max_length=40)
    source_id = models.UUIDField()
    #: As long as a diagnostic may be named.
    instrument_key = models.CharField(max_length=300, blank=True)
    instrument_title = models.CharField(max_length=300, blank=True)
    #: Where the person worked that day.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["Evidence"]()

    class Meta:
        ordering = ("-on", "competency")
        indexes = [
            models.Index(fields=["person", "competency"], name="evidence_of_person"),
            models.Index(fields=["tenant", "recorded_at"], name="evidence_by_recording"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("source_id", "source_type", "competency"),
                condition=Q(withdrawn_at=None),
                name="evidence_of_a_source_once",
            ),
            models.CheckConstraint(
                condition=Q(possible__gt=0, earned__gte=0, earned__lte=models.F("possible")),
                name="evidence_points_are_possible",
            ),
            models.CheckConstraint(
                condition=Q(cut__gt=0, cut__lt=models.F("strong"), strong__lt=1), name="evidence_borders_in_order"
            ),
            models.CheckConstraint(condition=Q(trust__gte=0, trust__lte=1), name="evidence_trust_is_a_share"),
            models.CheckConstraint(condition=~Q(depth=Depth.FACT.value), name="a_bare_fact_is_no_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.competency} {self.on}"


class Scaled(models.Model):
    """What a result says by calibrated items, beside the points that were counted. Derived: made anew when another
    calibration comes into force, taken away when none is.

    `share` and `items` stand for a counted result on the common scale of mastery (cut .5, strong .75); `mean` and
    `spread` are its likelihood's there. `calibration` is a record of the app that calibrates.
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, primary_key=True, related_name="scaled")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    share = models.FloatField()
    items = models.FloatField()
    mean = models.FloatField()
    spread = models.FloatField()
    calibration = models.UUIDField()

    objects = ScopedManager["Scaled"]()

    class Meta:
        indexes = [models.Index(fields=["tenant", "calibration"], name="scaled_by_calibration")]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1, items__gt=0, spread__gt=0), name="scaled_is_possible"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.mean:.2f}"


class Judgement(models.Model):
    """What the evidence of one competency of one person says from `since` to the day before `until` (None: for good).

    Derived: taken away and made anew from evidence at any time (decision 0012). Numbers are those of `since`; inside a
    stretch the standing and the doubt do not change, so any day is answered by one row.
    """

    #: Nobody points at a derived row: the database numbers them.
    id = models.BigAutoField(primary_key=True)
    #: No constraints on these two: a judgement is made only of evidence, which has them; a million checks cost as much
    #: as the judging (decision 0012).
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    competency = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True)
    standing = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Standing])
    reason = models.CharField(max_length=20, blank=True, choices=[(one.value, one.value) for one in Doubt])
    p_below = models.FloatField()
    p_strong = models.FloatField()
    mean = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    n_effective = models.FloatField()
    sources = models.PositiveSmallIntegerField()
    last_on = models.DateField()
    method = models.CharField(max_length=40)

    objects = ScopedManager["Judgement"]()

    class Meta:
        ordering = ("person", "competency", "since")
        constraints = [
            models.UniqueConstraint(fields=("person", "competency", "since"), name="judgement_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.competency} {self.since} {self.standing}"


class JudgingRound(models.Model):
    """Everybody's evidence was judged by these numbers: `Judgement` holds by the latest of these rows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: Hash of the thresholds, the weights of depths and the method.
    numbers = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    #: How many pairs of a person and a competency.
    pairs = models.PositiveIntegerField(default=0)

    objects = ScopedManager["JudgingRound"]()

    class Meta:
        ordering = ("-at",)
        indexes = [models.Index(fields=["tenant", "-at"], name="judging_rounds_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.numbers[:8]}"
