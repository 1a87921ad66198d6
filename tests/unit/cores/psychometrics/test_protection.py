"""Figures of groups: nobody is worked out, not from a small group, not by subtraction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cores.psychometrics import protect, share_in_words

FIVE = 5
#: region → two districts → two schools each
TREE = [-1, 0, 0, 1, 1, 2, 2]


def counts(*leaves: int) -> Any:
    a, b, c, d = leaves
    return np.array([[a + b + c + d], [a + b], [c + d], [a], [b], [c], [d]])


def shown(*leaves: int) -> list[bool]:
    return protect(TREE, counts(*leaves), smallest=FIVE).shown[:, 0].tolist()


def test_large_groups_are_all_shown() -> None:
    assert all(shown(10, 10, 10, 10))


def test_a_small_school_takes_another_one_with_it() -> None:
    """3 people of one school: its sister's figure would give them away against the district's."""
    assert shown(3, 10, 10, 10) == [True, True, True, False, False, True, True]


def test_a_lone_small_school_is_not_derived_from_the_region_either() -> None:
    """Without a sister: the region minus the other district would be those three."""
    got = protect([-1, 0, 0], np.array([[23], [3], [20]]), smallest=FIVE).shown[:, 0].tolist()
    assert got == [True, False, False]


def test_nothing_of_a_small_tenant_is_shown() -> None:
    assert not any(shown(1, 1, 1, 1))


def test_a_part_that_a_total_would_give_away_is_hidden() -> None:
    """Everybody 14, of them 9 and 3 of two groups of subjects (2 of none): 14 − 9 leaves five, which is enough."""
    one = protect([-1], np.array([[14, 9, 3]]), smallest=FIVE, totals=[-1, 0, 0])
    assert one.shown.tolist() == [[True, True, False]]
    two = protect([-1], np.array([[14, 9, 3, 0]]) - np.array([[2, 0, 0, 0]]), smallest=FIVE, totals=[-1, 0, 0, 0])
    assert two.shown.tolist() == [[True, False, False, False]]


def test_impossible_counts_are_an_error() -> None:
    with pytest.raises(ValueError, match="more people below"):
        protect([-1, 0], np.array([[3], [5]]), smallest=FIVE)
    with pytest.raises(ValueError, match="parts are more"):
        protect([-1], np.array([[7, 9]]), smallest=FIVE, totals=[-1, 0])
    with pytest.raises(ValueError, match="circle"):
        protect([1, 0], np.array([[7], [7]]), smallest=FIVE)


@st.composite
def lattices(draw: Any) -> tuple[list[int], Any, list[int]]:
    """A tree with people in it, in some groups of subjects; the last column is everybody."""
    size = draw(st.integers(1, 12))
    parent = [-1] + [draw(st.integers(0, place - 1)) for place in range(1, size)]
    groups = draw(st.integers(1, 3))
    direct = np.array(
        [[draw(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 7, 12])) for _ in range(groups + 1)] for _ in range(size)]
    )
    direct[:, -1] += direct[:, :-1].sum(axis=1)
    total = direct.copy()
    for place in range(size - 1, 0, -1):
        total[parent[place]] += total[place]
    return parent, total, [groups] * groups + [-1]


@given(lattices())
@settings(max_examples=300, deadline=None)
def test_every_difference_of_nested_groups_is_nobody_or_enough(made: tuple[list[int], Any, list[int]]) -> None:
    parent, total, totals = made
    got = protect(parent, total, smallest=FIVE, totals=totals).shown
    assert not (got & (total < FIVE)).any(), "no figure of fewer than five"
    children: list[list[int]] = [[] for _ in parent]
    for place, above in enumerate(parent[1:], start=1):
        children[above].append(place)
    for column in range(total.shape[1]):
        for place in range(len(parent)):
            if got[place, column]:
                rest = total[place, column] - sum(_largest(children, got[:, column], total[:, column], place))
                assert rest == 0 or rest >= FIVE
    for place in range(len(parent)):
        if got[place, -1]:
            rest = total[place, -1] - (total[place, :-1] * got[place, :-1]).sum()
            assert rest == 0 or rest >= FIVE


def _largest(children: list[list[int]], shown_: Any, count: Any, place: int) -> list[int]:
    """Counts of the largest shown places inside a place."""
    found = []
    for child in children[place]:
        found += [int(count[child])] if shown_[child] else _largest(children, shown_, count, child)
    return found


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 5, "до трети"),
        (2, 6, "до трети"),
        (3, 6, "от трети до двух третей"),
        (4, 6, "от трети до двух третей"),
        (5, 6, "больше двух третей"),
        (19, 19, "больше двух третей"),
        (0, 20, "до 5 %"),
        (1, 40, "до 5 %"),
        (9, 20, "около 45 %"),
        (37, 100, "около 35 %"),
        (20, 20, "95 % и больше"),
        (95, 100, "95 % и больше"),
    ],
)
def test_a_share_is_as_coarse_as_its_group_asks_for(part: int, whole: int, words: str) -> None:
    said = share_in_words(part, whole, smallest=FIVE)
    assert said.words == words
    assert said.low - 0.01 <= part / whole <= said.high + 0.01


@pytest.mark.parametrize(("part", "whole"), [(1, 4), (0, 1), (6, 5), (-1, 10)])
def test_there_is_no_share_of_four_people(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no figure of fewer than 5"):
        share_in_words(part, whole, smallest=FIVE)


@given(st.integers(5, 400), st.data())
def test_nobody_and_everybody_are_never_said(whole: int, data: Any) -> None:
    none, all_ = share_in_words(0, whole, smallest=FIVE), share_in_words(whole, whole, smallest=FIVE)
    assert none.high > 0
    assert all_.low < 1
    near = share_in_words(min(1, whole), whole, smallest=FIVE)
    assert near.words == none.words or whole < 40
