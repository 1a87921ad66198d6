"""ROUTES-40…45: files with routes made elsewhere."""

from __future__ import annotations

import pytest

from marshrut.apps.routes.rules import files as rules
from marshrut.apps.routes.types import RouteFileState
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.types import Role

F = RouteFileState


def _no(decision: Decision, rule: str) -> str:
    assert not decision
    assert decision.reasons[0].rule == rule
    return decision.text


@pytest.mark.parametrize("role", [Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST])
def test_routes_40_the_centre_and_the_municipality_bring_routes_of_their_own_place(role: Role) -> None:
    assert rules.may_send_file(role, inside=True)
    assert "вне вашей" in _no(rules.may_send_file(role, inside=False), "ROUTES-40")


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL, Role.GOVERNING_BODY])
def test_routes_40_others_do_not(role: Role) -> None:
    _no(rules.may_send_file(role, inside=True), "ROUTES-40")


def test_routes_41_steps_follow_the_table() -> None:
    assert rules.may_move_file(F.CHECKED, F.APPLYING)
    assert rules.may_move_file(F.APPLIED, F.UNDOING)
    assert "отменён" in _no(rules.may_move_file(F.UNDONE, F.APPLYING), "ROUTES-41")
    _no(rules.may_move_file(F.APPLIED, F.DROPPED), "ROUTES-41")


def test_routes_42_one_of_the_offered_people_or_skip_while_the_file_waits() -> None:
    assert rules.may_answer_line(state=F.CHECKED, answer="skip", offered={"skip", "1"})
    _no(rules.may_answer_line(state=F.CHECKED, answer="2", offered={"skip", "1"}), "ROUTES-42")
    _no(rules.may_answer_line(state=F.APPLIED, answer="skip", offered={"skip"}), "ROUTES-42")


def test_routes_43_nothing_doubtful_nothing_wrong_by_oversight_something_new() -> None:
    assert rules.may_apply_file(F.CHECKED, doubts=0, wrong=2, fit=1, skip_wrong=True)
    assert "ответьте" in _no(rules.may_apply_file(F.CHECKED, doubts=1, wrong=0, fit=1, skip_wrong=True), "ROUTES-43")
    assert "ошибками: 2" in _no(
        rules.may_apply_file(F.CHECKED, doubts=0, wrong=2, fit=1, skip_wrong=False), "ROUTES-43"
    )
    assert "нечего" in _no(rules.may_apply_file(F.CHECKED, doubts=0, wrong=0, fit=0, skip_wrong=False), "ROUTES-43")
    _no(rules.may_apply_file(F.APPLIED, doubts=0, wrong=0, fit=1, skip_wrong=False), "ROUTES-43")


def test_routes_44_back_while_nothing_stands_on_it() -> None:
    assert rules.may_take_back(dependents=[])
    assert "шаги: 3" in _no(rules.may_take_back(dependents=["шаги: 3"]), "ROUTES-44")


def test_routes_45_ours_stays_and_a_finished_one_stands_beside_it() -> None:
    assert rules.may_stand_beside(live=True, ours=False)
    assert rules.may_stand_beside(live=False, ours=True)
    assert "пропущена" in _no(rules.may_stand_beside(live=True, ours=True), "ROUTES-45")


def test_routes_49_a_later_word_of_the_same_sender_counts() -> None:
    assert rules.may_update(same_sender=True, same_route=True, moved_here=False)
    assert "другой отправитель" in _no(
        rules.may_update(same_sender=False, same_route=True, moved_here=False), "ROUTES-49"
    )
    assert "днём" in _no(rules.may_update(same_sender=True, same_route=False, moved_here=False), "ROUTES-49")
    assert "вели здесь" in _no(rules.may_update(same_sender=True, same_route=True, moved_here=True), "ROUTES-49")


def test_routes_50_ours_is_closed_only_where_somebody_said_so() -> None:
    assert rules.may_close_ours(answered=True, recorded=True)
    _no(rules.may_close_ours(answered=False, recorded=True), "ROUTES-50")
    _no(rules.may_close_ours(answered=True, recorded=False), "ROUTES-50")
