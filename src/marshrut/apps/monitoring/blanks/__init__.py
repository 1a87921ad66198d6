"""Blanks of outside operators: a workbook read as a grid of cells, and given back with values in its empty cells.

Only the bytes of what is written change: a cell of a sheet, a style that a marked cell needs, the list of sheets. All
else in the archive stays as it came, byte for byte.
"""

from marshrut.apps.monitoring.blanks.archive import BrokenBlankError
from marshrut.apps.monitoring.blanks.filling import Unfilled, fill
from marshrut.apps.monitoring.blanks.lists import Laid, lay_down
from marshrut.apps.monitoring.blanks.reading import Book, Place, Sheet, read_book
from marshrut.apps.monitoring.blanks.writing import write_cells

__all__ = [
    "Book",
    "BrokenBlankError",
    "Laid",
    "Place",
    "Sheet",
    "Unfilled",
    "fill",
    "lay_down",
    "read_book",
    "write_cells",
]
