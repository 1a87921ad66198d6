"""What is answered: the shapes of rows. Titles and descriptions are in English and Russian: both read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from ninja import Field, Schema

__all__ = [
    "Change",
    "Changes",
    "Cohort",
    "Completion",
    "Employment",
    "IndicatorValue",
    "IndicatorValues",
    "Organisation",
    "Page",
    "Participation",
    "Participations",
    "Person",
    "Programme",
    "Route",
    "Territory",
    "Trouble",
]

T = TypeVar("T")


class Territory(Schema):
    """A region, municipality or settlement."""

    id: UUID
    kind: str = Field(description="region, municipality or settlement")
    name: str
    parent_id: UUID | None = Field(description="The territory it lies in, null for the top")
    oktmo: str | None = Field(description="ОКТМО; null where no source gave it")


class Organisation(Schema):
    """A working organisation, as it was on the day asked for."""

    id: UUID
    kind: str = Field(description="Code of the kind, such as school or kindergarten")
    name: str
    short: str
    parent_id: UUID | None
    settlement: str
    rural: bool | None = Field(description="null: nobody has said")
    codes: dict[str, str] = Field(description="ОГРН, ИНН and codes of other systems, by scheme")
    statuses: list[str] = Field(description="Codes of the statuses of the year of the day asked for")


class Category(Schema):
    """A qualification category. `fit` is «соответствие занимаемой должности», which is none."""

    code: str
    awarded_on: date | None
    until: date | None = Field(description="Only where a document names an end")


class Person(Schema):
    """Somebody who works at, or holds a role for, a place of the key's owner. СНИЛС is not given out."""

    id: UUID
    family_name: str
    given_name: str
    patronymic: str
    birth_date: date | None
    teaching_since: date | None
    categories: list[Category]
    codes: dict[str, str] = Field(description="Codes in other systems, by system")


class Employment(Schema):
    """A post held. `until` is the first day without it."""

    id: UUID = Field(description="Stays when the fact is corrected")
    person_id: UUID
    organisation_id: UUID
    post: str
    staff: str = Field(description="teaching, management or other")
    job: str = Field(description="main, second or outside")
    subjects: list[str]
    load: float | None
    since: date | None
    until: date | None


class IndicatorValue(Schema):
    """One figure. `value` null: `missing` says why."""

    id: str = Field(description="Id of the indicator in the order's data")
    name: str
    unit: str
    place_id: UUID | None = Field(description="null for the region as a whole")
    place: str | None
    numerator: float | None
    denominator: float | None
    value: float | None
    target: float | None = Field(description="In force on the day; null where there is none or its time is over")
    target_state: str
    met: bool | None
    reading: str | None = Field(description="By which reading of the order; null where a person entered the value")
    basis: str = Field(description="counted, entered or none")
    missing: str
    clauses: list[str]


class IndicatorValues(Schema):
    """Figures of a day. The same snapshot gives the same figures."""

    on: date
    snapshot: UUID
    checksum: str
    items: list[IndicatorValue]


class Participation(Schema):
    """That somebody took part: never what came out."""

    person_id: UUID | None
    name: str
    place: str
    day: date | None
    what: str


class Participations(Schema):
    """Everybody whom a figure of a place counts."""

    on: date
    snapshot: UUID
    items: list[Participation]


class Programme(Schema):
    """A programme on offer."""

    id: UUID
    code: str
    title: str
    kind: str = Field(description="upskilling (ПК) or retraining (ПП)")
    hours: int
    form: str
    provider_id: UUID | None = Field(description="null: the provider is no organisation of the region")
    provider: str
    network_form: bool
    language: str = Field(description="Empty: Russian")
    cost: float | None = Field(description="Roubles for one person; null where nobody said")
    in_register: str = Field(description="How it stands in the federal register on the day: yes, no or unknown")
    effects: dict[str, float] = Field(description="Competency → share of a deficit that experts expect it to close")


class Cohort(Schema):
    """A group of a programme that has not ended."""

    id: UUID
    programme_id: UUID
    title: str
    part: str
    state: str
    starts: date
    ends: date
    hours: int
    form: str
    place: str
    seats: int
    seats_left: int
    waiting: int = Field(description="People who wait for a seat")
    least_people: int


class Completion(Schema):
    """A document of learning. What it was chosen for is not told."""

    id: UUID
    person_id: UUID
    organisation_id: UUID = Field(description="Where the person worked on that day")
    programme_id: UUID | None
    title: str
    provider: str
    kind: str
    hours: int
    enrolled_on: date | None
    completed_on: date
    in_register: str = Field(description="On the day of enrolment")
    document: str
    number: str


class RouteStep(Schema):
    """A step of a route; its title is the person's own."""

    id: UUID
    kind: str
    formality: str
    starts: date
    ends: date
    hours: float
    state: str
    done_on: date | None


class Route(Schema):
    """An individual educational route (ИОМ): states, days and hours, never what it is for."""

    id: UUID
    person_id: UUID
    organisation_id: UUID
    school_year: int = Field(description="The year in which the school year begins")
    state: str
    from_diagnosis: bool
    made_on: date
    approved_on: date | None
    ended_on: date | None
    number: str
    companion_id: UUID | None
    hours_planned: float
    hours_counted: float
    steps: list[RouteStep]


class Days(Schema):
    """From the first day to the day after the last."""

    since: date | None
    until: date | None


class Change(Schema):
    """A fact was recorded, or what was recorded stands no more."""

    kind: str = Field(description="organisation, person or employment")
    id: UUID
    what: str = Field(description="recorded or closed")
    at: datetime
    valid: Days


class Page(Schema, Generic[T]):
    """A part of a list, in the order of ids. `next`: send it as `after`; null at the end."""

    on: date
    known_at: datetime | None = None
    items: list[T]
    next: UUID | None


class Changes(Schema):
    """A part of what changed, oldest first. `next`: send it as `since`; null when nothing is left for now."""

    items: list[Change]
    next: datetime | None


class Trouble(Schema):
    """Why nothing is answered, and the rule that says so."""

    text: str
    rule: str | None = None
