"""A heat map of rows and columns: each cell a colour with its words inside, hatched where too little is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from marshrut.foundation.ui.svg.draw import HATCH, Picture, door, el, svg, text_lines, wrap

__all__ = ["GridCell", "grid"]

Paint = Literal["none", "low", "some", "much", "most"]
ROW, WIDE, NAME, HEAD = 34.0, 100.0, 206.0, 58.0
GAP = 3.0
_PAINTS = {"none": "v-card s-line", "low": "v-plain-2", "some": "v-sun-2", "much": "v-sun-3", "most": "v-risk-3"}


@dataclass(frozen=True, slots=True)
class GridCell:
    """`short` stands in the cell, `words` are read out and stand in the table; `doubtful` is hatched besides."""

    short: str
    words: str
    paint: Paint = "none"
    doubtful: bool = False
    url: str | None = None


def grid(
    title: str,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], GridCell],
    corner: str = "",
) -> Picture:
    """Keys and names of rows and columns, cells by (row, column). Every cell is in the table twin with its words."""
    width, height = NAME + len(columns) * WIDE, HEAD + len(rows) * ROW
    marks: list[str] = []
    for number, (_, name) in enumerate(columns):
        lines = wrap(name, WIDE - 6, 12, 3)
        top = HEAD - 8 - 13 * (len(lines) - 1)
        middle = NAME + (number + 0.5) * WIDE
        marks.append(text_lines(lines, middle, top, step=13, class_="small t-ink", anchor="middle"))
    for number, (row, name) in enumerate(rows):
        y = HEAD + number * ROW
        lines = wrap(name, NAME - 14, 12, 2)
        marks.append(text_lines(lines, 0, y + (20 if len(lines) == 1 else 13), step=14, class_="small t-ink"))
        for place, (column, _) in enumerate(columns):
            cell = cells.get((row, column))
            marks.append(_square(cell, f"{name}, {columns[place][1]}", NAME + place * WIDE, y))
    label = f"{title}: {len(rows)} × {len(columns)}"
    table = tuple(
        (name, *((one.words if (one := cells.get((row, column))) else "нет данных") for column, _ in columns))
        for row, name in rows
    )
    group = any(cell.url for cell in cells.values())
    picture = svg(label, *marks, width=width, height=height, group=group)
    return Picture(picture, label, (corner, *(name for _, name in columns)), table)


def _square(cell: GridCell | None, where: str, x: float, y: float) -> str:
    shown = cell or GridCell("", "нет данных")
    inner = {"x": x + GAP / 2, "y": y + GAP / 2, "width": WIDE - GAP, "height": ROW - GAP, "rx": 5}
    parts = [el("rect", class_=_PAINTS[shown.paint], **inner)]
    if shown.doubtful:
        parts.append(el("rect", fill=HATCH, opacity="0.45", **inner))
    text = text_lines([shown.short], x + WIDE / 2, y + 21, class_="small t-ink", anchor="middle")
    return door(shown.url, f"{where}: {shown.words}", *parts, text)
