"""The school year of a route: its days, as the order of the day says."""

from __future__ import annotations

from datetime import date

from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["school_year", "year_of"]

SEPTEMBER = 9


def year_of(on: date) -> int:
    """The calendar year in which the school year of this day begins."""
    return on.year if on.month >= SEPTEMBER else on.year - 1


def school_year(viewer: AnyViewer, year: int, *, on: date) -> tuple[date, date]:
    """First and last day of the school year that begins in that calendar year."""
    del viewer, on
    return date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER - 1, 31)
