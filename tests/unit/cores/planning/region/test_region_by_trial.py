"""A region's plan against trying everything: the optimum where it is small, a true bound, no rule broken."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cores.planning.region.checker import value_of, violations
from marshrut.cores.planning.region.instance import Instance, InstanceError, none_of
from marshrut.cores.planning.region.market import Market, Prices
from marshrut.cores.planning.region.solve import RegionPlan, solve

sys.path.insert(0, str(Path(__file__).parent))
from small import best_by_trial, invented, lists

#: The search is compiled where nobody has yet: many seconds.
pytestmark = pytest.mark.slow


def no_clock() -> float:
    """A clock that stands still: nothing is cut."""
    return 0.0


def pairs(plan: RegionPlan) -> list[tuple[int, int]]:
    return list(zip(plan.people.tolist(), plan.resources.tolist(), strict=True))


def planned(instance: Instance, **options: object) -> RegionPlan:
    return solve(instance, seed=1, seconds=4, clock=no_clock, **options)


@pytest.mark.parametrize("seed", range(25))
def test_a_small_region_is_planned_as_well_as_possible_and_knows_it(seed: int) -> None:
    instance = invented(seed, people=3 + seed % 3)
    plan = planned(instance)
    assert violations(instance, pairs(plan)) == []
    assert plan.value == pytest.approx(best_by_trial(instance), abs=1e-6)
    assert plan.value == pytest.approx(value_of(instance, pairs(plan)), abs=1e-9)
    assert plan.gap == pytest.approx(0, abs=1e-6)
    assert plan.proof == "optimal"


@pytest.mark.parametrize("seed", range(25))
def test_prices_alone_bound_the_optimum_and_their_plan_breaks_no_rule(seed: int) -> None:
    instance = invented(seed, people=3 + seed % 3)
    plan = planned(instance, exact=False)
    best = best_by_trial(instance)
    assert violations(instance, pairs(plan)) == []
    assert plan.value <= best + 1e-7
    assert plan.bound >= best - 1e-7


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), dear=st.integers(0, 10_000), nodes=st.sampled_from([0, 1, 3, 1000]))
def test_any_prices_bound_the_optimum_however_short_the_search(seed: int, dear: int, nodes: int) -> None:
    instance = invented(seed, people=3, resources=4)
    market = Market(instance)
    rng = np.random.default_rng(dear)
    prices = Prices(rng.exponential(0.3, instance.resources), rng.exponential(0.02, len(instance.amounts)))
    answer = market.ask(prices, np.arange(3), most_nodes=nodes)
    assert answer.bound >= best_by_trial(instance) - 1e-7


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_a_plan_keeps_every_rule_with_and_without_the_floor_of_fairness(seed: int) -> None:
    instance = invented(seed, people=9, resources=8)
    plain, fair = planned(instance), planned(instance, fair=True)
    assert violations(instance, pairs(plain)) == []
    assert violations(instance, pairs(fair)) == []
    assert fair.value <= plain.bound + 1e-7
    assert fair.bound >= fair.value - 1e-9
    helped = [{i for i, r in pairs(one) if value_of(instance, [(i, r)]) > 0} for one in (plain, fair)]
    assert len(helped[1]) >= len(helped[0])


def planted(seed: int, people: int, groups: int) -> tuple[Instance, float]:
    """A region whose best plan is known: everybody's whole need is one resource that fits nobody else better."""
    rng = np.random.default_rng(seed)
    mine = rng.permutation(np.arange(people) % groups)
    seats = np.bincount(mine, minlength=groups).astype(float)
    near = [[g, (g + 1) % groups] for g in range(groups)]
    size = np.full(people, 1.0)
    empty = none_of(groups)
    instance = Instance(
        competencies=groups, hours=np.full(people, 10.0), weight=rng.uniform(0.5, 2, people),
        deficits=lists([[int(g)] for g in mine]), size=size, value=np.ones(people),
        taken_hours=np.full(groups, 10.0), seats=seats, cost=np.zeros(groups), budget=np.full(groups, -1),
        starts=np.ones(groups, dtype=np.int64), ends=np.zeros(groups, dtype=np.int64),
        least=seats.astype(np.int64), effects=lists([sorted(one) for one in near]),
        effect=np.concatenate([[1.0, 0.6] if g < (g + 1) % groups else [0.6, 1.0] for g in range(groups)]),
        needs=empty, in_order=np.zeros(0, dtype=bool), amounts=np.zeros(0), busy=none_of(people),
        busy_ends=np.zeros(0, dtype=np.int64), done=none_of(people),
    )  # fmt: skip
    return instance, float(instance.weight.sum())


@pytest.mark.parametrize(("people", "groups", "exact"), [(14, 6, True), (60, 12, True), (400, 20, False)])
def test_a_planted_optimum_is_found(people: int, groups: int, exact: bool) -> None:
    instance, best = planted(7, people, groups)
    plan = planned(instance, exact=exact)
    assert violations(instance, pairs(plan)) == []
    assert plan.value == pytest.approx(best, rel=1e-9)
    assert plan.gap == pytest.approx(0, abs=2e-3)


def test_the_same_seed_gives_the_same_plan_whatever_the_threads() -> None:
    instance = invented(3, people=300, resources=24, competencies=12)
    one, three = planned(instance, exact=False, threads=1), planned(instance, exact=False, threads=3)
    assert pairs(one) == pairs(three)
    assert one.bound == three.bound
    assert (one.prices.seats == three.prices.seats).all()


def test_the_clock_cuts_and_the_plan_says_so() -> None:
    instance = invented(3, people=200, resources=24, competencies=12)
    ticks = count()
    plan = solve(instance, seed=1, seconds=5, clock=lambda: float(next(ticks)), exact=False)
    assert plan.cut
    assert plan.bound >= plan.value
    assert violations(instance, pairs(plan)) == []


def test_a_circle_of_requirements_is_refused() -> None:
    instance = invented(1)
    with pytest.raises(InstanceError, match="circle"):
        planned(replace(instance, needs=lists([[1], [0], [], [], []]), in_order=np.zeros(2, dtype=bool)))


def test_nobody_lacks_anything_and_the_plan_is_empty_and_proved() -> None:
    instance = invented(1)
    plan = planned(replace(instance, deficits=none_of(4), size=np.zeros(0), value=np.zeros(0)))
    assert (plan.value, plan.bound, plan.gap, plan.served) == (0.0, 0.0, 0.0, 0)


def test_a_person_with_forty_deficits_is_planned_for() -> None:
    instance = invented(5, people=2, resources=8, competencies=40)
    lacking = lists([list(range(40)), []])
    many = replace(instance, deficits=lacking, size=np.full(40, 0.5), value=np.ones(40))
    plan = planned(many)
    assert plan.value == pytest.approx(best_by_trial(many), abs=1e-6)
