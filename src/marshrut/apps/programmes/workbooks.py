"""Workbooks of learning: a school's plan, files to fill in, what is to be mended."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from marshrut.apps.registry import workbooks
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.formats import day

__all__ = ["XLSX", "plan_book"]

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
