"""A list goes down a column of a blank as far as there is room; what found none is counted."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from marshrut.apps.monitoring.blanks import Sheet, Unfilled, fill, lay_down, read_book

NAMES = ["Первый", "Второй", "Третий", "Четвёртый"]


def _source(change: Any = None) -> bytes:
    """A heading, room for a list with numbers beside it, a line of totals below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Форма"
    sheet["A1"], sheet["B1"], sheet["C1"] = "№", "Муниципалитет", "Значение"
    for row in range(2, 5):
        sheet.cell(row, 1, row - 1)
    sheet["A5"], sheet["C5"] = "Итого", "=SUM(C2:C4)"
    if change is not None:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(change: Any = None) -> Sheet:
    found = read_book(_source(change)).sheet("Форма")
    assert found is not None
    return found


def test_a_list_that_fits_stands_row_by_row_past_the_numbers_beside() -> None:
    laid = lay_down(_sheet(), "B2", NAMES[:3])
    assert (laid.cells, laid.left_over) == ({"B2": "Первый", "B3": "Второй", "B4": "Третий"}, 0)


def test_a_longer_list_ends_before_the_next_row_with_words() -> None:
    laid = lay_down(_sheet(), "B2", NAMES)
    assert sorted(laid.cells) == ["B2", "B3", "B4"]
    assert laid.left_over == 1


def test_below_the_last_row_there_is_room_for_all() -> None:
    laid = lay_down(_sheet(), "B7", [str(n) for n in range(500)])
    assert (len(laid.cells), laid.left_over) == (500, 0)


def test_a_value_nobody_knows_keeps_its_row_empty() -> None:
    assert lay_down(_sheet(), "C2", [1.0, None, 3.0]).cells == {"C2": 1.0, "C4": 3.0}


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.__setitem__("B4", "=A4"),
        lambda sheet: sheet.merge_cells("A4:B4"),
        lambda sheet: sheet.__setitem__("C4", "слова"),
    ],
    ids=["formula", "merge", "words beside"],
)
def test_room_ends_where_nothing_may_be_written(change: Any) -> None:
    laid = lay_down(_sheet(change), "B2", NAMES)
    assert sorted(laid.cells) == ["B2", "B3"]
    assert laid.left_over == 2


def test_room_ends_before_a_cell_that_is_tied_to_something_else() -> None:
    laid = lay_down(_sheet(), "B2", NAMES, tied=["B3", "C2"])
    assert sorted(laid.cells) == ["B2"]
    assert laid.left_over == 3


def test_the_filled_book_holds_the_list_and_says_what_found_no_room() -> None:
    laid = lay_down(_sheet(), "B2", NAMES)
    left = [Unfilled("Форма", "B2", "Муниципалитет", f"не поместилось строк: {laid.left_over} из 4")]
    made = fill(_source(), {("Форма", ref): value for ref, value in laid.cells.items()}, left)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert [book["Форма"].cell(row, 2).value for row in range(1, 6)] == ["Муниципалитет", *NAMES[:3], None]
    assert book["Форма"]["B2"].fill.fgColor.rgb == "FFFFF2A8", "the beginning is marked, and keeps its value"
    assert book["Форма"]["C5"].value == "=SUM(C2:C4)"
    assert [cell.value for cell in book["Не заполнено"][2]][3] == "не поместилось строк: 1 из 4"
