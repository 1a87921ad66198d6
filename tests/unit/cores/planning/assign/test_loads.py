"""People to guides under a norm: the least cost over all ways, even loads, nobody moved without need."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cores.planning.assign import Arcs, AssignError, fair_shares, spread

pytestmark = pytest.mark.slow


def _arcs(costs: list[dict[int, float]]) -> Arcs:
    rows = [row for row, one in enumerate(costs) for _ in one]
    places = [place for one in costs for place in one]
    values = [cost for one in costs for cost in one.values()]
    return Arcs.of(len(costs), np.array(rows), np.array(places), np.array(values, dtype=float))


def _cheapest(
    costs: list[dict[int, float]], room: list[int], even: list[int], before: list[int], crowd: float, change: float
) -> tuple[int, float]:
    """Of all ways: as many as possible with a guide, then the least cost."""
    best = (len(costs) + 1, 0.0)
    for chosen in product(*([-1, *one] for one in costs)):
        cost = 0.0
        if any(chosen.count(guide) > room[guide] for guide in range(len(room))):
            continue
        for guide in range(len(room)):
            came = [row for row, one in enumerate(chosen) if one == guide]
            cost += sum(costs[row][guide] + change * (before[row] not in {-1, guide}) for row in came)
            others = sum(before[row] != guide for row in came)
            cost += crowd * max(0, others - even[guide])
        best = min(best, (chosen.count(-1), cost))
    return best


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_cheaper_exists_among_all_ways(data: st.DataObject) -> None:
    guides = data.draw(st.integers(1, 3))
    people = data.draw(st.integers(1, 5))
    guide = st.integers(0, guides - 1)
    costs = [data.draw(st.dictionaries(guide, st.integers(0, 4).map(float), max_size=guides)) for _ in range(people)]
    room = data.draw(st.lists(st.integers(0, 3), min_size=guides, max_size=guides))
    even = [data.draw(st.integers(0, one)) for one in room]
    before = [data.draw(st.sampled_from([-1, *one])) for one in costs]
    if not any(costs):
        return
    found = spread(_arcs(costs), np.array(room), np.array(even), crowd=5.0, before=np.array(before), change=100.0)
    left, cost = _cheapest(costs, room, even, before, 5.0, 100.0)
    assert int((found.guide < 0).sum()) == left
    assert found.cost == pytest.approx(cost)
    assert found.proved
    assert found.came.sum() == people - left
    assert (found.came <= np.array(room)).all()


def test_loads_are_evened_before_the_road_counts_and_the_norm_holds() -> None:
    """Ten people are nearer to the first guide; four even seats each: six of them would crowd it, and go on."""
    near = _arcs([{0: 0.0, 1: 3.0} for _ in range(10)])
    found = spread(near, np.array([6, 6]), np.array([4, 6]), crowd=5.0)
    assert found.came.tolist() == [4, 6]
    full = spread(near, np.array([6, 2]), np.array([4, 2]), crowd=5.0)
    assert full.came.tolist() == [6, 2]
    assert (full.guide < 0).sum() == 2


def test_who_is_with_a_guide_stays_and_only_what_is_over_the_norm_moves() -> None:
    """Seven are with the first, whose norm is five: the two to whom the second is nearest move."""
    road = [0.0, 9.0, 9.0, 1.0, 9.0, 9.0, 9.0]
    arcs = _arcs([{0: 0.0, 1: one} for one in road])
    found = spread(
        arcs, np.array([5, 5]), np.array([1, 5]), crowd=5.0, before=np.zeros(7, dtype=np.int64), change=100.0
    )
    assert np.flatnonzero(found.guide == 1).tolist() == [0, 3]
    assert found.cost == pytest.approx(201.0)


def test_a_fair_share_is_level_as_water_as_far_as_people_fit() -> None:
    """Guide 0 holds two and guide 1 none: four who fit both make three each. Whom one alone fits weighs on it first."""
    both = {0: 0.0, 1: 0.0}
    room = np.array([9, 9, 9])
    assert fair_shares(_arcs([both] * 4), np.array([2, 0, 7]), room).tolist() == [3, 3, 7]
    assert fair_shares(_arcs([{0: 0.0}] * 5 + [both] * 3), np.array([0, 0, 0]), room).tolist() == [5, 3, 0]
    assert fair_shares(_arcs([both] * 6), np.array([0, 0, 0]), np.array([1, 9, 9])).tolist() == [1, 5, 0]


def test_more_even_seats_than_room_are_no_problem_to_solve() -> None:
    with pytest.raises(AssignError, match="guide 1"):
        spread(_arcs([{0: 0.0}]), np.array([1, 1]), np.array([1, 2]), crowd=1.0)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_what_is_poured_stands_at_one_height(data: st.DataObject) -> None:
    """All of it is poured where there is room; whoever got some stands no higher than whoever got less room."""
    from marshrut.cores.planning.assign.loads import _pour

    level = np.array(data.draw(st.lists(st.integers(0, 20), min_size=1, max_size=6)), dtype=float)
    top = level + np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(level), max_size=len(level))))
    amount = float(data.draw(st.integers(0, 40)))
    poured = _pour(level, top, amount)
    assert poured.sum() == pytest.approx(min(amount, (top - level).sum()))
    assert (poured >= 0).all()
    assert (level + poured <= top + 1e-9).all()
    height = (level + poured)[poured > 1e-9].max(initial=0)
    open_ones = level + poured < top - 1e-9
    assert (level[open_ones] + poured[open_ones] >= height - 1e-6).all()
