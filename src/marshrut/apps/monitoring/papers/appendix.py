"""The note's tables as a workbook: numbers stay numbers, the snapshot stands on the first sheet."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from marshrut.apps.monitoring.papers import words
from marshrut.apps.monitoring.papers.data import NoteData, NoteLine
from marshrut.apps.registry.workbooks.lists import Styles, open_workbook, write_cell

__all__ = ["appendix"]

_FIGURES = (
    ("№", 6), ("Код", 16), ("Показатель", 70), ("Единица", 12), ("Числитель", 12), ("Знаменатель", 12),
    ("Значение", 12), ("Цель", 12), ("Срок цели", 30), ("Достигнута", 12), ("Не хватает", 12), ("Прогноз", 12),
    ("Прогноз от", 12), ("Прогноз до", 12), ("Пояснение", 50),
)  # fmt: skip
_PLACES = (("№", 6), ("Код", 16), ("Муниципалитет", 44), ("Числитель", 12), ("Знаменатель", 12), ("Значение", 12))
_READINGS = (("№", 6), ("Код", 16), ("Как посчитано", 100), ("Выбрано", 10), ("Значение", 12))
_GAPS = (("№", 6), ("Код", 16), ("Чего нет", 60), ("Кто вносит", 40), ("Почему вносят", 90))
_YES = {True: "да", False: "нет", None: ""}


def appendix(note: NoteData) -> bytes:
    """Figures, municipalities, readings, what is missing; one sheet each."""
    out = BytesIO()
    with open_workbook(out, constant_memory=False) as book:
        book.set_properties(
            {"title": f"Приложение к аналитической справке. {note.region}"}
            | {"created": note.moment.replace(tzinfo=None)}
        )
        styles = Styles(book)
        _about(book, styles, note)
        _sheet(book, styles, "Показатели", _FIGURES, [_figure(one) for one in note.lines])
        places = [
            (one.number, one.id, each.name, each.numerator, each.denominator, each.value)
            for one in note.lines
            for each in one.places
            if each.named
        ]
        _sheet(book, styles, "Муниципалитеты", _PLACES, places)
        _sheet(book, styles, "Прочтения", _READINGS, [row for one in note.lines for row in _read(one)])
        _sheet(book, styles, "Чего не хватает", _GAPS, [*_missing(note), *(("", "", one) for one in words.gaps(note))])
    return out.getvalue()


def _about(book: Any, styles: Styles, note: NoteData) -> None:
    sheet = book.add_worksheet("О справке")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    moment = f"{note.moment:%d.%m.%Y} {words.clock_of(note)}"
    told = (
        ("Регион", note.region), ("На день", note.on), ("Приказ", note.order), ("Редакция", note.version),
        ("Прочтение", note.revision), ("Снимок", note.snapshot), ("Снимок сделан", moment),
        ("Контрольная сумма", note.checksum), ("Главное", words.headline(note)), ("", note.caveat),
    )  # fmt: skip
    for row, (name, value) in enumerate(told):
        sheet.write_string(row, 0, name, styles.head if name else styles.text)
        write_cell(sheet, row, 1, value, styles)


def _sheet(
    book: Any, styles: Styles, title: str, head: Sequence[tuple[str, int]], rows: Sequence[Sequence[object]]
) -> None:
    sheet = book.add_worksheet(title)
    for place, (name, width) in enumerate(head):
        sheet.write_string(0, place, name, styles.head)
        sheet.set_column(place, place, width)
    for at, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            write_cell(sheet, at, place, value, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(head) - 1)


def _figure(one: NoteLine) -> tuple[object, ...]:
    target = words.value_of(one, one.target) if isinstance(one.target, bool) else one.target
    return (
        *(one.number, one.id, one.name, one.unit, one.numerator, one.denominator, one.value, target),
        *(one.target_words, _YES[one.met], one.lacking, one.point, one.low, one.high, one.why),
    )


def _read(one: NoteLine) -> list[tuple[object, ...]]:
    if not one.reading:
        return [(one.number, one.id, f"Вносится. {one.entered_why}", "", one.value)]
    mine = (one.number, one.id, one.reading, "да", one.value)
    return [mine, *((one.number, one.id, each.words, "", each.value) for each in one.others)]


def _missing(note: NoteData) -> list[tuple[object, ...]]:
    return [
        (one.number, one.id, words.missing_of(one), one.entered_by, one.entered_why)
        for one in note.lines
        if one.value is None
    ]
