"""The problem of drafts as a region and back: the region forbids what drafts forbid, and no more than that."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cores.planning import Plan, ProblemError, draft, violations
from marshrut.cores.planning.bridge import as_plan, as_region, open_weight, seats_room, seats_value
from marshrut.cores.planning.problem import Kept
from marshrut.cores.planning.region.checker import value_of
from marshrut.cores.planning.region.checker import violations as broken
from unit.cores.planning.invented import SELF_STEPS, offer, person, problem, region


def seats_of(plan: Plan) -> list[list[int]]:
    return [[step.offer for step in steps if step.offer is not None] for steps in plan.steps]


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6), people=st.integers(1, 20), offers=st.integers(1, 16), whole=st.booleans())
def test_every_draft_is_a_plan_of_the_region_and_worth_the_same(
    seed: int, people: int, offers: int, whole: bool
) -> None:
    """So a bound on plans of the region is a bound on drafts."""
    made = region(people, offers, seed=seed, whole=whole)
    plan, said = draft(made, seed=seed), as_region(made)
    ways: dict[int, list[int]] = {}
    for resource, one in enumerate(said.offer_of.tolist()):
        ways.setdefault(one, []).append(resource)
    pairs: list[tuple[int, int]] = []
    for index, taken in enumerate(seats_of(plan)):
        route: list[int] = []
        for one in sorted(taken, key=lambda at: made.offers[at].days):
            fits = [way for way in ways[one] if not _alone(said.instance, index, [*route, way])]
            assert fits, "a step of a draft that the region forbids"
            route.append(fits[0])
        pairs += [(index, way) for way in route]
    assert broken(said.instance, pairs) == []
    assert value_of(said.instance, pairs) == pytest.approx(seats_value(said, plan))
    assert seats_value(said, plan) <= seats_room(said) + 1e-9


def _alone(instance: object, index: int, route: list[int]) -> list[object]:
    shared = {"min_group", "seats", "budget"}
    return [one for one in broken(instance, [(index, way) for way in route]) if one.rule not in shared]  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), people=st.integers(1, 20), offers=st.integers(1, 16), whole=st.booleans())
def test_seats_that_were_decided_become_a_plan_that_breaks_no_rule(
    seed: int, people: int, offers: int, whole: bool
) -> None:
    """Whatever was decided, even at random: what no rule lets be is named as lost."""
    made = region(people, offers, seed=seed, whole=whole)
    chance = np.random.default_rng(seed)
    wild = [chance.choice(offers, min(3, offers), replace=False).tolist() for _ in range(people)]
    for more in (False, True):
        completed = as_plan(made, wild, seed=seed, more=more)
        assert violations(made, completed.plan) == []
        kept = seats_of(completed.plan)
        assert all(one not in kept[index] or more for index, one in completed.lost)
        said = {(index, one) for index, taken in enumerate(wild) for one in taken}
        assert set(completed.lost) <= said
        assert {(at, one) for at, taken in enumerate(kept) for one in taken} >= said - set(completed.lost)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_seats_of_a_draft_come_back_as_they_were(seed: int) -> None:
    made = region(15, 12, seed=seed)
    plan = draft(made, seed=seed)
    again = as_plan(made, plan.taken, seed=seed, more=False)
    assert again.lost == ()
    assert again.plan.value == pytest.approx(plan.value)
    assert [[(one.offer, one.self_step, one.days) for one in steps] for steps in again.plan.steps] == [
        [(one.offer, one.self_step, one.days) for one in steps] for steps in plan.steps
    ]


def test_a_programme_with_several_groups_before_it_shares_its_seats_among_the_ways() -> None:
    first = [offer(f"f{at}", 10 * at, 8, programme="base", effects={"a": 0.2}) for at in range(2)]
    then = offer("then", 60, 8, seats=1, programme="more", effects={"a": 0.5}, needs=frozenset({"base"}))
    crowd = [person("new"), person("knows", done=frozenset({"base"}))]
    said = as_region(problem(crowd, [*first, then]))
    assert said.offer_of.tolist() == [0, 1, 2, 2]
    assert said.instance.eligible is not None
    assert said.instance.eligible.row(0).tolist() == [0, 1, 2, 3]
    assert said.instance.eligible.row(1).tolist() == [2]
    names = {one.rule for one in broken(said.instance, [(0, 0), (0, 2), (1, 2)])}
    assert names == {"seats", "budget"}
    assert {one.rule for one in broken(said.instance, [(0, 1), (0, 3), (1, 2)])} == {"budget"}
    assert broken(said.instance, [(0, 1), (0, 3)]) == []
    assert {one.rule for one in broken(said.instance, [(0, 0), (0, 3)])} == {"prerequisite"}
    assert {one.rule for one in broken(said.instance, [(0, 0), (0, 1)])} == {"alike"}


def test_free_seats_open_no_group_that_stays_small() -> None:
    group = offer("g", 10, 8, seats=9, least=3)
    crowd = [person(index) for index in range(2)]
    completed = as_plan(problem(crowd, [group], whole=True), [[], []])
    assert seats_of(completed.plan) == [[], []]
    open_already = offer("g", 10, 8, seats=9, least=3, held=2)
    completed = as_plan(problem(crowd, [open_already], whole=True), [[0], []])
    assert seats_of(completed.plan) == [[0], [0]]


def test_a_seat_counts_for_what_nobody_can_do_without_one() -> None:
    """Ten hours beside courses are a visit and a try: a quarter of either deficit, or of one."""
    alone = SELF_STEPS[:2]
    made = problem([person("p", needs="ab", not_formal=0.1)], [offer("o", 5, 8)], self_steps=alone)
    plan, said = draft(made), as_region(made)
    assert open_weight(made) == pytest.approx(2.0)
    assert seats_room(said) == pytest.approx(2.0 - 0.25)
    assert seats_value(said, plan) == pytest.approx(0.5)
    hard = problem([person("p", not_formal=0.1)], [offer("o", 5, 8, effects={"a": 0.9})], self_steps=alone)
    assert seats_value(as_region(hard), draft(hard)) == pytest.approx(0.75)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_planned_as_a_region_no_draft_exceeds_the_bound_and_no_rule_is_broken(seed: int) -> None:
    from marshrut.cores.planning.region.solve import solve

    made = region(25, 14, seed=seed, seats=(1, 2, 4))
    said = as_region(made)
    for exact in (True, False):
        plan = solve(said.instance, seed=1, seconds=3, clock=lambda: 0.0, threads=1, exact=exact)
        pairs = list(zip(plan.people.tolist(), plan.resources.tolist(), strict=True))
        assert broken(said.instance, pairs) == []
        completed = as_plan(made, said.offers(plan.people, plan.resources), seed=seed)
        assert violations(made, completed.plan) == []
        assert seats_value(said, completed.plan) <= plan.bound + 1e-6
        assert seats_value(said, draft(made, seed=seed)) <= plan.bound + 1e-6
        assert plan.value <= seats_value(said, completed.plan) + 1e-6 or completed.lost


def test_steps_that_are_kept_are_not_planned_as_a_region() -> None:
    kept = person("p", kept=(Kept(days=(739_900, 739_901), hours=2),))
    with pytest.raises(ProblemError, match="kept"):
        as_region(problem([kept], [offer("o", 5, 8)]))
