"""The route of a person for a school year, its steps, and what shows that they were taken."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from marshrut.apps.routes.models.files import RouteFile
from marshrut.apps.routes.types import (
    ChosenBy,
    EvidenceKind,
    Formality,
    Reach,
    ReleaseState,
    RouteOrigin,
    RouteState,
    StepKind,
    StepState,
)
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["ApprovalOrder", "Goal", "Route", "RouteEntry", "RouteStep", "StepEvidence", "Wishes"]

LIVE = [one.value for one in RouteState if one.live]


class ApprovalOrder(models.Model):
    """An order that approves a batch of routes; its text is made from them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)

    objects = ScopedManager["ApprovalOrder"]()

    class Meta:
        ordering = ("-on", "-number")
        constraints = [models.UniqueConstraint(fields=("node", "number", "on"), name="one_order_of_a_number_and_day")]

    def __str__(self) -> str:
        return f"{self.number} {self.on}"


class Route(models.Model):
    """An individual educational route (ИОМ) of one person for one school year, on the basis of what diagnostics said.

    `basis` keeps what stood on the day it was made: [{competency, standing, certainty, last_on, origins}], origins are
    codes of the framework. `edition` grows with every change: whoever decides names the edition they saw.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    #: Where the person worked when it was made.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: The calendar year in which its school year begins.
    year = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, default=RouteState.DRAFT.value, choices=[(one.value, one.title) for one in RouteState]
    )
    edition = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=10, choices=[(one.value, one.title) for one in RouteOrigin])
    basis = models.JSONField(default=list)
    #: The result it rests on: when, of which origin, held where; empty: not made from diagnostics.
    diagnosed_on = models.DateField(null=True)
    diagnosed_origin = models.CharField(max_length=40, blank=True)
    #: What that diagnostic is called, where the route was made elsewhere.
    diagnosed_by = models.CharField(max_length=300, blank=True)
    #: Why there is a route without diagnostics, in words.
    without_basis_why = models.CharField(max_length=300, blank=True)
    #: What the draft could not serve: [{competency, reason}], and the rule and inputs of the draft.
    unserved = models.JSONField(default=list)
    drafted_with = models.JSONField(default=dict)
    #: Who made it, where not here: in the file's words. Its number in the register.
    maker_name = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=60, blank=True)
    #: The companion when it was sent to agreement; who approves.
    companion = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()
    made_by = models.UUIDField(null=True)
    approved_on = models.DateField(null=True)
    approved_by = models.UUIDField(null=True)
    approver = models.CharField(max_length=260, blank=True)
    approval_order = models.ForeignKey(ApprovalOrder, on_delete=models.PROTECT, null=True, related_name="routes")
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)
    #: The last day on which something happened in it: "without movement for N days".
    moved_on = models.DateField()
    source = models.ForeignKey(RouteFile, on_delete=models.PROTECT, null=True, related_name="routes")
    #: Records of people that were joined since: the way back, should they be divided.
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    companion_from = ArrayField(models.UUIDField(), default=list, editable=False)
    #: The record whose joining put this route aside, because another of that year stands, and how it stood before.
    aside_with = models.UUIDField(null=True, editable=False)
    aside_state = models.CharField(max_length=10, blank=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Route"]()

    class Meta:
        ordering = ("-year", "-made_on")
        indexes = [
            models.Index(fields=["person", "-made_on"], name="routes_of_person"),
            models.Index(fields=["companion", "state"], name="routes_of_companion"),
            models.Index(fields=["tenant", "year", "state"], name="routes_by_state"),
            models.Index(fields=["node", "state"], name="routes_of_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("person", "year"), condition=Q(state__in=LIVE), name="one_live_route_a_school_year"
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(approved_on__gte=F("made_on")), name="approved_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.state}"

    @property
    def route_state(self) -> RouteState:
        """Where it stands, as a word of the code."""
        return RouteState(self.state)


class Goal(models.Model):
    """What a person wants from the year: a competency that is worth strengthening, or their own words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="goals")
    competency = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=400, blank=True)
    chosen_by = models.CharField(max_length=10, choices=[(one.value, one.title) for one in ChosenBy])
    made_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True)

    objects = ScopedManager["Goal"]()

    class Meta:
        ordering = ("made_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(competency="", text=""), name="a_goal_says_something"),
        ]

    def __str__(self) -> str:
        return self.text or self.competency


class RouteStep(models.Model):
    """One step of a route: what, when, how many hours, what it serves and why; what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=[(one.value, one.title) for one in StepKind])
    formality = models.CharField(max_length=10, choices=[(one.value, one.title) for one in Formality])
    title = models.CharField(max_length=400)
    starts = models.DateField()
    ends = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    reach = models.CharField(max_length=10, choices=[(one.value, one.title) for one in Reach])
    place = models.CharField(max_length=300, blank=True)
    #: Where a seat is needed.
    cohort = models.ForeignKey("programmes.Cohort", on_delete=models.PROTECT, null=True, related_name="+")
    #: The application for it (apps.programmes); a plain id, because it is written by another service.
    application_id = models.UUIDField(null=True)
    #: Competencies that it serves.
    serves = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    #: Why this step: {"rule": …, "closes": {competency: share}, "words": …}; only who may open results reads it.
    why = models.JSONField(default=dict)
    chosen_by = models.CharField(max_length=10, choices=[(one.value, one.title) for one in ChosenBy])
    state = models.CharField(
        max_length=10, default=StepState.PROPOSED.value, choices=[(one.value, one.title) for one in StepState]
    )
    release = models.CharField(
        max_length=10,
        default=ReleaseState.NOT_ASKED.value,
        choices=[(one.value, one.title) for one in ReleaseState],
    )
    release_words = models.CharField(max_length=300, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)
    #: Why it does not suit, was moved or did not happen: the person's words.
    words = models.CharField(max_length=300, blank=True)
    claimed_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    confirmed_by = models.UUIDField(null=True)
    #: Hours that count, once it is done.
    counted = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    #: The step that this one takes the place of.
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replacements")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["RouteStep"]()

    class Meta:
        ordering = ("position", "starts")
        indexes = [
            models.Index(fields=["route", "position"], name="steps_of_route"),
            models.Index(fields=["tenant", "state", "ends"], name="steps_by_state"),
            models.Index(fields=["cohort"], name="steps_of_cohort", condition=~Q(cohort=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="a_step_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=2000), name="a_step_has_hours"),
            models.CheckConstraint(condition=Q(counted=None) | Q(counted__gte=0), name="hours_count_from_0"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def step_kind(self) -> StepKind:
        """What it is, as a word of the code."""
        return StepKind(self.kind)

    @property
    def step_state(self) -> StepState:
        """Where it stands."""
        return StepState(self.state)

    @property
    def release_state(self) -> ReleaseState:
        """What the head said of its days."""
        return ReleaseState(self.release)


class StepEvidence(models.Model):
    """What shows that a step was taken: a photo, a file, a link, a note. Never overwritten, only withdrawn."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(RouteStep, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=6, choices=[(one.value, one.title) for one in EvidenceKind])
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.URLField(max_length=500, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    #: The client's own key: what was sent twice over a bad line stands once.
    client_key = models.UUIDField(default=new_id)
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager["StepEvidence"]()

    class Meta:
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=("tenant", "client_key"), name="evidence_sent_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class RouteEntry(models.Model):
    """What happened in a route: who, when, what, why. Only added to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="entries")
    step = models.ForeignKey(RouteStep, on_delete=models.CASCADE, null=True, related_name="entries")
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    name = models.CharField(max_length=260, blank=True)
    #: A word of `rules.ENTRIES`.
    what = models.CharField(max_length=40)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300, blank=True)
    rule = models.CharField(max_length=40, blank=True)

    objects = ScopedManager["RouteEntry"]()

    class Meta:
        ordering = ("at",)
        indexes = [models.Index(fields=["route", "at"], name="entries_of_route")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class Wishes(models.Model):
    """What a person asks of their routes: hours a year, how far, which mix, language, days when not free."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField("registry.Person", on_delete=models.PROTECT, related_name="+")
    person_from = ArrayField(models.UUIDField(), default=list, editable=False)
    hours = models.PositiveSmallIntegerField(null=True)
    reach = models.CharField(max_length=10, blank=True, choices=[(one.value, one.title) for one in Reach])
    #: The smallest share of hours that is not formal learning, percent.
    not_formal = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=60, blank=True)
    #: [[first day, last day], …] as ISO text.
    busy = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager["Wishes"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(not_formal=None) | Q(not_formal__gte=0, not_formal__lte=100), name="a_mix_is_a_share"
            ),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gt=0), name="wished_hours_are_some"),
        ]

    def __str__(self) -> str:
        return f"{self.hours} {self.reach}"
