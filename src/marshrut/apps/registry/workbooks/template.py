"""The form to fill in: headings with hints, lists to choose from, an example on a sheet of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

from marshrut.apps.registry.reading import FIELDS, Field
from marshrut.apps.registry.types import ImportKind, JobKind
from marshrut.apps.registry.workbooks.lists import Styles, open_workbook, write_cell

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["MEDIA_TYPE", "list_workbook", "template"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of the form that offer a choice.
_ROWS = 5000
_SHEETS = {ImportKind.STAFF: "Работники", ImportKind.ORGANISATIONS: "Организации", ImportKind.ROLES: "Роли"}
_WIDTHS = {"text": 28, "post": 34, "subjects": 30, "full_name": 30, "date": 14, "load": 9, "hours": 9, "category": 30}
_HOW_TO = (
    "Одна строка — один человек на одной должности. Кто работает на двух должностях — две строки.",
    "Столбцы на жёлтом фоне обязательны, остальные можно не заполнять или удалить.",
    "Порядок столбцов любой; лишние столбцы не мешают.",
    "Даты — числом, например 01.09.2020. Наводите курсор на заголовок: там подсказка.",
    "Лист «Пример» не загружается.",
)


def template(kind: ImportKind, words: Dictionaries, *, note: str = "") -> bytes:
    """The workbook to fill in for this kind of list; `note` stands above the headings."""
    out = io.BytesIO()
    list_workbook(out, kind, words, rows=(), note=note, example=True)
    return out.getvalue()


def list_workbook(
    out: IO[bytes],
    kind: ImportKind,
    words: Dictionaries,
    *,
    rows: Iterable[Mapping[str, Any]],
    note: str = "",
    example: bool = False,
) -> None:
    """The template with these rows in it (values by field code, as a person would write them); `note`: above them."""
    fields = FIELDS[kind]
    with open_workbook(out, constant_memory=False) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(_SHEETS[kind])
        above = 1 if note else 0
        if note:
            sheet.write_string(0, 0, note, styles.note)
        _headings(sheet, fields, styles, row=above)
        for place, one in enumerate(fields):
            # A column of numbers that are names (codes, СНИЛС) is text, so that Excel keeps their zeros.
            look = styles.day if one.kind == "date" else None if one.kind in {"load", "hours"} else styles.text
            sheet.set_column(place, place, _WIDTHS.get(one.kind, 18), look)
        _write(sheet, fields, rows, styles, first=above + 1)
        sheet.freeze_panes(above + 1, 0)
        if example:
            other = book.add_worksheet("Пример")
            _headings(other, fields, styles, row=0)
            _write(other, fields, [{one.code: one.example for one in fields}], styles, first=1)
            for place, one in enumerate(fields):
                other.set_column(place, place, _WIDTHS.get(one.kind, 18))
        _choices(book, sheet, fields, _lists(words), styles, first=above + 1)
        _how_to(book, kind, styles)


def _headings(sheet: Any, fields: Sequence[Field], styles: Styles, *, row: int) -> None:
    for place, one in enumerate(fields):
        sheet.write_string(row, place, one.title, styles.required if one.required else styles.head)
        if one.hint:
            sheet.write_comment(row, place, one.hint, {"x_scale": 1.6, "author": "Маршрут"})


def _write(
    sheet: Any, fields: Sequence[Field], rows: Iterable[Mapping[str, Any]], styles: Styles, *, first: int
) -> None:
    for number, values in enumerate(rows, first):
        for place, one in enumerate(fields):
            value = values.get(one.code)
            write_cell(sheet, number, place, ", ".join(value) if isinstance(value, tuple) else value, styles)


def _lists(words: Dictionaries) -> dict[str, list[str]]:
    return {
        "post": list(words.posts),
        "subjects": list(words.subjects),
        "job": [one.title for one in JobKind],
        "category": [*words.categories.values(), "нет"],
        "leave": [one.name for one in words.leave_kinds.values()],
        "ended_why": [one.name for one in words.absence_reasons.values() if one.deed == "end"],
        "organisation_kind": [one.short for one in words.organisation_kinds.values()],
        "yes_no": ["да", "нет"],
        "role": [one.name for one in words.staff_roles.values()],
        "statuses": [one.short for one in words.school_statuses.values()],
    }


def _choices(
    book: Any, sheet: Any, fields: Sequence[Field], lists: Mapping[str, list[str]], styles: Styles, *, first: int
) -> None:
    """A sheet of the words, and on each column the list of its own; several may be written where commas part them."""
    other = book.add_worksheet("Справочники")
    chosen = [(place, one) for place, one in enumerate(fields) if one.kind in lists]
    for column, (place, one) in enumerate(chosen):
        names = lists[one.kind]
        other.write_string(0, column, one.title, styles.head)
        other.set_column(column, column, min(max(map(len, names)) + 2, 60))
        for row, name in enumerate(names, 1):
            other.write_string(row, column, name, styles.text)
        many = one.kind in {"subjects", "statuses"}
        letter = chr(ord("A") + column)
        sheet.data_validation(
            first,
            place,
            first + _ROWS - 1,
            place,
            {
                "validate": "list",
                "source": f"=Справочники!${letter}$2:${letter}${len(names) + 1}",
                "error_type": "information" if many or one.kind == "post" else "warning",
                "error_title": one.title[:32],
                "error_message": "Такого нет в списке. Если так и нужно, нажмите «Да».",
            },
        )


def _how_to(book: Any, kind: ImportKind, styles: Styles) -> None:
    sheet = book.add_worksheet("Как заполнять")
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, f"Шаблон: {kind.title}", styles.title)
    for row, text in enumerate(_HOW_TO if kind is ImportKind.STAFF else _HOW_TO[1:], 2):
        sheet.write_string(row, 0, text, styles.wrapped)
