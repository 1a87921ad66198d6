"""What the desk says: headlines with the news, targets and chips in words. Pure functions over the app's types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from marshrut.apps.regulation.types import ClauseState, IndicatorItem, MeasureItem
from marshrut.cores.regulation import Indicator, Target, shown_day
from marshrut.cores.regulation.words import COMPARISONS, INDICATOR_UNITS, PREVIOUS, TRENDS, UNITS_OF_TIME
from marshrut.foundation.ui.formats import MONTHS_OF, count, number

__all__ = [
    "PAINTS",
    "TONES",
    "headline",
    "lead",
    "target_chip",
    "target_value",
    "target_when",
    "target_words",
    "term_tone",
]

NBSP = "\u00a0"
CLAUSE_FORMS = ("пункт", "пункта", "пунктов")
OF_CLAUSES = ("пункта", "пунктов", "пунктов")
AT_CLAUSES = ("пункту", "пунктам", "пунктам")
#: After «не менее» and «не более» the genitive stands: 1 человека, 4 человек.
UNIT_FORMS = {
    "people": ("человека", "человек", "человек"),
    "teams": ("команды", "команд", "команд"),
    "count": ("единицы", "единиц", "единиц"),
}
#: How a state looks: chip tone and paint of the strip. Where we do not know, it is hatched.
TONES = {
    ClauseState.SERVED_WITH_EVIDENCE: "road",
    ClauseState.SERVED: "pale",
    ClauseState.NO_RECORDS: "sky",
    ClauseState.OUTSIDE: "plain",
    ClauseState.DECLARED_NOT_EXECUTED: "risk",
}
PAINTS = {
    ClauseState.SERVED_WITH_EVIDENCE: "road",
    ClauseState.SERVED: "road-3",
    ClauseState.NO_RECORDS: "hatch",
    ClauseState.OUTSIDE: "plain-3",
    ClauseState.DECLARED_NOT_EXECUTED: "risk",
}


def headline(counts: Mapping[ClauseState, int]) -> str:
    """The news of the order: how many clauses have evidence; a declaration comes first."""
    total = sum(counts.values())
    declared = counts.get(ClauseState.DECLARED_NOT_EXECUTED, 0)
    proved = counts.get(ClauseState.SERVED_WITH_EVIDENCE, 0)
    if declared:
        return f"Заявлено «не исполняется»: {count(declared, *CLAUSE_FORMS)} из{NBSP}{number(total)}"
    if not proved:
        return f"Подтверждений пока нет ни{NBSP}по{NBSP}одному из{NBSP}{count(total, *OF_CLAUSES)}"
    if proved == total:
        return f"Подтверждения есть по{NBSP}всем {count(total, *AT_CLAUSES)}"
    return f"Подтверждения есть по{NBSP}{count(proved, *AT_CLAUSES)} из{NBSP}{number(total)}"


def lead(counts: Mapping[ClauseState, int], indicators: Sequence[IndicatorItem]) -> str:
    """The second sentence: what is not yet seen, and whose time is over."""
    said = []
    silent = counts.get(ClauseState.NO_RECORDS, 0)
    if silent:
        said.append(
            f"Нет записей в{NBSP}системе: {count(silent, *CLAUSE_FORMS)}; это не{NBSP}значит, что их не{NBSP}исполняют."
        )
    past = sum(item.past for item in indicators)
    if past:
        forms = ("показателя", "показателей", "показателей")
        said.append(f"Срок цели истёк у{NBSP}{count(past, *forms)} из{NBSP}{number(len(indicators))}.")
    return " ".join(said)


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


def target_chip(item: IndicatorItem) -> tuple[str, str]:
    """(words, tone) of how the target stands today; a past one is past, never met or missed."""
    match item.state.state:
        case "past":
            return "срок цели истёк", "sun"
        case "current":
            return "цель действует", "road"
        case "future":
            return "цель ещё не началась", "plain"
        case "open":
            return "срок не назван", "plain"
        case _:
            return "цели в приказе нет", "sky"


def term_tone(item: MeasureItem) -> str:
    """The chip of a measure's term: red is only for what will be missed, so a past term is sun."""
    return {"past": "sun", "now": "road", "upcoming": "road"}.get(item.due.state, "plain")
