"""Wilson's interval: published numbers, limits, and when a place is told apart from a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.cores.indicators import SMALL, Apart, apart, is_share, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # R. Newcombe, Two-sided confidence intervals for the single proportion, 1998: table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals_come_out(part: int, whole: int, low: float, high: float) -> None:
    found = wilson(part, whole)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


@given(st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_share_lies_in_its_interval_and_the_interval_on_the_scale(pair: tuple[int, int]) -> None:
    part, whole = pair
    found = wilson(part, whole)
    assert 0 <= found.low <= part / whole <= found.high <= 1
    mirrored = wilson(whole - part, whole)
    assert mirrored.low == pytest.approx(1 - found.high, abs=1e-9)
    assert found.few == (whole < SMALL)


def test_more_people_make_it_narrower() -> None:
    widths = [wilson(n // 2, n).high - wilson(n // 2, n).low for n in (4, 10, 40, 400, 4000)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 0.6
    assert widths[-1] < 0.04


@pytest.mark.parametrize(
    ("part", "whole"), [(None, 3), (3, None), (4, 3), (-1, 3), (0, 0), (float("nan"), 3), (1, float("inf"))]
)
def test_what_is_no_part_of_a_whole_has_no_interval(part: float | None, whole: float | None) -> None:
    assert not is_share(part, whole)
    if part is not None and whole is not None:
        with pytest.raises(ValueError, match="no share"):
            wilson(part, whole)


def test_a_small_place_is_not_told_apart_and_a_large_one_is() -> None:
    """40 % against 60 %: four of ten is no news, four hundred of a thousand is."""
    assert apart(wilson(4, 10), 0.6) is Apart.SAME
    assert apart(wilson(400, 1000), 0.6) is Apart.BELOW
    assert apart(wilson(800, 1000), 0.6) is Apart.ABOVE
