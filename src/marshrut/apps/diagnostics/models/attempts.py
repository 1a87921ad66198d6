"""Attempts and what was answered. Answers are only ever added: whatever arrived can be shown again."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.diagnostics.models.bank import InstrumentVersion, ItemVersion
from marshrut.apps.diagnostics.models.campaigns import Campaign
from marshrut.apps.diagnostics.models.scales import Calibration
from marshrut.apps.diagnostics.types import AttemptState, Mode
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Answer", "Attempt", "Marking"]


class Attempt(models.Model):
    """One person's run through one version of an instrument. The deadline is the server's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="attempts")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    #: Where the person worked when they began.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=[(one.value, one.title) for one in Mode])
    state = models.CharField(max_length=12, choices=[(one.value, one.title) for one in AttemptState])
    started_at = models.DateTimeField(default=timezone.now)
    #: None: without a limit of time.
    deadline_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    #: The clock handed it in, not the person.
    by_clock = models.BooleanField(default=False)
    #: Points by place of the version, null where not answered; written when everything is scored.
    scores = ArrayField(models.FloatField(null=True), null=True)
    #: Of an adaptive test: by which calibration items are chosen, and the lot of ties. With the answers they are all
    #: of its state.
    calibration = models.ForeignKey(Calibration, on_delete=models.PROTECT, null=True, related_name="+")
    seed = models.BigIntegerField(null=True)
    annulled_why = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["Attempt"]()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-started_at"]),
            models.Index(fields=["campaign", "state"]),
            models.Index(fields=["deadline_at"], condition=Q(state="running"), name="attempt_running"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "person"),
                condition=Q(state__in=["running", "marking", "done"]),
                name="attempt_once_a_campaign",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.started_at:%Y-%m-%d %H:%M}"


class Answer(models.Model):
    """One answer as it arrived. `client_key` is made on the device: the same press sent twice is one row.

    `base` is the answer that the device knew when the person pressed; where another device was quicker, the row is kept
    with `counts` False and the device is told what stands. The answer that counts is the last one with `counts`.
    """

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    client_key = models.UUIDField()
    #: single: "a"; multiple, ordering: ["a", "c"]; numeric, short, text: what was typed.
    value = models.JSONField(null=True)
    base = models.BigIntegerField(null=True)
    counts = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    append_only = True
    objects = ScopedManager["Answer"]()

    class Meta:
        indexes = [models.Index(fields=["attempt", "item_version", "-id"])]
        constraints = [models.UniqueConstraint(fields=("attempt", "client_key"), name="answer_press_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.id}"


class Marking(models.Model):
    """Points that a person gave to a text, criterion by criterion. The last one counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="markings")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    #: Criterion → points.
    points = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    append_only = True
    objects = ScopedManager["Marking"]()

    class Meta:
        ordering = ("at",)
        indexes = [models.Index(fields=["attempt", "item_version", "-at"])]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.at:%Y-%m-%d}"
