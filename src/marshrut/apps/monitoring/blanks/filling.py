"""A blank comes back filled: values in their cells, what nobody can fill on yellow and on a sheet with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marshrut.apps.monitoring.blanks.reading import Sheet, read_book, split
from marshrut.apps.monitoring.blanks.writing import CellValue, add_sheet, write_cells, yellow_styles

__all__ = ["TITLE", "Unfilled", "fill"]

TITLE = "Не заполнено"


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A cell that stays empty, with its words in the blank and the reason."""

    sheet: str
    ref: str
    words: str
    why: str


def fill(source: bytes, values: Mapping[tuple[str, str], CellValue], unfilled: Sequence[Unfilled]) -> bytes:
    """The blank with values by (sheet, cell). A cell where the blank now has words or a formula, or that lies under a
    merge, stays as it is and is told among the unfilled ones. Raises BrokenBlankError."""
    book = read_book(source)
    told = list(unfilled)
    put: dict[str, dict[str, CellValue]] = {}
    for (name, ref), value in values.items():
        sheet = book.sheet(name)
        trouble = sheet.trouble(ref) if sheet else "такого листа в бланке нет"
        if trouble:
            told.append(Unfilled(name, ref, "", f"писать нельзя: {trouble}"))
        else:
            put.setdefault(name, {})[ref] = value
    marked = {(one.sheet, one.ref) for one in told if (s := book.sheet(one.sheet)) and not s.trouble(one.ref)}
    bases = {at: _style(book.sheet(at[0]), at[1]) for at in marked}
    yellow = yellow_styles(book.archive, bases.values()) if bases else {}
    for sheet in book.sheets:
        styles = {ref: yellow[base] for (name, ref), base in bases.items() if name == sheet.name}
        cells: dict[str, CellValue] = {**dict.fromkeys(styles), **put.get(sheet.name, {})}
        if cells:
            write_cells(book, sheet, cells, styles=styles)
    rows = [(one.sheet, one.ref, one.words, one.why) for one in told]
    head = ("Лист", "Клетка", "Слова рядом", "Почему не заполнено")
    add_sheet(book, TITLE, [head, *(rows or [("", "", "Заполнено всё, что связано с показателями.", "")])])
    return book.archive.saved()


def _style(sheet: Sheet | None, ref: str) -> int:
    held = sheet.cells.get(split(ref)) if sheet is not None else None
    return int(held.element.attributes.get("s", "0")) if held is not None else 0
