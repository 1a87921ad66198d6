"""Figures as a workbook: what the command line and the pages hand out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from marshrut.apps.registry import workbooks
from marshrut.apps.registry.workbooks.lists import Column, Styles, open_workbook, sheet_out
from marshrut.foundation.ui import svg

__all__ = ["XLSX", "figures_book", "people_sheet", "picture_sheet", "places_sheet"]

XLSX = workbooks.MEDIA_TYPE
_HEADS = (
    ("id", "Показатель", 14),
    ("name", "Название", 60),
    ("level", "Уровень", 14),
    ("place_name", "Место", 40),
    ("on", "На день", 12),
    ("numerator", "Числитель", 12),
    ("denominator", "Знаменатель", 12),
    ("value", "Значение", 12),
    ("unit", "Единица", 12),
    ("target", "Цель", 10),
    ("met", "Выполнено", 12),
    ("reading", "Прочтение", 16),
    ("missing", "Чего нет", 16),
    ("target_state", "Срок цели", 34),
    ("clause", "Пункт приказа", 20),
    ("snapshot", "Снимок", 38),
)
_SAID = {True: "да", False: "нет", None: ""}


def figures_book(rows: Iterable[Mapping[str, Any]], *, note: str = "") -> bytes:
    """Rows of figures, one below another; numbers stay numbers."""
    out = io.BytesIO()
    with open_workbook(out, constant_memory=False) as book:
        styles = Styles(book)
        sheet = book.add_worksheet("Показатели")
        for place, (_, title, width) in enumerate(_HEADS):
            sheet.write_string(0, place, title, styles.head)
            sheet.set_column(place, place, width)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, (name, _, _) in enumerate(_HEADS):
                _cell(sheet, last, place, row.get(name), styles)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(last, 1), len(_HEADS) - 1)
        if note:
            book.add_worksheet("Пояснения").write_string(0, 0, note, styles.text)
    return out.getvalue()


def _cell(sheet: Any, row: int, place: int, value: Any, styles: Any) -> None:
    if isinstance(value, bool) or value is None:
        sheet.write_string(row, place, _SAID[value], styles.text)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)
    elif isinstance(value, list | tuple):
        sheet.write_string(row, place, ", ".join(map(str, value)), styles.text)
    else:
        sheet.write_string(row, place, str(value), styles.text)


def people_sheet(
    out: IO[bytes], rows: Iterable[tuple[Any, str]], *, near: bool, title: str, note: str
) -> int:  # fmt: skip
    """Who stands behind a figure, or almost does and what lacks; returns how many."""
    columns = [Column("Кто", 36), Column("Где", 44), Column("Когда", 12), Column("По какой записи", 60)]
    columns.append(Column("Чего не хватает", 60) if near else Column("Ещё записей", 12))
    lines = ((one.name, one.place, one.day, one.title, lacks if near else one.again) for one, lacks in rows)
    return sheet_out(out, title=title[:200], header_lines=[note], columns=columns, rows=lines)


def places_sheet(out: IO[bytes], rows: Iterable[Sequence[Any]], *, title: str, note: str) -> int:
    """Places with their numbers as numbers; the interval in the indicator's own unit."""
    columns = [
        Column("Где", 44), Column("Числитель", 12), Column("Знаменатель", 12), Column("Значение", 12),
        Column("Разброс от", 12), Column("Разброс до", 12), Column("Против региона", 26), Column("Мало ли", 18),
        Column("До цели", 14),
    ]  # fmt: skip
    return sheet_out(out, title=title[:200], header_lines=[note], columns=columns, rows=rows)


def picture_sheet(out: IO[bytes], picture: svg.Picture, *, title: str, note: str) -> int:
    """The table twin of a picture as it stands on the page."""
    columns = [Column(head, 44 if not place else 28) for place, head in enumerate(picture.head)]
    return sheet_out(out, title=title[:200], header_lines=[note], columns=columns, rows=picture.rows)
