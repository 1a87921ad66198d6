"""People and their work. A person is an opaque key; everything known about them is dated and recorded."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower, Replace
from django.utils import timezone

from marshrut.apps.registry.ledger import ChangeSet, Recorded
from marshrut.apps.registry.types import JobKind, KeyScheme, StaffCategory
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = [
    "Employment",
    "Leave",
    "Person",
    "PersonDetails",
    "PersonKey",
    "QualificationCategory",
    "StaffRole",
]

#: Versions that stand now: what almost every list asks for.
STANDING = Q(recorded__upper_inf=True)


class Person(models.Model):
    """Somebody who works or worked in the region's schools. `merged_into`: a tombstone, the same one as that person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="person")
    made_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+")
    #: Taken back together with the import that brought the person: known to history, no part of any match or list.
    withdrawn_by = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    objects = ScopedManager["Person"]()

    class Meta:
        indexes = [models.Index(fields=["opened_by"]), models.Index(fields=["merged_into"])]

    def __str__(self) -> str:
        return str(self.pk)


class PersonDetails(Recorded):
    """The name and the dates of a person in a period. A changed surname is a new period, the old one stays findable."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="details")
    family_name = models.CharField(max_length=80)
    given_name = models.CharField(max_length=80)
    patronymic = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    #: The day from which pedagogical experience counts; given in years, it is that many years before the file's date.
    teaching_since = models.DateField(null=True, blank=True)
    #: Small letters, ё as е, so that Ёлкин stands after Ежов and is found as Елкин.
    sort_name = models.GeneratedField(
        expression=Replace(
            Lower(Concat("family_name", Value(" "), "given_name", Value(" "), "patronymic")), Value("ё"), Value("е")
        ),
        output_field=models.CharField(max_length=260),
        db_persist=True,
    )

    class Meta:
        ordering = ("sort_name",)
        indexes = [
            # a region's list is counted and paged, namesakes are paired, inside the index: the table is not read
            models.Index(
                fields=["tenant", "sort_name", "id"],
                include=["person", "valid"],
                condition=STANDING,
                name="person_by_name",
            ),
            models.Index(
                fields=["tenant", "birth_date"],
                include=["person", "valid", "sort_name", "given_name", "patronymic"],
                condition=STANDING,
                name="person_by_birth",
            ),
            models.Index(fields=["opened_by"]),
            models.Index(fields=["closed_by"]),
        ]
        constraints = [
            ExclusionConstraint(
                name="person_details_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid}"

    @property
    def full_name(self) -> str:
        """Фамилия Имя Отчество."""
        return " ".join(part for part in (self.family_name, self.given_name, self.patronymic) if part)


class PersonKey(Recorded):
    """A number that others know a person by: СНИЛС (shown masked, never in an address or a log), a code of a system,
    a personnel number (`system`: the organisation's id, within which alone it says who somebody is)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="keys")
    scheme = models.CharField(max_length=40, choices=[(one.value, one.title) for one in KeyScheme])
    system = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "scheme", "system", "value"]),
            models.Index(fields=["opened_by"]),
            models.Index(fields=["closed_by"]),
        ]
        constraints = [
            ExclusionConstraint(
                name="person_key_of_one_person",
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
        return f"{self.scheme} {self.person_id}"


class Employment(Recorded):
    """A person holds a post at an organisation for a period. A person may hold several at once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="employments")
    #: As the official nomenclature names it (`regions/base/positions.yaml`), small letters.
    post = models.CharField(max_length=200)
    staff = models.CharField(max_length=20, choices=[(one.value, one.title) for one in StaffCategory])
    job = models.CharField(max_length=20, choices=[(one.value, one.title) for one in JobKind])
    subjects = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    #: Part of a full post (ставка): 1.00 is one.
    load = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    #: Teaching hours a week, where the list says them.
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    #: Why it ended: dismissed, moved, an error (a code of `ending_reasons`).
    ended_why = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "node"], condition=STANDING, name="employment_of_node"),
            # who works in a region, each once: read in the order of people, without the table
            models.Index(
                fields=["tenant", "person"],
                include=["valid", "node", "staff", "job"],
                condition=STANDING,
                name="employment_of_person",
            ),
            models.Index(fields=["person"]),
            models.Index(fields=["opened_by"]),
            models.Index(fields=["closed_by"]),
        ]
        constraints = [
            ExclusionConstraint(
                name="employment_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("node", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("job", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.valid}"


class Leave(Recorded):
    """A person is away from an organisation: parental, long, other (kinds are data). The employment goes on."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["person"]), models.Index(fields=["opened_by"])]
        constraints = [
            ExclusionConstraint(
                name="leave_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("node", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid}"


class QualificationCategory(Recorded):
    """A qualification category of a person, from the day it was given. No expiry is assumed: an end is what somebody
    wrote. «Соответствие занимаемой должности» stands in the same column of every list and is no category (`fit`)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="categories")
    #: first, highest, methodist, mentor (`regions/base/qualification.yaml`), or fit.
    code = models.CharField(max_length=20)
    #: For which post it was given, where the list says so.
    post = models.CharField(max_length=200, blank=True)
    #: None: the list names the category and no day; `valid` then begins with the day of the list.
    awarded_on = models.DateField(null=True, blank=True)
    order_number = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person"]),
            models.Index(fields=["opened_by"]),
            models.Index(fields=["closed_by"]),
        ]
        constraints = [
            ExclusionConstraint(
                name="category_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid}"


class StaffRole(Recorded):
    """A role of the order that a person holds: methodologist, tutor, mentor, expert … by an order, at a place.

    It is no post, no category and gives no access: access is `scope.RoleAssignment`.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: A code of `staff_roles` in `regions/base/people.yaml`.
    role = models.CharField(max_length=40)
    #: The subject or the direction the role is for.
    direction = models.CharField(max_length=200, blank=True)
    order_number = models.CharField(max_length=80, blank=True)
    order_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "role"], condition=STANDING, name="staff_role_standing"),
            models.Index(fields=["person"]),
            models.Index(fields=["opened_by"]),
        ]
        constraints = [
            ExclusionConstraint(
                name="staff_role_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("node", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("direction", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.valid}"
