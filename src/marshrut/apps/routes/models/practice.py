"""Transfer into practice: lessons observed before and after by two people; consultations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.routes.models.routes import Route, RouteStep
from marshrut.apps.routes.types import Moment
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Tenant

__all__ = ["CalendarKey", "Consultation", "Observation", "ObserverCall", "Reflection"]


class ObserverCall(models.Model):
    """Somebody is asked to observe the lessons of a transfer step: a first or a second pair of eyes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(RouteStep, on_delete=models.CASCADE, related_name="calls")
    observer = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    observer_from = ArrayField(models.UUIDField(), default=list, editable=False)
    called_at = models.DateTimeField(default=timezone.now)
    called_by = models.UUIDField(null=True)
    #: «У меня конфликт интересов» and why: the call ends.
    declined_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["ObserverCall"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("step", "observer"), condition=Q(declined_at=None), name="called_to_observe_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.observer_id}"


class Observation(models.Model):
    """What one observer saw in one lesson, on the form of the step. A row for every sending; the last one stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(RouteStep, on_delete=models.CASCADE, related_name="observations")
    observer = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    observer_from = ArrayField(models.UUIDField(), default=list, editable=False)
    moment = models.CharField(max_length=6, choices=[(one.value, one.title) for one in Moment])
    #: Code and version of the form in the region's data.
    form = models.CharField(max_length=60)
    on = models.DateField()
    #: Class and topic of the lesson, in words.
    lesson = models.CharField(max_length=300, blank=True)
    #: {criterion: mark}; a criterion that was not seen is absent.
    marks = models.JSONField(default=dict)
    note = models.TextField(max_length=4000, blank=True)
    client_key = models.UUIDField(default=new_id)
    #: When the phone wrote it down (its own clock), and when it came here.
    written_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)

    objects = ScopedManager["Observation"]()

    class Meta:
        ordering = ("on", "received_at")
        constraints = [
            models.UniqueConstraint(fields=("tenant", "client_key"), name="an_observation_comes_once"),
            models.UniqueConstraint(
                fields=("step", "observer", "moment"), condition=Q(replaced_at=None), name="one_observation_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.moment} {self.on}"


class Reflection(models.Model):
    """What the teacher says of their own lesson, before and after."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(RouteStep, on_delete=models.CASCADE, related_name="reflections")
    moment = models.CharField(max_length=6, choices=[(one.value, one.title) for one in Moment])
    text = models.TextField(max_length=4000)
    client_key = models.UUIDField(default=new_id)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Reflection"]()

    class Meta:
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=("tenant", "client_key"), name="a_reflection_comes_once")]

    def __str__(self) -> str:
        return f"{self.moment} {self.at:%Y-%m-%d}"


class Consultation(models.Model):
    """A companion helped somebody: when, how long, about what."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    companion = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    companion_from = ArrayField(models.UUIDField(), default=list, editable=False)
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="consultations")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    #: A code of the region's list of topics; empty: words alone.
    topic = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    client_key = models.UUIDField(default=new_id)
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager["Consultation"]()

    class Meta:
        ordering = ("-on", "-at")
        indexes = [models.Index(fields=["companion", "-on"], name="consultations_of_companion")]
        constraints = [
            models.UniqueConstraint(fields=("tenant", "client_key"), name="a_consultation_is_logged_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=720), name="a_consultation_takes_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.minutes}"


class CalendarKey(models.Model):
    """A secret address where a person's calendar programme reads the days of their steps. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager["CalendarKey"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("person",), condition=Q(ended_at=None), name="one_calendar_address_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at:%Y-%m-%d}"
