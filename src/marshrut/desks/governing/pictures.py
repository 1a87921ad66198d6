"""The desk's pictures: which part of the order becomes which box, bar and row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from marshrut.apps.regulation.types import ClauseState, IndicatorItem, MeasureItem
from marshrut.cores.regulation import Due, Structure, governing_subject
from marshrut.cores.regulation.roadmap import Continuous, Every, InWindow, InWindows, OnDate, OnDates
from marshrut.cores.regulation.words import INDICATOR_UNITS, RELATION_KINDS
from marshrut.desks.governing.words import PAINTS
from marshrut.foundation.ui import svg

__all__ = ["indicator_bullet", "measure_row", "span_of", "state_parts", "structure_picture", "windows_of"]

PERCENT = 100.0
#: A term given as one day is drawn as the month before it.
LEAD_IN = {"day": 15, "month": 30, "quarter": 91, "year": 364}


def state_parts(counts: Mapping[ClauseState, int], url_of: Callable[[ClauseState], str]) -> list[svg.Part]:
    """The strip of states, in the order of the states; nothing is left out of the legend but what is zero."""
    order = (
        ClauseState.SERVED_WITH_EVIDENCE,
        ClauseState.SERVED,
        ClauseState.NO_RECORDS,
        ClauseState.OUTSIDE,
        ClauseState.DECLARED_NOT_EXECUTED,
    )
    return [
        svg.Part(state.title, counts[state], PAINTS[state], url_of(state))
        for state in order
        if counts.get(state, 0) > 0
    ]


def indicator_bullet(item: IndicatorItem) -> svg.Picture:
    """An indicator with its target and no value yet: hatched, with the target as a line where it is a number."""
    target = item.state.target
    value = target.value if target is not None else None
    goal = float(value) if value is not None and not isinstance(value, bool) else None
    top = PERCENT if item.indicator.unit == "percent" else None
    unit = INDICATOR_UNITS.get(item.indicator.unit, "")
    return svg.bullet(svg.Bullet(item.indicator.name, None, goal, top=top, unit=unit, tone="sky"))


def structure_picture(structure: Structure, url_of: Callable[[str], str], *, columns: int = 5) -> svg.Picture:
    """Levels, subjects, and who coordinates, belongs to or answers to whom."""
    inside = {level.id: level.inside_system for level in structure.levels}
    top = governing_subject(structure)
    boxes = [
        svg.Box(
            one.id,
            _upper(one.title),
            one.level,
            url_of(one.id),
            outside=not inside.get(one.level, True),
            many=one.many,
            top=top is not None and one.id == top.id,
        )
        for one in structure.subjects
    ]
    links = [svg.Link(one.from_, one.to, one.kind, RELATION_KINDS[one.kind]) for one in structure.relations]
    links += [svg.Link(o.id, o.part_of, "part", "входит в") for o in structure.subjects if o.part_of]
    links += [
        svg.Link(o.id, o.subordinate_to, "subordinate", "подчинён") for o in structure.subjects if o.subordinate_to
    ]
    levels = [(level.id, level.name) for level in structure.levels]
    return svg.structure(f"Структура: {structure.name}", levels, boxes, links, columns)


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def windows_of(due: Due) -> list[tuple[date, date]]:
    """The days a term covers, where it names days."""
    match due:
        case OnDate():
            return [(due.date - timedelta(LEAD_IN[due.precision]), due.date)]
        case InWindow():
            return [(due.from_, due.to)]
        case InWindows():
            return [(span.from_, span.to) for span in due.windows]
        case OnDates():
            return [(one.date - timedelta(LEAD_IN[one.precision]), one.date) for one in due.dates]
        case _:
            return []


def span_of(items: Sequence[MeasureItem], fallback: date) -> tuple[date, date]:
    """From the first to the last day any measure names, whole years."""
    days = [day for item in items for window in windows_of(item.measure.due) for day in window]
    first, last = min(days, default=fallback), max(days, default=fallback)
    return date(first.year, 1, 1), date(last.year, 12, 31)


def measure_row(item: MeasureItem, span: tuple[date, date], today: date) -> svg.Picture:
    """One measure along the years of the roadmap."""
    due = item.measure.due
    tone: svg.Tone = "sun" if item.due.state == "past" else "road"
    whole = isinstance(due, Continuous | Every)
    return svg.gantt(item.measure.name, windows_of(due), *span, today, tone=tone, whole=whole)
