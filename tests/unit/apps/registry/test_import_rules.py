"""The table of a list's steps and what stands between a list and the registry."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.apps.registry import rules
from marshrut.apps.registry.types import ImportKind, ImportState
from marshrut.foundation.scope.types import Role

DAY = date(2026, 9, 1)


def test_every_state_stands_in_the_table_and_can_be_reached() -> None:
    """REGISTRY-11."""
    assert set(rules.IMPORT_STEPS) == set(ImportState)
    reached = {ImportState.CHECKING}
    for _ in ImportState:
        reached |= {to for one in reached for to in rules.IMPORT_STEPS[one]}
    assert reached == set(ImportState)
    ends = {one for one, steps in rules.IMPORT_STEPS.items() if not steps}
    assert ends == {ImportState.DROPPED, ImportState.UNDONE}
    assert not rules.may_move_list(ImportState.APPLIED, ImportState.APPLYING), "nothing is applied twice"


@pytest.mark.parametrize("role", list(Role))
def test_nobody_sends_a_list_of_another_place(role: Role) -> None:
    """REGISTRY-10."""
    assert not any(rules.may_send_list(role, kind, inside=False) for kind in ImportKind)


def test_what_keeps_a_list_from_being_applied() -> None:
    """REGISTRY-12, REGISTRY-13, REGISTRY-16."""
    assert rules.may_apply_doubts(doubtful=0)
    assert not rules.may_apply_doubts(doubtful=1)
    assert rules.may_apply_absences(unanswered=0)
    assert "7" in rules.may_apply_absences(unanswered=7).text
    assert not rules.may_apply_wrong(wrong=1, skip_wrong=False, fit=9)
    assert rules.may_apply_wrong(wrong=1, skip_wrong=True, fit=9)
    assert not rules.may_apply_wrong(wrong=1, skip_wrong=True, fit=0)


@pytest.mark.parametrize(("absent", "asks"), [(0, False), (5, False), (6, True)])
def test_above_a_twentieth_it_is_asked_once_more(absent: int, asks: bool) -> None:
    """REGISTRY-14."""
    decision = rules.may_apply_surely(absent=absent, recorded=100, warnings=(), sure=False)
    assert bool(decision) is not asks
    assert rules.may_apply_surely(absent=absent, recorded=100, warnings=("странно.",), sure=True)
    assert not rules.may_apply_surely(absent=0, recorded=0, warnings=("странно.",), sure=False)


def test_what_depends_on_a_list_is_named() -> None:
    """REGISTRY-15."""
    assert rules.may_take_back(dependents=())
    refused = rules.may_take_back(dependents=("роли: 2", "доступы: 1"))
    assert not refused
    assert "роли: 2; доступы: 1" in refused.text


@pytest.mark.parametrize(
    ("number", "names", "given", "birth", "place", "grade"),
    [
        ("same", True, True, "other", False, "certain"),
        ("same", False, True, "same", False, "renamed"),
        ("same", False, False, "same", False, "certain"),
        ("same", False, False, "other", True, "doubtful"),
        ("same", False, True, "other", True, "doubtful"),
        ("other", True, True, "same", True, "doubtful"),
        ("other", True, True, "unknown", True, "other"),
        ("unknown", True, True, "same", False, "certain"),
        ("unknown", True, True, "unknown", True, "certain"),
        ("unknown", True, True, "unknown", False, "doubtful"),
        ("unknown", True, True, "other", True, "doubtful"),
        ("unknown", True, True, "other", False, "other"),
        ("unknown", False, True, "same", True, "renamed"),
        ("unknown", False, True, "same", False, "other"),
        ("unknown", False, False, "same", True, "other"),
    ],
)
def test_whom_a_line_means(number: str, names: bool, given: bool, birth: str, place: bool, grade: str) -> None:
    """REGISTRY-17."""
    decision = rules.judge_line(number=number, names=names, given=given, birth=birth, place=place)
    assert decision.reasons[0].inputs["grade"] == grade
    assert bool(decision) is (grade != "other")


def test_answers_and_reasons_are_of_their_list() -> None:
    """REGISTRY-18, REGISTRY-19."""
    checked = ImportState.CHECKED
    for answer, fine in (("new", True), ("skip", True), ("a", True), ("b", False), ("", False)):
        assert bool(rules.may_answer_line(state=checked, candidates={"a"}, answer=answer)) is fine
    assert not rules.may_answer_line(state=ImportState.APPLIED, candidates={"a"}, answer="a")
    assert not rules.may_answer_line(state=checked, candidates=(), answer="new")
    assert rules.may_explain_absence(state=checked, known=True, since=DAY, as_of=DAY)
    assert not rules.may_explain_absence(state=checked, known=True, since=date(2026, 9, 2), as_of=DAY)
    assert not rules.may_explain_absence(state=checked, known=False, since=None, as_of=DAY)
    assert not rules.may_explain_absence(state=ImportState.APPLYING, known=True, since=None, as_of=DAY)
