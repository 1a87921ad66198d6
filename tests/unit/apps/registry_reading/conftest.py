"""Lists made in memory, and the product's own words."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from marshrut.apps.registry.reading import FileRead, read_file
from marshrut.apps.registry.types import ImportKind

AS_OF = date(2026, 9, 1)


@pytest.fixture(scope="session")
def words() -> Any:
    from marshrut.apps.registry.dictionaries import base_dictionaries

    return base_dictionaries()


@pytest.fixture
def book() -> Callable[..., io.BytesIO]:
    """A workbook of sheets: name → rows; a day is written as a date cell."""

    def make(sheets: dict[str, Sequence[Sequence[Any]]], **options: Any) -> io.BytesIO:
        out = io.BytesIO()
        made = xlsxwriter.Workbook(out, options)
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, place, cell, day)
                    elif cell is not None:
                        sheet.write(number, place, cell)
        made.close()
        return out

    return make


@pytest.fixture
def read(words: Any) -> Callable[..., FileRead]:
    """Read a file as staff, unless said otherwise."""

    def go(source: Any, kind: ImportKind = ImportKind.STAFF, **more: Any) -> FileRead:
        source = io.BytesIO(source) if isinstance(source, bytes) else source
        return read_file(source, name="список.xlsx", kind=kind, words=words, as_of=AS_OF, **more)

    return go


@pytest.fixture
def staff(book: Callable[..., io.BytesIO], read: Callable[..., FileRead]) -> Callable[..., Any]:
    """One line of staff with these columns, read."""

    def go(**cells: Any) -> Any:
        row = {"Фамилия": "Иванова", "Имя": "Мария", "Организация": "Школа № 5", "Должность": "учитель", **cells}
        return read(book({"Лист1": [list(row), list(row.values())]})).lines[0]

    return go
