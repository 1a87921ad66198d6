"""Workbooks as schools make them: merged, hidden, several sheets, formulas, headings in two rows."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter

HEAD = ["Фамилия", "Имя", "Организация", "Должность"]
ROW = ["Иванова", "Мария", "Школа № 5", "учитель"]


def codes(found: Any) -> list[str]:
    return [one.code for one in found.problems]


def saved(made: openpyxl.Workbook) -> io.BytesIO:
    out = io.BytesIO()
    made.save(out)
    return out


def test_a_title_above_and_numbers_of_columns_below_the_headings(read: Any, book: Any) -> None:
    rows = [["Список работников на 1 сентября"], [], HEAD, [1, 2, 3, 4], ROW, ["Итого: 1"]]
    found = read(book({"Лист1": rows}))
    assert [(one.row, one.values["family_name"], one.problems) for one in found.lines] == [(5, "Иванова", [])]


def test_a_title_merged_over_the_whole_table_is_no_group_of_its_columns(read: Any) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (["Список работников"], [*HEAD, "Телефон"], [*ROW, "1"]):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    found = read(saved(made))
    assert set(found.columns) == set(HEAD)
    assert found.unknown == ("Телефон",)


def test_a_title_right_above_the_headings_is_no_group_of_them(read: Any, book: Any) -> None:
    found = read(book({"Лист1": [["Список работников на 1 сентября"], HEAD, ROW]}))
    assert list(found.columns) == HEAD
    assert found.lines[0].row == 3


def test_a_table_that_begins_in_another_column_and_row(read: Any, book: Any) -> None:
    rows = [[], [None, None, *HEAD], [None, None, *ROW]]
    (line,) = read(book({"Лист1": rows})).lines
    assert (line.row, line.values["organisation"]) == (3, "Школа № 5")


def test_headings_in_two_rows_with_merged_groups(read: Any) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (
        ["Работник", None, None, "Организация", "Должность", "Отпуск", None, "Категория"],
        ["Фамилия", "Имя", "Отчество", None, None, "с", "по", None],
        ["Иванова", "Мария", "Петровна", "Школа № 5", "учитель", "01.09.2025", "01.09.2026", "высшая"],
    ):
        sheet.append(row)
    for area in ("A1:C1", "D1:D2", "E1:E2", "F1:G1", "H1:H2"):
        sheet.merge_cells(area)
    found = read(saved(made))
    assert found.columns == {
        "Работник · Фамилия": "family_name", "Работник · Имя": "given_name", "Работник · Отчество": "patronymic",
        "Организация": "organisation", "Должность": "post", "Отпуск · с": "leave_from", "Отпуск · по": "leave_until",
        "Категория": "category",
    }  # fmt: skip
    assert found.lines[0].values["leave_until"] == date(2026, 9, 1)
    assert found.lines[0].row == 3


def test_merged_organisations_are_carried_down_with_a_warning(read: Any) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (HEAD, ROW, ["Петрова", "Анна", None, "учитель"], ["Сидорова", "Ольга", None, "учитель"]):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    found = read(saved(made))
    assert [one.values.get("organisation") for one in found.lines] == ["Школа № 5", "Школа № 5", None]
    assert codes(found) == ["merged-cells"]
    assert "Организация" in found.problems[0].text


def test_a_formula_with_a_value_is_read_and_one_without_is_a_problem_of_its_cell(read: Any, book: Any) -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet("Лист1")
    for number, row in enumerate([[*HEAD, "Ставка"], ROW, ROW, ROW]):
        sheet.write_row(number, 0, row)
    sheet.write_formula(1, 4, "=1/2", None, 0.5)
    sheet.write_formula(2, 4, "=1/2", None, "")
    sheet.write_formula(3, 4, "=1/0", None, "#DIV/0!")
    made.close()
    first, second, third = read(out).lines
    assert str(first.values["load"]) == "0.50"
    assert first.problems == []
    assert [(one.code, one.row, one.column) for one in second.problems] == [("formula-blank", 3, "Ставка")]
    assert [(one.code, one.row, one.column) for one in third.problems] == [("formula-error", 4, "Ставка")]


def test_a_formula_that_openpyxl_wrote_has_no_value_either(read: Any) -> None:
    made = openpyxl.Workbook()
    for row in ([*HEAD, "Ставка"], [*ROW, "=1/2"]):
        made.active.append(row)
    (line,) = read(saved(made)).lines
    assert [one.code for one in line.problems] == ["formula-blank"]


def test_hidden_rows_columns_and_sheets_are_read_and_said(read: Any) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (HEAD, ROW, ["Петрова", "Анна", "Школа № 6", "учитель"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    other = made.create_sheet("Архив")
    other.append(HEAD)
    other.append(["Сидорова", "Ольга", "Школа № 7", "учитель"])
    other.sheet_state = "hidden"
    found = read(saved(made))
    assert [one.values["family_name"] for one in found.lines] == ["Иванова", "Петрова", "Сидорова"]
    assert [one.code for one in found.lines[1].problems] == ["hidden-row"]
    assert found.lines[1].wrong is False
    assert codes(found) == ["hidden-columns", "hidden-rows", "hidden-sheet"]


def test_every_sheet_with_known_headings_is_read_and_others_are_named(read: Any, book: Any) -> None:
    other = ["Петрова", "Анна", "Школа № 6", "тьютор"]
    sheets = {
        "Школа 5": [HEAD, ROW],
        "Меню": [["Суп", "Каша"], ["да", "нет"]],
        "Школа 6": [HEAD, other],
        "Справочники": [HEAD],
    }
    found = read(book(sheets))
    assert found.sheets == ("Школа 5", "Школа 6")
    assert [(one.sheet, one.row) for one in found.lines] == [("Школа 5", 2), ("Школа 6", 2)]
    assert [(one.code, one.sheet) for one in found.problems] == [("sheet-skipped", "Меню")]


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_of_both_calendars(read: Any, book: Any, since_1904: bool) -> None:
    serial = (date(2020, 9, 1) - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
    rows = [[*HEAD, "Работает с", "Дата рождения"], [*ROW, serial, datetime(1984, 3, 14)]]  # noqa: DTZ001 — a cell has no zone
    (line,) = read(book({"Лист1": rows}, date_1904=since_1904)).lines
    assert (line.values["since"], line.values["birth_date"]) == (date(2020, 9, 1), date(1984, 3, 14))


def test_two_columns_that_claim_one_field_are_a_problem_until_somebody_decides(read: Any, book: Any) -> None:
    rows = [[*HEAD, "Дата рождения", "Дата рождения"], [*ROW, "14.03.1984", "15.03.1984"]]
    found = read(book({"Лист1": rows}))
    assert codes(found) == ["two-columns"]
    assert found.problems[0].warning is False
    decided = read(book({"Лист1": rows}), columns={"Дата рождения": "", "Дата рождения (2)": "birth_date"})
    assert decided.problems == ()
    assert decided.lines[0].values["birth_date"] == date(1984, 3, 15)


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("ФАМИЛИЯ *", "family_name"),
        ("Дата  рождения (дд.мм.гггг)", "birth_date"),
        ("Отчество (при наличии)", "patronymic"),
        ("Дата рожденя", "birth_date"),
        ("Cтраховой номер", "snils"),
        ("Наименование ОО", "organisation"),
        ("Пед. стаж", "teaching_since"),
        ("Квалификационная категория", "category"),
        ("Размер обуви", None),
    ],
)
def test_headings_are_recognised(read: Any, book: Any, heading: str, code: str | None) -> None:
    found = read(book({"Лист1": [["Имя", "Должность", heading], ["Мария", "учитель", "нет"]]}))
    known = {value: key for key, value in found.columns.items()}
    assert known.get(code) == (heading.strip("* ").replace("  ", " ") if code else None)
    assert bool(found.unknown) is (code is None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_text_files(read: Any, encoding: str, mark: str) -> None:
    rows = [HEAD, ["Иванова", "Мария", '"МБОУ ""Школа № 5""; корпус, 2"', "учитель"]]
    text = "\r\n".join(mark.join(row) for row in rows)
    (line,) = read(text.encode(encoding)).lines
    assert (line.row, line.values["organisation"]) == (2, 'МБОУ "Школа № 5"; корпус, 2')


def test_quotes_that_are_not_closed_do_not_swallow_the_list_in_silence(read: Any) -> None:
    text = ";".join(HEAD) + '\n"Иванова;Мария;Школа № 5;учитель\nПетрова;Анна;Школа № 5;учитель\n'
    found = read(text.encode())
    assert any(line.wrong for line in found.lines)


def test_steps_are_told(read: Any, book: Any) -> None:
    told: list[tuple[int, int]] = []
    read(book({"Лист1": [HEAD, *[ROW] * 1200]}), step=lambda done, total: told.append((done, total)))
    assert told == [(500, 1200), (1000, 1200)]
