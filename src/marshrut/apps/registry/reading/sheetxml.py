"""What the reader of cells does not tell of a sheet: what is hidden, formulas without a value, how far it goes.

Patterns over pieces of the XML, no parser: nothing is expanded, and no tag can make a pattern look twice (`[^<>]`).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from marshrut.apps.registry.reading.container import Parts
from marshrut.apps.registry.reading.shapes import UnreadableError

__all__ = ["SheetFacts", "is_since_1904", "scan", "sheet_parts"]

_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^<>]*)>")
_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>')
_BLANK = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb'<(?:\w+:)?c\b(?=[^<>]*\bt="e")[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_RANGE = re.compile(rb'\bmin="(\d{1,5})"[^<>]*\bmax="(\d{1,5})"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*>")
_NAME = re.compile(rb'\bname="([^"<>]*)"')
_RID = re.compile(rb'\b\w+:id="([^"<>]*)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_ID, _TARGET = re.compile(rb'\bId="([^"<>]*)"'), re.compile(rb'\bTarget="([^"<>]*)"')
_SINCE_1904 = re.compile(rb'\bdate1904="(?:1|true)"')
#: Rows, columns, and cells of the rectangle that the reader would hold in memory.
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 200_000, 400, 8_000_000
#: A piece without an end of a row this long is no table.
_LONGEST = 16 << 20


@dataclass
class SheetFacts:
    """Rows and columns counted from one."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    #: (row, column) of formulas that nobody has computed, and of those computed to an error.
    blank_formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0
    columns: int = 0


def number_of(letters: bytes) -> int:
    """«A» → 1, «AB» → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def is_since_1904(parts: Parts) -> bool:
    """Whether the workbook counts its days from 1904."""
    return _SINCE_1904.search(parts.read("xl/workbook.xml")) is not None


def sheet_parts(parts: Parts) -> dict[str, str]:
    """Name of a sheet → name of its part."""
    relations = {}
    if "xl/_rels/workbook.xml.rels" in parts:
        for one in _RELATION.findall(parts.read("xl/_rels/workbook.xml.rels")):
            known, target = _ID.search(one), _TARGET.search(one)
            if known and target:
                relations[known[1]] = target[1].decode("utf-8", "replace")
    found = {}
    for one in _SHEET.findall(parts.read("xl/workbook.xml")):
        name, known = _NAME.search(one), _RID.search(one)
        if name and known and known[1] in relations:
            path = relations[known[1]]
            path = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
            found[html.unescape(name[1].decode("utf-8", "replace"))] = path
    return found


def scan(parts: Parts, path: str) -> SheetFacts:
    """Look through one sheet; refuses one that would not fit into memory as a rectangle."""
    facts = SheetFacts()
    tail = b""
    for piece in parts.chunks(path):
        text = tail + piece
        cut = max(text.rfind(b"</row>"), text.rfind(b":row>"))
        if cut < 0 and len(text) < _LONGEST:
            tail = text
            continue
        cut = cut + 5 if cut >= 0 else len(text)
        _look(text[:cut], facts)
        tail = text[cut:]
    _look(tail, facts)
    if facts.rows > MAX_ROWS:
        raise UnreadableError(
            f"На листе {facts.rows} строк, а читается до {MAX_ROWS}. Удалите лишнее под таблицей или разделите список."
        )
    if facts.columns > MAX_COLUMNS or facts.rows * facts.columns > MAX_CELLS:
        raise UnreadableError(
            f"На листе {facts.columns} столбцов и {facts.rows} строк с данными: это не список. Оставьте на листе одну "
            "таблицу, удалите всё, что стоит правее и ниже неё."
        )
    return facts


def _look(text: bytes, facts: SheetFacts) -> None:
    cells = _CELL.findall(text)
    if cells:
        letters = {one for one, _ in cells}
        facts.columns = max([facts.columns, *map(number_of, letters)])
        facts.rows = max(facts.rows, *(int(row) for _, row in cells))
    if b"hidden=" in text:
        for tag in _ROW.findall(text):
            if _HIDDEN.search(tag) and (known := _NUMBER.search(tag)):
                facts.hidden_rows.add(int(known[1]))
        for tag in _COLUMN.findall(text):
            if _HIDDEN.search(tag) and (known := _RANGE.search(tag)):
                facts.hidden_columns.update(range(int(known[1]), min(int(known[2]), MAX_COLUMNS) + 1))
    if b"<f" in text or b":f" in text:
        facts.blank_formulas.update((int(row), number_of(letters)) for letters, row in _BLANK.findall(text))
    if b't="e"' in text:
        facts.errors.update((int(row), number_of(letters)) for letters, row in _ERROR.findall(text))
