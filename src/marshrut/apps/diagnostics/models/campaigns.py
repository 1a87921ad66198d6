"""Campaigns: which instrument is given to whom, why, by what basis and when; who is invited and was reminded."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.models.bank import InstrumentVersion
from marshrut.apps.diagnostics.types import CampaignState
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Campaign", "Participant", "Reminder"]


class Campaign(models.Model):
    """A diagnostic held for a group of people in a period."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    purpose = models.CharField(max_length=500)
    #: By what: «приказ министерства от … № …».
    basis = models.CharField(max_length=300, blank=True)
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8, choices=[(one.value, one.title) for one in Stage if one])
    state = models.CharField(max_length=12, choices=[(one.value, one.title) for one in CampaignState])
    opens_on = models.DateField()
    #: The last day.
    closes_on = models.DateField()
    #: Within which place people are invited, and whose campaign it is.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: Who holds it (a centre): what «прошли диагностику в ЦНППМ» looks at.
    held_by = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: The code of its origin in the framework's data.
    origin = models.CharField(max_length=40)
    #: The saved selection: filters of the staff list, `{"places": […], "posts": […], "subjects": […], "staff": …}`.
    selection = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)

    objects = ScopedManager["Campaign"]()

    class Meta:
        ordering = ("-opens_on", "title")
        indexes = [models.Index(fields=["tenant", "-opens_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="campaign_opens_before_it_closes")
        ]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """Somebody who is invited, with the place where they worked when invited: progress is counted by it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    #: Not to take part after all: on long leave, left. Stays in the list.
    excused_at = models.DateTimeField(null=True)
    excused_why = models.CharField(max_length=200, blank=True)

    objects = ScopedManager["Participant"]()

    class Meta:
        indexes = [models.Index(fields=["person"]), models.Index(fields=["campaign", "node"])]
        constraints = [models.UniqueConstraint(fields=("campaign", "person"), name="participant_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.person_id}"


class Reminder(models.Model):
    """Those of a place who have not taken part were reminded: it stands on their desk until they have."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reminders")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    #: How many it reached.
    people = models.PositiveIntegerField()

    objects = ScopedManager["Reminder"]()

    class Meta:
        indexes = [models.Index(fields=["campaign", "node", "-at"])]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.at:%Y-%m-%d}"
