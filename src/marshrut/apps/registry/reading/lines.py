"""Rows of one table → typed lines with their problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from marshrut.apps.registry.reading.cells import Cells, text_of
from marshrut.apps.registry.reading.faults import Fault, fault, placed, warned
from marshrut.apps.registry.reading.fields import FIELDS
from marshrut.apps.registry.reading.headings import Headings
from marshrut.apps.registry.reading.shapes import Line
from marshrut.apps.registry.reading.sheets import Sheet
from marshrut.apps.registry.types import ImportKind, Problem

__all__ = ["Carried", "read_lines"]

#: A file of different values everywhere must not fill the memory with answers.
_REMEMBERED = 50_000
_TOTALS = ("итого", "всего")
#: (earlier field, later field, code, text, cure)
_ORDER = (
    ("since", "until", "ends-before", "Закончилось раньше, чем началось.", "Проверьте обе даты."),
    ("leave_from", "leave_until", "leave-ends-before", "Отпуск закончился раньше, чем начался.", "Проверьте обе даты."),
)
_GROWN, _OLDEST = 14, 100

Reader = tuple[int, str, "Callable[[Any], tuple[dict[str, Any], tuple[Fault, ...], str]] | None"]


class Carried:
    """Values of vertically merged cells, by place; what was carried is counted for a warning."""

    def __init__(self, sheet: Sheet) -> None:
        self._ranges = [one for one in sheet.merged if one[2] > one[0]]
        self._starts = {(top, left): (bottom, right) for top, left, bottom, right in self._ranges}
        self._open: dict[int, tuple[int, Any]] = {}
        self.columns: set[int] = set()

    def fill(self, index: int, row: list[Any]) -> list[Any]:
        """The row with what the merged cells above say."""
        if not self._ranges:
            return row
        for place in range(len(row)):
            if (index, place) in self._starts:
                self._open[place] = (self._starts[index, place][0], row[place])
            elif place in self._open:
                bottom, value = self._open[place]
                if index > bottom:
                    del self._open[place]
                elif row[place] == "" and value != "":
                    row[place] = value
                    self.columns.add(place)
        return row


def read_lines(
    sheet: Sheet,
    headings: Headings,
    rows: Iterable[tuple[int, list[Any]]],
    *,
    kind: ImportKind,
    cells: Cells,
    as_of: date,
    carried: Carried,
) -> Iterator[Line]:
    """Every row that says something about a known field."""
    readers = _readers(headings, kind, cells)
    heading_of = {code: headings.labels[place] for place, code in headings.fields.items()}
    finish = _Finish(kind, heading_of, as_of)
    hidden = sheet.facts.hidden_rows
    bad = _bad_cells(sheet, readers)
    for number, row in rows:
        line = _line(sheet.name, number, carried.fill(number - 1, row), readers)
        for problem in bad.get(number, ()):
            line.problems.append(problem)
        if not line.values and not line.problems:
            continue
        if _is_no_line(row, line, first=number == headings.last + 2):
            continue
        finish(line)
        if number in hidden:
            text = "Строка скрыта в файле, но прочитана."
            line.problems.append(
                Problem("hidden-row", text, "Если она лишняя, удалите её.", sheet.name, number, warning=True)
            )
        yield line


def _readers(headings: Headings, kind: ImportKind, cells: Cells) -> list[Reader]:
    kinds = {one.code: one.kind for one in FIELDS[kind]}
    made: list[Reader] = []
    for place, label in headings.labels.items():
        code = headings.fields.get(place)
        made.append((place, label, _cached(cells.reader(kinds[code], code)) if code else None))
    return made


def _cached(read: Callable[[Any], tuple[dict[str, Any], list[Fault]]]) -> Callable[[Any], Any]:
    known: dict[Any, tuple[dict[str, Any], tuple[Fault, ...], str]] = {}

    def answer(cell: Any) -> tuple[dict[str, Any], tuple[Fault, ...], str]:
        found = known.get(cell)
        if found is None:
            values, faults = read(cell)
            found = (values, tuple(faults), text_of(cell))
            if len(known) < _REMEMBERED:
                known[cell] = found
        return found

    return answer


def _line(name: str, number: int, row: list[Any], readers: list[Reader]) -> Line:
    values: dict[str, Any] = {}
    raw: dict[str, str] = {}
    problems: list[Problem] = []
    width = len(row)
    for place, label, read in readers:
        if place >= width or (cell := row[place]) == "":
            continue
        if read is None:
            raw[label] = text_of(cell)
            continue
        found, faults, text = read(cell)
        raw[label] = text
        values.update(found)
        if faults:
            problems += [placed(one, sheet=name, row=number, column=label, raw=text) for one in faults]
    return Line(name, number, values, raw, problems)


def _bad_cells(sheet: Sheet, readers: list[Reader]) -> dict[int, list[Problem]]:
    """Formulas that say nothing, by row; only in columns that are read."""
    labels = {place + 1: label for place, label, read in readers if read is not None}
    made: dict[int, list[Problem]] = {}
    blank = "В ячейке формула, которую никто не посчитал."
    broken = "Формула в ячейке посчитана с ошибкой."
    cure = "Замените формулу её значением: скопируйте и вставьте «только значения»."
    for places, code, text in (
        (sheet.facts.blank_formulas, "formula-blank", blank),
        (sheet.facts.errors, "formula-error", broken),
    ):
        for number, place in places:
            if place in labels:
                made.setdefault(number, []).append(Problem(code, text, cure, sheet.name, number, labels[place]))
    return made


def _is_no_line(row: list[Any], line: Line, *, first: bool) -> bool:
    """Numbers of columns under the headings, totals, a title inside the table."""
    filled = [cell for cell in row if cell != ""]
    if (
        first
        and len(filled) > 1
        and all(isinstance(cell, (int, float)) or str(cell).strip().isdigit() for cell in filled)
    ):
        return [int(cell) for cell in filled] == list(range(1, len(filled) + 1))
    head = text_of(filled[0]).strip().lower() if filled else ""
    return head.startswith(_TOTALS) and "post" not in line.values


class _Finish:
    """What can be said only of a whole line."""

    def __init__(self, kind: ImportKind, heading_of: dict[str, str], as_of: date) -> None:
        self._heading_of, self._as_of = heading_of, as_of
        titles = {one.code: one.title for one in FIELDS[kind]}
        # The place of work is looked up by who knows the organisations; a list of one school need not name it.
        self._required = [
            (one.code, titles[one.code]) for one in FIELDS[kind] if one.required and one.code != "organisation"
        ]

    def __call__(self, line: Line) -> None:
        values = line.values
        if names := values.pop("full_name", None):
            for code, name in zip(("family_name", "given_name", "patronymic"), names, strict=True):
                if name:
                    values.setdefault(code, name)
        if subjects := values.pop("post_subjects", None):
            values["subjects"] = tuple(dict.fromkeys((*values.get("subjects", ()), *subjects)))
        if day := values.pop("category_day", None):
            values.setdefault("category_since", day)
        self._missing(line)
        self._dates(line)

    def _missing(self, line: Line) -> None:
        faulty = {one.column for one in line.problems if not one.warning}
        whole = self._heading_of.get("full_name")
        for code, title in self._required:
            if code in line.values or self._heading_of.get(code, title) in faulty:
                continue
            if code in {"family_name", "given_name"} and whole is not None:
                if whole in faulty:
                    continue
                title = "ФИО"  # noqa: PLW2901 — the column that the file has
            one = fault("empty-field", f"Не заполнено: {title}.", "Впишите значение.")
            column = self._heading_of.get(code) or (whole if code.endswith("_name") and whole else title)
            if not any(known.code == one.code and known.column == column for known in line.problems):
                line.problems.append(placed(one, sheet=line.sheet, row=line.row, column=column, raw=""))

    def _say(self, line: Line, code: str, one: Fault) -> None:
        column = self._heading_of.get(code, "")
        raw = line.raw.get(column, "")
        line.problems.append(placed(one, sheet=line.sheet, row=line.row, column=column, raw=raw))

    def _dates(self, line: Line) -> None:
        values = line.values
        for first, then, code, text, cure in _ORDER:
            if first in values and then in values and values[then] < values[first]:
                self._say(line, then, fault(code, text, cure))
        born = values.get("birth_date")
        if born is None:
            return
        age = self._as_of.year - born.year
        if not _GROWN <= age <= _OLDEST:
            self._say(line, "birth_date", fault("age", f"По этой дате человеку {age} лет.", "Проверьте дату рождения."))
            return
        for code in ("since", "teaching_since", "category_since"):
            day = values.get(code)
            if day is not None and day.year - born.year < _GROWN:
                approximate = values.get(f"{code}_approximate")
                make = warned if approximate else fault
                self._say(
                    line,
                    code,
                    make("before-grown", "По дате рождения человек тогда был ребёнком.", "Проверьте обе даты."),
                )
