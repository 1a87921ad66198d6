"""Municipalities of one indicator as equal tiles: colour, sign and words say the same, each is a door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from marshrut.apps.monitoring.cards.figures import tone_of_place, value_words
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, PlaceFigure
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import short_places

__all__ = ["TILE_WORDS", "tiles_of"]

#: Tone → sign and words.
_STATES = MappingProxyType(
    {
        "road": ("+", "цель выполнена"),
        "sun": ("≈", "чуть не хватает до цели"),
        "risk": ("−", "отстаёт от цели"),
        "sky": ("?", "нет данных"),
        "plain": ("", "сравнить не с чем"),
    }
)
#: Under every such picture.
TILE_WORDS = (
    "Плитки одинаковы и стоят по алфавиту: это не карта местности, где что лежит, система не знает. "
    "Знаки: + цель выполнена, ≈ чуть не хватает, − отстаёт, ? нет данных."
)


def tiles_of(one: IndicatorFigure, rows: Sequence[PlaceFigure], link: Callable[[PlaceFigure], str]) -> list[svg.Tile]:
    """A tile for each place, by its short name."""
    named = sorted(
        zip(short_places([row.name for row in rows]), rows, strict=True), key=lambda pair: pair[0].casefold()
    )
    return [_tile(one, name, row, link(row)) for name, row in named]


def _tile(one: IndicatorFigure, name: str, row: PlaceFigure, url: str) -> svg.Tile:
    tone = tone_of_place(one, row.value)
    if tone == "sky" and row.value is not None:
        tone = "plain"
    sign, state = _STATES[tone]
    return svg.Tile(name, value_words(one.indicator, row.value), tone, url, sign=sign, state=state)
