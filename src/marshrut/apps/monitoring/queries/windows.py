"""From an indicator and a day to the days that count."""

from __future__ import annotations

from datetime import date

from marshrut.cores.indicators import Window, window
from marshrut.cores.regulation import Indicator
from marshrut.cores.regulation.counting import Facts

__all__ = ["opening_of", "window_of"]


def opening_of(one: Indicator) -> date:
    """The first day that counts «нарастающим итогом»: the opening year, else that of the first target."""
    years = [year for target in one.targets for year in (target.year, target.from_year) if year]
    years += [target.by.year for target in one.targets if target.by]
    return date(one.opening_year or min(years, default=1), 1, 1)


def window_of(indicator: Indicator, facts: Facts, *, on: date) -> Window:
    """The days that count for an indicator on a day."""
    opening = date(facts.since, 1, 1) if facts.since else opening_of(indicator)
    return window(facts.during, indicator.period, on=on, opening=min(opening, on))
