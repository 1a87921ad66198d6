"""The person's own lines back, each with what is wrong and what to do."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from typing import IO, Any, Protocol

from marshrut.apps.registry.reading import FIELDS
from marshrut.apps.registry.types import ImportKind
from marshrut.apps.registry.workbooks.lists import Styles, open_workbook

__all__ = ["AnyLine", "errors_workbook"]

_IN_MEMORY = 1 << 20


class AnyLine(Protocol):
    """A line of a file: `reading.Line`, or what was kept of it: tidied values, problems as JSON."""

    sheet: Any
    row: Any
    values: Any
    problems: Any


def errors_workbook(
    kind: ImportKind, lines: Iterable[AnyLine], out: IO[bytes], *, every: bool = False, note: str = ""
) -> int:
    """Write the lines that have something wrong (`every`: all of them) to `out`, `note` above; returns how many.

    Their own columns stand first, so that the workbook can be mended and sent again as it is.
    """
    titles = {one.code: one.title for one in FIELDS[kind]}
    kept = []
    for line in lines:
        problems = [one if isinstance(one, Mapping) else one.plain() for one in line.problems]
        if every or problems:
            kept.append((line, _own_words(line, problems, titles), problems))
    headings = list(dict.fromkeys(heading for _, words, _ in kept for heading in words))
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as made:  # an answer of the web has no places to go back to
        with open_workbook(made, constant_memory=True) as book:
            _write(book, kind, headings, kept, note)
        made.seek(0)
        shutil.copyfileobj(made, out)
    return len(kept)


def _own_words(line: AnyLine, problems: list[Mapping[str, Any]], titles: Mapping[str, str]) -> dict[str, str]:
    """By heading; where only tidied values were kept, those, and beside them what could not be understood."""
    raw = getattr(line, "raw", None)
    if raw is not None:
        return dict(raw)
    words = {titles[code]: _said(line.values[code]) for code in titles if line.values.get(code) not in (None, "")}
    for one in problems:
        if one["column"] and one["value"]:
            words.setdefault(one["column"], one["value"])
    return words


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _write(book: Any, kind: ImportKind, headings: list[str], kept: list[Any], note: str) -> None:
    styles = Styles(book)
    sheet = book.add_worksheet(f"Ошибки — {kind.title}"[:31])
    extra = ("Лист", "Строка", "Что не так", "Что сделать")
    first, above = len(headings), 1 if note else 0
    if note:
        sheet.write_string(0, 0, note, styles.note)
    for place, heading in enumerate((*headings, *extra)):
        sheet.set_column(place, place, 60 if place >= first + 2 else 20)
        sheet.write_string(above, place, heading, styles.required if place >= first else styles.head)
    sheet.freeze_panes(above + 1, 0)
    for number, (line, words, problems) in enumerate(kept, above + 1):
        wrong = {one["column"] for one in problems}
        for place, heading in enumerate(headings):
            if text := words.get(heading, ""):
                sheet.write_string(number, place, text, styles.wrong if heading in wrong else styles.text)
        sheet.write_string(number, first, line.sheet, styles.text)
        sheet.write_number(number, first + 1, line.row)
        sheet.write_string(number, first + 2, "\n".join(map(_trouble, problems)), styles.wrong)
        cures = dict.fromkeys(one["cure"] for one in problems if one["cure"])
        sheet.write_string(number, first + 3, "\n".join(cures), styles.wrapped)


def _trouble(problem: Mapping[str, Any]) -> str:
    where = f"{problem['column']}: " if problem["column"] else ""
    return f"{where}{problem['text']}{' (предупреждение)' if problem['warning'] else ''}"
