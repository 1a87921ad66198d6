"""A list goes down a column of a blank: as far as there is room, and no further.

Room ends before a row that has words of its own anywhere (numbers beside, such as «1, 2, 3», are no words), before a
cell of the column where nothing may be written, and before a cell that is tied to something else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from marshrut.apps.monitoring.blanks.reading import Sheet, is_words, ref_of, split
from marshrut.apps.monitoring.blanks.writing import CellValue

__all__ = ["Laid", "lay_down"]


@dataclass(frozen=True, slots=True)
class Laid:
    """Cells with their values, and how many of the list found no room."""

    cells: dict[str, CellValue]
    left_over: int


def lay_down(sheet: Sheet, ref: str, values: Sequence[CellValue], *, tied: Collection[str] = ()) -> Laid:
    """Lay values down from a cell, one a row; a value that is not known leaves its cell empty."""
    top, column = split(ref)
    worded = {row for (row, _), held in sheet.cells.items() if is_words(held)}
    cells: dict[str, CellValue] = {}
    for number, value in enumerate(values):
        row, here = top + number, ref_of(top + number, column)
        taken = row > top and (row in worded or here in tied)
        if taken or sheet.trouble(here):
            return Laid(cells, len(values) - number)
        if value is not None:
            cells[here] = value
    return Laid(cells, 0)
