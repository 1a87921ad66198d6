"""A school year as days: when it begins and ends, and which stretches of it are not like the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from marshrut.cores.regulation.routes import Break, Year

__all__ = ["SchoolYear", "Stretch", "school_year", "year_of"]

_LEAP_DAY = "02-29"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A break of one school year; both days belong to it. `checked`: a source stands behind it."""

    code: str
    name: str
    first: date
    last: date
    what: str
    checked: bool

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolYear:
    """The school year that begins in the calendar year `year`."""

    year: int
    first: date
    last: date
    breaks: tuple[Stretch, ...]

    @property
    def title(self) -> str:
        """«2026/27»."""
        return f"{self.year}/{(self.year + 1) % 100:02d}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def breaks_within(self, first: date, last: date, what: str = "") -> tuple[Stretch, ...]:
        """Breaks that touch these days, of one sort where it is named."""
        return tuple(
            one for one in self.breaks if one.first <= last and first <= one.last and (not what or one.what == what)
        )

    def works(self, day: date) -> bool:
        """Whether people work on that day: neither a Saturday, a Sunday nor a day off."""
        return day.weekday() < 5 and not self.breaks_within(day, day, "days_off")  # noqa: PLR2004 — Saturday


def year_of(year: Year, on: date) -> int:
    """The calendar year in which the school year of this day begins; after its last day: of the coming one."""
    held = school_year(year, on.year - 1)
    return on.year - 1 if on <= held.last else on.year


def school_year(year: Year, begins: int) -> SchoolYear:
    """The days of the school year that begins in that calendar year."""
    first = _day(year.first, begins, year.first)
    return SchoolYear(
        year=begins,
        first=first,
        last=_day(year.last, begins, year.first),
        breaks=tuple(sorted((_stretch(one, begins, year.first) for one in year.breaks), key=lambda one: one.first)),
    )


def _stretch(one: Break, begins: int, start: str) -> Stretch:
    first, last = _day(one.first, begins, start), _day(one.last, begins, start)
    return Stretch(code=one.code, name=one.name, first=first, last=last, what=one.what, checked=one.source is not None)


def _day(month_day: str, begins: int, start: str) -> date:
    """The day of a school year: what stands before its beginning in the calendar belongs to the next year."""
    year = begins + (month_day < start)
    if month_day == _LEAP_DAY:
        return date(year, 3, 1) - timedelta(days=1)
    return date.fromisoformat(f"{year}-{month_day}")


def with_breaks(base: Year, own: Mapping[str, Break]) -> tuple[Break, ...]:
    """Breaks of the base, those of the order in the place of their codes and after them."""
    held = {one.code: one for one in base.breaks}
    return tuple((held | dict(own)).values())
