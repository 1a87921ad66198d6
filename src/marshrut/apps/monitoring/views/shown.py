"""What pages of figures are made of: cards with their grounds, rows of places, years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from marshrut.apps.monitoring import queries, services
from marshrut.apps.monitoring.cards import (
    TILE_WORDS,
    PlaceRow,
    card_of,
    outlook_words,
    place_row,
    shortfall,
    standing_of,
    tiles_of,
    value_words,
    years_picture,
)
from marshrut.apps.monitoring.queries import IndicatorFigure, PlaceFigure
from marshrut.apps.monitoring.types import Level
from marshrut.apps.monitoring.views.asked import Asked, Place
from marshrut.cores.regulation.counting import Reading
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import number

__all__ = ["SORTS", "children_of", "dressed", "listed", "place_rows", "sections", "territories", "years_of"]

#: So many ends of past years stand beside the present value.
YEARS = 5
SORTS = ("gap", "value", "name")


def listed(figures: Iterable[IndicatorFigure], *, direction: str, state: str) -> list[IndicatorFigure]:
    """Those that the filters leave."""
    return [one for one in figures if direction in {"", one.item.direction} and state in {"", standing_of(one).value}]


def sections(asked: Asked, figures: Sequence[IndicatorFigure], own: Sequence[IndicatorFigure]) -> list[Any]:
    """By direction of the roadmap, in the order of the data."""
    mine = {one.indicator.id: one for one in own}
    rows = [dressed(asked, one, own=mine.get(one.indicator.id)) for one in figures]
    return [(name, list(held)) for name, held in groupby(rows, key=lambda row: row["card"].figure.item.direction)]


def dressed(asked: Asked, one: IndicatorFigure, *, own: IndicatorFigure | None = None) -> dict[str, Any]:
    """A figure with everything that it stands on, in words."""
    who = one.intake.who if one.intake else None
    return {
        "card": card_of(one),
        "url": asked.link("indicator", one.indicator.id),
        "own": card_of(own) if own is not None else None,
        "others": [(reading, value_words(one.indicator, row.value), row) for reading, row in one.others],
        "past": [(row, value_words(one.indicator, float(row.value))) for row in one.past],
        "who": asked.held.party_title(who) if who else "",
        "reported": value_words(one.indicator, one.reported.value) if one.reported else "",
        "differs": _difference(one),
    }


def _difference(one: IndicatorFigure) -> str:
    if one.differs is None:
        return ""
    if round(one.differs, 2) == 0:
        return "совпадает с посчитанным"
    unit = "п.\u00a0п." if one.indicator.unit == "percent" else ""
    side = "больше" if one.differs > 0 else "меньше"
    return f"посчитано {side} на\u00a0{number(abs(one.differs))}\u00a0{unit}".rstrip()


def children_of(one: IndicatorFigure, place: Place) -> Level | None:
    """Of which places below a figure consists; None: of people alone."""
    below = {Level.REGION: (Level.MUNICIPALITY, Level.ORGANISATION), Level.MUNICIPALITY: (Level.ORGANISATION,)}
    return next((level for level in below.get(place.level, ()) if level.value in one.indicator.breakdown), None)


def place_rows(
    asked: Asked, one: IndicatorFigure, reading: Reading, place: Place, *, level: Level, sort: str
) -> tuple[list[PlaceRow], PlaceFigure | None]:
    """Places of the level below in the order asked for, and the region that they are seen against."""
    inside = place.node if place.level is Level.MUNICIPALITY else None
    named: dict[str, object] = {} if reading.chosen else {"reading": reading.id}
    told: dict[str, Any] = {"on": asked.day, "level": level, "inside": inside}
    found = queries.by_place(asked.viewer, asked.snapshot, one.indicator.id, reading.id, **told)
    region = queries.region_of(asked.viewer, asked.snapshot, one.indicator.id, reading.id, on=asked.day)
    return [
        place_row(one, row, region, asked.link("indicator", one.indicator.id, place=row.place, **named))
        for row in _sorted(found, one, sort)
    ], region


def _sorted(found: list[PlaceFigure], one: IndicatorFigure, sort: str) -> list[PlaceFigure]:
    """Nobody knows where «no value» stands: always last. `gap`: who is furthest behind comes first."""
    if sort == "name":
        return found
    target = one.item.state.target
    most = (target.comparison if target is not None and target.comparison else one.indicator.comparison) == "at_most"
    ahead = sort == "value"
    known = sorted(
        (row for row in found if row.value is not None), key=lambda row: row.value or 0.0, reverse=ahead or most
    )
    return [*known, *(row for row in found if row.value is None)]


def territories(asked: Asked, figures: Sequence[IndicatorFigure], *, wanted: str) -> dict[str, Any]:
    """The region's municipalities by one indicator, as tiles; nothing where there are none to compare."""
    ordered = sorted(figures, key=lambda one: -shortfall(one))
    found = queries.find_territories(asked.viewer, asked.snapshot, ordered, on=asked.day, wanted=wanted)
    if found is None:
        return {"tiles": None}
    code = found.one.indicator.id
    return {
        "tiles": tiles_of(found.one, found.rows, lambda row: asked.link("indicator", code, place=row.place)),
        "tile_words": TILE_WORDS,
        "mapped": found.one,
        "mapped_url": asked.link("indicator", code),
        "files": {
            "map": {
                "png": asked.link("picture", code, "map", place=asked.whole.node),
                "xlsx": asked.link("picture-book", code, "map", place=asked.whole.node),
            }
        },
        "mappable": sorted((one.indicator for one in found.others), key=lambda each: each.name),
    }


def years_of(asked: Asked, one: IndicatorFigure, place: Place, reading: Reading | None) -> tuple[svg.Picture, str]:
    """The value at the ends of past years, now and where it goes; all counted from the same snapshot."""
    past: list[tuple[int, float | None]] = []
    for year in range(asked.day.year - YEARS, asked.day.year):
        end = date(year, 12, 31)
        services.count_figures(asked.viewer, asked.snapshot, on=end)
        value = _value_on(asked, one, place, reading, end)
        if value is not None or past:
            past.append((year, value))
    chosen = reading is None or reading.chosen
    outlook = queries.forecast(asked.snapshot, one) if place.level is Level.REGION and chosen else None
    now = (asked.day, _value_on(asked, one, place, reading, asked.day))
    return years_picture(one.indicator, past, now, outlook), outlook_words(one.indicator, outlook)


def _value_on(asked: Asked, one: IndicatorFigure, place: Place, reading: Reading | None, on: date) -> float | None:
    told: dict[str, Any] = {"on": on, "level": place.level, "place": place.key}
    found = queries.figure_of(queries.list_figures(asked.viewer, asked.snapshot, **told), one.indicator.id)
    if found is None:
        return None
    if reading is None or reading.chosen:
        return found.value
    return next((row.value for other, row in found.others if other.id == reading.id), None)
