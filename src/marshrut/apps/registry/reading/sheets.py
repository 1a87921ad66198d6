"""Sheets of cells from a workbook or a text file, whatever it came as."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import python_calamine

from marshrut.apps.registry.reading.container import Parts, kind_of_file
from marshrut.apps.registry.reading.shapes import UnreadableError
from marshrut.apps.registry.reading.sheetxml import MAX_ROWS, SheetFacts, is_since_1904, scan, sheet_parts

__all__ = ["TEXT_SHEET", "Book", "Sheet", "open_book"]

#: How the only sheet of a text file is called where a place in it is named.
TEXT_SHEET = "файл"
_DELIMITERS = ";,\t|"


@dataclass
class Sheet:
    """Rows of cells, each with its number; merged rectangles as (first row, first column, last row, last column)."""

    name: str
    rows: Iterator[tuple[int, list[Any]]]
    facts: SheetFacts = field(default_factory=SheetFacts)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False


@dataclass
class Book:
    """`sheets` is read once, in order."""

    sheets: Iterator[Sheet]
    since_1904: bool = False


def open_book(source: IO[bytes]) -> Book:
    """The sheets of a file, or words of why there are none."""
    if kind_of_file(source) == "text":
        return Book(iter([_text_sheet(source.read())]))
    parts = Parts(source)
    paths = {name: path for name, path in sheet_parts(parts).items() if path in parts}
    facts = {name: scan(parts, path) for name, path in paths.items()}
    since_1904 = is_since_1904(parts)
    for rest in set(parts.names()) - set(paths.values()):
        for _ in parts.chunks(rest):
            pass  # shared strings and pictures: unpacked once within their announced size, kept by nobody
    source.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(source)
    except (python_calamine.CalamineError, OSError, ValueError):
        raise UnreadableError(
            "Книга не читается: её содержимое повреждено. Откройте её в Excel или LibreOffice и сохраните ещё раз."
        ) from None
    return Book(_sheets(book, facts), since_1904)


def _sheets(book: python_calamine.CalamineWorkbook, facts: dict[str, SheetFacts]) -> Iterator[Sheet]:
    for about in book.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet or about.name not in facts:
            continue
        try:
            sheet = book.get_sheet_by_name(about.name)
        except (python_calamine.CalamineError, ValueError):
            raise UnreadableError(
                f"Лист «{about.name}» не читается. Откройте книгу, сохраните ещё раз и загрузите."
            ) from None
        merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or [])
        hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        yield Sheet(about.name, _numbered(sheet), facts[about.name], merged, hidden)


def _numbered(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    start = sheet.start
    if start is None:
        return
    # The reader of cells keeps empty rows above the table and drops empty columns left of it.
    left = [""] * start[1]
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, left + row if left else row


def _text_sheet(data: bytes) -> Sheet:
    text = _decoded(data)
    if not text.strip():
        raise UnreadableError("Файл пустой: в нём нет ни одной строки. Сохраните таблицу ещё раз и загрузите её.")
    return Sheet(TEXT_SHEET, _text_rows(text))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


def _text_rows(text: str) -> Iterator[tuple[int, list[Any]]]:
    sample = text[:20_000].splitlines()[:20]
    delimiter = max(_DELIMITERS, key=lambda mark: sum(line.count(mark) for line in sample))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    while True:
        try:
            row: list[Any] = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise UnreadableError(
                f"Строка {before + 1} не читается: скорее всего, в ней не закрыты кавычки. Исправьте и загрузите снова."
            ) from None
        if before > MAX_ROWS:
            raise UnreadableError(f"В файле больше {MAX_ROWS} строк. Разделите список на части, например по районам.")
        yield before + 1, row
        before = rows.line_num
