"""The words that lists are checked against: posts, subjects, categories, kinds, statuses, roles. All of it is data.

Base words are the product's (`regions/base/`), a region adds its own in its people.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Protocol, TypeVar

from marshrut.apps.registry.types import StaffCategory
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.types import Reading
from marshrut.cores.regulation import Regulation, YoungTeachers
from marshrut.cores.regulation.people import (
    AbsenceReason,
    ConditionKind,
    Named,
    OrganisationKind,
    OrganisationRole,
    RegisterOfRecords,
    SchoolStatus,
    StaffRole,
)
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["FIT", "Dictionaries", "base_dictionaries", "dictionaries", "words_of"]

#: «Соответствие занимаемой должности»: stands in the column of categories in every school's table, is none.
FIT = "fit"


@dataclass(frozen=True)
class Dictionaries:
    """Everything a list may name, by code or name. Names of posts are small letters, as in their sources."""

    posts: Mapping[str, StaffCategory]
    subjects: tuple[str, ...]
    categories: Mapping[str, str]
    organisation_kinds: Mapping[str, OrganisationKind]
    school_statuses: Mapping[str, SchoolStatus]
    condition_kinds: Mapping[str, ConditionKind]
    staff_roles: Mapping[str, StaffRole]
    organisation_roles: Mapping[str, OrganisationRole]
    leave_kinds: Mapping[str, Named]
    absence_reasons: Mapping[str, AbsenceReason]
    #: The region's reading of «young teacher»; None where its order has none.
    young_teachers: YoungTeachers | None = None
    #: Registers of the order made of records, by the register's id.
    registers: Mapping[str, RegisterOfRecords] = field(default_factory=dict)


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=_Coded)


def _coded(rows: Iterable[C]) -> Mapping[str, C]:
    return MappingProxyType({row.code: row for row in rows})


@cache
def base_dictionaries() -> Dictionaries:
    """The product's own words, read once. Nobody's data: no viewer is asked for."""
    facts = regulation.base_facts().facts
    posts: dict[str, StaffCategory] = {}
    for listed, staff in (
        (facts.positions.teaching, StaffCategory.TEACHING),
        (facts.positions.management, StaffCategory.MANAGEMENT),
    ):
        for post in listed:
            posts[post.name] = staff
            if post.senior:
                posts[post.senior] = staff
    words = facts.people
    categories = {one.code: one.name for one in facts.qualification.categories}
    return Dictionaries(
        posts=MappingProxyType(posts),
        subjects=facts.subjects.all_subjects,
        categories=MappingProxyType({**categories, FIT: str(facts.qualification.fit_for_post["name"])}),
        organisation_kinds=_coded(words.organisation_kinds),
        school_statuses=_coded(words.school_statuses),
        condition_kinds=_coded(words.condition_kinds),
        staff_roles=_coded(words.staff_roles),
        organisation_roles=_coded(words.organisation_roles),
        leave_kinds=_coded(words.leave_kinds),
        absence_reasons=_coded(words.absence_reasons),
    )


def dictionaries(viewer: AnyViewer, *, on: date, known_at: datetime | None = None) -> Dictionaries:
    """The words of the viewer's tenant on that day: the product's own and what its order's reading adds."""
    return _with(regulation.find_regulation(viewer, on=on, known_at=known_at))


def words_of(viewer: AnyViewer, reading: Reading | None) -> Dictionaries:
    """The same of a reading that was found already; no query."""
    return _with(regulation.get_regulation(viewer, reading) if reading else None)


def _with(read: Regulation | None) -> Dictionaries:
    base = base_dictionaries()
    people = read.people if read else None
    if people is None:
        return base
    return Dictionaries(
        posts=base.posts,
        subjects=base.subjects,
        categories=base.categories,
        organisation_kinds=base.organisation_kinds,
        school_statuses=MappingProxyType({**base.school_statuses, **_coded(people.school_statuses)}),
        condition_kinds=MappingProxyType({**base.condition_kinds, **_coded(people.condition_kinds)}),
        staff_roles=base.staff_roles,
        organisation_roles=base.organisation_roles,
        leave_kinds=base.leave_kinds,
        absence_reasons=base.absence_reasons,
        young_teachers=people.young_teachers,
        registers=MappingProxyType({one.register: one for one in people.registers}),
    )
