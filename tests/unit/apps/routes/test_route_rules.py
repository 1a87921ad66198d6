"""Rules of routes: yes and no from one set-up, each by its id."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marshrut.apps.routes import rules
from marshrut.apps.routes.types import (
    EvidenceKind,
    Formality,
    Ground,
    PlannedStep,
    Reach,
    ReleaseState,
    RouteDeed,
    RouteState,
    StepDeed,
    StepKind,
    StepState,
)
from marshrut.cores.kernel import Decision

DAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
YEAR = (date(2026, 9, 1), date(2027, 8, 31))
HELPS = {Ground.OWN, Ground.CARE, Ground.SYSTEM}


def said(decision: Decision, rule: str) -> bool:
    assert [one.rule for one in decision.reasons] == [rule]
    assert decision.ok or decision.text
    return bool(decision)


@pytest.mark.parametrize("state", RouteState)
@pytest.mark.parametrize("deed", RouteDeed)
def test_the_table_is_the_whole_life_of_a_route(state: RouteState, deed: RouteDeed) -> None:
    assert said(rules.may_move_route(state, deed), "ROUTES-01") == ((state, deed) in rules.ROUTE_MOVES)


def test_a_route_reaches_every_state_and_leaves_the_last_ones_never() -> None:
    assert set(rules.ROUTE_MOVES.values()) | {RouteState.DRAFT} == set(RouteState)
    assert {state for state, _ in rules.ROUTE_MOVES} == {one for one in RouteState if one.live}


@pytest.mark.parametrize("state", StepState)
@pytest.mark.parametrize("deed", StepDeed)
def test_the_table_is_the_whole_life_of_a_step(state: StepState, deed: StepDeed) -> None:
    assert said(rules.may_move_step(state, deed), "ROUTES-02") == ((state, deed) in rules.STEP_MOVES)


def test_what_was_confirmed_is_neither_removed_nor_missed() -> None:
    for deed in (StepDeed.REMOVE, StepDeed.MISS, StepDeed.REFUSE):
        assert not said(rules.may_move_step(StepState.DONE, deed), "ROUTES-02")


@pytest.mark.parametrize("ground", [*Ground, None])
def test_who_reads_why(ground: Ground | None) -> None:
    assert said(rules.may_open(ground, role="school"), "ROUTES-03") == (ground is not None)


@pytest.mark.parametrize(
    ("opened", "inside", "lists", "yes"),
    [(True, False, False, True), (False, True, True, True), (False, True, False, False), (False, False, True, False)],
)
def test_who_sees_that_there_is_a_route(opened: bool, inside: bool, lists: bool, yes: bool) -> None:
    assert said(rules.may_list(opened=opened, inside=inside, lists=lists, role="school"), "ROUTES-04") == yes


@pytest.mark.parametrize(
    ("ground", "standing", "diagnosed", "why", "yes"),
    [
        (Ground.OWN, False, True, "", True),
        (Ground.CARE, False, False, "молодой педагог", True),
        (Ground.OWN, False, False, "  ", False),
        (Ground.OWN, True, True, "", False),
        (Ground.SHARE, False, True, "", False),
        (None, False, True, "", False),
    ],
)
def test_who_makes_a_route(ground: Any, standing: bool, diagnosed: bool, why: str, yes: bool) -> None:
    decision = rules.may_make(ground, standing=standing, diagnosed=diagnosed, why=why)
    assert said(decision, "ROUTES-05") == yes


@pytest.mark.parametrize("ground", [*Ground, None])
@pytest.mark.parametrize("state", RouteState)
def test_who_changes_a_route(ground: Ground | None, state: RouteState) -> None:
    assert said(rules.may_change(ground, state), "ROUTES-06") == (ground in HELPS and state.live)


def test_nobody_decides_about_what_was_changed_meanwhile() -> None:
    assert said(rules.same_edition(4, 4), "ROUTES-07")
    assert said(rules.same_edition(None, 4), "ROUTES-07")
    assert not said(rules.same_edition(3, 4), "ROUTES-07")


@pytest.mark.parametrize(
    ("ground", "steps", "companion", "yes"),
    [(Ground.OWN, 1, True, True), (Ground.OWN, 0, True, False), (Ground.OWN, 1, False, False), (None, 1, True, False)],
)
def test_when_a_route_is_sent(ground: Any, steps: int, companion: bool, yes: bool) -> None:
    assert said(rules.may_send(ground, steps=steps, companion=companion), "ROUTES-08") == yes


APPROVE: dict[str, Any] = {"accompanies": True, "own": False, "steps": 2, "denied": 0}


@pytest.mark.parametrize(
    ("more", "yes"),
    [
        ({}, True),
        ({"accompanies": False}, False),
        ({"own": True}, False),
        ({"steps": 0}, False),
        ({"denied": 1}, False),
    ],
)
def test_who_approves(more: dict[str, Any], yes: bool) -> None:
    assert said(rules.may_approve(**{**APPROVE, **more}), "ROUTES-09") == yes


UNDO: dict[str, Any] = {
    "same": True,
    "state": RouteState.APPROVED,
    "at": NOW - timedelta(minutes=1),
    "now": NOW,
    "changed": False,
}


@pytest.mark.parametrize(
    ("more", "yes"),
    [
        ({}, True),
        ({"same": False}, False),
        ({"state": RouteState.RUNNING}, False),
        ({"changed": True}, False),
        ({"at": NOW - rules.UNDO - timedelta(seconds=1)}, False),
    ],
)
def test_when_an_approval_is_taken_back(more: dict[str, Any], yes: bool) -> None:
    assert said(rules.may_undo(**{**UNDO, **more}), "ROUTES-10") == yes


RELEASE: dict[str, Any] = {
    "head": True,
    "above": False,
    "own": False,
    "person_is_head": False,
    "release": ReleaseState.ASKED,
}


@pytest.mark.parametrize(
    ("more", "yes"),
    [
        ({}, True),
        ({"head": False}, False),
        ({"release": ReleaseState.NOT_ASKED}, False),
        ({"person_is_head": True}, False),
        ({"person_is_head": True, "own": True}, False),
        ({"person_is_head": True, "above": True, "head": False}, True),
        ({"person_is_head": True, "above": True, "own": True}, False),
    ],
)
def test_who_lets_go_and_never_oneself(more: dict[str, Any], yes: bool) -> None:
    assert said(rules.may_release(**{**RELEASE, **more}), "ROUTES-11") == yes


ANSWER: dict[str, Any] = {
    "own": True,
    "accompanies": False,
    "proposed_by_person": False,
    "refuses": False,
    "words": "",
}


@pytest.mark.parametrize(
    ("more", "yes"),
    [
        ({}, True),
        ({"refuses": True, "words": "далеко ехать"}, True),
        ({"refuses": True}, False),
        ({"proposed_by_person": True}, False),
        ({"proposed_by_person": True, "refuses": True, "words": "передумала"}, True),
        ({"own": False, "accompanies": True}, False),
        ({"own": False, "accompanies": True, "proposed_by_person": True}, True),
        ({"own": False, "accompanies": True, "proposed_by_person": True, "refuses": True}, False),
        ({"own": False}, False),
    ],
)
def test_who_answers_a_proposed_step(more: dict[str, Any], yes: bool) -> None:
    assert said(rules.may_answer_step(**{**ANSWER, **more}), "ROUTES-12") == yes


@pytest.mark.parametrize(
    ("ground", "why", "yes"), [(Ground.OWN, "уезжаю", True), (Ground.OWN, " ", False), (None, "уезжаю", False)]
)
def test_who_withdraws(ground: Any, why: str, yes: bool) -> None:
    assert said(rules.may_withdraw(ground, why=why), "ROUTES-13") == yes


COMPLETE: dict[str, Any] = {"accompanies": True, "own": False, "done": 3, "open_steps": 0}


@pytest.mark.parametrize(
    ("more", "yes"),
    [
        ({}, True),
        ({"accompanies": False}, False),
        ({"own": True}, False),
        ({"open_steps": 1}, False),
        ({"done": 0}, False),
    ],
)
def test_when_a_route_is_completed(more: dict[str, Any], yes: bool) -> None:
    assert said(rules.may_complete(**{**COMPLETE, **more}), "ROUTES-14") == yes


@pytest.mark.parametrize(
    ("hours", "planned", "yes"),
    [
        ("2", None, True),
        ("0", None, False),
        ("-4", None, False),
        ("2001", None, False),
        ("3", "2", False),
        ("2", "2", True),
    ],
)
def test_hours(hours: str, planned: str | None, yes: bool) -> None:
    decision = rules.check_hours(Decimal(hours), planned=Decimal(planned) if planned else None)
    assert said(decision, "ROUTES-15") == yes


def step(**more: Any) -> PlannedStep:
    said: dict[str, Any] = {
        "kind": StepKind.LESSON_VISIT,
        "formality": Formality.NON_FORMAL,
        "title": "Урок у коллеги",
        "starts": DAY,
        "ends": DAY,
        "hours": Decimal(2),
        **more,
    }
    return PlannedStep(**said)


@pytest.mark.parametrize(
    ("more", "rule", "yes"),
    [
        ({}, "ROUTES-15", True),
        ({"title": " "}, "ROUTES-16", False),
        ({"ends": DAY - timedelta(days=1)}, "ROUTES-16", False),
        ({"starts": date(2026, 8, 1)}, "ROUTES-16", False),
        ({"kind": StepKind.COURSE}, "ROUTES-16", False),
        ({"formality": Formality.FORMAL}, "ROUTES-16", False),
        ({"hours": Decimal(-1)}, "ROUTES-15", False),
    ],
)
def test_what_a_step_may_be(more: dict[str, Any], rule: str, yes: bool) -> None:
    assert said(rules.check_step(step(**more), year=YEAR), rule) == yes


def test_steps_away_from_work_do_not_overlap_and_others_only_say_so() -> None:
    course = step(title="Программа", starts=DAY, ends=DAY + timedelta(days=4), away=True)
    beside = rules.fits_in_time(step(), [course])
    assert said(beside, "ROUTES-17")
    assert "Программа" in beside.text
    assert not said(rules.fits_in_time(step(away=True), [course]), "ROUTES-17")
    later = step(away=True, starts=DAY + timedelta(days=5), ends=DAY + timedelta(days=5))
    assert said(rules.fits_in_time(later, [course]), "ROUTES-17")


@pytest.mark.parametrize(
    ("kind", "reach", "yes"),
    [
        (StepKind.COURSE, Reach.DISTRICT, True),
        (StepKind.COURSE, Reach.DISTANCE, False),
        (StepKind.PAIR, Reach.SETTLEMENT, False),
        (StepKind.LESSON_VISIT, Reach.SETTLEMENT, True),
    ],
)
def test_when_the_head_is_asked(kind: StepKind, reach: Reach, yes: bool) -> None:
    assert said(rules.must_ask_release(kind, reach), "ROUTES-18") == yes


@pytest.mark.parametrize(
    ("ground", "state", "starts", "yes"),
    [
        (Ground.OWN, RouteState.RUNNING, DAY, True),
        (Ground.CARE, RouteState.APPROVED, DAY, True),
        (Ground.OWN, RouteState.AGREEMENT, DAY, False),
        (Ground.OWN, RouteState.RUNNING, DAY + timedelta(days=1), False),
        (Ground.SHARE, RouteState.RUNNING, DAY, False),
    ],
)
def test_who_says_that_it_took_place(ground: Any, state: RouteState, starts: date, yes: bool) -> None:
    assert said(rules.may_claim(ground, state=state, starts=starts, on=DAY), "ROUTES-19") == yes


@pytest.mark.parametrize(
    ("kind", "more", "yes"),
    [
        (EvidenceKind.PHOTO, {"has_file": True, "image": True}, True),
        (EvidenceKind.PHOTO, {"has_file": True}, False),
        (EvidenceKind.FILE, {}, False),
        (EvidenceKind.LINK, {"link": "https://xn--80a/"}, True),
        (EvidenceKind.LINK, {"link": "javascript:1"}, False),
        (EvidenceKind.NOTE, {"note": "Разобрали работы"}, True),
        (EvidenceKind.NOTE, {"note": " "}, False),
    ],
)
def test_what_may_be_evidence(kind: EvidenceKind, more: dict[str, Any], yes: bool) -> None:
    given: dict[str, Any] = {"has_file": False, "link": "", "note": "", "image": False, **more}
    assert said(rules.check_evidence(kind, **given), "ROUTES-20") == yes


@pytest.mark.parametrize(
    ("accompanies", "own", "yes"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_who_confirms(accompanies: bool, own: bool, yes: bool) -> None:
    assert said(rules.may_confirm(accompanies=accompanies, own=own), "ROUTES-21") == yes


@pytest.mark.parametrize(
    ("ground", "more", "yes"),
    [
        (Ground.OWN, {}, True),
        (Ground.OWN, {"words": ""}, False),
        (Ground.OWN, {"has_seat": True}, False),
        (Ground.OWN, {"starts": DAY - timedelta(days=1)}, False),
        (None, {}, False),
    ],
)
def test_who_puts_off(ground: Any, more: dict[str, Any], yes: bool) -> None:
    given: dict[str, Any] = {"has_seat": False, "starts": DAY, "on": DAY, "words": "болею", **more}
    assert said(rules.may_reschedule(ground, **given), "ROUTES-22") == yes


def test_a_step_is_missed_some_days_after_its_last_one_and_not_before() -> None:
    last = DAY - timedelta(days=7)
    assert not said(rules.must_call_missed(last, days=7, on=DAY), "ROUTES-23")
    assert said(rules.must_call_missed(last - timedelta(days=1), days=7, on=DAY), "ROUTES-23")


@pytest.mark.parametrize(
    ("lost", "offered", "days", "yes"),
    [({"a"}, {"a", "b"}, 1, True), ({"a"}, {"b"}, 1, False), ({"a"}, {"a"}, 0, False), (set(), {"b"}, 1, True)],
)
def test_what_takes_the_place_of_a_missed_step(lost: set[str], offered: set[str], days: int, yes: bool) -> None:
    decision = rules.may_propose_instead(lost, offered, starts=DAY + timedelta(days=days), on=DAY)
    assert said(decision, "ROUTES-24") == yes


@pytest.mark.parametrize("state", list(StepState))
def test_only_a_step_that_is_ahead_changes_places(state: StepState) -> None:
    assert said(rules.may_reorder(state), "ROUTES-48") == state.ahead
