"""What diagnostics decide, as tables of facts: each rule with a yes and a no from the same set-up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from marshrut.apps.diagnostics import rules
from marshrut.apps.diagnostics.types import AttemptState, CampaignState, InstrumentState, ResultsState
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.types import Role

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


def _rule(decision: Decision) -> str:
    return decision.reasons[0].rule


def test_keys_are_seen_by_who_keeps_the_bank() -> None:
    for role in Role:
        decision = rules.may_keep_bank(role, inside=True)
        assert bool(decision) == (role in {Role.CENTRE, Role.REGIONAL_METHODOLOGIST})
        assert _rule(decision) == "DIAGNOSTICS-01"
        assert not rules.may_keep_bank(role, inside=False)


def test_a_version_with_a_fault_is_given_to_nobody() -> None:
    draft = InstrumentState.DRAFT
    assert rules.may_put_in_use(draft, faults=[], items=3)
    fault = rules.may_put_in_use(draft, faults=["задание З-2: нет ключа"], items=3)
    assert "задание З-2" in fault.text
    assert _rule(fault) == "DIAGNOSTICS-02"
    assert not rules.may_put_in_use(draft, faults=[], items=0)
    assert not rules.may_put_in_use(InstrumentState.IN_USE, faults=[], items=3)


def test_a_diagnostic_is_held_within_the_own_place() -> None:
    assert rules.may_hold_campaign(Role.SCHOOL, inside=True)
    assert _rule(rules.may_hold_campaign(Role.SCHOOL, inside=False)) == "DIAGNOSTICS-03"
    assert not rules.may_hold_campaign(Role.TEACHER, inside=True)
    assert not rules.may_hold_campaign(Role.GOVERNING_BODY, inside=True)


@pytest.mark.parametrize(("state", "to"), list(product(CampaignState, CampaignState)))
def test_steps_of_a_campaign(state: CampaignState, to: CampaignState) -> None:
    decision = rules.may_move_campaign(state, to, people=10, attempts=0)
    assert bool(decision) == (to in rules.CAMPAIGN_STEPS[state])
    assert _rule(decision) == "DIAGNOSTICS-04"


def test_a_campaign_without_people_is_not_announced_and_one_under_way_is_not_cancelled() -> None:
    draft, announced = CampaignState.DRAFT, CampaignState.ANNOUNCED
    assert not rules.may_move_campaign(draft, announced, people=0, attempts=0)
    assert not rules.may_move_campaign(announced, CampaignState.CANCELLED, people=5, attempts=1)
    assert rules.may_move_campaign(announced, CampaignState.CLOSED, people=5, attempts=1)


OPEN: dict[str, Any] = {
    "invited": True,
    "state": CampaignState.ANNOUNCED,
    "opens_on": date(2026, 11, 20),
    "closes_on": date(2026, 11, 27),
    "today": date(2026, 11, 27),
    "taken": None,
}


@pytest.mark.parametrize(
    "change",
    [
        {"invited": False},
        {"state": CampaignState.CLOSED},
        {"today": date(2026, 11, 19)},
        {"today": date(2026, 11, 28)},
        {"taken": AttemptState.DONE},
        {"taken": AttemptState.MARKING},
    ],
)
def test_a_test_is_begun_in_its_days_by_who_is_invited_once(change: dict[str, Any]) -> None:
    assert rules.may_begin(**OPEN)
    decision = rules.may_begin(**{**OPEN, **change})
    assert not decision
    assert _rule(decision) == "DIAGNOSTICS-05"


def test_who_has_begun_goes_on_after_the_last_day_and_an_annulled_attempt_may_be_taken_again() -> None:
    assert rules.may_begin(**{**OPEN, "taken": AttemptState.RUNNING, "today": date(2026, 11, 28)})
    assert rules.may_begin(**{**OPEN, "taken": AttemptState.ANNULLED})


def test_an_answer_counts_in_time_and_a_lost_line_is_bridged() -> None:
    facts: dict[str, Any] = {"own": True, "state": AttemptState.RUNNING, "deadline": NOW}
    before = NOW - timedelta(seconds=1)
    assert rules.may_answer(**facts, pressed=before, now=before)
    assert rules.may_answer(**facts, pressed=before, now=NOW + rules.BRIDGE)
    for pressed, now in ((before, NOW + rules.BRIDGE + timedelta(seconds=1)), (NOW + timedelta(seconds=1),) * 2):
        late = rules.may_answer(**facts, pressed=pressed, now=now)
        assert not late
        assert _rule(late) == "DIAGNOSTICS-06"
    assert rules.may_answer(**{**facts, "deadline": None}, pressed=NOW, now=NOW)


def test_nobody_answers_for_another_and_nothing_changes_after_the_end() -> None:
    facts: dict[str, Any] = {"deadline": None, "pressed": NOW, "now": NOW}
    assert not rules.may_answer(own=False, state=AttemptState.RUNNING, **facts)
    for state in (AttemptState.MARKING, AttemptState.DONE, AttemptState.ANNULLED):
        assert not rules.may_answer(own=True, state=state, **facts)


@pytest.mark.parametrize(("state", "to"), list(product(AttemptState, AttemptState)))
def test_steps_of_an_attempt(state: AttemptState, to: AttemptState) -> None:
    decision = rules.may_move_attempt(state, to)
    assert bool(decision) == (to in rules.ATTEMPT_STEPS[state])
    assert _rule(decision) == "DIAGNOSTICS-07"


def test_a_test_is_handed_in_by_its_person_or_by_the_clock_once() -> None:
    running = AttemptState.RUNNING
    assert rules.may_hand_in(own=True, state=running, late=False)
    assert rules.may_hand_in(own=False, state=running, late=True)
    assert _rule(rules.may_hand_in(own=False, state=running, late=False)) == "DIAGNOSTICS-08"
    assert not rules.may_hand_in(own=True, state=AttemptState.DONE, late=False)


def test_an_attempt_is_set_aside_by_the_centre_with_a_reason() -> None:
    assert rules.may_annul(Role.CENTRE, inside=True, reason="сбой на площадке")
    assert not rules.may_annul(Role.CENTRE, inside=True, reason="  ")
    assert _rule(rules.may_annul(Role.SCHOOL, inside=True, reason="сбой")) == "DIAGNOSTICS-09"
    assert not rules.may_annul(Role.CENTRE, inside=False, reason="сбой")


def test_a_text_is_marked_by_somebody_from_elsewhere() -> None:
    marker = Role.REGIONAL_METHODOLOGIST
    assert rules.may_mark(marker, own=False, colleague=False)
    assert _rule(rules.may_mark(marker, own=True, colleague=False)) == "DIAGNOSTICS-10"
    assert not rules.may_mark(marker, own=False, colleague=True)
    assert not rules.may_mark(Role.SCHOOL, own=False, colleague=False)


def test_points_of_a_marking_are_whole_and_within_bounds() -> None:
    most = {"к1": 2.0, "к2": 1.0}
    assert rules.may_give_points({"к1": 2, "к2": 0}, most=most)
    for points in ({"к1": 2}, {"к1": 2, "к2": 0, "к3": 1}, {"к1": 3, "к2": 0}, {"к1": -1, "к2": 0}):
        decision = rules.may_give_points(points, most=most)
        assert not decision
        assert _rule(decision) == "DIAGNOSTICS-11"


def test_a_place_is_reminded_once_a_day_while_somebody_is_missing() -> None:
    today = date(2026, 11, 27)
    assert rules.may_remind(waiting=3, last=None, today=today)
    assert rules.may_remind(waiting=3, last=date(2026, 11, 26), today=today)
    assert _rule(rules.may_remind(waiting=3, last=today, today=today)) == "DIAGNOSTICS-12"
    assert not rules.may_remind(waiting=0, last=None, today=today)


def test_paper_is_typed_in_while_the_campaign_runs_for_who_has_not_taken_it() -> None:
    facts: dict[str, Any] = {"inside": True, "state": CampaignState.ANNOUNCED, "taken": None}
    assert rules.may_type_in(Role.SCHOOL, **facts)
    for change in ({"inside": False}, {"state": CampaignState.CLOSED}, {"taken": AttemptState.DONE}):
        decision = rules.may_type_in(Role.SCHOOL, **{**facts, **change})
        assert not decision
        assert _rule(decision) == "DIAGNOSTICS-13"


def test_invented_diagnostics_stand_in_a_demonstration_only() -> None:
    assert rules.may_record_past(demonstration=True)
    decision = rules.may_record_past(demonstration=False)
    assert not decision
    assert _rule(decision) == "DIAGNOSTICS-14"


def test_results_are_brought_by_the_centre() -> None:
    for role in Role:
        decision = rules.may_send_results(role, inside=True)
        assert bool(decision) == (role is Role.CENTRE)
        assert _rule(decision) == "DIAGNOSTICS-20"
    assert not rules.may_send_results(Role.CENTRE, inside=False)


@pytest.mark.parametrize(("state", "to"), list(product(ResultsState, ResultsState)))
def test_steps_of_a_file_with_results(state: ResultsState, to: ResultsState) -> None:
    decision = rules.may_move_results(state, to)
    assert bool(decision) == (to in rules.RESULTS_STEPS[state])
    assert _rule(decision) == "DIAGNOSTICS-21"


def test_results_are_taken_back_while_nothing_stands_on_them() -> None:
    assert rules.may_take_back(dependents=[])
    decision = rules.may_take_back(dependents=["маршруты: 3"])
    assert "маршруты: 3" in decision.text
    assert _rule(decision) == "DIAGNOSTICS-22"


def test_a_file_whose_results_gave_way_to_a_later_one_waits_for_that_to_be_taken_back() -> None:
    decision = rules.may_take_back(dependents=[], replaced_by=["уточнённые.xlsx"])
    assert not decision
    assert "Сначала отмените «уточнённые.xlsx»" in decision.text


def test_a_key_file_of_another_test_does_not_fit() -> None:
    assert rules.may_match_codes(scheme="Функциональная грамотность 2026", wanted="Функциональная грамотность 2026")
    decision = rules.may_match_codes(scheme="Предметная 2025", wanted="Функциональная грамотность 2026")
    assert "Предметная 2025" in decision.text
    assert _rule(decision) == "DIAGNOSTICS-23"


def test_a_doubtful_line_is_answered_with_what_is_offered_before_it_is_applied() -> None:
    checked = ResultsState.CHECKED
    assert rules.may_answer_line(state=checked, answer="skip", offered={"skip", "keep"})
    assert _rule(rules.may_answer_line(state=checked, answer="other", offered={"skip"})) == "DIAGNOSTICS-24"
    assert not rules.may_answer_line(state=ResultsState.APPLIED, answer="skip", offered={"skip"})


def test_a_file_is_applied_when_nobody_is_doubtful_and_errors_are_left_out_on_purpose() -> None:
    """DIAGNOSTICS-25."""
    fine: dict[str, Any] = {"doubts": 0, "wrong": 0, "fit": 3, "skip_wrong": False}
    checked = ResultsState.CHECKED
    assert rules.may_apply_results(checked, **fine)
    assert rules.may_apply_results(checked, **{**fine, "wrong": 2, "skip_wrong": True})
    for wrong in ({"doubts": 1}, {"wrong": 2}, {"fit": 0}):
        decision = rules.may_apply_results(checked, **{**fine, **wrong})
        assert not decision
        assert _rule(decision) == "DIAGNOSTICS-25"
    assert not rules.may_apply_results(ResultsState.APPLIED, **fine)
