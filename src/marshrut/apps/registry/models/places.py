"""What is known of places: organisations with their details, statuses, conditions, teams, values of past years."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat, Lower, Replace

from marshrut.apps.registry.ledger import ChangeSet, Recorded
from marshrut.apps.registry.types import KeyScheme
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = [
    "Condition",
    "ManagementTeam",
    "NodeKey",
    "OpeningValue",
    "OrganisationDetails",
    "OrganisationRole",
    "SchoolStatus",
    "Succession",
    "TeamMember",
]


class OrganisationDetails(Recorded):
    """What an organisation (a Node of kind organisation or unit) was called and was, on these days.

    A node without an open row of details on a day is no working organisation on that day: not begun, closed, or taken
    back with the import that brought it.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="details")
    #: A code of `regions/base/people.yaml`, `organisation_kinds`.
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=500)
    short = models.CharField(max_length=120, blank=True)
    settlement = models.CharField(max_length=120, blank=True)
    #: Rural or not; None: nobody has said.
    rural = models.BooleanField(null=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=80, blank=True)
    email = models.CharField(max_length=120, blank=True)
    search_name = models.GeneratedField(
        expression=Replace(Lower(Concat("name", Value(" "), "short")), Value("ё"), Value("е")),
        output_field=models.CharField(max_length=640),
        db_persist=True,
    )

    class Meta:
        indexes = [models.Index(fields=["tenant", "search_name"]), models.Index(fields=["opened_by"])]
        constraints = [
            ExclusionConstraint(
                name="organisation_details_once",
                expressions=[
                    ("node", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return self.short or self.name


class NodeKey(Recorded):
    """A number that others know a place by: ОГРН, ИНН, ОКТМО, a code of another system."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="keys")
    scheme = models.CharField(max_length=40, choices=[(one.value, one.title) for one in KeyScheme])
    #: Which other system, where the scheme is `outside`.
    system = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["tenant", "scheme", "system", "value"]), models.Index(fields=["opened_by"])]
        constraints = [
            ExclusionConstraint(
                name="node_key_of_one_place",
                expressions=[
                    ("tenant", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    ("system", RangeOperators.EQUAL),
                    ("value", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class SchoolStatus(Recorded):
    """An organisation has a status in a year (with low results, with risks, rural …), by a source and an order.

    The list of statuses is data; a status is never shown on public pages.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="statuses")
    #: A code of `school_statuses`, in `regions/base/people.yaml` or the region's own.
    code = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300, blank=True)
    order_number = models.CharField(max_length=80, blank=True)
    order_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "year", "code"]), models.Index(fields=["opened_by"])]
        constraints = [
            ExclusionConstraint(
                name="school_status_once_a_year",
                expressions=[
                    ("node", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("year", RangeOperators.EQUAL),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class OrganisationRole(Recorded):
    """A role of the order that an organisation holds: internship site, innovation site …, with topic and order."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="roles")
    #: A code of `organisation_roles` in `regions/base/people.yaml`.
    role = models.CharField(max_length=40)
    topic = models.CharField(max_length=300, blank=True)
    order_number = models.CharField(max_length=80, blank=True)
    order_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "role"]), models.Index(fields=["opened_by"])]
        constraints = [
            ExclusionConstraint(
                name="organisation_role_once",
                expressions=[
                    ("node", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("topic", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.valid}"


class Condition(Recorded):
    """Something an organisation has: a room, equipment, a line, an object of infrastructure (kinds are data)."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="conditions")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "node"]), models.Index(fields=["opened_by"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid}"


class Succession(models.Model):
    """From a day on, one organisation's work went to another: a merger, a division, a new legal form; by a document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    #: Moved people: all of them (merged, renamed) or those named (divided).
    whole = models.BooleanField(default=True)
    document = models.CharField(max_length=300)
    change = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager["Succession"]()

    class Meta:
        ordering = ("-since",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(before=models.F("after")), name="succession_of_two_places")
        ]

    def __str__(self) -> str:
        return f"{self.since}"


class ManagementTeam(Recorded):
    """The management team of an organisation in a period."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="teams")
    title = models.CharField(max_length=200)
    order_number = models.CharField(max_length=80, blank=True)
    order_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "node"]), models.Index(fields=["opened_by"])]

    def __str__(self) -> str:
        return self.title


class TeamMember(Recorded):
    """A person belongs to a management team (by the team's `line_id`) in a period, with a part in it."""

    team_line = models.UUIDField()
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="teams")
    part = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "team_line"]), models.Index(fields=["opened_by"])]
        constraints = [
            ExclusionConstraint(
                name="team_member_once",
                expressions=[
                    ("team_line", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.valid}"


class OpeningValue(Recorded):
    """A figure of a past year for a place, taken from a document; always shown apart from what is computed."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="opening_values")
    year = models.PositiveSmallIntegerField()
    #: What it is a figure of: the id of an indicator of the region's order, or a word of the person.
    what = models.CharField(max_length=120)
    part = models.CharField(max_length=20, default="value")
    value = models.DecimalField(max_digits=16, decimal_places=4)
    document = models.CharField(max_length=300)
    document_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "what", "year"]), models.Index(fields=["opened_by"])]
        constraints = [
            ExclusionConstraint(
                name="opening_value_once",
                expressions=[
                    ("node", RangeOperators.EQUAL),
                    ("what", RangeOperators.EQUAL),
                    ("part", RangeOperators.EQUAL),
                    ("year", RangeOperators.EQUAL),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.year}"
