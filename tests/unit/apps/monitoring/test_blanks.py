"""A blank is filled and nothing else in it changes: merges, protection, formulas, styles, further sheets."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font, PatternFill, Protection

from marshrut.apps.monitoring.blanks import BrokenBlankError, Unfilled, fill, read_book, write_cells


def _blank(change: Any = None) -> bytes:
    """Two sheets: words, merged heading, locked sheet with a formula; made by openpyxl."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Форма 1"
    first["A1"] = "Форма федерального оператора"
    first.merge_cells("A1:C1")
    first["A2"], first["B2"], first["C2"] = "Показатель", "Значение", "Цель"
    first["A3"] = "Прошли диагностику, человек"
    first["A4"] = "Доля & <прошедших>"
    first["B4"].font = Font(bold=True, color="FF0000")
    first["B4"].number_format = "0.0"
    first["B4"].protection = Protection(locked=False)
    first["A5"], first["B5"] = "Итого", "=B3*2"
    first["A6"] = "Всего"
    first.merge_cells("B6:C7")
    first.protection.sheet = True
    first.protection.password = "тайна"
    second = book.create_sheet("Раздел 2")
    second["A1"] = "Второй лист"
    second["A9"] = "Маршруты"
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_values_stand_in_their_cells_and_the_rest_stays() -> None:
    source = _blank()
    made = fill(
        source,
        {
            ("Форма 1", "B3"): 1240.0,
            ("Форма 1", "B4"): 41.25,
            ("Форма 1", "B6"): "Край & <весь>",
            ("Раздел 2", "B9"): 7,
        },
        [],
    )
    book = _opened(made)
    first = book["Форма 1"]
    assert (first["B3"].value, first["B4"].value, first["B6"].value) == (1240, 41.25, "Край & <весь>")
    assert book["Раздел 2"]["B9"].value == 7
    assert first["B5"].value == "=B3*2"
    assert {str(one) for one in first.merged_cells.ranges} == {"A1:C1", "B6:C7"}
    assert first.protection.sheet
    assert first.protection.password == _opened(source)["Форма 1"].protection.password
    assert (first["B4"].font.bold, first["B4"].number_format, first["B4"].protection.locked) == (True, "0.0", False)


def test_parts_that_are_not_written_keep_every_byte() -> None:
    source = _blank()
    made = fill(source, {("Форма 1", "B3"): 5.0}, [])
    with zipfile.ZipFile(io.BytesIO(source)) as was, zipfile.ZipFile(io.BytesIO(made)) as now:
        changed = {name for name in was.namelist() if was.read(name) != now.read(name)}
        added = set(now.namelist()) - set(was.namelist())
        before, after = was.read("xl/worksheets/sheet1.xml"), now.read("xl/worksheets/sheet1.xml")
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
    }  # fmt: skip
    assert added == {"xl/worksheets/sheet3.xml"}
    written = b'<c r="B3"><v>5</v></c>'
    assert written in after
    assert after.replace(written, b"") == before.replace(b'<c r="B3" />', b"").replace(b'<c r="B3"/>', b"")


def test_what_nobody_can_fill_is_yellow_and_told_with_its_reason() -> None:
    missing = [Unfilled("Форма 1", "B4", "Доля", "значение не внесено"), Unfilled("Форма 1", "C3", "Цель", "цели нет")]
    book = _opened(fill(_blank(), {("Форма 1", "B3"): 5.0}, missing))
    first = book["Форма 1"]
    for ref in ("B4", "C3"):
        assert first[ref].fill.fgColor.rgb == "FFFFF2A8", ref
        assert first[ref].value is None
    assert first["B4"].font.bold
    assert first["B4"].number_format == "0.0"
    assert first["B3"].fill.fgColor.rgb != "FFFFF2A8"
    told = [[cell.value for cell in row] for row in book["Не заполнено"].iter_rows()]
    assert told[0][3] == "Почему не заполнено"
    assert told[1] == ["Форма 1", "B4", "Доля", "значение не внесено"]
    assert told[2][1] == "C3"


def test_a_book_by_another_hand_is_filled_too() -> None:
    """xlsxwriter: shared strings, no cells where nothing stands, empty sheets, formulas without a calculation chain."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Лист")
        sheet.write_string("B2", "Показатель")
        sheet.write_formula("C7", "=SUM(C2:C5)")
        sheet.set_row(3, 30)
        book.add_worksheet("Пустой")
    made = _opened(
        fill(out.getvalue(), {("Лист", "A2"): 1, ("Лист", "C2"): 2, ("Лист", "D4"): 3, ("Лист", "AA5"): 4,
                              ("Пустой", "C3"): 5}, [Unfilled("Пустой", "B1", "", "нечем")])
    )  # fmt: skip
    sheet = made["Лист"]
    assert [sheet[ref].value for ref in ("A2", "B2", "C2", "D4", "AA5", "C7")] == [
        1, "Показатель", 2, 3, 4, "=SUM(C2:C5)"
    ]  # fmt: skip
    assert sheet.row_dimensions[4].height == 30
    assert made["Пустой"]["C3"].value == 5
    assert made["Пустой"]["B1"].fill.fgColor.rgb == "FFFFF2A8"


def test_formulas_are_counted_anew_when_the_book_is_opened() -> None:
    assert _opened(fill(_blank(), {("Форма 1", "B3"): 5.0}, [])).calculation.fullCalcOnLoad


@pytest.mark.parametrize(
    ("ref", "words"),
    [("C7", "объединена с клеткой B6"), ("B5", "формула"), ("A3", "уже стоят слова"), ("Ж3", "не бывает"),
     ("A0", "не бывает"), ("XFE1", "не бывает")],
)  # fmt: skip
def test_where_nothing_may_be_written_is_said(ref: str, words: str) -> None:
    book = read_book(_blank())
    with pytest.raises(BrokenBlankError, match=words):
        write_cells(book, book.sheets[0], {"B3": 1.0, ref: 1.0})
    assert book.archive.changed == {}, "all or nothing"


def test_a_cell_that_may_not_be_written_is_told_and_the_others_are_filled() -> None:
    """The tie was made for another edition of the blank, or by hand."""
    book = _opened(fill(_blank(), {("Форма 1", "B5"): 1.0, ("Форма 1", "B3"): 2.0, ("Нет", "A1"): 3.0}, []))
    assert book["Форма 1"]["B5"].value == "=B3*2"
    assert book["Форма 1"]["B3"].value == 2
    told = [row[3].value for row in book["Не заполнено"].iter_rows(min_row=2)]
    assert "формула" in told[0]
    assert "такого листа" in told[1]


def test_places_are_empty_cells_beside_words() -> None:
    found = {(one.sheet, one.ref): one.words for one in read_book(_blank()).places()}
    assert found["Форма 1", "B3"] == "Прошли диагностику, человек · Значение"
    assert found["Форма 1", "C4"] == "Доля & <прошедших> · Цель"
    assert found["Форма 1", "B6"].startswith("Всего")
    assert found["Раздел 2", "B9"] == "Маршруты"
    for ref in ("B5", "A3", "C6", "B7", "C7", "B1"):
        assert ("Форма 1", ref) not in found, ref


def test_a_taken_name_gets_a_number() -> None:
    made = _opened(fill(_blank(lambda book: book.create_sheet("Не заполнено")), {}, []))
    assert made.sheetnames[-1] == "Не заполнено (2)"


def _swapped(source: bytes, name: str, content: bytes | None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as there, zipfile.ZipFile(out, "w") as here:
        for one in there.namelist():
            if one != name:
                here.writestr(one, there.read(one))
        if content is not None:
            here.writestr(name, content)
    return out.getvalue()


BROKEN = {
    "empty": (lambda: b"", "повреждён"),
    "text": (lambda: b"not a book", "повреждён"),
    "cut": (lambda: _blank()[:2000], "повреждён"),
    "ciphered": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "паролем"),
    "macros": (lambda: _swapped(_blank(), "xl/vbaProject.bin", b"x"), "макросы"),
    "no sheet": (lambda: _swapped(_blank(), "xl/worksheets/sheet1.xml", None), "нет части"),
    "broken sheet": (lambda: _swapped(_blank(), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"), "повреждена"),
    "entities": (
        lambda: _swapped(
            _blank(), "xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>'
        ),
        "посторонние",
    ),
    "document": (lambda: _swapped(_blank(), "xl/workbook.xml", None), "не книга"),
    "utf-16": (
        lambda: _swapped(_blank(), "xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>".encode("utf-16")),
        "непривычно",
    ),
}


@pytest.mark.parametrize("which", BROKEN)
def test_a_file_that_is_no_blank_is_refused_in_words(which: str) -> None:
    make, words = BROKEN[which]
    with pytest.raises(BrokenBlankError, match=words):
        read_book(make())


def test_a_book_with_prefixes_is_written_in_them() -> None:
    """Some programs put a prefix before every element."""
    name = "xl/worksheets/sheet2.xml"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>a &gt; b</x:t>'
        "</x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    source = _swapped(_blank(), name, sheet.encode())
    book = read_book(source)
    assert book.sheets[1].cells[2, 1].text == "a > b"
    made = _opened(fill(source, {("Раздел 2", "B2"): 8.5, ("Раздел 2", "A1"): "сверху"}, []))["Раздел 2"]
    assert (made["A1"].value, made["A2"].value, made["B2"].value) == ("сверху", "a > b", 8.5)


def test_what_is_no_character_of_a_workbook_is_left_out() -> None:
    assert _opened(fill(_blank(), {("Форма 1", "B3"): "a\x00\x0bб"}, []))["Форма 1"]["B3"].value == "aб"


def test_a_fill_of_the_blank_stays_on_cells_that_are_filled() -> None:
    def painted(book: Any) -> None:
        book["Форма 1"]["B3"].fill = PatternFill("solid", fgColor="FF00FF00")

    first = _opened(fill(_blank(painted), {("Форма 1", "B3"): 5.0}, [Unfilled("Форма 1", "B4", "", "нет")]))["Форма 1"]
    assert first["B3"].fill.fgColor.rgb == "FF00FF00"
    assert first["B4"].fill.fgColor.rgb == "FFFFF2A8"
