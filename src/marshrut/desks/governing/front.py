"""What the front page is made of: a handful of queries and the words over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from marshrut.apps.regulation import queries
from marshrut.apps.regulation.types import ClauseState, IndicatorItem, MeasureItem
from marshrut.desks.governing import pictures, words
from marshrut.desks.governing.reading import Asked
from marshrut.desks.mine.strengths import typical_here
from marshrut.foundation.ui import svg

__all__ = ["front", "indicator_cards", "next_terms"]

FIRST_INDICATORS, NEXT_TERMS, TOPICS = 6, 5, 12


def front(asked: Asked) -> dict[str, Any]:
    """Everything the front page shows."""
    viewer, reading, on = asked.viewer, asked.reading, asked.on
    listed = queries.list_clauses(viewer, reading, on=on, known_at=asked.known_at)
    answered = queries.list_answered(viewer, reading, on=on, known_at=asked.known_at)
    indicators = queries.list_indicators(viewer, reading, on=on)
    measures = queries.list_measures(viewer, reading, on=on)
    regulation = queries.get_regulation(viewer, reading)
    parts = pictures.state_parts(listed.counts, lambda state: asked.link("clauses", state=state.value))
    return {
        "typical": typical_here(viewer, on=on),
        "headline": words.headline(listed.counts),
        "lead": words.lead(listed.counts, indicators),
        "total": listed.total,
        "answered": [(item, answered[item.code]) for item in listed.items if item.code in answered],
        "strip": svg.strip("Пункты положения", parts),
        "parts": parts,
        "indicators": indicator_cards(indicators)[:FIRST_INDICATORS],
        "indicator_count": len(indicators),
        "past_targets": sum(item.past for item in indicators),
        "terms": next_terms(measures),
        "measure_count": len(measures),
        "unanswered": sum(not item.responsible for item in listed.items),
        "questions": [one for one in queries.print_questions(viewer, reading) if one.chosen is None],
        "topics": [
            svg.Tile(name, str(held), url=asked.link("clauses", capability=key))
            for key, name, held in listed.capabilities[:TOPICS]
        ],
        "structure": pictures.structure_picture(regulation.structure, lambda actor: asked.link("clauses", actor=actor)),
        "no_records": listed.counts.get(ClauseState.NO_RECORDS, 0),
    }


def indicator_cards(items: Sequence[IndicatorItem]) -> list[dict[str, Any]]:
    """Indicators as bullets with their target in words; those with a target that still counts come first."""
    order = {"current": 0, "future": 1, "open": 2, "past": 3, "none": 4}
    cards = []
    for item in sorted(items, key=lambda one: (order[one.state.state], not _counted(one))):
        chip, tone = words.target_chip(item)
        target = item.state.target
        goal = words.target_words(item.indicator, target) if target else item.state.text
        cards.append(
            {"item": item, "picture": pictures.indicator_bullet(item), "goal": goal, "chip": chip, "tone": tone}
        )
    return cards


def _counted(item: IndicatorItem) -> bool:
    """Whether the target is a number, which a bar can show."""
    target = item.state.target
    return target is not None and target.value is not None and not isinstance(target.value, bool)


def next_terms(items: Sequence[MeasureItem]) -> list[tuple[MeasureItem, str]]:
    """The roadmap's next terms; when none is ahead, the last that passed."""
    ahead = sorted((one for one in items if one.due.state in ("now", "upcoming") and one.due.day), key=_day)
    behind = sorted(
        (one for one in items if one.due.state in ("past", "ended") and one.due.day), key=_day, reverse=True
    )
    return [(one, words.term_tone(one)) for one in (ahead or behind)[:NEXT_TERMS]]


def _day(item: MeasureItem) -> date:
    return item.due.day or date.max
