"""Targets in words of the screen: how much, by when. Pure functions over the order's data."""

from __future__ import annotations

from datetime import date

from marshrut.cores.regulation import Indicator, Target, shown_day
from marshrut.cores.regulation.words import COMPARISONS, INDICATOR_UNITS, PREVIOUS, TRENDS, UNITS_OF_TIME
from marshrut.foundation.ui.formats import MONTHS_OF, count, number

__all__ = ["target_value", "target_when", "target_words"]

NBSP = "\u00a0"
#: After «не менее» and «не более» the genitive stands: 1 человека, 4 человек.
UNIT_FORMS = {
    "people": ("человека", "человек", "человек"),
    "teams": ("команды", "команд", "команд"),
    "count": ("единицы", "единиц", "единиц"),
}


def target_value(indicator: Indicator, target: Target) -> str:
    """How much: «не менее 25 %», «да», «рост к прошлому году», «число в приказе утрачено»."""
    if target.lost:
        return f"число в{NBSP}приказе не{NBSP}читается"
    if target.trend:
        return f"{TRENDS[target.trend]} {PREVIOUS.get(target.against or '', '')}".strip()
    if isinstance(target.value, bool):
        return "да" if target.value else "нет"
    kind = target.comparison or indicator.comparison
    comparison = COMPARISONS.get(kind, "")
    if indicator.unit in UNIT_FORMS and target.value is not None and kind in {"at_least", "at_most"}:
        amount = count(target.value, *UNIT_FORMS[indicator.unit])
    else:
        amount = f"{number(target.value)}{NBSP}{INDICATOR_UNITS.get(indicator.unit, '')}".rstrip()
    return f"{comparison} {amount}".strip()


def target_when(target: Target) -> str:
    """By when: «2024 год», «с 2022 года», «к 30.06.2023», «ежегодно, 2022–2024», «без срока»."""
    if target.every:
        span = [f"с{NBSP}{target.from_year}{NBSP}года"] if target.from_year else []
        span += [f"по{NBSP}{target.to_year}{NBSP}год"] if target.to_year else []
        return " ".join([UNITS_OF_TIME[target.every] + ("," if span else ""), *span])
    if target.year:
        return f"{target.year}{NBSP}год"
    if target.from_year:
        return f"с{NBSP}{target.from_year}{NBSP}года"
    if target.by:
        return _by(target.by, target.precision or "day")
    return f"без{NBSP}срока"


def _by(last: date, precision: str) -> str:
    """A term by its last day: «к 25.08.2022», «к концу июня 2023 года», «к концу II квартала 2023 года»."""
    if precision == "day":
        return f"к{NBSP}{shown_day(last)}"
    named = {
        "month": f"{MONTHS_OF[last.month - 1]} {last.year} года",
        "quarter": shown_day(last, "quarter").replace("квартал", "квартала"),
        "year": f"{last.year}{NBSP}года",
    }
    return f"к{NBSP}концу {named[precision]}"


def target_words(indicator: Indicator, target: Target) -> str:
    """Value and time together."""
    return f"{target_value(indicator, target)} · {target_when(target)}"
