"""Workbooks of diagnostics: participation by place and by person, never an outcome."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import FileResponse

from marshrut.apps.registry import workbooks
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.formats import day

__all__ = ["XLSX", "campaign_book"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def campaign_book(
    viewer: Viewer, campaign: Any, places: Iterable[Any], absent: Iterable[Any], *, today: date
) -> FileResponse:
    """Places with their counts, then who has not finished."""
    out = io.BytesIO()
    rows = [
        ("место", one.name, one.progress.wanted, one.progress.done, one.progress.begun, one.progress.missing, "")
        for one in places
    ]
    rows += [
        (
            "человек",
            one.name,
            "",
            "",
            "да" if one.begun else "",
            "" if one.begun else "да",
            one.excused_why or one.place,
        )
        for one in absent
    ]
    workbooks.sheet_out(
        out,
        title="Диагностика",
        header_lines=[campaign.title, f"{viewer.place_name}, на {day(today)}", *filter(None, (viewer.caveat,))],
        columns=[
            workbooks.Column(one)
            for one in ("Строка", "Название или имя", "Приглашено", "Прошли", "Начали", "Не начинали", "Пояснение")
        ],
        rows=rows,
    )
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"diagnostika-{today:%Y-%m-%d}.xlsx", content_type=XLSX)
