"""A plan that changes keeps what started and moves nobody needlessly; one person's alternatives differ in kind."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from marshrut.cores.planning.choices import Kind, choices
from marshrut.cores.planning.region.checker import value_of, violations
from marshrut.cores.planning.region.instance import none_of
from marshrut.cores.planning.region.market import Market
from marshrut.cores.planning.region.replan import after, replan
from marshrut.cores.planning.region.solve import RegionPlan, solve

sys.path.insert(0, str(Path(__file__).parent))
from small import best_by_trial, invented, lists

#: The search is compiled where nobody has yet: many seconds.
pytestmark = pytest.mark.slow


def pairs(plan: RegionPlan) -> list[tuple[int, int]]:
    return list(zip(plan.people.tolist(), plan.resources.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(12))
def test_what_started_is_a_fact_and_the_rest_is_an_instance_like_any_other(seed: int) -> None:
    instance = replace(invented(seed), least=np.zeros(5, dtype=np.int64))
    plan = pairs(solve(instance, seed=1, seconds=2, clock=lambda: 0.0))
    started = [one for one in plan if not instance.needs.row(one[1]).size][:2]
    left = after(instance, started)
    rest = pairs(solve(left, seed=1, seconds=2, clock=lambda: 0.0))
    assert violations(left, rest) == []
    assert violations(instance, [*started, *rest]) == []
    together = value_of(instance, [*started, *rest])
    assert together == pytest.approx(value_of(instance, started) + value_of(left, rest))
    assert together == pytest.approx(best_by_trial(instance), abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_a_refusal_moves_only_who_refused_and_those_whom_a_free_seat_helps_much(seed: int) -> None:
    instance = invented(seed, people=150, resources=16, competencies=10)
    plan = solve(instance, seed=1, seconds=3, clock=lambda: 0.0, exact=False)
    old = pairs(plan)
    refused = old[:: max(1, len(old) // 3)]
    change = replan(Market(instance), old, plan.prices, refused=refused)
    new = list(zip(change.people.tolist(), change.resources.tolist(), strict=True))
    assert violations(instance, new) == []
    assert not set(refused) & set(new)
    assert {i for i, _ in refused} <= set(change.lost)
    assert change.bound >= change.value == pytest.approx(value_of(instance, new))
    touched = {*change.lost, *change.moved}
    same = {one for one in old if one[0] not in touched}
    assert same <= set(new)


def test_a_cancelled_course_moves_its_members_and_nobody_sits_in_it() -> None:
    instance = replace(invented(4, people=80, resources=14, competencies=8), least=np.zeros(14, dtype=np.int64))
    plan = solve(instance, seed=1, seconds=3, clock=lambda: 0.0, exact=False)
    course = int(np.bincount(plan.resources).argmax())
    change = replan(Market(instance), pairs(plan), plan.prices, cancelled=[course])
    new = list(zip(change.people.tolist(), change.resources.tolist(), strict=True))
    assert course not in {r for _, r in new}
    assert violations(instance, new) == []
    assert {i for i, r in pairs(plan) if r == course} <= set(change.lost)


def test_nothing_happened_and_nothing_moves() -> None:
    instance = invented(2, people=100, resources=14, competencies=8)
    plan = solve(instance, seed=1, seconds=3, clock=lambda: 0.0, exact=False)
    change = replan(Market(instance), pairs(plan), plan.prices, most_moved=0.0)
    assert list(zip(change.people.tolist(), change.resources.tolist(), strict=True)) == pairs(plan)
    assert change.lost == change.moved == ()


def test_a_smaller_budget_takes_back_what_it_cannot_pay() -> None:
    instance = replace(invented(4, people=80, resources=14, competencies=8), least=np.zeros(14, dtype=np.int64))
    rich = replace(instance, budget=np.zeros(14, dtype=np.int64), amounts=np.array([2000.0]))
    plan = solve(rich, seed=1, seconds=3, clock=lambda: 0.0, exact=False)
    poor = replace(rich, amounts=np.array([500.0]))
    change = replan(Market(poor), pairs(plan), plan.prices)
    new = list(zip(change.people.tolist(), change.resources.tolist(), strict=True))
    assert violations(poor, new) == []
    assert change.lost


def test_alternatives_differ_in_kind_and_each_step_says_why() -> None:
    rng = np.random.default_rng(3)
    count = 40
    base = invented(3, people=1, resources=count, competencies=8)
    instance = replace(
        base, hours=np.array([60.0]), deficits=lists([list(range(8))]), size=np.full(8, 1.0),
        value=rng.uniform(0.5, 1, 8),
        taken_hours=rng.choice([4.0, 8.0, 16.0, 24.0], count), eligible=None, done=none_of(1), busy=none_of(1),
        busy_ends=np.zeros(0, dtype=np.int64), needs=none_of(count), in_order=np.zeros(0, dtype=bool),
            kinds=None, most_steps=None,
    )  # fmt: skip
    home = rng.random(count) < 0.4
    found = choices(instance, 0, at_home=home)
    assert found[0].kind is Kind.MOST
    assert len(found) == 3
    best = found[0]
    for one in found[1:]:
        assert one.value <= best.value + 1e-9
        assert {
            Kind.FEWEST_HOURS: one.hours < best.hours,
            Kind.AT_HOME: one.away < best.away,
            Kind.FASTEST: one.last_day < best.last_day,
        }[one.kind]
    routes = [tuple(why.resource for why in one.steps) for one in found]
    assert len(set(routes)) == 3
    for one in found:
        plan = [(0, why.resource) for why in one.steps]
        assert {v.rule for v in violations(instance, plan)} <= {"min_group", "budget"}
        assert one.value == pytest.approx(value_of(instance, plan))
        assert all(sum(worth for _, worth in why.closes) > 0 for why in one.steps)


def test_nothing_to_offer_gives_no_choices() -> None:
    instance = replace(invented(3), deficits=none_of(4), size=np.zeros(0), value=np.zeros(0))
    assert choices(instance, 0) == []
