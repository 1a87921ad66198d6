"""How many it will be at the end of the year, from the pace of the same months of past years, and how many are missing.

What is counted by a day is `n`. Past year i had `a_i` by the same day (between month ends in proportion to the days)
and `e_i` at its end. The expected year's end is `n · Σe / Σa`: the pooled ratio, in which a year weighs as many as it
counted. Around it stands an interval in which the year's end falls four times of five, if the year goes on as the past
ones did. Three things widen it, as variances in people squared:

    this year's chance     n (1 − p) / p²          whoever still comes, comes by chance: negative binomial
    the past's chance      N² (1 − p) / Σa         `p` is known from Σa people only
    years differ           N² s² (1 + 1/k)         s² is the variance of ln(e_i / a_i) of k ≥ 2 years

with `p = (Σa + ½) / (Σe + 1)`, so that a past without latecomers does not promise that none come, and N the expected
year's end. The half width is the root of their sum times Student's 90 % point for k − 1 degrees of freedom. Of one past
year nobody can say how much years differ: the first two then stand doubled (as deviations). Without a past year, or
with too few people in it, there is no forecast, and why is said.

Limits: never below what is counted, never above the whole. The pace of past years is that of people who count on the
day asked for; a year unlike the past ones (a new rule, a large order) is not foreseen. No cause is claimed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil, isfinite, log, sqrt

__all__ = ["LEAST", "Forecast", "Little", "by_same_day", "missing_to", "year_end"]

#: People that past years must have had by the day before their pace says anything.
LEAST = 5
_MONTHS = 12
_HUNDRED = 100.0
#: Normal 90 % point, for one past year doubled.
_NORMAL = 1.2816
#: Student's 90 % points by degrees of freedom: 80 % lie between − and +.
_STUDENT = (3.0777, 1.8856, 1.6377, 1.5332, 1.4759, 1.4398, 1.4149, 1.3968, 1.3830, 1.3722)
_ALMOST = 1e-9


class Little(StrEnum):
    """Why there is no forecast: data are too few."""

    NO_PAST = "no_past"
    NOBODY_YET = "nobody_yet"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The count at the year's end, in people (places, teams). `years`: how many past years it stands on. `certain`:
    the year is over. `little` says why there is no forecast; `point`, `low`, `high` are then what is counted."""

    counted: float
    point: float
    low: float
    high: float
    years: int
    certain: bool = False
    little: Little | None = None


def by_same_day(months: Sequence[float], on: date) -> float:
    """A past year's count by the same day of the year, from its cumulative counts at twelve month ends."""
    before = months[on.month - 2] if on.month > 1 else 0.0
    share = on.day / monthrange(on.year, on.month)[1]
    return before + (months[on.month - 1] - before) * share


def year_end(counted: float, *, on: date, past: Sequence[Sequence[float]], most: float | None = None) -> Forecast:
    """The year's end of a count that stands at `counted` on a day. `past`: of each past year twelve cumulative counts
    at month ends; `most`: the whole that the count is a part of. Raises ValueError for numbers that are no counts."""
    _check(counted, past)
    if (on.month, on.day) == (_MONTHS, 31):
        return Forecast(counted, counted, counted, counted, len(past), certain=True)
    pairs = [(by_same_day(months, on), months[-1]) for months in past]
    pairs = [(by_day, end) for by_day, end in pairs if by_day > 0]
    came, ends = sum(by_day for by_day, _ in pairs), sum(end for _, end in pairs)
    if came < LEAST:
        return Forecast(counted, counted, counted, counted, len(pairs), little=Little.NO_PAST)
    if counted <= 0:
        return Forecast(counted, counted, counted, counted, len(pairs), little=Little.NOBODY_YET)
    point = counted * ends / came
    half = _half_width(counted, point, pairs, came, ends)
    return _within(Forecast(counted, point, point - half, point + half, len(pairs)), most)


def missing_to(target: float | None, counted: float, whole: float | None, *, percent: bool) -> int | None:
    """How many more must be counted for a target «не менее»; 0: it is reached; None: nothing to reckon with."""
    if target is None or (percent and not whole):
        return None
    needed = target * (whole or 0.0) / _HUNDRED if percent else target
    return max(0, ceil(needed - counted - _ALMOST))


def _check(counted: float, past: Sequence[Sequence[float]]) -> None:
    if not isfinite(counted) or counted < 0:
        raise ValueError(f"a count is not negative: {counted}")
    for months in past:
        if len(months) != _MONTHS:
            raise ValueError(f"a year has twelve month ends, not {len(months)}")
        steps = zip((0.0, *months), months, strict=False)
        if not all(isfinite(later) and later >= earlier for earlier, later in steps):
            raise ValueError("cumulative counts do not fall")


def _half_width(counted: float, point: float, pairs: Sequence[tuple[float, float]], came: float, ends: float) -> float:
    share = (came + 0.5) / (ends + 1.0)
    chance = counted * (1 - share) / share**2 + point**2 * (1 - share) / came
    years = len(pairs)
    if years == 1:
        return 2 * _NORMAL * sqrt(chance)
    logs = [log(end / by_day) for by_day, end in pairs]
    mean = sum(logs) / years
    spread = sum((one - mean) ** 2 for one in logs) / (years - 1)
    free = years - 1
    student = _STUDENT[free - 1] if free <= len(_STUDENT) else _NORMAL
    return student * sqrt(chance + point**2 * spread * (1 + 1 / years))


def _within(made: Forecast, most: float | None) -> Forecast:
    top = made.high if most is None else max(most, made.counted)
    point = min(max(made.point, made.counted), top)
    low, high = max(min(made.low, point), made.counted), max(min(made.high, top), point)
    return Forecast(made.counted, point, low, high, made.years)
