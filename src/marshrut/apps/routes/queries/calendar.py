"""The school year of a route: its days, as the order of the day says."""

from __future__ import annotations

from datetime import date

from marshrut.apps.regulation.queries import route_rules
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["current_year", "school_year"]


def school_year(viewer: AnyViewer, year: int, *, on: date) -> tuple[date, date]:
    """First and last day of the school year that begins in that calendar year."""
    found = route_rules(viewer, on=on).school_year(year)
    return found.first, found.last


def current_year(viewer: AnyViewer, *, on: date) -> int:
    """The calendar year in which the school year of that day begins, or the coming one."""
    return route_rules(viewer, on=on).year_of(on)
