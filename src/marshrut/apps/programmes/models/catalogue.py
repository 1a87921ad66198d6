"""What is offered: programmes with their expected effect and their time in the federal register, cohorts with seats."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from marshrut.apps.programmes.types import (
    Attendance,
    CohortPart,
    CohortState,
    DocumentKind,
    ProgrammeKind,
    ProgrammeState,
)
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant
from marshrut.foundation.scope.temporal import Dated, DatedManager

__all__ = ["Cohort", "FederalListing", "Meeting", "Programme", "ProgrammeEffect", "ProgrammeNeed"]


class Programme(models.Model):
    """A programme of further education (ДПП) of ours or of somebody else, as the register keeps it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: The number that its provider or the region gave; empty: none. One code is one programme.
    code = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=400)
    about = models.TextField(max_length=4000, blank=True)
    kind = models.CharField(max_length=12, choices=[(one.value, one.title) for one in ProgrammeKind])
    #: Academic hours of the whole programme.
    hours = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=12, choices=[(one.value, one.title) for one in Attendance])
    document = models.CharField(
        max_length=12,
        default=DocumentKind.CERTIFICATE.value,
        choices=[(one.value, one.title) for one in DocumentKind],
    )
    #: Who teaches it: an organisation of ours, or a name from outside.
    provider = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+")
    provider_name = models.CharField(max_length=300, blank=True)
    #: Сетевая форма, and with whom.
    network_form = models.BooleanField(default=False)
    partners = models.CharField(max_length=600, blank=True)
    #: Каскадная модель: who learnt it teaches colleagues.
    cascade = models.BooleanField(default=False)
    #: What one person's learning costs, roubles; None: not said. Nothing is paid here.
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    #: Language of teaching, as the file has it; empty: Russian.
    language = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=10,
        default=ProgrammeState.DRAFT.value,
        choices=[(one.value, one.title) for one in ProgrammeState],
    )
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Programme"]()

    class Meta:
        ordering = ("title",)
        indexes = [models.Index(fields=["tenant", "state", "title"], name="programmes_on_offer")]
        constraints = [
            models.UniqueConstraint(fields=("tenant", "code"), condition=~Q(code=""), name="a_code_is_one_programme"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="a_programme_has_hours"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="a_programme_costs_no_less_than_0"),
        ]

    def __str__(self) -> str:
        return self.title


class ProgrammeEffect(models.Model):
    """How much of a deficit of one competency experts expect the programme to close: 0 nothing, 1 the whole."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="effects")
    competency = models.CharField(max_length=60)
    effect = models.FloatField()
    #: Who said so, and when: a name, a protocol.
    basis = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["ProgrammeEffect"]()

    class Meta:
        indexes = [models.Index(fields=["tenant", "competency"], name="programmes_for_competency")]
        constraints = [
            models.UniqueConstraint(fields=("programme", "competency"), name="one_effect_of_a_competency"),
            models.CheckConstraint(condition=Q(effect__gt=0, effect__lte=1), name="an_effect_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.competency} {self.effect}"


class ProgrammeNeed(models.Model):
    """Who wants to learn the programme has completed another one first: a programme, or one that is an internship."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="requires")
    needed = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="required_by")

    objects = ScopedManager["ProgrammeNeed"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("programme", "needed"), name="needed_once"),
            models.CheckConstraint(condition=~Q(programme=F("needed")), name="a_programme_does_not_need_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.needed_id}"


class FederalListing(Dated):
    """The programme stands in the federal register (ФР ДПП) on these days: indicators ask of the day of enrolment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    #: The same in every recorded version.
    line_id = models.UUIDField(default=new_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="listings")
    number = models.CharField(max_length=60, blank=True)

    objects = DatedManager["FederalListing"]()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="listed_once",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.valid}"


class Cohort(models.Model):
    """A group of learners with dates and seats: of the whole programme, or of the internship that belongs to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    part = models.CharField(
        max_length=12, default=CohortPart.COURSE.value, choices=[(one.value, one.title) for one in CohortPart]
    )
    title = models.CharField(max_length=300)
    #: First and last day.
    starts = models.DateField()
    ends = models.DateField()
    seats = models.PositiveIntegerField()
    #: Fewer and the group does not open.
    min_size = models.PositiveIntegerField(default=1)
    #: Hours of this part.
    hours = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=12, choices=[(one.value, one.title) for one in Attendance])
    #: Where one comes to: a place of the tree, and words for the door.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=300, blank=True)
    #: Of an internship: the site's own order and who leads there.
    order_number = models.CharField(max_length=60, blank=True)
    order_date = models.DateField(null=True)
    leader = models.CharField(max_length=260, blank=True)
    #: The last day for applications; None: until it starts.
    apply_until = models.DateField(null=True)
    state = models.CharField(
        max_length=10, default=CohortState.OPEN.value, choices=[(one.value, one.title) for one in CohortState]
    )
    cancelled_why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Cohort"]()

    class Meta:
        ordering = ("starts", "title")
        indexes = [models.Index(fields=["tenant", "state", "starts"], name="cohorts_ahead")]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="a_cohort_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="a_cohort_has_seats"),
            models.CheckConstraint(
                condition=Q(min_size__gte=1, min_size__lte=F("seats")), name="the_least_size_fits_the_seats"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="a_cohort_has_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts}"


class Meeting(models.Model):
    """A day on which a cohort meets."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="meetings")
    on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    form = models.CharField(max_length=12, choices=[(one.value, one.title) for one in Attendance])
    topic = models.CharField(max_length=300, blank=True)

    objects = ScopedManager["Meeting"]()

    class Meta:
        ordering = ("on",)
        constraints = [models.UniqueConstraint(fields=("cohort", "on"), name="one_meeting_a_day")]

    def __str__(self) -> str:
        return f"{self.on}"
