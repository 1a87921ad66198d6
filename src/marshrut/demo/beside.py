"""What stands beside the people of an invented region: management teams, conditions, figures of past years."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from marshrut.apps.registry.types import StaffCategory
from marshrut.demo.names import likely
from marshrut.demo.shapes import Human, Organisation, Past, Possession, Region, Team

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["set_beside"]

#: A smaller school has no team of its own.
_TEAM_FROM, _TEAM_OF = 12, 5
_PARTS = ("руководитель команды", "методическая работа", "воспитательная работа", "цифровая среда", "наставничество")
#: The share of schools that has it, in town and in the country, and its amount.
_HAS: dict[str, tuple[float, float, int | None]] = {
    "growth_point": (0.05, 0.45, None), "quantorium": (0.03, 0.0, None), "it_cube": (0.03, 0.0, None),
    "computer_class": (0.9, 0.6, 2), "methodical_room": (0.6, 0.25, 1),
}  # fmt: skip
_CENTRES = ("technopark", "methodical_room")
_DOCUMENT = "Демонстрационные данные: выдуманная справка № {number}"
PUPILS = "Обучающихся на начало учебного года"


def set_beside(region: Region, rng: Random, words: Dictionaries) -> None:
    """Fill teams, possessions and past years; the region's people and places stay as they are."""
    at: dict[str, list[Human]] = {}
    for one in region.people:
        if job := one.main(region.today):
            at.setdefault(job.place.id.hex, []).append(one)
    for place in region.organisations:
        if not place.open_on(region.today):
            continue
        _possessions(region, place, rng, words)
        if place.kind == "school":
            if place.size >= _TEAM_FROM:
                _team(region, place, at.get(place.id.hex, []), rng)
            _pupils(region, place, rng)
    _indicators(region, rng)


def _team(region: Region, place: Organisation, people: list[Human], rng: Random) -> None:
    """The head, the deputies and those teachers who have been there longest."""
    able = [one for one in people if one.leave is None]
    heads = [one for one in able if one.jobs[0].staff is StaffCategory.MANAGEMENT]
    others = sorted((one for one in able if one not in heads), key=lambda one: one.jobs[0].since)
    chosen = [*heads, *others][:_TEAM_OF]
    last = region.today - timedelta(days=30)
    since = date(last.year if (last.month, last.day) >= (9, 1) else last.year - 1, 9, 1)
    members = [(one, _PARTS[number], max(since, one.jobs[0].since)) for number, one in enumerate(chosen)]
    team = Team(place, "Управленческая команда школы", f"{rng.randint(10, 400)}-од", since, members)
    region.teams.append(team)


def _possessions(region: Region, place: Organisation, rng: Random, words: Dictionaries) -> None:
    wanted: dict[str, int | None] = {}
    if place.kind in {"centre", "dpo"}:
        wanted = dict.fromkeys(_CENTRES)
    elif place.kind == "school":
        chances = {code: country if place.rural else town for code, (town, country, _) in _HAS.items()}
        wanted = {code: _HAS[code][2] for code, chance in chances.items() if likely(rng, chance)}
    for code, amount in wanted.items():
        if code not in words.condition_kinds:
            continue
        since = max(place.since, date(region.today.year - rng.randint(1, 6), 9, 1))
        kept = None if amount is None else Decimal(rng.randint(1, amount))
        region.possessions.append(Possession(place, code, kept, since))


def _pupils(region: Region, place: Organisation, rng: Random) -> None:
    """About twelve pupils for each of the staff in town, seven in the country; not the same two years running."""
    many = place.size * (7 if place.rural else 12)
    for ago in (2, 1):
        year = region.today.year - ago
        if place.since.year < year:
            region.past.append(_past(place.id, year, PUPILS, Decimal(round(many * rng.uniform(0.94, 1.06))), rng))


def _indicators(region: Region, rng: Random) -> None:
    """Figures of the order's own indicators for the region as a whole: shares that grow."""
    if region.land.node is None:
        return
    for indicator in region.land.indicators:
        value = Decimal(rng.randint(20, 45))
        for ago in (2, 1):
            region.past.append(_past(region.land.node[0], region.today.year - ago, indicator, value, rng))
            value += rng.randint(2, 9)


def _past(node_id: UUID, year: int, what: str, value: Decimal, rng: Random) -> Past:
    document = _DOCUMENT.format(number=rng.randint(10, 990))
    return Past(node_id, year, what, value, document, date(year, 12, 25))
