"""Where in time and space: overlaps, room between other things, how far somebody has to go."""

from __future__ import annotations

from collections.abc import Iterable

from marshrut.cores.planning.problem import REACHES, Days, Offer, Person, SelfStep, Year

__all__ = ["distance_of", "fits_year", "meets", "room", "within"]

_SATURDAY = 5


def meets(one: Days, other: Days, gap: int = 0) -> bool:
    """Whether two stretches of days touch, or come closer than `gap` days."""
    return one[0] <= other[1] + gap and other[0] <= one[1] + gap


def within(day: int, stretches: Iterable[Days]) -> bool:
    """Whether a day lies in one of them."""
    return any(first <= day <= last for first, last in stretches)


def distance_of(person: Person, offer: Offer) -> int:
    """How far it is, as an index of REACHES."""
    if offer.distance:
        return 0
    settlement, district = offer.near
    if settlement and settlement == person.near[0]:
        return REACHES.index("settlement")
    if district and district == person.near[1]:
        return REACHES.index("district")
    return REACHES.index("travel")


def fits_year(offer: Offer, year: Year) -> bool:
    """Inside the year, neither beginning nor ending on a day off; who has to come does not come while exams run."""
    first, last = offer.days
    if first < year.days[0] or last > year.days[1]:
        return False
    if within(first, year.days_off) or within(last, year.days_off):
        return False
    return offer.distance or not any(meets(offer.days, exams) for exams in year.exams)


def room(step: SelfStep, year: Year, taken: list[Days], *, since: int, gap: int) -> Days | None:
    """The first days on which a step without seats finds room; None where there is none.

    `taken`: other steps (with `gap` days between) and days when the person is away.
    """
    first, last = max(since, year.days[0]), year.days[1]
    while first + step.length - 1 <= last:
        days = (first, first + step.length - 1)
        hurdle = next((one for one in taken if meets(days, one, gap)), None)
        if hurdle is not None:
            first = max(first + 1, hurdle[1] + gap + 1)
            continue
        if step.lessons:
            exams = next((one for one in year.exams if meets(days, one)), None)
            if exams is not None:
                first = max(first + 1, exams[1] + 1)
                continue
        if all(_good(day, step, year) for day in days):
            return days
        first += 1
    return None


def _good(day: int, step: SelfStep, year: Year) -> bool:
    """Whether a step may begin or end on that day. Ordinal 1 was a Monday."""
    if (day + 6) % 7 >= _SATURDAY or within(day, year.days_off):
        return False
    return not (step.lessons and within(day, year.no_lessons))
