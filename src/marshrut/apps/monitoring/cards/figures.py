"""An indicator's figure in words, with its chip and its bar. Pure functions over what queries give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Any

from marshrut.apps.monitoring.queries.figures import IndicatorFigure
from marshrut.apps.monitoring.types import Standing
from marshrut.apps.regulation.wording import target_words
from marshrut.cores.indicators import meets
from marshrut.cores.regulation import Indicator
from marshrut.cores.regulation.words import INDICATOR_UNITS
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import count, number, percent

__all__ = [
    "TONES",
    "Card",
    "card_of",
    "count_standings",
    "headline",
    "missing_words",
    "most_behind",
    "row_of",
    "shortfall",
    "standing_of",
    "value_words",
]

NBSP = "\u00a0"
PERCENT = 100.0
#: A figure that lacks no more than this share of its target is close to it: sun, not red.
NEAR = 0.1
TONES: Mapping[Standing, svg.Tone] = MappingProxyType(
    {
        Standing.MET: "road",
        Standing.BEHIND: "risk",
        Standing.PAST: "plain",
        Standing.NO_DATA: "sky",
        Standing.NO_TARGET: "plain",
    }
)
_WHOM = {
    "person": ("человека", "человек", "человек"),
    "place": ("организации", "организаций", "организаций"),
    "team": ("команды", "команд", "команд"),
    "subject": ("программы", "программ", "программ"),
    "record": ("записи", "записей", "записей"),
}
_MISSING = {
    "nobody": "считать не из кого: в знаменателе никого нет",
    "not_entered": "значение не внесено",
    "no_denominator": "не внесено, на сколько делить",
    "few": "показатель о результатах: показываем по региону и не меньше чем о пяти людях",
}
_BASES = {"counted": "посчитано по записям", "entered": "внесено", "none": "нет данных"}
_COUNTS = {
    "count": ("единица", "единицы", "единиц"),
    "people": ("человек", "человека", "человек"),
    "teams": ("команда", "команды", "команд"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A figure dressed for a page."""

    figure: IndicatorFigure
    standing: Standing
    value: str
    of: str
    goal: str
    chip: str
    tone: svg.Tone
    picture: svg.Picture
    basis: str
    missing: str


def standing_of(one: IndicatorFigure) -> Standing:
    """How the figure stands to its target; without a value nothing is compared."""
    if one.value is None:
        return Standing.NO_DATA
    if one.item.past:
        return Standing.PAST
    return {True: Standing.MET, False: Standing.BEHIND, None: Standing.NO_TARGET}[one.met]


def shortfall(one: IndicatorFigure) -> float:
    """Which share of its target a figure lacks; 0 where nothing is missed."""
    if standing_of(one) is not Standing.BEHIND or one.value is None or one.target is None:
        return 0.0
    wanted = float(one.target)
    return abs(wanted - one.value) / abs(wanted) if wanted else 1.0


def most_behind(figures: Iterable[IndicatorFigure], most: int) -> list[IndicatorFigure]:
    """Those that lack the largest share of their target, the worst first."""
    behind = [one for one in figures if standing_of(one) is Standing.BEHIND]
    return sorted(behind, key=lambda one: (-shortfall(one), one.indicator.id))[:most]


def count_standings(figures: Iterable[IndicatorFigure]) -> dict[Standing, int]:
    """How many stand how; every standing has its number."""
    found = Counter(standing_of(one) for one in figures)
    return {one: found[one] for one in Standing}


def headline(counts: Mapping[Standing, int]) -> str:
    """The news: how many targets are not reached yet, of those that can be compared today."""
    behind, met = counts[Standing.BEHIND], counts[Standing.MET]
    compared = behind + met
    if not compared:
        silent, total = counts[Standing.NO_DATA], sum(counts.values())
        if silent == total:
            return f"Данных пока нет ни{NBSP}по{NBSP}одному из{NBSP}{count(total, 'показателя', *['показателей'] * 2)}"
        return (
            f"Значения есть у{NBSP}{number(total - silent)} из{NBSP}{count(total, 'показателя', *['показателей'] * 2)}"
        )
    if not behind:
        return f"Выполнены все цели, срок которых идёт: {number(met)}"
    forms = ("целью", "целями", "целями")
    return f"Пока не{NBSP}справляемся с{NBSP}{count(behind, *forms)} из{NBSP}{number(compared)}"


def value_words(indicator: Indicator, value: float | None) -> str:
    """`21,4 %`, `да`, `14 команд`; a dash where it is not known."""
    if value is None:
        return "—"
    if indicator.unit == "yes_no":
        return "да" if value else "нет"
    if indicator.unit == "percent":
        return percent(value)
    if indicator.unit == "trend":
        return percent(value) if indicator.denominator else number(value)
    if indicator.unit in _COUNTS and float(value).is_integer():
        return count(int(value), *_COUNTS[indicator.unit])
    return f"{number(value)}{NBSP}{INDICATOR_UNITS[indicator.unit]}"


def card_of(one: IndicatorFigure) -> Card:
    """Dress a figure."""
    standing = standing_of(one)
    target = one.item.state.target
    close = standing is Standing.BEHIND and shortfall(one) <= NEAR
    tone: svg.Tone = "sun" if close else TONES[standing]
    return Card(
        figure=one,
        standing=standing,
        value=value_words(one.indicator, one.value),
        of=_of(one),
        goal=target_words(one.indicator, target) if target else one.item.state.text,
        chip=_chip(one, standing),
        tone=tone,
        picture=_picture(one, "sky" if tone == "plain" else tone),
        basis=_BASES[one.basis],
        missing=_MISSING.get(one.missing, ""),
    )


def _of(one: IndicatorFigure) -> str:
    if one.numerator is None or one.denominator is None:
        return ""
    return f"{number(one.numerator)} из{NBSP}{number(one.denominator)}"


def _chip(one: IndicatorFigure, standing: Standing) -> str:
    if standing is Standing.NO_TARGET:
        return {
            "future": "цель ещё не началась",
            "none": "цели в приказе нет",
        }.get(one.item.state.state, "сравнивают с прошлым")
    return _lacking(one) if standing is Standing.BEHIND else standing.title


def _lacking(one: IndicatorFigure) -> str:
    """How much is missing, in people where people are counted."""
    target = one.item.state.target
    if one.value is None or one.target is None or target is None or isinstance(one.target, bool):
        return "цель пока не выполнена"
    comparison, wanted = target.comparison or one.indicator.comparison, float(one.target)
    if comparison == "at_most":
        return f"больше цели на{NBSP}{number(round(one.value - wanted, 1))}"
    if comparison != "at_least":
        return "цель пока не выполнена"
    each = one.reading.numerator.each if one.reading else ""
    if one.indicator.unit == "percent":
        if one.denominator and one.numerator is not None and each in _WHOM:
            needed = max(1, ceil(wanted * one.denominator / PERCENT - one.numerator - 1e-9))
            return f"не{NBSP}хватает {count(needed, *_WHOM[each])}"
        return f"не{NBSP}хватает {number(round(wanted - one.value, 1))}{NBSP}п.{NBSP}п."
    return f"не{NBSP}хватает {number(ceil(wanted - one.value - 1e-9))}"


def goal_line(one: IndicatorFigure) -> float | None:
    """Where the target stands on a bar; of a target whose time is over, the last one."""
    target = one.item.state.target
    value = target.value if target is not None else None
    return None if value is None or isinstance(value, bool) else float(value)


def _picture(one: IndicatorFigure, tone: svg.Tone) -> svg.Picture:
    top = PERCENT if one.indicator.unit == "percent" else None
    unit = INDICATOR_UNITS.get(one.indicator.unit, "")
    return svg.bullet(svg.Bullet(one.indicator.name, one.value, goal_line(one), top=top, unit=unit, tone=tone))


def tone_of_place(one: IndicatorFigure, value: float | None) -> svg.Tone:
    """The tone of a place's bar against the same target."""
    target = one.item.state.target
    if value is None:
        return "sky"
    if target is None or one.target is None:
        return "sky"
    met = meets(value, one.target, target.comparison or one.indicator.comparison)
    if met is None:
        return "sky"
    wanted = float(one.target)
    close = bool(wanted) and abs(wanted - value) / abs(wanted) <= NEAR
    return "road" if met else "sun" if close else "risk"


def missing_words(code: str) -> str:
    """Why there is no value, in words; nothing for a value that stands."""
    return _MISSING.get(code, "")


def row_of(one: IndicatorFigure, *, place: str = "", values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A figure as a row of a workbook; `values`: another place's numbers instead of its own."""
    found = {
        "id": one.indicator.id,
        "name": one.indicator.name,
        "level": one.level.title,
        "place_name": place,
        "on": f"{one.on:%d.%m.%Y}",
        "numerator": one.numerator,
        "denominator": one.denominator,
        "value": None if one.value is None else round(one.value, 6),
        "unit": INDICATOR_UNITS.get(one.indicator.unit, ""),
        "target": one.target,
        "met": one.met,
        "reading": one.reading.words if one.reading else _BASES[one.basis],
        "missing": _MISSING.get(one.missing, ""),
        "target_state": one.item.state.text,
        "clause": one.indicator.source,
        "snapshot": str(one.snapshot),
    }
    return found | dict(values or {})


def cards(figures: Sequence[IndicatorFigure]) -> list[Card]:
    """Dress them all."""
    return [card_of(one) for one in figures]
