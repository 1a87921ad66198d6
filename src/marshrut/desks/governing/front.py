"""What the front page is made of: a handful of queries and the words over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from marshrut.apps.monitoring import queries as monitoring
from marshrut.apps.monitoring.cards import (
    TILE_WORDS,
    TONES,
    Card,
    card_of,
    count_standings,
    headline,
    shortfall,
    tiles_of,
)
from marshrut.apps.monitoring.types import Standing
from marshrut.apps.regulation import queries
from marshrut.apps.regulation.types import ClauseState, IndicatorItem, MeasureItem
from marshrut.desks.governing import pictures, words
from marshrut.desks.governing.reading import Asked
from marshrut.desks.mine.strengths import typical_here
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.dates import dated_url

__all__ = ["figures", "front", "indicator_cards", "next_terms"]

NEXT_TERMS, TOPICS = 5, 12
#: Behind first, then what is reached, then what nobody compares or knows.
_ORDER = (Standing.BEHIND, Standing.MET, Standing.NO_TARGET, Standing.PAST, Standing.NO_DATA)


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
        **figures(asked, indicators),
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


def figures(asked: Asked, items: Sequence[IndicatorItem]) -> dict[str, Any]:
    """Every indicator with its value; before the first snapshot, and for a day nobody counted yet, with its target."""
    viewer = asked.viewer
    looks = Right.COUNT in ROLE_RIGHTS[viewer.role] or Right.LIST in ROLE_RIGHTS[viewer.role]
    found = monitoring.find_present(viewer, on=asked.on, known_at=asked.known_at) if looks else None
    shared: dict[str, Any] = {"indicator_count": len(items), "looks": looks}
    if found is None:
        return shared | {"indicators": indicator_cards(items), "present": None}
    counts = count_standings(found.figures)
    ordered = sorted(found.figures, key=lambda one: -shortfall(one))
    dressed: list[Card] = sorted(map(card_of, ordered), key=lambda card: _ORDER.index(card.standing))
    return shared | {
        "cards": dressed,
        "present": found,
        "counts": [(one, number, TONES[one]) for one, number in counts.items() if number],
        "figures_headline": headline(counts),
        **_tiles(asked, found, ordered),
    }


def _tiles(asked: Asked, found: monitoring.Present, ordered: Sequence[monitoring.IndicatorFigure]) -> dict[str, Any]:
    """Municipalities by the indicator that is furthest behind."""
    seen = monitoring.find_territories(asked.viewer, found.snapshot, ordered, on=found.day)
    if seen is None:
        return {"mapped": None}
    code = seen.one.indicator.id
    tiles = tiles_of(
        seen.one, seen.rows, lambda row: dated_url(asked.dates, "monitoring:indicator", code, place=row.place)
    )
    return {"mapped": seen.one, "tiles": tiles, "tile_words": TILE_WORDS}


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
