"""A workbook as a grid: what stands in which cell, where something may be written, which words stand beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath

from marshrut.apps.monitoring.blanks.archive import Archive, BrokenBlankError, Element, elements, open_archive

__all__ = ["Book", "Held", "Place", "Sheet", "column_of", "is_words", "read_book", "ref_of", "split"]

_REF = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_MOST_PLACES = 2000
#: Excel's own formats 0 % and 0.00 %.
_PERCENT_FORMATS = frozenset({"9", "10"})
#: Further than this nobody looks for cells to fill: a sheet painted to its very edge is still read at once.
_DEEPEST, _WIDEST = 2000, 120
_LAST_COLUMN, _LAST_ROW = 16384, 1048576


@dataclass(slots=True)
class Held:
    """A cell that the sheet has."""

    row: int
    column: int
    element: Element
    text: str = ""
    formula: bool = False


@dataclass(slots=True)
class Sheet:
    """One sheet. `covered`: cells under a merge → its top left one."""

    name: str
    part: str
    cells: dict[tuple[int, int], Held] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    rows: dict[int, Element] = field(default_factory=dict)
    data: Element | None = None
    protected: bool = False

    def trouble(self, ref: str) -> str:
        """Why nothing may be written there, in words; empty: it may. Protection of a sheet is kept and is no trouble:
        the blank was sent to be filled."""
        try:
            row, column = split(ref)
        except ValueError:
            return "такой клетки не бывает"
        for top, left, bottom, right in self.merges:
            if top <= row <= bottom and left <= column <= right and (row, column) != (top, left):
                return f"она объединена с клеткой {ref_of(top, left)}, пишите туда"
        held = self.cells.get((row, column))
        if held is None:
            return ""
        if held.formula:
            return "в ней формула, она считает сама"
        return "в ней уже стоят слова бланка" if held.text.strip() else ""


@dataclass(frozen=True, slots=True)
class Place:
    """An empty cell beside words: where a value is awaited."""

    sheet: str
    ref: str
    words: str


@dataclass(slots=True)
class Book:
    """A whole workbook."""

    archive: Archive
    sheets: list[Sheet]
    #: Numbers of styles that show a number as a share of a hundred.
    percents: frozenset[int] = frozenset()

    def shows_percent(self, name: str, ref: str) -> bool:
        """Whether a cell prints 0.41 as 41 %: a share then goes in as 0.41."""
        sheet = self.sheet(name)
        held = sheet.cells.get(split(ref)) if sheet is not None and _REF.fullmatch(ref) else None
        return held is not None and int(held.element.attributes.get("s", "0")) in self.percents

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of this name."""
        return next((one for one in self.sheets if one.name == name), None)

    def places(self) -> list[Place]:
        """Empty cells beside words, sheet by sheet, row by row."""
        found = [place for sheet in self.sheets for place in _places(sheet)]
        return found[:_MOST_PLACES]


def split(ref: str) -> tuple[int, int]:
    """«B5» → (5, 2). Raises ValueError."""
    match = _REF.fullmatch(ref)
    if match is None:
        raise ValueError(ref)
    row, column = int(match.group(2)), column_of(match.group(1))
    if row > _LAST_ROW or column > _LAST_COLUMN:
        raise ValueError(ref)
    return row, column


def column_of(letters: str) -> int:
    """«A» → 1, «AA» → 27."""
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found


def ref_of(row: int, column: int) -> str:
    """(5, 2) → «B5»."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def read_book(source: bytes) -> Book:
    """Raises BrokenBlankError, in words."""
    archive = open_archive(source)
    strings = _strings(archive)
    targets = _targets(archive)
    sheets = []
    for one in elements(archive["xl/workbook.xml"], lambda name: name == "sheet"):
        key = next((value for name, value in one.attributes.items() if name.rpartition(":")[2] == "id"), "")
        part = targets.get(key, "")
        if part.startswith("xl/worksheets/"):
            sheets.append(_sheet(one.attributes.get("name", ""), part, archive[part], strings))
    if not sheets:
        raise BrokenBlankError("В книге нет ни одного листа с клетками.")
    return Book(archive, sheets, _percents(archive))


def _percents(archive: Archive) -> frozenset[int]:
    if "xl/styles.xml" not in archive.parts:
        return frozenset()
    found = elements(archive["xl/styles.xml"], lambda name: name in {"numFmt", "xf"})
    codes = {
        one.attributes.get("numFmtId"): one.attributes.get("formatCode", "") for one in found if one.name == "numFmt"
    }
    shares = {key for key, code in codes.items() if "%" in code} | _PERCENT_FORMATS
    forms = [one for one in found if one.name == "xf" and one.parent is not None and one.parent.name == "cellXfs"]
    return frozenset(at for at, one in enumerate(forms) if one.attributes.get("numFmtId") in shares)


def _targets(archive: Archive) -> dict[str, str]:
    found = {}
    for one in elements(archive["xl/_rels/workbook.xml.rels"], lambda name: name == "Relationship"):
        target = one.attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        found[one.attributes.get("Id", "")] = path
    return found


def _strings(archive: Archive) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.parts:
        return []
    found: list[str] = []
    for one in elements(archive["xl/sharedStrings.xml"], lambda name: name in {"si", "t"}):
        if one.name == "si":
            found.append("")
        elif one.parent is not None and one.parent.name != "rPh" and found:
            found[-1] += one.text
    return found


def _sheet(name: str, part: str, content: bytes, strings: list[str]) -> Sheet:
    made = Sheet(name, part)
    row = column = 0
    held: Held | None = None
    for one in elements(content):
        if one.name == "sheetData":
            made.data = one
        elif one.name == "row":
            row, column = int(one.attributes.get("r", row + 1)), 0
            made.rows[row] = one
        elif one.name == "c":
            row, column = split(one.attributes["r"]) if "r" in one.attributes else (row, column + 1)
            held = made.cells[row, column] = Held(row, column, one)
        elif held is not None and one.parent is not None and _inside(one, held.element):
            _take(held, one, strings)
        elif one.name == "mergeCell":
            made.merges.append(_span(one.attributes.get("ref", "")))
        elif one.name == "sheetProtection":
            made.protected = True
    if made.data is None:
        raise BrokenBlankError(f"Лист «{name}» не читается.")
    return made


def _inside(one: Element, cell: Element) -> bool:
    here: Element | None = one
    while here is not None and here.depth > cell.depth:
        here = here.parent
    return here is cell


def _take(held: Held, one: Element, strings: list[str]) -> None:
    if one.name == "f":
        held.formula = True
    elif one.name == "v" and held.element.attributes.get("t") == "s":
        number = int(one.text) if one.text.strip().isdigit() else -1
        held.text = strings[number] if 0 <= number < len(strings) else ""
    elif one.name in {"v", "t"}:
        held.text += one.text


def _span(ref: str) -> tuple[int, int, int, int]:
    first, _, last = ref.partition(":")
    try:
        (top, left), (bottom, right) = split(first), split(last or first)
    except ValueError:
        raise BrokenBlankError("Книга повреждена: объединение клеток не читается.") from None
    return top, left, bottom, right


def _places(sheet: Sheet) -> Iterator[Place]:
    """A cell is awaited where its row says what (words to the left), or the cell right above does. What stands above
    in the column is told as well: the heading of a table."""
    words = {at: one.text.strip() for at, one in sheet.cells.items() if is_words(one)}
    if not words:
        return
    bottom = min(max(row for row, _ in sheet.cells), _DEEPEST)
    right = min(max(column for _, column in sheet.cells), _WIDEST)
    for row in range(1, bottom + 1):
        for column in range(1, right + 2):
            if sheet.trouble(ref_of(row, column)):
                continue
            left = _nearest(words, [(row, at) for at in range(column - 1, 0, -1)])
            above = _nearest(words, [(at, column) for at in range(row - 1, 0, -1)])
            beyond = column > right and not (left and (row, column - 1) in words)
            if (left or (row - 1, column) in words) and not beyond:
                yield Place(sheet.name, ref_of(row, column), " · ".join(filter(None, (left, above))))


def is_words(one: Held) -> bool:
    """Whether a cell holds words of the blank: no number and no formula."""
    return bool(one.text.strip()) and not one.formula and any(letter.isalpha() for letter in one.text)


def _nearest(words: dict[tuple[int, int], str], way: list[tuple[int, int]]) -> str:
    return next((words[at] for at in way if at in words), "")
