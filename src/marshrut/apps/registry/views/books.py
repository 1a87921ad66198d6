"""A list as a workbook: as filtered, with the date and the filter in its head, told to the audit."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import FileResponse

from marshrut.apps.registry import workbooks
from marshrut.apps.registry.services.requests import note_export
from marshrut.foundation.ui.formats import day

__all__ = ["XLSX", "book", "chunks"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows read and dressed at once, so that a region's list never stands in memory whole.
PART = 1000


def chunks(rows: Any) -> Iterator[list[Any]]:
    """The rows of a query a part at a time, by a cursor of the database."""
    part: list[Any] = []
    for row in rows.iterator(chunk_size=PART):
        part.append(row)
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part


def heads(request: Any, chosen: Mapping[str, str]) -> list[str]:
    """What the list is about: place, date, as known when, filter, who took it and when."""
    lines = [f"{request.viewer.place_name}, на {day(request.on)}"]
    if request.known_at:
        lines.append(f"как было известно {day(request.known_at)}")
    lines += [f"{label}: {words}" for label, words in chosen.items()]
    lines += [request.viewer.caveat] if request.viewer.caveat else []
    return [*lines, f"Выгружено {day(request.today)}, {request.viewer.name}"]


def book(
    request: Any,
    *,
    title: str,
    file: str,
    chosen: Mapping[str, str],
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    count: int,
) -> FileResponse:
    """The workbook as an answer. What leaves the system is written down: which list, by whom, how many rows."""
    out = io.BytesIO()  # a region's list is a few megabytes; what it is made of waits on disk
    workbooks.sheet_out(
        out,
        title=title,
        header_lines=heads(request, chosen),
        columns=[workbooks.Column(one) for one in columns],
        rows=rows,
    )
    note_export(request.viewer, title, count=count)
    out.seek(0)
    name = f"{file}-{request.on:%Y-%m-%d}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
