"""The people of a demonstration whom one signs in as, and whose story is told the same way whatever the dice say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from marshrut.demo.shapes import Human, Organisation, Region

__all__ = ["TEACHER_CAN", "Cast", "cast_of", "largest", "people_at"]

#: The teacher's truth: something to catch up with, a strong side, something near the border.
TEACHER_CAN: Mapping[str, float] = MappingProxyType(
    {
        "formative_assessment": 0.95, "criteria_assessment": 0.6, "feedback": 0.15, "task_design": 0.5,
        "reading_literacy": 0.85, "math_literacy": 0.55, "science_literacy": 0.35, "functional_tasks": 0.45,
    }
)  # fmt: skip
#: Long enough there to have taken part in every year on record.
_LONG_THERE = timedelta(days=3 * 365)
#: Subjects of which there are teachers in every district.
_COMMON = ("Русский язык", "Математика", "Начальные классы")
METHODIST = "regional_methodologist"


@dataclass(frozen=True, slots=True)
class Cast:
    """Teacher and head work at `school`; the methodist elsewhere. None where the region is too small for one."""

    school: Organisation | None = None
    teacher: Human | None = None
    head: Human | None = None
    methodist: Human | None = None


def cast_of(region: Region, *, seed: int) -> Cast:
    """The same region and seed give the same people."""
    rng = Random(f"{region.land.slug}:{seed}:cast")  # noqa: S311 — which of the invented is no secret
    school = largest(region, "school")
    if school is None:
        return Cast()
    head, *others = people_at(region)[school.id.hex]
    able = [one for one in others if _tells_a_story(one, region.today)]
    teacher = rng.choice(able or others or [head])
    return Cast(school, teacher, head if others else None, _methodist(region, school, rng))


def _tells_a_story(one: Human, today: date) -> bool:
    job = one.main(today)
    long_there = job is not None and job.since <= today - _LONG_THERE
    return bool(job and long_there and one.leave is None and set(job.subjects) & set(_COMMON))


def _methodist(region: Region, school: Organisation, rng: Random) -> Human | None:
    """Somebody whom the order made a methodist of the region; not of the teacher's own school."""
    today = region.today
    found = [
        one
        for one in region.people
        if any(role.code == METHODIST and (role.until is None or today < role.until) for role in one.roles)
        and one.leave is None
        and (job := one.main(today)) is not None
        and job.place is not school
    ]
    return rng.choice(found) if found else None


def people_at(region: Region) -> dict[str, list[Human]]:
    """Organisation's id → whose main work is there today; the head first."""
    found: dict[str, list[Human]] = {}
    for one in region.people:
        if job := one.main(region.today):
            found.setdefault(job.place.id.hex, []).append(one)
    return found


def largest(region: Region, kind: str) -> Organisation | None:
    """The largest organisation of a kind that works today."""
    found = [one for one in region.organisations if one.kind == kind and one.until is None]
    return max(found, key=lambda one: one.size, default=None)
