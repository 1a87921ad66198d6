"""Workbooks of learning: a school's plan, files to fill in, what is to be mended."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from marshrut.apps.programmes.reading import FIELDS, WANTED_FIRST
from marshrut.apps.programmes.types import LearningFileKind
from marshrut.apps.registry import workbooks
from marshrut.apps.registry.workbooks.lists import Styles, open_workbook
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.formats import day

__all__ = ["XLSX", "learning_template", "plan_book"]

XLSX = workbooks.MEDIA_TYPE
_QUARTERS = ("", "I квартал", "II квартал", "III квартал", "IV квартал")


def plan_book(viewer: Viewer, lines: Iterable[Sequence[Any]], *, year: int, today: date) -> io.BytesIO:
    """The plan of a year, a line a person."""
    out = io.BytesIO()
    rows = [
        (number, name, work, _QUARTERS[line.quarter or 0], line.topic, _group(line), line.why)
        for number, (line, name, work) in enumerate(lines, 1)
    ]
    columns = [
        workbooks.Column("№", 6),
        workbooks.Column("Фамилия, имя, отчество", 34),
        workbooks.Column("Должность", 24),
        workbooks.Column("Когда", 14),
        workbooks.Column("О чём", 40),
        workbooks.Column("Группа", 40),
        workbooks.Column("Почему в плане", 44),
    ]
    head = [f"План повышения квалификации на {year} год", f"{viewer.place_name}, на {day(today)}"]
    workbooks.sheet_out(
        out, title="План", header_lines=[*head, *filter(None, (viewer.caveat,))], columns=columns, rows=rows
    )
    out.seek(0)
    return out


def _group(line: Any) -> str:
    return f"{line.cohort.title}, {line.cohort.starts:%d.%m.%Y}–{line.cohort.ends:%d.%m.%Y}" if line.cohort else ""


def learning_template(kind: LearningFileKind, competencies: Iterable[str], *, note: str = "") -> io.BytesIO:
    """The workbook to fill in for a kind of file; for programmes with the competencies to choose from."""
    out = io.BytesIO()
    with open_workbook(out, constant_memory=False) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(kind.title.capitalize())
        for place, (code, names) in enumerate(FIELDS[kind].items()):
            needed = code in WANTED_FIRST[kind]
            sheet.write_string(0, place, names[0], styles.required if needed else styles.head)
            sheet.set_column(place, place, 40 if code in {"title", "full_name", "effects"} else 20)
        sheet.freeze_panes(1, 1)
        told = book.add_worksheet("Пояснения")
        told.set_column(0, 0, 90)
        words = [note, "Жёлтые столбцы заполнить обязательно. Лишние столбцы можно удалить."]
        if kind is LearningFileKind.PROGRAMMES:
            words += ["«Что закрывает»: компетенция и процент через точку с запятой, например: Обратная связь 40."]
            words += ["«Сначала нужна программа (код)»: коды через точку с запятой.", ""]
            words += list(competencies)
        for row, text in enumerate(filter(None, words)):
            told.write_string(row, 0, text, styles.text)
    out.seek(0)
    return out
