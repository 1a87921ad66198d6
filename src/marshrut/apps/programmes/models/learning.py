"""Who asks, who learns, who completed: each row is a fact about one person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q, Value
from django.utils import timezone

from marshrut.apps.programmes.models.catalogue import Cohort, Meeting, Programme
from marshrut.apps.programmes.models.files import LearningFile
from marshrut.apps.programmes.types import (
    ApplicationState,
    DocumentKind,
    EnrolmentState,
    ProgrammeKind,
    RegisterAnswer,
)
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Application", "Completion", "Enrolment", "Presence"]

LIVE = [one.value for one in ApplicationState if one.live]


class Application(models.Model):
    """A person asks for a seat in a cohort. The queue is the order in which the server wrote them down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    #: Where the person worked when they asked: whose head agrees.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: Place in the queue, over all cohorts: given by the database when the row is written (migration 0001).
    turn = models.BigIntegerField(db_default=Func(Value("programmes_turn"), function="nextval"), editable=False)
    state = models.CharField(
        max_length=10,
        default=ApplicationState.ASKED.value,
        choices=[(one.value, one.title) for one in ApplicationState],
    )
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.UUIDField(null=True)
    #: The client's own key: a double press is one application.
    client_key = models.UUIDField(default=new_id)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.UUIDField(null=True)
    seated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)
    #: Deficits for which it was chosen, as they stood that day: competency, standing, since when, by which results.
    #: Only who may open the person's results sees it.
    chosen_for = models.JSONField(default=list)
    #: The step of a route that it came from.
    step_id = models.UUIDField(null=True)
    #: The record whose joining put this row aside, because another of the same person stands, and how it stood.
    aside_with = models.UUIDField(null=True, editable=False)
    aside_state = models.CharField(max_length=10, blank=True, editable=False)

    objects = ScopedManager["Application"]()

    class Meta:
        ordering = ("turn",)
        indexes = [
            models.Index(fields=["cohort", "state", "turn"], name="queue_of_a_cohort"),
            models.Index(fields=["person", "-asked_at"], name="applications_of_person"),
            models.Index(fields=["tenant", "node", "state"], name="applications_of_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("cohort", "person"), condition=Q(state__in=LIVE), name="one_application_to_a_cohort"
            ),
            models.UniqueConstraint(fields=("tenant", "client_key"), name="one_press_one_application"),
        ]

    def __str__(self) -> str:
        return f"{self.turn} {self.state}"


class Enrolment(models.Model):
    """A person was enrolled in a cohort: by which order, and how the programme stood in the register that day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    #: Where the person worked on the day of enrolment.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, null=True, related_name="enrolment")
    on = models.DateField()
    order_number = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=10,
        default=EnrolmentState.LEARNING.value,
        choices=[(one.value, one.title) for one in EnrolmentState],
    )
    in_register = models.CharField(max_length=8, choices=[(one.value, one.title) for one in RegisterAnswer])
    left_on = models.DateField(null=True)
    left_why = models.CharField(max_length=300, blank=True)
    chosen_for = models.JSONField(default=list)
    step_id = models.UUIDField(null=True)
    source = models.ForeignKey(LearningFile, on_delete=models.PROTECT, null=True, related_name="enrolments")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    #: The record whose joining put this row aside, because another of the same person stands.
    aside_with = models.UUIDField(null=True, editable=False)

    objects = ScopedManager["Enrolment"]()

    class Meta:
        ordering = ("-on",)
        indexes = [models.Index(fields=["person", "-on"], name="enrolments_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=("cohort", "person"), condition=Q(withdrawn_at=None), name="enrolled_in_a_cohort_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on} {self.state}"


class Presence(models.Model):
    """Whether a learner came to a meeting of the cohort."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="presences")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="presences")
    came = models.BooleanField()
    marked_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Presence"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("enrolment", "meeting"), name="marked_once")]

    def __str__(self) -> str:
        return f"{self.came}"


class Completion(models.Model):
    """Somebody completed a programme: when, where, with which document. What «прошли обучение» counts.

    Ours come from an enrolment; those of past years and of other providers from a file. Each document counts once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    #: Where the person worked on that day.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    enrolled_on = models.DateField(null=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="completions")
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, null=True, related_name="completion")
    title = models.CharField(max_length=400)
    provider = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+")
    provider_name = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=12, choices=[(one.value, one.title) for one in ProgrammeKind])
    hours = models.PositiveSmallIntegerField()
    in_register = models.CharField(max_length=8, choices=[(one.value, one.title) for one in RegisterAnswer])
    document = models.CharField(max_length=12, choices=[(one.value, one.title) for one in DocumentKind])
    number = models.CharField(max_length=60)
    #: The number tidied (no spaces, one case) with whose it is: the same document twice is one.
    number_key = models.CharField(max_length=400)
    chosen_for = models.JSONField(default=list)
    source = models.ForeignKey(LearningFile, on_delete=models.PROTECT, null=True, related_name="completions")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["Completion"]()

    class Meta:
        ordering = ("-on",)
        indexes = [
            models.Index(fields=["person", "-on"], name="completions_of_person"),
            models.Index(fields=["tenant", "on"], condition=Q(withdrawn_at=None), name="completion_standing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "number_key"), condition=Q(withdrawn_at=None), name="a_document_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(enrolled_on=None) | Q(on__gte=models.F("enrolled_on")),
                name="completed_after_the_enrolment",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="a_completion_has_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.on}"
