"""Periods and last days as the data writes them; shared by targets and terms."""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from marshrut.cores.regulation.readers import Path, Sheet, day, key, null_or, record
from marshrut.cores.regulation.words import PRECISIONS

__all__ = ["OpenSpan", "Span", "check_last_day", "check_order", "read_open_span", "read_span"]

_MONTHS_IN_QUARTER = 3
_DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one day to another, both included."""

    from_: date = key(day, "from")
    to: date = key(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan:
    """The same, either end of which the order may leave open."""

    from_: date | None = key(null_or(day), "from")
    to: date | None = key(null_or(day))


class _Ends(Protocol):
    @property
    def from_(self) -> date | None: ...
    @property
    def to(self) -> date | None: ...


def check_order(sheet: Sheet, path: Path, span: _Ends) -> None:
    """The beginning does not lie after the end."""
    if span.from_ is not None and span.to is not None and span.from_ > span.to:
        sheet.report((*path, "from"), f"начало {span.from_:%d.%m.%Y} позже конца {span.to:%d.%m.%Y}")


def check_last_day(sheet: Sheet, path: Path, last: date, precision: str) -> None:
    """A date that stands for a month, a quarter or a year is the last day of it."""
    end_of_month = last.day == monthrange(last.year, last.month)[1]
    good = {
        "day": True,
        "month": end_of_month,
        "quarter": end_of_month and last.month % _MONTHS_IN_QUARTER == 0,
        "year": end_of_month and last.month == _DECEMBER,
    }
    if not good[precision]:
        sheet.report(path, f"{last:%d.%m.%Y} — не последний день периода «{PRECISIONS[precision]}»")


read_span = record(Span, check_order)
read_open_span = record(OpenSpan, check_order)
