"""Who may open somebody's results, and what the person says about them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.competencies.types import AppealState
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant
from marshrut.foundation.scope.temporal import Dated, DatedManager

__all__ = ["Accompaniment", "AccompanimentBatch", "Appeal", "Share"]


class AccompanimentBatch(models.Model):
    """What one press gave by a rule: it ends by one press too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: Within which place people were given.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: By what rule, in words.
    words = models.CharField(max_length=600)
    count = models.PositiveIntegerField()
    order_number = models.CharField(max_length=60)
    order_date = models.DateField(null=True)
    given_by = models.UUIDField(null=True)
    given_by_name = models.CharField(max_length=260, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["AccompanimentBatch"]()

    class Meta:
        ordering = ("-given_at",)
        indexes = [models.Index(fields=["tenant", "-given_at"], name="care_batches_by_time")]

    def __str__(self) -> str:
        return f"{self.words} {self.count}"


class Accompaniment(Dated):
    """By an order `companion` accompanies `person` on these days, and may open their results while it is so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: The same in every recorded version.
    line_id = models.UUIDField(default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    companion = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=60)
    order_date = models.DateField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)
    #: The press that gave it together with others.
    batch = models.ForeignKey(AccompanimentBatch, on_delete=models.PROTECT, null=True, related_name="+")
    #: The records it came through, the first first, where these were joined to the ones it stands at now.
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    companion_from = ArrayField(models.UUIDField(), default=list, editable=False)

    objects = DatedManager["Accompaniment"]()

    class Meta:
        indexes = [models.Index(fields=["tenant", "companion"])]
        constraints = [
            ExclusionConstraint(
                name="accompanied_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("companion", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(person=models.F("companion")), name="nobody_accompanies_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.companion_id} {self.valid}"


class Share(models.Model):
    """A person opened their results to one colleague until a day, and may take that back at any moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: The last day on which it is open.
    until = models.DateField()
    given_at = models.DateTimeField(default=timezone.now)
    recalled_at = models.DateTimeField(null=True)
    #: The records it came through, the first first, where these were joined to the one it stands at now.
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)

    objects = ScopedManager["Share"]()

    class Meta:
        ordering = ("-given_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("person", "account"), condition=Q(recalled_at=None), name="shared_with_somebody_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.until}"


class Appeal(models.Model):
    """A person does not agree with what is said of one competency; who accompanies them answers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    competency = models.CharField(max_length=60)
    #: What was said when they disagreed.
    standing = models.CharField(max_length=10)
    text = models.TextField(max_length=2000)
    state = models.CharField(
        max_length=10, default=AppealState.ASKED.value, choices=[(one.value, one.value) for one in AppealState]
    )
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answerer = models.CharField(max_length=260, blank=True)
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)

    objects = ScopedManager["Appeal"]()

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("person", "competency"),
                condition=Q(state=AppealState.ASKED.value),
                name="one_appeal_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.competency} {self.state}"
