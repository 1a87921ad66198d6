"""REGISTRY-47…50: the walk of files from elsewhere, of whatever app."""

from __future__ import annotations

import pytest

from marshrut.apps.registry import rules
from marshrut.apps.registry.types import SentState
from marshrut.cores.kernel import Decision

S = SentState


def _no(decision: Decision, rule: str) -> str:
    assert not decision
    assert decision.reasons[0].rule == rule
    return decision.text


def test_registry_47_steps_follow_the_table() -> None:
    assert rules.may_move_sent(S.CHECKED, S.APPLYING)
    assert rules.may_move_sent(S.APPLIED, S.UNDOING)
    assert "отменён" in _no(rules.may_move_sent(S.UNDONE, S.APPLYING), "REGISTRY-47")
    _no(rules.may_move_sent(S.APPLIED, S.DROPPED), "REGISTRY-47")


@pytest.mark.parametrize("state", list(SentState))
def test_registry_47_work_that_died_can_always_return(state: SentState) -> None:
    back = {S.CHECKING: S.FAILED, S.APPLYING: S.CHECKED, S.UNDOING: S.APPLIED}
    if state in back:
        assert rules.may_move_sent(state, back[state])


def test_registry_48_one_of_the_offered_answers_while_the_file_waits() -> None:
    assert rules.may_answer_sent(S.CHECKED, answer="skip", offered={"skip", "1"})
    _no(rules.may_answer_sent(S.CHECKED, answer="2", offered={"skip", "1"}), "REGISTRY-48")
    _no(rules.may_answer_sent(S.APPLIED, answer="skip", offered={"skip"}), "REGISTRY-48")


def test_registry_49_nothing_waits_nothing_wrong_by_oversight_something_new() -> None:
    assert rules.may_apply_sent(S.CHECKED, doubts=0, wrong=2, fit=1, skip_wrong=True)
    assert "ответьте" in _no(rules.may_apply_sent(S.CHECKED, doubts=1, wrong=0, fit=1, skip_wrong=True), "REGISTRY-49")
    assert "ошибками: 2" in _no(
        rules.may_apply_sent(S.CHECKED, doubts=0, wrong=2, fit=1, skip_wrong=False), "REGISTRY-49"
    )
    assert "нечего" in _no(rules.may_apply_sent(S.CHECKED, doubts=0, wrong=0, fit=0, skip_wrong=False), "REGISTRY-49")
    _no(rules.may_apply_sent(S.APPLIED, doubts=0, wrong=0, fit=1, skip_wrong=False), "REGISTRY-49")


def test_registry_50_back_with_a_reason_while_nothing_stands_on_it() -> None:
    assert rules.may_take_back_sent(dependents=[], why="не тот приказ")
    assert "почему" in _no(rules.may_take_back_sent(dependents=[], why=" "), "REGISTRY-50")
    assert "шаги: 3" in _no(rules.may_take_back_sent(dependents=["шаги: 3"], why="ошибка"), "REGISTRY-50")
