"""Recorded facts as plain tuples: `id` None is a version that is not written yet, `line_id` None a new fact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from marshrut.apps.registry.ledger import Recorded
from marshrut.apps.registry.models import (
    Employment,
    Leave,
    NodeKey,
    OrganisationDetails,
    PersonDetails,
    PersonKey,
    QualificationCategory,
    SchoolStatus,
    StaffRole,
)

__all__ = [
    "TABLES",
    "Away",
    "Category",
    "Details",
    "Fact",
    "Key",
    "Place",
    "PlaceKey",
    "Role",
    "Status",
    "Work",
    "columns",
    "true_on",
]


class Details(NamedTuple):
    """Name and dates of a person."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    person_id: UUID
    family_name: str
    given_name: str
    patronymic: str
    birth_date: date | None
    teaching_since: date | None


class Key(NamedTuple):
    """A number of a person."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    person_id: UUID
    scheme: str
    system: str
    value: str


class Work(NamedTuple):
    """An employment."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    person_id: UUID
    node_id: UUID
    post: str
    staff: str
    job: str
    subjects: list[str]
    load: Decimal | None
    hours: Decimal | None
    ended_why: str


class Away(NamedTuple):
    """A leave."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    person_id: UUID
    node_id: UUID
    kind: str


class Category(NamedTuple):
    """A qualification category."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    person_id: UUID
    code: str
    post: str
    awarded_on: date | None
    order_number: str


class Role(NamedTuple):
    """A role of the order."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    person_id: UUID
    node_id: UUID
    role: str
    direction: str
    order_number: str
    order_date: date | None


class Place(NamedTuple):
    """Details of an organisation."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    node_id: UUID
    kind: str
    name: str
    short: str
    settlement: str
    rural: bool | None
    address: str
    phone: str
    email: str


class PlaceKey(NamedTuple):
    """A number of a place."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    node_id: UUID
    scheme: str
    system: str
    value: str


class Status(NamedTuple):
    """A status of an organisation in a year."""

    id: UUID | None
    line_id: UUID | None
    lower: date | None
    upper: date | None
    node_id: UUID
    code: str
    year: int
    source: str
    order_number: str
    order_date: date | None


Fact = Details | Key | Work | Away | Category | Role | Place | PlaceKey | Status

#: In the order in which they are written: none points to a later one.
TABLES: MappingProxyType[type[Fact], type[Recorded]] = MappingProxyType(
    {
        Place: OrganisationDetails,
        PlaceKey: NodeKey,
        Status: SchoolStatus,
        Details: PersonDetails,
        Key: PersonKey,
        Work: Employment,
        Away: Leave,
        Category: QualificationCategory,
        Role: StaffRole,
    }
)
_BEFORE = 4


def columns(kind: type[Fact]) -> list[str]:
    """Columns of the table behind the first four: id, line and the two ends of `valid`."""
    return list(kind._fields[_BEFORE:])


def true_on(facts: Sequence[Fact], day: date) -> list[Fact]:
    """Those that are true on that day."""
    return [one for one in facts if (one.lower is None or one.lower <= day) and (one.upper is None or day < one.upper)]
