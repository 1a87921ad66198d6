"""What is to be mended in a file from elsewhere: where, whose, what stands there, what is wrong and what to do."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from marshrut.apps.registry.workbooks.lists import Column, sheet_out

__all__ = ["problems_book"]

_WRONG = ("Лист", "Строка", "Кто", "Столбец", "Стоит", "Что не так", "Что делать")


def problems_book(lines: Iterable[Any], *, note: str = "") -> io.BytesIO:
    """Lines with something to mend: where, whose, what stands there, what is wrong and what to do."""
    out = io.BytesIO()
    rows: list[tuple[Any, ...]] = []
    for one in lines:
        name = " ".join(filter(None, (one.values.get("family_name"), one.values.get("given_name"))))
        rows += [
            (one.sheet, one.row, name, said["column"], said["value"], said["text"], said["cure"])
            for said in one.problems
        ]
    columns = [Column(heading) for heading in _WRONG]
    sheet_out(out, title="Что исправить", header_lines=[*filter(None, (note,))], columns=columns, rows=rows)
    out.seek(0)
    return out
