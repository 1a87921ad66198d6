"""Groups of the coming spring with fewer seats than people who need them: something to share out over the region.

On the same weeks stand a short programme about one thing and a longer one about two. Best value an hour takes the short
one first, also for those whom the long one would help more; shared out together both find their people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from marshrut.apps.competencies.frameworks import base_framework
from marshrut.apps.programmes.services import PastCohort, PastProgramme, record_catalogue
from marshrut.apps.programmes.types import Attendance, CohortPart, ProgrammeKind, ProgrammeState
from marshrut.demo.catalogue import BASIS, OUTSIDE
from marshrut.demo.shapes import Region
from marshrut.demo.waves import school_year, teachers_on
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["open_spring"]


@dataclass(frozen=True, slots=True)
class _Course:
    """`share`: seats of each of its groups, as a share of all teachers."""

    code: str
    title: str
    hours: int
    share: float
    effects: tuple[tuple[str, float], ...]


_COURSES = (
    _Course("В-01", "Задания разного уровня: короткий курс", 24, 0.0018, (("task_design", 0.5),)),
    _Course("В-02", "Задания из жизни: составить, проверить, обсудить", 36, 0.0018,
            (("task_design", 0.45), ("functional_tasks", 0.3))),
    _Course("В-03", "Короткие проверки на уроке", 24, 0.0012, (("formative_assessment", 0.5),)),
    _Course("В-04", "Проверки и мерки: видеть, кто понял и почему", 36, 0.0015,
            (("formative_assessment", 0.45), ("criteria_assessment", 0.35))),
    _Course("В-05", "Функциональная грамотность: первые шаги", 24, 0.0015, (("functional_tasks", 0.45),)),
    _Course("В-06", "Опыт, данные, вывод: задания с исследованием", 36, 0.0015,
            (("science_literacy", 0.4), ("functional_tasks", 0.35))),
    _Course("В-07", "Слова на полях: обратная связь", 24, 0.001, (("feedback", 0.5),)),
    _Course("В-08", "Слова на полях и мерки: обратная связь по критериям", 36, 0.001,
            (("feedback", 0.4), ("criteria_assessment", 0.3))),
)  # fmt: skip
#: Weeks after the first one in which groups of every course begin; how long they last by hours.
_WAVES, _WEEKS = (0, 5, 10, 14), {24: 4, 36: 5}
_FEBRUARY, _AHEAD, _FEWEST, _LEAST = 2, timedelta(days=24), 4, 3


def open_spring(viewer: SystemViewer, region: Region) -> int:
    """Record them, everybody at a distance; how many groups there are."""
    teachers = sum(1 for _ in teachers_on(region, region.today))
    return len(record_catalogue(viewer, _programmes(region, teachers)))


def _programmes(region: Region, teachers: int) -> Iterator[PastProgramme]:
    known = base_framework().competencies
    begins = max(date(school_year(region.today) + 1, _FEBRUARY, 1), region.today + _AHEAD)
    monday = begins + timedelta(days=-begins.weekday() % 7)
    for number, one in enumerate(_COURSES):
        effects = {code: share for code, share in one.effects if code in known}
        wanted = len(_WAVES) * one.share * teachers
        waves = _WAVES[: max(1, min(len(_WAVES), int(wanted / _FEWEST)))]  # a small region has fewer groups
        seats = max(_FEWEST, round(wanted / len(waves)))
        yield PastProgramme(
            fields={
                "code": one.code,
                "title": one.title,
                "about": "Группы весны: мест меньше, чем тех, кому они нужны.",
                "kind": ProgrammeKind.UPSKILLING.value,
                "hours": one.hours,
                "form": Attendance.DISTANCE.value,
                "document": "certificate",
                "provider_name": OUTSIDE[number % len(OUTSIDE)],
                "state": ProgrammeState.OPEN.value,
            },
            effects=effects,
            basis=BASIS if effects else "",
            cohorts=tuple(_group(one, monday + timedelta(weeks=week), seats) for week in waves),
        )


def _group(one: _Course, first: date, seats: int) -> PastCohort:
    fields = {
        "part": CohortPart.COURSE.value,
        "title": f"{one.title}, {first:%m.%Y}",
        "starts": first,
        "ends": first + timedelta(days=7 * _WEEKS[one.hours] - 3),
        "seats": seats,
        "min_size": _LEAST,
        "hours": one.hours,
        "form": Attendance.DISTANCE.value,
        "apply_until": first - timedelta(days=7),
    }
    return PastCohort(key=f"{one.code}:{first.isoformat()}", fields=fields)
