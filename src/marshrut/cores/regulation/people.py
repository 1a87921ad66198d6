"""people.yaml: the words for organisations and people (`regions/base/`), and how one region reads and extends them."""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from marshrut.cores.regulation.readers import (
    Sheet,
    boolean,
    ident,
    idents,
    key,
    list_of,
    one_of,
    option,
    record,
    text,
    whole,
)
from marshrut.cores.regulation.structure import slug

__all__ = [
    "AbsenceReason",
    "ConditionKind",
    "Named",
    "OrganisationKind",
    "OrganisationRole",
    "People",
    "PeopleWords",
    "RegisterOfRecords",
    "SchoolStatus",
    "StaffRole",
    "YoungTeachers",
    "check_people",
    "read_people",
]

#: What a reason for being absent from a full list does: ends the work, begins a leave, takes the record back, nothing.
DEEDS = ("end", "leave", "withdraw", "keep")
#: Kinds of lists.
LISTS = ("staff", "organisations", "roles")
#: Which experience counts for «the first years».
EXPERIENCES = ("teaching", "organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A code with its words."""

    code: str = key(ident)
    name: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationKind:
    """A kind of organisation; `staffed`: a list of its staff is expected."""

    code: str = key(ident)
    name: str = key(text)
    short: str = key(text)
    staffed: bool = key(boolean)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolStatus:
    """A status that an organisation may have in a year."""

    code: str = key(ident)
    name: str = key(text)
    short: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionKind:
    """Something an organisation may have; `infrastructure`: an object with a place of its own."""

    code: str = key(ident)
    name: str = key(text)
    infrastructure: bool = key(boolean)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRole:
    """A role that a person holds by an order; `function`: what of the catalogue its register serves; `givers`: which
    desks enter it besides the centre."""

    code: str = key(ident)
    name: str = key(text)
    many: str = key(text)
    function: str = key(text)
    givers: tuple[str, ...] = option(idents, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRole:
    """A role that an organisation holds by an order."""

    code: str = key(ident)
    name: str = key(text)
    many: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceReason:
    """Why somebody who is recorded is absent from a full list, what that changes, and in which lists it is offered."""

    code: str = key(ident)
    name: str = key(text)
    deed: str = key(one_of(DEEDS))
    lists: tuple[str, ...] = key(list_of(one_of(LISTS), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleWords:
    """The whole of base/people.yaml."""

    organisation_kinds: tuple[OrganisationKind, ...] = key(list_of(record(OrganisationKind), 1))
    school_statuses: tuple[SchoolStatus, ...] = key(list_of(record(SchoolStatus), 1))
    condition_kinds: tuple[ConditionKind, ...] = key(list_of(record(ConditionKind), 1))
    staff_roles: tuple[StaffRole, ...] = key(list_of(record(StaffRole), 1))
    organisation_roles: tuple[OrganisationRole, ...] = key(list_of(record(OrganisationRole), 1))
    leave_kinds: tuple[Named, ...] = key(list_of(record(Named), 1))
    absence_reasons: tuple[AbsenceReason, ...] = key(list_of(record(AbsenceReason), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class YoungTeachers:
    """Who is a young teacher by the region's reading: younger than `under_age` (`inclusive`: that age too), in the
    first `years` of experience, teaching in all or in the organisation; with the clause and the other reading."""

    under_age: int = key(whole)
    inclusive: bool = key(boolean)
    years: int = key(whole)
    experience: str = key(one_of(EXPERIENCES))
    source: tuple[str, ...] = key(list_of(text, 1))
    alternative: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOfRecords:
    """A register of the order that is made of records about people or organisations: it needs no list of its own."""

    register: str = key(text)
    roles: tuple[str, ...] = option(idents, default=())
    organisation_roles: tuple[str, ...] = option(idents, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The whole of a region's people.yaml; without it the region says nothing of its own."""

    region: str = key(slug)
    young_teachers: YoungTeachers | None = option(record(YoungTeachers))
    school_statuses: tuple[SchoolStatus, ...] = option(list_of(record(SchoolStatus)), default=())
    condition_kinds: tuple[ConditionKind, ...] = option(list_of(record(ConditionKind)), default=())
    registers: tuple[RegisterOfRecords, ...] = option(list_of(record(RegisterOfRecords)), default=())


read_people = record(People)


def check_people(people: People, sheet: Sheet, *, registers: Collection[str], known: Collection[str]) -> None:
    """Links of a region's people.yaml: registers to registers.yaml, sources to clauses and indicators."""
    for index, one in enumerate(people.registers):
        if one.register not in registers:
            sheet.report(("registers", index, "register"), f"реестра {one.register} нет в registers.yaml")
        if not one.roles and not one.organisation_roles:
            sheet.report(("registers", index), "назовите roles или organisation_roles, из которых собирается реестр")
    if people.young_teachers:
        for index, code in enumerate(people.young_teachers.source):
            if code not in known:
                sheet.report(("young_teachers", "source", index), f"нет пункта или показателя {code}")
