"""Workbooks out: the template reads back, errors come with the person's words, no text becomes a formula."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from marshrut.apps.registry.reading import FIELDS
from marshrut.apps.registry.types import ImportKind
from marshrut.apps.registry.workbooks import Column, errors_workbook, list_workbook, sheet_out, template


@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_template_is_read_back_column_by_column(read: Any, words: Any, kind: ImportKind) -> None:
    found = read(template(kind, words), kind)
    assert list(found.columns.values()) == [one.code for one in FIELDS[kind]]
    assert (found.unknown, found.missing, found.lines) == ((), (), [])
    assert [one.code for one in found.problems] == ["no-lines"]


@pytest.mark.parametrize("kind", list(ImportKind))
def test_the_example_of_a_template_has_no_problems(read: Any, words: Any, kind: ImportKind) -> None:
    out = io.BytesIO()
    example = {one.code: one.example for one in FIELDS[kind]}
    list_workbook(out, kind, words, rows=[example | {"municipality": "Округ"}], note="Демонстрационные данные")
    found = read(out, kind)
    assert found.problems == ()
    assert [line.problems for line in found.lines] == [[]]


def test_a_template_offers_the_words_of_the_dictionaries(words: Any) -> None:
    made = openpyxl.load_workbook(io.BytesIO(template(ImportKind.STAFF, words)))
    sheet = made["Работники"]
    assert len(sheet.data_validations.dataValidation) == 6
    assert sheet.freeze_panes == "A2"
    posts = [cell.value for cell in next(made["Справочники"].iter_cols(1, 1))][1:]
    assert posts == list(words.posts)
    assert sheet["A1"].comment.text


def test_every_list_to_choose_from_is_read_back_without_a_word(words: Any, read: Any, book: Any) -> None:
    """What the template offers, the reader takes."""
    rows = [["Фамилия", "Имя", "Должность"], *[["Иванова", "Мария", post] for post in words.posts]]
    found = read(book({"Лист1": rows}))
    assert [(line.values["post"], line.problems) for line in found.lines] == [(post, []) for post in words.posts]


def test_errors_come_back_with_the_persons_own_words(read: Any, book: Any) -> None:
    head = ["Фамилия", "Имя", "Должность", "Кабинет"]
    rows = [head, ["Иванова", "Мария", "учитель", "=5"], ["Петрова", "А.", "космонавт", "12"]]
    found = read(book({"Лист1": rows}))
    out = io.BytesIO()
    assert errors_workbook(ImportKind.STAFF, found.lines, out) == 1
    got = [[cell.value for cell in row] for row in openpyxl.load_workbook(out).active.iter_rows()]
    assert got[0] == [*head, "Лист", "Строка", "Что не так", "Что сделать"]
    assert got[1][:6] == ["Петрова", "А.", "космонавт", "12", "Лист1", 3]
    assert "Имя: Вместо имени инициал." in got[1][6]
    assert "номенклатуры" in got[1][7]
    every = io.BytesIO()
    assert errors_workbook(ImportKind.STAFF, found.lines, every, every=True, note="Демонстрационные данные") == 2
    assert openpyxl.load_workbook(every).active["A1"].value == "Демонстрационные данные"
    # The workbook may be mended and sent again: its columns are still what they were.
    assert read(every).columns == {"Фамилия": "family_name", "Имя": "given_name", "Должность": "post"}


def test_lines_that_were_kept_tidied_come_back_with_the_words_that_failed(read: Any, book: Any) -> None:
    found = read(book({"Лист1": [["Фамилия", "Имя", "Должность"], ["ПЕТРОВА", "Анна", "космонавт"]]}))
    (line,) = found.lines
    kept = SimpleNamespace(sheet="Лист1", row=2, values=line.values, problems=[one.plain() for one in line.problems])
    out = io.BytesIO()
    errors_workbook(ImportKind.STAFF, [kept], out)
    got = [[cell.value for cell in row] for row in openpyxl.load_workbook(out).active.iter_rows()]
    assert dict(zip(got[0], got[1], strict=True)) | {"Что не так": "", "Что сделать": ""} == {
        "Фамилия": "Петрова", "Имя": "Анна", "Должность": "космонавт", "Лист": "Лист1", "Строка": 2,
        "Что не так": "", "Что сделать": "",
    }  # fmt: skip


def test_a_list_says_its_day_and_filter_and_no_text_becomes_a_formula() -> None:
    out = io.BytesIO()
    rows = [["=HYPERLINK(1)", 3, date(2026, 9, 1), Decimal("0.5"), None, True], ["+7 900", 4, None, None, "@a", False]]
    count = sheet_out(
        out,
        title="Работники",
        header_lines=["На 01.09.2026", "Отбор: школы"],
        columns=[Column(one, 12) for one in ("Имя", "Число", "День", "Ставка", "Примечание", "Да")],
        rows=iter(rows),
    )
    sheet = openpyxl.load_workbook(out).active
    assert count == 2
    assert [sheet.cell(row, 1).value for row in (1, 2, 3, 5)] == ["Работники", "На 01.09.2026", "Отбор: школы", "Имя"]
    assert (sheet["A6"].value, sheet["A6"].data_type) == ("=HYPERLINK(1)", "s")
    assert (sheet["B6"].value, sheet["D6"].value, sheet["F7"].value) == (3, 0.5, "нет")
    assert sheet["C6"].value.date() == date(2026, 9, 1)
