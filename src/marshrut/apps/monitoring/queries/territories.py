"""Municipalities of one indicator: of the one asked for, else of the one that is furthest behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marshrut.apps.monitoring.models import Snapshot
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, PlaceFigure, by_place
from marshrut.apps.monitoring.types import Level
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Territories", "find_territories", "has_territories"]

#: One place is no comparison.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Territories:
    """An indicator with its municipalities, and those that could stand here instead."""

    one: IndicatorFigure
    rows: list[PlaceFigure]
    others: list[IndicatorFigure]


def has_territories(one: IndicatorFigure) -> bool:
    """Whether the indicator is counted for municipalities; of what came out no place is shown."""
    counted = one.reading is not None and not one.reading.of_results
    return counted and Level.MUNICIPALITY.value in one.indicator.breakdown


def find_territories(
    viewer: AnyViewer, snapshot: Snapshot, figures: Sequence[IndicatorFigure], *, on: date, wanted: str = ""
) -> Territories | None:
    """`figures`: those of the region, the first of them stands where none is asked for. None: nothing to compare."""
    able = [one for one in figures if has_territories(one)]
    if not able:
        return None
    one = next((each for each in able if each.indicator.id == wanted), able[0])
    assert one.reading is not None  # noqa: S101 - has_territories looked
    rows = by_place(viewer, snapshot, one.indicator.id, one.reading.id, on=on, level=Level.MUNICIPALITY)
    return Territories(one, rows, able) if len(rows) >= _LEAST else None
