"""From a day to the days that count: a year, a quarter, a week up to it, or everything since an opening day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Window", "window", "years_before"]

_MONTHS_IN_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Window:
    """`first`–`on`, both counted; `first` None: since ever. People, places and roles are looked at on `on`."""

    first: date | None
    on: date


def window(during: str, period: str, *, on: date, opening: date) -> Window:
    """The days of a count on a day. Raises ValueError for a day before the opening of what counts since then."""
    if during in {"ever", "standing"}:
        return Window(None, on)
    if during == "opening" or period in {"until_date", "at_date", "once", "by_request"}:
        if on < opening:
            raise ValueError(f"{on} is before the first day that counts, {opening}")
        return Window(opening, on)
    if period == "quarter":
        month = (on.month - 1) // _MONTHS_IN_QUARTER * _MONTHS_IN_QUARTER + 1
        return Window(date(on.year, month, 1), on)
    if period == "week":
        return Window(on - timedelta(days=on.weekday()), on)
    return Window(date(on.year, 1, 1), on)


def years_before(on: date, years: int) -> date:
    """The same day so many years earlier; of 29 February the 1st of March, when such a day is over."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 3, 1)
