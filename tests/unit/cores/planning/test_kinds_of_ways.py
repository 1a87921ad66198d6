"""Ways that differ in kind: what each spares, what it still closes, why each step, and that no rule is broken."""

from __future__ import annotations

import statistics
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cores.planning import Kept, Kind, Plan, Problem, Reason, draft, unserved, violations, ways
from marshrut.cores.planning.places import fits_year
from unit.cores.planning.invented import FIRST, offer, person, problem, region

AT_HOME = {"near": ("s", "d")}


def _ways(made: Problem, **more: object) -> dict[Kind | None, object]:
    return {one.kind: one for one in ways(made, draft(made).steps[0], **more)}  # type: ignore[arg-type]


def _scene() -> Problem:
    """A course in town that closes most an hour, one at home nearly as good, a short one, and an early one."""
    return problem(
        [person("p", 40, near=("s", "d"))],
        [
            offer("town", 200, 36, effects={"a": 1.0}, near=("t", "d")),
            offer("home", 210, 36, effects={"a": 0.9}, **AT_HOME),
            offer("short", 220, 18, effects={"a": 0.45}, near=("t", "e")),
            offer("early", 20, 38, effects={"a": 0.8}, near=("t", "e")),
        ],
        most_steps=1,
    )


def test_each_kind_spares_what_it_is_named_after() -> None:
    made = _scene()
    found = ways(made, draft(made).steps[0], most=9)
    base, by_kind = found[0], {one.kind: one for one in found[1:]}
    assert [made.offers[one.offer].key for one in base.steps] == ["town"]
    assert (base.hours, base.away, base.value) == (36, 1, pytest.approx(1.0))
    home, early = by_kind[Kind.AT_HOME], by_kind[Kind.FASTEST]
    assert [made.offers[one.offer].key for one in home.steps] == ["home"]
    assert (home.away, home.value) == (0, pytest.approx(0.9))
    assert [made.offers[one.offer].key for one in early.steps] == ["early"]
    assert early.last_day < base.last_day - 100
    assert Kind.FEWEST_HOURS not in by_kind, "18 hours close 0.45, less than 0.6 of what the route closes"
    assert Kind.MOST not in by_kind, "nothing closes more"


def test_fewer_hours_are_offered_where_they_close_enough() -> None:
    made = problem([person("p", 60)], [offer("a", 10, 36, effects={"a": 0.9}), offer("b", 10, 18, effects={"a": 0.7})])
    standing = [replace(draft(made).steps[0][0], offer=0, hours=36, closes=(("a", 0.9),), days=made.offers[0].days)]
    base, less = ways(made, standing)
    assert (base.hours, less.kind, less.hours) == (36, Kind.FEWEST_HOURS, 18)


def test_a_route_that_closes_less_than_it_could_is_offered_more_first() -> None:
    made = problem([person("p", 60)], [offer("a", 10, 36, effects={"a": 0.9}), offer("b", 90, 18, effects={"a": 0.5})])
    standing = [replace(draft(made).steps[0][0], offer=1, hours=18, closes=(("a", 0.5),), days=made.offers[1].days)]
    only = problem([person("p", 60)], [made.offers[1]])
    assert [one.kind for one in ways(only, draft(only).steps[0])] == [None], "nothing differs: the standing one alone"
    base, more = ways(made, standing, most=1)
    assert (more.kind, len(more.steps)) == (Kind.MOST, 2)
    assert more.value > base.value


def test_why_a_step_says_what_it_closes_beside_the_others_and_who_else_could_stand_there() -> None:
    made = problem(
        [person("p", 100, needs="ab")],
        [
            offer("ab", 10, 10, effects={"a": 0.8, "b": 0.8}),
            offer("a", 40, 20, effects={"a": 0.8}),
            offer("like-a", 41, 21, effects={"a": 0.8}),
            offer("weak-a", 42, 40, effects={"a": 0.05}),
        ],
        most_steps=2,
    )
    base = ways(made, draft(made).steps[0])[0]
    assert [made.offers[one.offer].key for one in base.steps] == ["ab", "a"]
    both, second = base.places
    assert dict(both.closes) == pytest.approx({"a": 0.2, "b": 0.8}), "0.8 of a is closed by the other one already"
    assert dict(second.closes) == pytest.approx({"a": 0.2})
    assert second.others == 1, "like-a could stand there; weak-a closes a quarter of it; ab is the other step"
    assert base.stays == ()


def test_what_the_person_keeps_stays_and_closes_what_it_closes() -> None:
    kept = Kept(days=(FIRST + 10, FIRST + 20), hours=30, formal=True, programme="p-x", effects={"a": 0.7})
    made = problem(
        [person("p", 60, kept=(kept,))],
        [offer("x", 40, 10), offer("meets", 15, 10), offer("y", 60, 30, effects={"a": 0.3})],
    )
    for one in ways(made, draft(made).steps[0]):
        assert [made.offers[step.offer].key for step in one.steps] == ["y"], "x is learnt, the other meets its days"
        assert dict(one.closes)["a"] == pytest.approx(0.3)


def test_groups_that_are_offered_no_more_still_say_what_they_were_for() -> None:
    made = problem([person("p", 60)], [offer("b", 10, 18, effects={"a": 0.5})])
    gone = replace(draft(made).steps[0][0], offer=None, hours=36, closes=(("a", 0.6),))
    base = ways(made, [gone], away=1)[0]
    assert (base.value, base.hours, base.away) == (pytest.approx(0.6), 36, 1)


def test_what_stays_says_why() -> None:
    made = problem([person("p", 60, needs="az")], [offer("b", 10, 18, effects={"a": 0.9})])
    base = ways(made, draft(made).steps[0])[0]
    assert base.stays == ("z",)
    assert [(one.competency, one.closed, one.reason) for one in unserved(made, base)] == [
        ("z", 0.0, Reason.NOTHING_OFFERED)
    ]


def test_what_a_narrower_way_leaves_out_says_that_it_was_chosen_so() -> None:
    made = problem(
        [person("p", 60, needs="ab")],
        [offer("a", 10, 18), offer("b", 200, 18, effects={"b": 0.6}), offer("a-", 12, 9, effects={"a": 0.5})],
    )
    base = ways(made, draft(made).steps[0])[0]
    narrow = replace(base, steps=base.steps[:1], closes=(("a", 0.5),), stays=("b",))
    assert [(one.competency, one.reason) for one in unserved(made, narrow)] == [("b", Reason.LEFT_OUT)]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), offers=st.integers(1, 60))
def test_no_way_breaks_a_rule_and_none_is_another_again(seed: int, offers: int) -> None:
    made = region(1, offers, seed=seed, whole=False)
    found = ways(made, draft(made).steps[0], most=9)
    for one in found:
        plan = Plan(steps=(one.steps,), unserved=((),), value=one.value)
        assert violations(made, plan) == [], one.kind
    sets = [frozenset((step.offer, step.self_step) for step in one.steps) for one in found]
    assert len(set(sets)) == len(sets)
    base = found[0]
    for one in found[1:]:
        assert one.value >= 0.6 * base.value - 1e-6
        spared = {
            Kind.MOST: one.value > base.value,
            Kind.FEWEST_HOURS: one.hours < base.hours,
            Kind.AT_HOME: one.away < base.away,
            Kind.FASTEST: one.last_day < base.last_day,
        }
        assert one.kind is not None
        assert spared[one.kind]


@pytest.mark.slow
def test_the_plain_way_closes_nearly_what_the_exact_search_does() -> None:
    """The same people, groups and hours for `choices`: on average the first form loses less than a twentieth."""
    from marshrut.cores.planning.choices import choices
    from marshrut.cores.planning.region.instance import Instance, Lists, none_of

    shares = []
    for seed in range(60):
        made = region(1, 80, seed=seed, whole=False)
        who = replace(made.people[0], not_formal=0.0, reach="travel", busy=(), done=frozenset(), hours=72)
        groups = tuple(replace(one, needs=frozenset(), language="", programme=one.key) for one in made.offers)
        made = replace(made, people=(who,), offers=groups, self_steps=(), most_steps=99)
        codes = [one.competency for one in who.deficits]
        serving = [
            (one, {codes.index(code): share for code, share in one.effects.items() if code in codes})
            for one in groups
            if fits_year(one, made.year)
        ]
        serving = [(one, gives) for one, gives in serving if gives]
        if not serving:
            continue
        ptr = np.cumsum([0, *(len(gives) for _, gives in serving)])
        n = len(serving)
        instance = Instance(
            competencies=len(codes), hours=np.array([who.hours], dtype=float), weight=np.ones(1),
            deficits=Lists(np.array([0, len(codes)]), np.arange(len(codes))), size=np.ones(len(codes)),
            value=np.array([one.weight * one.size for one in who.deficits]),
            taken_hours=np.array([one.hours for one, _ in serving], dtype=float),
            seats=np.array([one.seats for one, _ in serving], dtype=float), cost=np.zeros(n),
            budget=np.full(n, -1), starts=np.array([one.days[0] for one, _ in serving]),
            ends=np.array([one.days[1] for one, _ in serving]), least=np.zeros(n),
            effects=Lists(ptr, np.array([code for _, gives in serving for code in gives])),
            effect=np.array([share for _, gives in serving for share in gives.values()]), needs=none_of(n),
            in_order=np.empty(0, dtype=bool), amounts=np.empty(0), busy=none_of(1),
            busy_ends=np.empty(0, dtype=np.int64), done=none_of(1),
        )  # fmt: skip
        exact = choices(instance, 0)
        shares.append(draft(made).value / exact[0].value if exact else 1.0)
    assert len(shares) > 20
    assert max(shares) <= 1 + 1e-6
    assert statistics.mean(shares) > 0.95
