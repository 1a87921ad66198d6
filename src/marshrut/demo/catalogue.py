"""Programmes of an invented region: in and out of the federal register, groups with scarce seats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from marshrut.apps.programmes.services import PastCohort, PastProgramme
from marshrut.apps.programmes.types import Attendance, CohortPart, ProgrammeKind, ProgrammeState
from marshrut.demo.dice import happens
from marshrut.demo.shapes import Organisation, Region

__all__ = ["BASIS", "OUTSIDE", "catalogue"]

BASIS = "экспертная оценка методического совета, протокол № 4"
OUTSIDE = ("Институт развития образования соседнего региона", "Академия педагогического роста", "Столичный центр ДПО")


@dataclass(frozen=True, slots=True)
class _Theme:
    """`listed`: in the register all the time (True), struck off last month (None), never (False). `starts`: months of
    the school year in which a group begins, of this year and of the two before."""

    code: str
    title: str
    about: str
    hours: int
    form: Attendance
    effects: tuple[tuple[str, float], ...]
    starts: tuple[int, ...] = (10, 2)
    seats: int = 25
    listed: bool | None = True
    kind: ProgrammeKind = ProgrammeKind.UPSKILLING
    network: bool = False
    cascade: bool = False
    practice: bool = False


_IN, _MIX, _FAR = Attendance.IN_PERSON, Attendance.MIXED, Attendance.DISTANCE
_THEMES = (
    _Theme("П-01", "Формирующее оценивание: видеть, кто понял", "Короткие проверки меняют ход урока.", 36, _MIX,
           (("formative_assessment", 0.5), ("feedback", 0.2)), starts=(10, 12, 2), practice=True),
    _Theme("П-02", "Обратная связь, после которой ученик знает, что делать", "Слова на полях, разговор.",
           36, _FAR, (("feedback", 0.45), ("criteria_assessment", 0.25)), starts=(10, 1), seats=30),
    _Theme("П-03", "Критериальное оценивание без лишней бумаги", "Мерки, понятные детям и родителям.", 24, _FAR,
           (("criteria_assessment", 0.5),), starts=(11, 3), seats=30),
    _Theme("П-04", "Задания разного уровня: составить и проверить", "Лестница заданий к одной теме.", 36, _MIX,
           (("task_design", 0.5), ("differentiation", 0.3)), starts=(10, 2)),
    _Theme("П-05", "Читательская грамотность на каждом предмете", "Тексты, вопросы к ним и разговор о прочитанном.", 48,
           _MIX, (("reading_literacy", 0.45), ("functional_tasks", 0.25)), starts=(10, 2), network=True),
    _Theme("П-06", "Математическая грамотность: задачи из жизни", "От рецепта до семейного бюджета.", 36, _FAR,
           (("math_literacy", 0.45), ("functional_tasks", 0.3)), starts=(11, 2), seats=20),
    _Theme("П-07", "Естественно-научная грамотность: опыт, данные, вывод", "Исследования на одном уроке.", 36, _MIX,
           (("science_literacy", 0.45), ("functional_tasks", 0.3)), starts=(12, 3), seats=12),
    _Theme("П-08", "Функциональная грамотность: банк своих заданий", "Собрать, попробовать, поделиться.", 72,
           _IN, (("functional_tasks", 0.6), ("reading_literacy", 0.2), ("math_literacy", 0.2)), starts=(2,), seats=15,
           cascade=True, practice=True),
    _Theme("П-09", "Цифровые средства на уроке: меньше, да лучше", "Три средства, которые экономят время.", 24, _FAR,
           (("digital_tools", 0.45),), starts=(11,), seats=40, listed=False),
    _Theme("П-10", "Дети с трудностями в учении: что может учитель-предметник", "Подсказки, темп, опоры.", 36, _MIX,
           (("low_achievers", 0.45), ("differentiation", 0.3)), starts=(1,), listed=None),
    _Theme("П-11", "Класс, в котором можно ошибаться", "Правила, отношения, спокойствие на уроке.", 24, _MIX,
           (("class_climate", 0.45), ("behaviour", 0.35)), starts=(1,), listed=False),
    _Theme("П-12", "Современный урок: цель, ход, итог", "Проектирование урока от результата.", 36, _FAR,
           (("lesson_design", 0.45), ("goal_setting", 0.35)), starts=(10, 1), seats=35, listed=None),
    _Theme("П-13", "Педагог-наставник: сопровождать, а не проверять", "Для тех, кто рядом с молодыми.", 48, _MIX,
           (("lesson_analysis", 0.4), ("colleagues", 0.3)), starts=(11,), seats=20, network=True),
    _Theme("П-14", "Учитель математики: новая профессия", "Переподготовка для тех, кто ведёт математику.", 256, _FAR,
           (("mathematics_content", 0.7), ("mathematics_tasks", 0.5)), starts=(10,), seats=15, listed=False,
           kind=ProgrammeKind.RETRAINING),
)  # fmt: skip
#: Every so many programmes one is taught by somebody else. A site for practice has so many people.
_OUTSIDE, _SEPTEMBER, _LARGE = 6, 9, 15
_WEEKS = {24: 3, 36: 5, 48: 6, 72: 9, 256: 24}


def catalogue(region: Region, codes: frozenset[str], *, year: int, rng: Random) -> Iterator[PastProgramme]:
    """Programmes with groups of this school year and of the two before; `codes`: competencies that there are."""
    institute = _provider(region)
    for number, theme in enumerate(_THEMES):
        effects = {code: share for code, share in theme.effects if code in codes}
        outside = number % _OUTSIDE == _OUTSIDE - 1 or institute is None
        yield PastProgramme(
            fields=_fields(theme, None if outside else institute, rng),
            effects=effects,
            basis=BASIS if effects else "",
            listings=_listings(theme, region.today, year),
            cohorts=tuple(_cohorts(theme, region, institute, year, rng)),
        )


def _provider(region: Region) -> Organisation | None:
    for kind in ("dpo", "centre"):
        for one in region.organisations:
            if one.kind == kind and one.open_on(region.today):
                return one
    return None


def _fields(theme: _Theme, provider: Organisation | None, rng: Random) -> dict[str, Any]:
    return {
        "code": theme.code,
        "title": theme.title,
        "about": theme.about,
        "kind": theme.kind.value,
        "hours": theme.hours,
        "form": theme.form.value,
        "document": "certificate" if theme.kind is ProgrammeKind.UPSKILLING else "diploma",
        "provider_id": provider.id if provider else None,
        "provider_name": "" if provider else rng.choice(OUTSIDE),
        "network_form": theme.network,
        "partners": "опорная школа и колледж соседнего района" if theme.network else "",
        "cascade": theme.cascade,
        "cost": None if happens(rng, 0.3) else Decimal(theme.hours * rng.choice((90, 110, 140))),
        "state": ProgrammeState.OPEN.value,
    }


def _listings(theme: _Theme, today: date, year: int) -> tuple[tuple[date, date | None, str], ...]:
    if theme.listed is False:
        return ()
    since = date(year - 2, 9, 1)
    until = today - timedelta(days=20) if theme.listed is None else None
    return ((since, until, f"ФР-{theme.code.removeprefix('П-')}{year % 100}"),)


def _cohorts(
    theme: _Theme, region: Region, institute: Organisation | None, year: int, rng: Random
) -> Iterator[PastCohort]:
    for begins in (year - 2, year - 1, year):
        for month in theme.starts:
            first = _monday(date(begins if month >= _SEPTEMBER else begins + 1, month, rng.randint(4, 20)))
            last = first + timedelta(days=7 * _WEEKS[theme.hours] - 3)
            yield PastCohort(
                key=f"{theme.code}:{first.isoformat()}",
                fields=_group(
                    theme, f"{theme.title}, {first:%m.%Y}", first, last, theme.hours, institute, CohortPart.COURSE
                ),
            )
        if theme.practice:
            first = _monday(date(begins + 1, 3, rng.randint(9, 14)))
            title, last = f"Стажировка: {theme.title.lower()}", first + timedelta(days=4)
            fields = _group(theme, title, first, last, 18, institute, CohortPart.INTERNSHIP)  # fmt: skip
            site = _site(region, rng)
            if site is not None:
                fields |= {"node_id": site.id, "place": site.short, "order_number": f"{rng.randint(10, 90)}-с",
                           "order_date": first - timedelta(days=30), "form": _IN.value, "seats": 6, "min_size": 1,
                           "leader": "заместитель директора площадки"}  # fmt: skip
            yield PastCohort(key=f"{theme.code}-с:{first.isoformat()}", fields=fields)


def _group(
    theme: _Theme, title: str, first: date, last: date, hours: int, place: Organisation | None, part: CohortPart
) -> dict[str, Any]:
    away = theme.form is not _FAR
    return {
        "part": part.value,
        "title": title[:300],
        "starts": first,
        "ends": last,
        "seats": theme.seats,
        "min_size": max(1, theme.seats // 3),
        "hours": hours,
        "form": theme.form.value,
        "node_id": place.id if place and away else None,
        "place": "кабинет 214" if place and away else "",
        "apply_until": first - timedelta(days=7),
    }


def _site(region: Region, rng: Random) -> Organisation | None:
    schools = [
        one for one in region.organisations if one.kind == "school" and one.open_on(region.today) and one.size > _LARGE
    ]
    return rng.choice(schools) if schools else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
