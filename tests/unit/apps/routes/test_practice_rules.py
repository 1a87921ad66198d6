"""Rules of transfer into practice and of consultations, each by its id."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from marshrut.apps.routes import rules
from marshrut.apps.routes.types import Ground
from marshrut.cores.kernel import Decision

DAY = date(2026, 11, 27)
CALL: dict[str, Any] = {
    "oneself": False,
    "called": 1,
    "most": 2,
    "already": False,
    "declined": False,
    "colleague": False,
    "colleagues_called": 1,
    "colleagues_most": 1,
}


def said(decision: Decision, rule: str) -> bool:
    assert [one.rule for one in decision.reasons] == [rule]
    return bool(decision)


@pytest.mark.parametrize(
    ("ground", "more", "yes"),
    [
        (Ground.CARE, {}, True),
        (Ground.OWN, {}, True),
        (None, {}, False),
        (Ground.CARE, {"oneself": True}, False),
        (Ground.CARE, {"called": 2}, False),
        (Ground.CARE, {"already": True}, False),
        (Ground.CARE, {"declined": True}, False),
        (Ground.CARE, {"colleague": True}, False),
        (Ground.CARE, {"colleague": True, "colleagues_called": 0}, True),
    ],
)
def test_who_is_called_to_observe(ground: Any, more: dict[str, Any], yes: bool) -> None:
    assert said(rules.may_call_observer(ground, **{**CALL, **more}), "ROUTES-25") == yes


@pytest.mark.parametrize(
    ("own", "declined", "observed", "yes"),
    [(True, False, False, True), (False, False, False, False), (True, True, False, False), (True, False, True, False)],
)
def test_a_conflict_of_interest_is_said_by_who_was_called(own: bool, declined: bool, observed: bool, yes: bool) -> None:
    assert said(rules.may_decline(own=own, declined=declined, observed=observed), "ROUTES-26") == yes


@pytest.mark.parametrize(
    ("called", "days", "state_open", "yes"),
    [
        (True, 0, True, True),
        (True, -3, True, True),
        (False, 0, True, False),
        (True, 1, True, False),
        (True, 0, False, False),
    ],
)
def test_who_observes(called: bool, days: int, state_open: bool, yes: bool) -> None:
    decision = rules.may_observe(called=called, on=DAY + timedelta(days=days), today=DAY, state_open=state_open)
    assert said(decision, "ROUTES-27") == yes


@pytest.mark.parametrize(
    ("marks", "yes"),
    [({"goal": 2}, True), ({"goal": 0}, True), ({}, False), ({"goal": 4}, False), ({"other": 1}, False)],
)
def test_marks_are_of_the_form(marks: dict[str, int], yes: bool) -> None:
    assert said(rules.check_observation(marks, criteria={"goal": 3, "feedback": 3}), "ROUTES-28") == yes


def test_only_the_teacher_writes_of_their_own_lesson() -> None:
    assert said(rules.may_reflect(own=True, text="Вышло не всё"), "ROUTES-28")
    assert not said(rules.may_reflect(own=True, text=" "), "ROUTES-28")
    assert not said(rules.may_reflect(own=False, text="Вышло"), "ROUTES-28")


@pytest.mark.parametrize(
    ("accompanies", "minutes", "days", "yes"),
    [
        (True, 45, 0, True),
        (False, 45, 0, False),
        (True, 0, 0, False),
        (True, -5, 0, False),
        (True, 45, 1, False),
        (True, 721, 0, False),
    ],
)
def test_consultations(accompanies: bool, minutes: int, days: int, yes: bool) -> None:
    on = DAY + timedelta(days=days)
    decision = rules.may_log_consultation(accompanies=accompanies, minutes=minutes, on=on, today=DAY)
    assert said(decision, "ROUTES-29") == yes
