"""roadmap.yaml: what is planned — measures with their terms as the order writes them."""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from marshrut.cores.regulation.readers import (
    Path,
    Sheet,
    amount,
    by_kind,
    day,
    ident,
    idents,
    key,
    list_of,
    null_or,
    one_of,
    option,
    record,
    text,
    texts,
    true,
    whole,
)
from marshrut.cores.regulation.spans import (
    OpenSpan,
    Span,
    check_last_day,
    check_order,
    read_open_span,
    read_span,
)
from marshrut.cores.regulation.structure import slug
from marshrut.cores.regulation.words import COMPARISONS, PRECISIONS, RESULT_UNITS, UNITS_OF_TIME, WEEKDAYS

__all__ = [
    "Continuous",
    "DatedDay",
    "Direction",
    "Due",
    "Every",
    "External",
    "InWindow",
    "InWindows",
    "Measure",
    "OnDate",
    "OnDates",
    "OnRequest",
    "Point",
    "Result",
    "Roadmap",
    "Section",
    "read_roadmap",
]

_MONTHS, _QUARTERS = 12, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedDay:
    """A day, or the last day of the month, quarter or year that the order names."""

    date: dt.date = key(day)
    precision: str = key(one_of(PRECISIONS))


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDate:
    """Once, not later than a date."""

    kind: str = key(text)
    date: dt.date = key(day)
    precision: str = key(one_of(PRECISIONS))
    reading: str | None = option(text)
    alternative: dt.date | None = option(day)
    schedule: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class InWindow:
    """Within one period."""

    kind: str = key(text)
    from_: dt.date = key(day, "from")
    to: dt.date = key(day)
    schedule: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class InWindows:
    """Within several periods."""

    kind: str = key(text)
    windows: tuple[Span, ...] = key(list_of(read_span, 2))
    schedule: str | None = option(text)


def _dated(sheet: Sheet, path: Path, due: DatedDay | OnDate) -> None:
    check_last_day(sheet, (*path, "date"), due.date, due.precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDates:
    """Several times, not later than each date."""

    kind: str = key(text)
    dates: tuple[DatedDay, ...] = key(list_of(record(DatedDay, _dated), 2))
    schedule: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Where in the year something recurs: a month, a quarter, or from one month to another."""

    month: int | None = option(whole)
    quarter: int | None = option(whole)
    from_month: int | None = option(whole)
    to_month: int | None = option(whole)


def _one_point(sheet: Sheet, path: Path, point: Point) -> None:
    given = {name for name in ("month", "quarter", "from_month", "to_month") if getattr(point, name) is not None}
    if given not in ({"month"}, {"quarter"}, {"from_month", "to_month"}):
        sheet.report(path, "нужен один из вариантов: month; quarter; from_month и to_month")
    for name in sorted(given):
        top = _QUARTERS if name == "quarter" else _MONTHS
        if not 1 <= getattr(point, name) <= top:
            sheet.report((*path, name), f"{getattr(point, name)} вне пределов 1–{top}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Again and again; `start` is the first period named."""

    kind: str = key(text)
    unit: str = key(one_of(UNITS_OF_TIME))
    at: tuple[Point, ...] = option(list_of(record(Point, _one_point), 1), default=())
    start: OpenSpan | None = option(read_open_span)
    on_request: bool | None = option(true)
    schedule: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuous:
    """All the time."""

    kind: str = key(text)
    schedule: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRequest:
    """When somebody asks."""

    kind: str = key(text)
    who: str | None = key(null_or(ident))
    schedule: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class External:
    """Another body or document sets the term."""

    kind: str = key(text)
    who: str | None = key(null_or(ident))
    schedule: str | None = option(text)


Due = OnDate | InWindow | InWindows | OnDates | Every | Continuous | OnRequest | External

_read_due = by_kind(
    {
        "date": record(OnDate, _dated),
        "window": record(InWindow, check_order),
        "windows": record(InWindows),
        "dates": record(OnDates),
        "every": record(Every),
        "continuous": record(Continuous),
        "on_request": record(OnRequest),
        "external": record(External),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a measure is to bring; `derived`: the number was counted by us and is not in the text."""

    what: str = key(text)
    value: bool | int | float | None = key(null_or(amount))
    unit: str = key(one_of(RESULT_UNITS))
    comparison: str | None = key(null_or(one_of(COMPARISONS)))
    period: str | None = option(one_of(UNITS_OF_TIME))
    weekday: str | None = option(one_of(WEEKDAYS))
    derived: bool | None = option(true)


def _check_result(sheet: Sheet, path: Path, result: Result) -> None:
    if result.value is None:
        return
    if isinstance(result.value, bool) != (result.unit == "yes_no"):
        sheet.report((*path, "value"), f"значение {result.value} не подходит к единице «{result.unit}»")
    if result.comparison is None:
        sheet.report((*path, "comparison"), "у результата с числом должно стоять сравнение (comparison)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One line of the roadmap; its id is the clause of the same id."""

    id: str = key(text)
    number: str = key(text)
    section: str | None = key(null_or(text))
    name: str = key(text)
    responsible: tuple[str, ...] = key(idents)
    responsible_written: tuple[str, ...] = key(texts)
    executors: tuple[str, ...] = key(idents)
    executors_written: tuple[str, ...] = key(texts)
    due_written: str = key(text)
    due: Due = key(_read_due)
    expected_result: str = key(text)
    results: tuple[Result, ...] = key(list_of(record(Result, _check_result)))
    indicators: tuple[str, ...] = key(texts)
    responsible_unresolved: tuple[str, ...] = option(texts, default=())
    executors_unresolved: tuple[str, ...] = option(texts, default=())
    note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """A direction of the roadmap, with the order's number."""

    id: int = key(whole)
    name: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the roadmap; `measures` is how many it holds."""

    id: str = key(text)
    name: str = key(text)
    direction: int | None = key(null_or(whole))
    measures: int = key(whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The whole of roadmap.yaml; empty lists where the order has no roadmap."""

    region: str = key(slug)
    title: str | None = key(null_or(text))
    period: OpenSpan = key(read_open_span)
    directions: tuple[Direction, ...] = key(list_of(record(Direction)))
    sections: tuple[Section, ...] = key(list_of(record(Section)))
    measures: tuple[Measure, ...] = key(list_of(record(Measure)))
    note: str | None = key(null_or(text))


read_roadmap = record(Roadmap)
