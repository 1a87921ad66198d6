"""Assignments: exact against an independent program, stable where they should move nobody, explained where none is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from marshrut.cores.planning.assign import Arcs, AssignError, Wishes, assign, cohorts, match, near, observers, stable

#: The search is compiled where nobody has yet: many seconds.
pytestmark = pytest.mark.slow


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 1_000_000))
def test_the_least_cost_at_which_as_many_as_possible_have_a_place(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people, places = int(rng.integers(1, 12)), int(rng.integers(1, 5))
    room, cost = rng.integers(0, 5, places), rng.integers(-5, 20, (people, places)).astype(float)
    may = rng.random((people, places)) < 0.7
    rows, columns = np.nonzero(may)
    made = assign(Arcs.of(people, rows, columns, cost[rows, columns]), room)
    seats = np.repeat(np.arange(places), room)
    table = np.hstack([np.where(may, cost, 1e6)[:, seats], np.full((people, people), 1e4)])
    at = linear_sum_assignment(table)
    chosen = table[at]
    assert len(made.left) == (chosen >= 1e4).sum()
    assert made.cost == pytest.approx(chosen[chosen < 1e4].sum())
    assert made.bound == pytest.approx(made.cost, abs=1e-6)
    assert (np.bincount(made.place[made.place >= 0], minlength=places) <= room).all()


@pytest.mark.parametrize(
    ("arcs", "room", "words"),
    [
        (Arcs.of(1, np.array([0, 0]), np.array([0, 0]), np.zeros(2)), [1], "named twice"),
        (Arcs.of(1, np.array([0]), np.array([1]), np.zeros(1)), [1], "not there"),
        (Arcs.of(1, np.array([0]), np.array([0]), np.array([np.nan])), [1], "person 0"),
        (Arcs.of(1, np.array([0]), np.array([0]), np.zeros(1)), [-1], "room below 0"),
    ],
)
def test_what_cannot_be_assigned_is_named(arcs: Arcs, room: list[int], words: str) -> None:
    with pytest.raises(AssignError, match=words):
        assign(arcs, np.array(room))


def test_teachers_go_to_a_methodist_of_their_subject_and_few_move_when_few_change() -> None:
    rng = np.random.default_rng(5)
    people, count = 4000, 40
    subjects, of = rng.integers(0, 8, people), np.arange(count) % 8
    homes, offices = rng.random((people, 2)) * 300, rng.random((count, 2)) * 300
    room = np.full(count, 140)
    made = assign(near(subjects, homes, of, offices), room)
    assert not len(made.left)
    assert (of[made.place] == subjects).all()
    assert made.bound == pytest.approx(made.cost)
    moved = homes.copy()
    moved[:40] = rng.random((40, 2)) * 300
    again = assign(near(subjects, moved, of, offices, before=made.place, stay=30.0), room)
    assert (again.place != made.place).mean() <= 0.02


def test_wishes_of_both_sides_count_and_refusals_hold() -> None:
    mentees = Wishes(((1, 0), (1,), (0,)), (frozenset(), frozenset(), frozenset({1})))
    mentors = Wishes(((2, 0), (0, 1)), (frozenset({1}), frozenset()))
    made = match(mentees, mentors, np.array([1, 1]))
    assert made.mentor.tolist() in ([-1, 1, 0], [1, -1, 0])
    assert list(made.reasons.values()) == ["full"]
    assert stable(mentees, mentors, np.array([1, 1])).mentor.tolist() == [1, -1, 0]


def test_stable_leaves_no_pair_that_would_rather_have_each_other() -> None:
    rng = np.random.default_rng(9)
    people, count = 30, 8
    mentees = Wishes(tuple(tuple(rng.permutation(count).tolist()) for _ in range(people)))
    mentors = Wishes(tuple(tuple(rng.permutation(people).tolist()) for _ in range(count)))
    room = rng.integers(1, 4, count)
    made = stable(mentees, mentors, room).mentor
    for i in range(people):
        for j in range(count):
            now = mentees.ranks[i].index(made[i]) if made[i] >= 0 else count
            held = [k for k in range(people) if made[k] == j]
            worst = max((mentors.ranks[j].index(k) for k in held), default=-1)
            wants = mentees.ranks[i].index(j) < now
            taken = len(held) < room[j] or mentors.ranks[j].index(i) < worst
            assert not (wants and taken and made[i] != j)


def test_a_wish_and_a_refusal_of_the_same_person_contradict() -> None:
    with pytest.raises(AssignError, match="mentee 0: 1 is wished and refused"):
        match(Wishes(((1,),), (frozenset({1}),)), Wishes(((), ())), np.array([1, 1]))


def test_nobody_observes_at_their_own_school_or_whom_they_know() -> None:
    distance = np.array([[0.0, 5.0, 9.0], [1.0, 2.0, 3.0]])
    made = observers(np.array([0, 1]), np.array([0, 1, 2]), distance, np.array([1, 1, 1]), knows=[(0, 1)])
    assert made.place.tolist() == [2, 0]
    assert observers(np.array([0]), np.array([0]), np.zeros((1, 1)), np.array([9])).place.tolist() == [-1]


def test_cohorts_have_a_sensible_size_and_a_common_profile() -> None:
    rng = np.random.default_rng(1)
    kinds = rng.integers(0, 5, 400)
    profiles = rng.random((5, 6))[kinds] + rng.normal(0, 0.02, (400, 6))
    made = cohorts(profiles, least=20, most=30, seed=2)
    sizes = np.bincount(made.cohort[made.cohort >= 0])
    assert ((sizes >= 20) & (sizes <= 30)).all()
    assert (made.cohort >= 0).mean() > 0.95
    assert made.spread.mean() < 0.5 * np.sqrt(((profiles - profiles.mean(axis=0)) ** 2).sum(axis=1).mean())
    assert (cohorts(profiles, least=20, most=30, seed=2).cohort == made.cohort).all()
    with pytest.raises(AssignError):
        cohorts(profiles, least=31, most=30, seed=2)
