"""The year's end from the pace of past years: worked by hand, and what must hold whatever the numbers."""

from __future__ import annotations

from datetime import date
from math import inf, nan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.cores.indicators import Little, missing_to, year_end
from marshrut.cores.indicators.forecast import by_same_day

JUNE = date(2026, 6, 30)


def _even(by_june: float, end: float) -> list[float]:
    """A year that stood at so many at the end of June and so many at the end."""
    return [by_june] * 6 + [by_june] * 5 + [end]


def test_two_years_that_doubled_after_june_by_hand() -> None:
    """Σa = 110, Σe = 220: twice as many; s² = 0; p = ½; variance 120 + 120²·½/110; Student's point 3,0777."""
    made = year_end(60, on=JUNE, past=[_even(50, 100), _even(60, 120)])
    half = 3.0777 * sqrt(120 + 120**2 * 0.5 / 110)
    assert made.point == pytest.approx(120)
    assert made.high == pytest.approx(120 + half)
    assert made.low == pytest.approx(120 - half)
    assert (made.years, made.little, made.certain) == (2, None, False)


def test_years_that_differ_widen_the_interval() -> None:
    alike = year_end(600, on=JUNE, past=[_even(500, 1000), _even(500, 1000), _even(500, 1000)])
    apart = year_end(600, on=JUNE, past=[_even(500, 700), _even(500, 1000), _even(500, 1300)])
    assert apart.point == alike.point == pytest.approx(1200)
    assert apart.high - apart.low > 2 * (alike.high - alike.low)


def test_one_past_year_gives_a_wide_interval() -> None:
    """Chance alone, doubled as a deviation: 2 · 1,2816 · √(60·½/¼ + 120²·½/50) with p = 50,5 / 101 = ½."""
    made = year_end(60, on=JUNE, past=[_even(50, 100)])
    assert made.high - made.point == pytest.approx(2 * 1.2816 * sqrt(120 + 120**2 * 0.5 / 50))
    assert made.years == 1


def test_the_middle_of_a_month_counts_by_its_days() -> None:
    months = [0, 0, 0, 30, *[30] * 8]
    assert by_same_day(months, date(2026, 4, 10)) == pytest.approx(10)
    assert by_same_day([31.0] * 12, date(2026, 1, 1)) == pytest.approx(1)


def test_a_year_that_is_over_has_no_uncertainty() -> None:
    made = year_end(17, on=date(2026, 12, 31), past=[])
    assert (made.low, made.point, made.high, made.certain) == (17, 17, 17, True)


def test_a_past_without_anybody_is_too_little_to_say() -> None:
    for past in ([], [[0.0] * 12], [_even(2, 100), _even(2, 90)]):
        assert year_end(60, on=JUNE, past=past).little is Little.NO_PAST
    assert year_end(0, on=JUNE, past=[_even(50, 100)]).little is Little.NOBODY_YET


def test_the_whole_is_the_limit() -> None:
    made = year_end(90, on=JUNE, past=[_even(50, 100), _even(50, 100)], most=100)
    assert (made.point, made.high) == (100, 100)


def test_a_past_without_latecomers_does_not_promise_that_none_come() -> None:
    made = year_end(100, on=JUNE, past=[_even(50, 50), _even(50, 50)])
    assert made.point == 100
    assert made.high > 100


@pytest.mark.parametrize("counted", [-1, nan, inf])
def test_what_is_no_count_is_refused(counted: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        year_end(counted, on=JUNE, past=[])


@pytest.mark.parametrize(
    ("past", "words"), [([[1.0] * 11], "twelve"), ([[2.0, 1.0, *[3.0] * 10]], "fall"), ([[nan] * 12], "fall")]
)
def test_years_that_are_none_are_refused(past: list[list[float]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        year_end(1, on=JUNE, past=past)


_YEAR = st.lists(st.integers(0, 400), min_size=12, max_size=12).map(
    lambda steps: [float(sum(steps[: at + 1])) for at in range(12)]
)


@given(
    counted=st.integers(0, 5000),
    on=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    past=st.lists(_YEAR, max_size=14),
    whole=st.none() | st.integers(1, 9000),
)
def test_whatever_the_numbers(counted: int, on: date, past: list[list[float]], whole: int | None) -> None:
    made = year_end(counted, on=on, past=past, most=whole)
    assert counted <= made.low <= made.point <= made.high
    if whole is not None and counted <= whole:
        assert made.high <= whole
    if (on.month, on.day) == (12, 31):
        assert made.low == made.high == counted
    if not any(year[-1] for year in past) and not made.certain:
        assert made.little is Little.NO_PAST
    if made.little:
        assert made.low == made.high == counted


@given(_YEAR, st.integers(1, 5000))
def test_more_people_counted_foresee_no_fewer(year: list[float], counted: int) -> None:
    less, more = (year_end(n, on=JUNE, past=[year, year]) for n in (counted, counted + 1))
    assert less.little is not None or more.point > less.point


@pytest.mark.parametrize(
    ("target", "counted", "whole", "percent", "missing"),
    [(50, 40, 100, True, 10), (50, 50, 100, True, 0), (33.3, 0, 10, True, 4), (30, 27, 90, True, 0),
     (7, 5, None, False, 2), (7, 9, None, False, 0), (None, 5, 10, True, None), (50, 5, 0, True, None)],
)  # fmt: skip
def test_how_many_are_missing(
    target: float | None, counted: float, whole: float | None, percent: bool, missing: int | None
) -> None:
    assert missing_to(target, counted, whole, percent=percent) == missing
