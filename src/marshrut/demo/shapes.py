"""What an invented region consists of. Ends of days are half-open: `until` is the first day it is not so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from marshrut.apps.registry.types import JobKind, StaffCategory

__all__ = [
    "Category",
    "District",
    "Human",
    "Job",
    "Land",
    "Name",
    "Organisation",
    "Past",
    "Possession",
    "Region",
    "Role",
    "Team",
]


@dataclass(frozen=True, slots=True)
class District:
    """An official municipality. `node`: its place in the tree (id and path) where the region is to be loaded."""

    name: str
    people: int
    city: bool
    centre: str
    node: tuple[UUID, str] | None = None


@dataclass(frozen=True, slots=True)
class Land:
    """The official ground under an invented region; `whole`: a region, no single district."""

    slug: str
    name: str
    districts: tuple[District, ...]
    whole: bool = True
    node: tuple[UUID, str] | None = None
    #: Of the order, those counted in per cent.
    indicators: tuple[str, ...] = ()


@dataclass(slots=True)
class Organisation:
    """An organisation and how many people have their main work there today."""

    id: UUID
    kind: str
    name: str
    short: str
    district: District | None
    settlement: str
    rural: bool
    since: date
    size: int
    ogrn: str
    inn: str
    until: date | None = None
    successor: Organisation | None = None
    statuses: list[tuple[str, int]] = field(default_factory=list)
    role: tuple[str, str, str, date] | None = None

    def open_on(self, day: date) -> bool:
        """Whether it worked on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(slots=True)
class Job:
    """An employment."""

    place: Organisation
    post: str
    staff: StaffCategory
    kind: JobKind
    subjects: tuple[str, ...]
    load: Decimal
    since: date
    until: date | None = None
    why: str = ""

    @property
    def hours(self) -> Decimal | None:
        """A week's teaching of a teacher's post."""
        return (self.load * 18).quantize(Decimal("0.1")) if self.subjects else None


@dataclass(frozen=True, slots=True)
class Name:
    """How somebody was called on which days."""

    since: date | None
    until: date | None
    family: str
    given: str
    patronymic: str


@dataclass(frozen=True, slots=True)
class Category:
    """A qualification category."""

    code: str
    awarded: date
    until: date | None
    order: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the order."""

    code: str
    place: Organisation
    direction: str
    order: str
    since: date
    until: date | None


@dataclass(slots=True)
class Human:
    """Somebody invented."""

    id: UUID
    female: bool
    names: list[Name]
    born: date
    teaching_since: date
    snils: str
    jobs: list[Job] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    leave: tuple[Organisation, date, date | None] | None = None
    roles: list[Role] = field(default_factory=list)

    def main(self, on: date) -> Job | None:
        """The main work on that day."""
        return next((job for job in self.working(on) if job.kind is JobKind.MAIN), None)

    def working(self, on: date) -> Iterator[Job]:
        """Everything they do on that day."""
        return (job for job in self.jobs if job.since <= on and (job.until is None or on < job.until))


@dataclass(frozen=True, slots=True)
class Team:
    """A management team; members with their part and the day they came in."""

    place: Organisation
    title: str
    order: str
    since: date
    members: list[tuple[Human, str, date]]


@dataclass(frozen=True, slots=True)
class Possession:
    """A condition or an object of infrastructure of an organisation."""

    place: Organisation
    kind: str
    amount: Decimal | None
    since: date


@dataclass(frozen=True, slots=True)
class Past:
    """A figure of a past year, with the document that is named as its source."""

    node_id: UUID
    year: int
    what: str
    value: Decimal
    document: str
    document_date: date


@dataclass(slots=True)
class Region:
    """All of it, as it stands on `today`."""

    land: Land
    today: date
    organisations: list[Organisation]
    people: list[Human]
    teams: list[Team] = field(default_factory=list)
    possessions: list[Possession] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)
