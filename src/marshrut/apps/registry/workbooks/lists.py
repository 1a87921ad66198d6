"""Any list as a workbook, row by row: memory does not grow with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

__all__ = ["Column", "Styles", "open_workbook", "sheet_out", "write_cell"]

#: Excel's own bound for a cell.
_LONGEST = 32_000


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how wide the column is, in characters."""

    heading: str
    width: int = 20


class Styles:
    """The looks of a workbook, made once."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"font_color": "#555555"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        )
        self.required = book.add_format(
            {"bold": True, "bg_color": "#FBE9C6", "border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        )
        self.day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
        self.moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top"})
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.wrapped = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.wrong = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "font_color": "#8A1C1C"})


def open_workbook(out: IO[bytes], *, constant_memory: bool) -> Any:
    """A workbook in which a text that begins with «=», «+» or «@» stays a text, and nothing becomes a link."""
    options = {
        "constant_memory": constant_memory,
        "in_memory": not constant_memory,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    return xlsxwriter.Workbook(out, options)


def write_cell(sheet: Any, row: int, place: int, value: Any, styles: Styles) -> None:
    """A cell by the type of its value; a string is always written as a string."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, place, "да" if value else "нет", styles.text)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), styles.moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, styles.day)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, str(value)[:_LONGEST], styles.text)


def sheet_out(
    out: IO[bytes],
    *,
    title: str,
    header_lines: Sequence[str],
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Any]],
) -> int:
    """Write a list: title, lines of the header (date, filter, who), headings, rows; returns how many rows there were.

    The caller's `header_lines` say for which day and by which filter the list stands: without them it proves nothing.
    """
    with open_workbook(out, constant_memory=True) as book:
        styles = Styles(book)
        sheet = book.add_worksheet("Список")
        shown = [Column(one) if isinstance(one, str) else one for one in columns]
        for place, one in enumerate(shown):
            sheet.set_column(place, place, one.width)
        sheet.write_string(0, 0, title, styles.title)
        for number, line in enumerate(header_lines, 1):
            sheet.write_string(number, 0, line, styles.note)
        head = len(header_lines) + 2
        for place, one in enumerate(shown):
            sheet.write_string(head, place, one.heading, styles.head)
        sheet.freeze_panes(head + 1, 0)
        sheet.repeat_rows(head)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{title.replace('&', '&&')[:120]}&Rстр. &P из &N")
        count = 0
        for count, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                write_cell(sheet, head + count, place, value, styles)
        if count:
            sheet.autofilter(head, 0, head + count, len(shown) - 1)
    return count
