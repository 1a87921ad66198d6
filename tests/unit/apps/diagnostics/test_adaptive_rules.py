"""What an adaptive test decides: each rule says yes and no from the same set-up."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.apps.diagnostics.rules import adaptive as rules
from marshrut.apps.diagnostics.types import Tailoring
from marshrut.cores.kernel import allow, refuse
from marshrut.foundation.scope.types import Role

GOOD: dict[str, Any] = {"in_force": True, "uncalibrated": (), "texts": (), "pools": {"Обратная связь": 7}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"in_force": False}, "калибровку"),
        ({"uncalibrated": ("А/1", "А/2", "А/3", "А/4")}, "А/1, А/2, А/3 и ещё 1"),
        ({"texts": ("А/9",)}, "Развёрнутый ответ"),
        ({"pools": {"Обратная связь": 6}}, "заданий 6, а в тесте до 6"),
    ],
)
def test_diagnostics_50_a_test_that_chooses_needs_items_it_knows_and_more_than_it_gives(
    change: dict[str, Any], words: str
) -> None:
    decision = rules.may_put_adaptive_in_use(Tailoring(3, 6), **(GOOD | change))
    assert bool(decision) is not bool(words)
    assert decision.reasons[0].rule == "DIAGNOSTICS-50"
    assert words in decision.text


@pytest.mark.parametrize(
    "odd", [Tailoring(0, 6), Tailoring(7, 6), Tailoring(3, 6, 0.5), Tailoring(3, 6, 1.0), Tailoring(3, 6, 0.8, 0)]
)
def test_diagnostics_50_settings_that_are_impossible_are_named(odd: Tailoring) -> None:
    assert not rules.may_put_adaptive_in_use(odd, **GOOD)
    assert rules.may_put_adaptive_in_use(Tailoring(3, 6, 0.8, 1), **GOOD)


def test_diagnostics_51_it_is_begun_by_a_calibration_that_knows_all_its_items() -> None:
    assert rules.may_begin_adaptive(in_force=True, covered=True)
    for known in ({"in_force": False, "covered": False}, {"in_force": True, "covered": False}):
        decision = rules.may_begin_adaptive(**known)
        assert (bool(decision), decision.reasons[0].rule) == (False, "DIAGNOSTICS-51")


def test_diagnostics_52_an_item_is_answered_once_and_only_when_it_is_asked() -> None:
    assert rules.may_answer_item(asked=True, answered=False, same=False)
    assert rules.may_answer_item(asked=False, answered=True, same=True)
    changed = rules.may_answer_item(asked=False, answered=True, same=False)
    assert not changed
    assert "остаётся" in changed.text
    other = rules.may_answer_item(asked=False, answered=False, same=False)
    assert (bool(other), other.reasons[0].rule) == (False, "DIAGNOSTICS-52")


def test_diagnostics_53_only_a_test_that_asks_all_the_same_is_printed() -> None:
    assert rules.may_put_on_paper(adaptive=False)
    decision = rules.may_put_on_paper(adaptive=True)
    assert (bool(decision), decision.reasons[0].rule) == (False, "DIAGNOSTICS-53")


def test_diagnostics_54_who_keeps_the_bank_sees_why_a_test_asked_what_it_asked() -> None:
    said = {role: bool(rules.may_see_course(role, inside=True)) for role in Role}
    assert {role for role, yes in said.items() if yes} == {Role.CENTRE, Role.REGIONAL_METHODOLOGIST}
    outside = rules.may_see_course(Role.CENTRE, inside=False)
    assert (bool(outside), outside.reasons[0].rule) == (False, "DIAGNOSTICS-54")


def test_diagnostics_55_it_is_tried_out_when_it_could_be_given_and_one_at_a_time() -> None:
    yes, no = allow("DIAGNOSTICS-50"), refuse("DIAGNOSTICS-50", "Нет калибровки.")
    assert rules.may_try_out(decision=yes, running=False)
    assert not rules.may_try_out(decision=yes, running=True)
    decision = rules.may_try_out(decision=no, running=False)
    assert (decision.text, decision.reasons[0].rule) == ("Нет калибровки.", "DIAGNOSTICS-55")
