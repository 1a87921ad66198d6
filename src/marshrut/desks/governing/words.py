"""What the desk says: headlines with the news, targets and chips in words. Pure functions over the app's types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marshrut.apps.regulation.types import ClauseState, IndicatorItem, MeasureItem
from marshrut.apps.regulation.wording import target_value, target_when, target_words
from marshrut.foundation.ui.formats import count, number

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
