"""A draft of routes, computed by hand: who gets what, on which days, and why something stays unserved."""

from __future__ import annotations

import pytest

from marshrut.cores.planning import (
    Deficit,
    Kept,
    Offer,
    Person,
    ProblemError,
    Reason,
    SelfStep,
    Year,
    alternatives,
    draft,
    violations,
)
from unit.cores.planning.invented import FIRST, SELF_STEPS, YEAR, offer, person, problem


def _taken(plan: object, index: int = 0) -> list[int | None]:
    return [step.offer for step in plan.steps[index]]  # type: ignore[attr-defined]


def test_most_closed_deficit_per_hour_comes_first() -> None:
    """36 hours closing 0.5 (0.0139 an hour) lose to 18 hours closing 0.4 (0.0222); both fit into 54."""
    made = problem([person("p", 54)], [offer("long", 10, 36), offer("short", 30, 18, effects={"a": 0.4})])
    plan = draft(made)
    assert _taken(plan) == [0, 1]
    assert plan.value == pytest.approx(0.9)
    assert [dict(step.closes)["a"] for step in plan.steps[0]] == pytest.approx([0.5, 0.4])
    tight = problem([person("p", 36)], [offer("long", 10, 36), offer("short", 30, 18, effects={"a": 0.4})])
    assert _taken(draft(tight)) == [1], "not the longer one, though it fits too"


def test_no_deficit_is_closed_twice() -> None:
    """Two courses of 0.8 close 1.0 together; a third one closes nothing and is not taken."""
    offers = [offer(name, 10 + 20 * at, 10, effects={"a": 0.8}) for at, name in enumerate("xyz")]
    plan = draft(problem([person("p", 100)], offers))
    assert plan.value == pytest.approx(1.0)
    assert len(plan.steps[0]) == 2
    assert sorted(dict(step.closes)["a"] for step in plan.steps[0]) == pytest.approx([0.2, 0.8])


def test_the_last_seat_goes_to_whom_it_helps_most() -> None:
    weak = person("weak", deficits=(Deficit(competency="a", size=0.6),))
    strong = person("strong", deficits=(Deficit(competency="a", size=0.9, weight=3),))
    plan = draft(problem([weak, strong], [offer("one", 10, 18, seats=1)]))
    assert (_taken(plan, 0), _taken(plan, 1)) == ([], [0])
    assert plan.unserved[0][0].reason is Reason.NO_SEATS
    assert plan.without == 1


def test_equal_people_are_told_apart_by_the_seed_alone() -> None:
    made = problem([person(index) for index in range(8)], [offer("one", 10, 18, seats=1)])
    winners = {seed: [bool(steps) for steps in draft(made, seed=seed).steps].index(True) for seed in range(12)}
    assert len(set(winners.values())) > 1
    assert all(draft(made, seed=seed) == draft(made, seed=seed) for seed in winners)


@pytest.mark.parametrize(
    ("reason", "who", "what"),
    [
        (Reason.NOTHING_OFFERED, {}, {"effects": {"b": 0.5}}),
        (Reason.LEARNT_ALREADY, {"done": frozenset({"p-one"})}, {}),
        (Reason.LANGUAGE, {}, {"language": "тувинский"}),
        (Reason.TOO_FAR, {"reach": "district", "near": ("s", "d")}, {"near": ("t", "e")}),
        (Reason.TOO_FAR, {"reach": "distance", "near": ("s", "d")}, {"near": ("s", "d")}),
        (Reason.OTHER_DATES, {}, {"start": 299}),
        (Reason.OTHER_DATES, {}, {"start": 270}),
        (Reason.OTHER_DATES, {}, {"start": 122}),
        (Reason.BUSY, {"busy": ((FIRST + 12, FIRST + 12),)}, {}),
        (Reason.NEEDS_OTHER_FIRST, {}, {"needs": frozenset({"something"})}),
        (Reason.NO_SEATS, {}, {"seats": 0}),
        (Reason.OVERLAPS, {"kept": (Kept(days=(FIRST + 11, FIRST + 11), hours=1),)}, {}),
        (Reason.HOURS, {"hours": 17}, {}),
        (Reason.MIX, {"hours": 20, "not_formal": 0.25}, {}),
        (Reason.STEPS, {"kept": (Kept(days=(FIRST, FIRST), hours=1),)}, {"most_steps": 1}),
    ],
)
def test_what_cannot_be_served_says_why(reason: Reason, who: dict[str, object], what: dict[str, object]) -> None:
    """The same course is taken when nothing stands in the way, and refused with its reason when something does."""
    free = draft(problem([person("p")], [offer("one", 10, 18)]))
    assert _taken(free) == [0]
    most = what.pop("most_steps", 8)
    start = what.pop("start", 10)
    made = problem([person("p", **who)], [offer("one", start, 18, **what)], most_steps=most)  # type: ignore[arg-type]
    plan = draft(made)
    assert _taken(plan) == []
    assert [one.reason for one in plan.unserved[0]] == [reason]
    assert violations(made, plan) == []


def test_from_a_distance_one_may_learn_while_exams_run_and_in_the_own_language() -> None:
    made = problem(
        [person("p", languages=frozenset({"тувинский"}), reach="distance")],
        [offer("one", 270, 18, distance=True, language="тувинский")],
    )
    assert _taken(draft(made)) == [0]


def test_what_is_needed_first_comes_first() -> None:
    """The second programme closes more per hour but needs the first, which ends before it begins."""
    first = offer("first", 10, 18, effects={"a": 0.2})
    second = offer("second", 30, 18, effects={"a": 0.8}, needs=frozenset({"p-first"}))
    assert _taken(draft(problem([person("p")], [second, first]))) == [1, 0]
    early = offer("second", 5, 18, effects={"a": 0.8}, needs=frozenset({"p-first"}))
    assert _taken(draft(problem([person("p")], [early, first]))) == [1]
    done = person("p", done=frozenset({"p-first"}))
    assert _taken(draft(problem([done], [early, first]))) == [0]


def test_courses_on_the_same_days_exclude_each_other_and_a_programme_is_taken_once() -> None:
    close = [offer("x", 10, 18), offer("y", 12, 18), offer("z", 40, 18)]
    assert _taken(draft(problem([person("p")], close))) == [0, 2]
    same = [offer("x", 10, 18), offer("z", 40, 18, programme="p-x")]
    assert _taken(draft(problem([person("p")], same))) == [0], "the earlier group of two equal ones"


def test_a_group_that_stays_small_closes_and_its_people_are_drafted_again() -> None:
    offers = [offer("big", 10, 18, least=3, effects={"a": 0.9}), offer("other", 30, 18, effects={"a": 0.4})]
    two = [person("p"), person("q")]
    whole = draft(problem(two, offers, whole=True))
    assert whole.closed_groups == {0}
    assert [_taken(whole, index) for index in (0, 1)] == [[1], [1]]
    assert {one.reason for people in whole.unserved for one in people} == {Reason.SMALL_GROUP}
    alone = draft(problem(two, offers))
    assert _taken(alone, 0) == [0, 1], "others may still come"
    held = [offer("big", 10, 18, least=3, held=1, effects={"a": 0.9}), offers[1]]
    assert draft(problem(two, held, whole=True)).closed_groups == frozenset()


def test_steps_at_hand_fill_the_rest_of_the_hours_in_their_order() -> None:
    """After a course of a week: visit lessons (0.0375 an hour), carry it over two weeks later, try, look again."""
    made = problem([person("p", 40)], [offer("one", 10, 18)], self_steps=SELF_STEPS, gap=7)
    plan = draft(made)
    names = [SELF_STEPS[step.self_step].key if step.self_step is not None else "one" for step in plan.steps[0]]
    assert names[0] == "one"
    assert names[-1] == "again", "what measures comes last"
    assert set(names) == {"one", "visit", "transfer", "try", "again"}
    course = plan.steps[0][0]
    transfer = next(step for step in plan.steps[0] if step.self_step == 2)
    assert transfer.days[0] >= course.days[1] + 14
    assert sum(step.hours for step in plan.steps[0]) == 36
    assert plan.value == pytest.approx(0.5 + 0.15 + 0.2 + 0.1)
    assert violations(made, plan) == []


def test_nothing_is_carried_over_without_learning_and_nothing_measured_without_steps() -> None:
    made = problem([person("p", 40)], [], self_steps=SELF_STEPS[2:])
    assert draft(made).steps == ((),)


def test_lessons_are_not_visited_on_days_without_lessons() -> None:
    """The year is one week of holidays and one week of lessons: the visit waits for Monday."""
    week = Year(days=(FIRST + 6, FIRST + 20), no_lessons=((FIRST + 6, FIRST + 12),))
    visit = SelfStep(key="visit", hours=4, length=2, effect=0.2, lessons=True)
    plan = draft(problem([person("p")], [], year=week, self_steps=(visit,)))
    assert [step.days for step in plan.steps[0]] == [(FIRST + 13, FIRST + 14)]
    reading = SelfStep(key="read", hours=4, length=2, effect=0.2)
    plan = draft(problem([person("p")], [], year=week, self_steps=(reading,)))
    assert [step.days for step in plan.steps[0]] == [(FIRST + 6, FIRST + 7)]


def test_what_is_kept_takes_its_hours_days_and_closes_its_part() -> None:
    kept = Kept(days=(FIRST + 9, FIRST + 12), hours=20, formal=True, programme="p-two", effects={"a": 0.7})
    offers = [offer("one", 10, 18), offer("two", 60, 18), offer("three", 80, 18)]
    made = problem([person("p", 40, kept=(kept,))], offers)
    plan = draft(made)
    assert _taken(plan) == [2]
    assert plan.value == pytest.approx(0.3)
    assert violations(made, plan) == []


def test_another_group_may_stand_in_the_place_of_a_step() -> None:
    offers = [
        offer("best", 10, 18, effects={"a": 0.9}),
        offer("later", 60, 18, programme="p-best", effects={"a": 0.9}),
        offer("other", 30, 18, effects={"a": 0.3}),
        offer("full", 40, 18, effects={"a": 0.5}, seats=0),
    ]
    made = problem([person("p", 18)], offers)
    plan = draft(made)
    assert _taken(plan) == [0]
    assert [one.offer for one in alternatives(made, plan, 0, 0)] == [1, 2], "the same on other days, then less"


@pytest.mark.parametrize(
    "bad",
    [
        lambda: offer("x", 10, -18),
        lambda: offer("x", 10, 0),
        lambda: offer("x", 10, 18, length=0),
        lambda: offer("x", 10, 18, seats=-1),
        lambda: offer("x", 10, 18, effects={"a": 1.5}),
        lambda: person("p", -1),
        lambda: person("p", needs="aa"),
        lambda: person("p", not_formal=1.5),
        lambda: person("p", reach="moon"),
        lambda: Deficit(competency="a", size=0),
        lambda: SelfStep(key="x", hours=-1, length=1, effect=0.1),
    ],
)
def test_bad_input_is_refused(bad: object) -> None:
    with pytest.raises(ProblemError):
        bad()  # type: ignore[operator]


def test_nobody_and_nothing_are_a_plan_too() -> None:
    assert draft(problem([], [])).value == 0
    assert draft(problem([Person(key="p", hours=10, deficits=())], [offer("x", 1, 2)])).steps == ((),)


def test_the_checker_sees_what_is_wrong() -> None:
    """A plan of one problem breaks the rules of a stricter one."""
    offers: list[Offer] = [offer("one", 10, 18)]
    plan = draft(problem([person("p"), person("q")], offers))
    for stricter, words in (
        (problem([person("p", 10), person("q")], offers), "hours"),
        (problem([person("p"), person("q")], [offer("one", 10, 18, seats=1)]), "seats"),
        (problem([person("p", busy=((FIRST, FIRST + 20),)), person("q")], offers), "busy"),
        (problem([person("p", reach="distance"), person("q")], offers), "travel for distance"),
        (problem([person("p"), person("q")], [offer("one", 10, 18, least=5)], whole=True), "at least"),
        (problem([person("p"), person("q")], [offer("one", 11, 18)]), "other days"),
        (problem([person("p", done=frozenset({"p-one"})), person("q")], offers), "learnt already"),
        (problem([person("p"), person("q")], offers, year=Year(days=(FIRST + 11, FIRST + 99))), "outside the year"),
        (problem([person("p"), person("q")], [offer("one", 10, 18, effects={"a": 0.4})]), "value"),
    ):
        assert any(words in one for one in violations(stricter, plan)), words
    assert violations(problem([person("p"), person("q")], offers, year=YEAR), plan) == []
