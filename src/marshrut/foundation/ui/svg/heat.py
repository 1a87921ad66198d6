"""Many small squares: a caseload as a heat strip, territories as a tile map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from marshrut.foundation.ui.formats import number
from marshrut.foundation.ui.svg.draw import HATCH, Picture, Tone, door, el, svg, text_lines, wrap

__all__ = ["Cell", "Tile", "heat", "tile_map"]

CELL, STEP = 12.0, 14.0
TILE_WIDTH, TILE_HEIGHT, TILE_GAP = 104.0, 52.0, 6.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One person or thing in a heat strip; `state` is the word that the legend counts."""

    title: str
    state: str
    paint: str = "plain"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A territory on the tile map; without a place it takes the next free one. `sign` repeats the tone for who does not
    tell colours apart, `state` says it in words."""

    title: str
    words: str
    tone: Tone = "plain"
    url: str | None = None
    column: int | None = None
    row: int | None = None
    sign: str = ""
    state: str = ""

    @property
    def shown(self) -> str:
        """The words on the tile."""
        return " ".join(filter(None, (self.sign, self.words)))

    @property
    def said(self) -> str:
        """The words for a screen reader and the table."""
        return ", ".join(filter(None, (self.words, self.state)))


def heat(title: str, cells: Sequence[Cell], columns: int = 20) -> Picture:
    """A heat strip, one square a person, row by row."""
    marks = []
    for index, cell in enumerate(cells):
        row, column = divmod(index, columns)
        paint = {"fill": HATCH} if cell.paint == "hatch" else {"class_": f"v-{cell.paint}"}
        square = el("rect", **paint, x=column * STEP, y=row * STEP, width=CELL, height=CELL, rx=3)
        marks.append(door(cell.url, f"{cell.title}: {cell.state}", square))
    rows = -(-len(cells) // columns) if cells else 1
    width, height = columns * STEP - (STEP - CELL), rows * STEP - (STEP - CELL)
    counted = tuple((state, number(n)) for state, n in Counter(cell.state for cell in cells).most_common())
    label = f"{title}: " + ("; ".join(f"{state} {n}" for state, n in counted) or "пока никого")
    group = any(cell.url for cell in cells)
    return Picture(
        svg(label, *marks, width=width, height=height, view=True, group=group), label, ("Состояние", "Сколько"), counted
    )


def _places(tiles: Sequence[Tile], columns: int) -> list[tuple[int, int]]:
    taken = {(tile.column, tile.row) for tile in tiles if tile.column is not None and tile.row is not None}
    free = ((index % columns, index // columns) for index in range(10_000))
    places = []
    for tile in tiles:
        if tile.column is not None and tile.row is not None:
            places.append((tile.column, tile.row))
        else:
            place = next(spot for spot in free if spot not in taken)
            taken.add(place)
            places.append(place)
    return places


def tile_map(title: str, tiles: Sequence[Tile], columns: int = 5) -> Picture:
    """Territories as equal tiles, where they lie or row by row. The words repeat the tone; sky is hatched."""
    places = _places(tiles, columns)
    marks = []
    for tile, (column, row) in zip(tiles, places, strict=True):
        x, y = column * (TILE_WIDTH + TILE_GAP), row * (TILE_HEIGHT + TILE_GAP)
        paint = {"fill": HATCH} if tile.tone == "sky" else {"class_": f"v-{tile.tone}-2"}
        name = wrap(tile.title, TILE_WIDTH - 12, lines=1)
        square = el("rect", **paint, x=x, y=y, width=TILE_WIDTH, height=TILE_HEIGHT, rx=9)
        middle = x + TILE_WIDTH / 2
        words = text_lines(name, middle, y + 22, class_=f"strong t-{tile.tone}", anchor="middle")
        value = text_lines(
            wrap(tile.shown, TILE_WIDTH - 8, 12, 1), middle, y + 40, class_=f"small t-{tile.tone}", anchor="middle"
        )
        marks.append(door(tile.url, f"{tile.title}: {tile.said}", square, words, value))
    wide = max((column for column, _ in places), default=0) + 1
    high = max((row for _, row in places), default=0) + 1
    width, height = wide * (TILE_WIDTH + TILE_GAP) - TILE_GAP, high * (TILE_HEIGHT + TILE_GAP) - TILE_GAP
    label = f"{title}: " + "; ".join(f"{tile.title} — {tile.said}" for tile in tiles)
    group = any(tile.url for tile in tiles)
    rows = tuple((tile.title, tile.said) for tile in tiles)
    return Picture(
        svg(label, *marks, width=width, height=height, view=True, group=group), label, ("Территория", "Что там"), rows
    )
