"""Drafts of who goes to which methodist: each rule once with a yes and once with a no."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from marshrut.apps.competencies.rules import spreading
from marshrut.apps.competencies.types import SpreadState
from marshrut.foundation.scope.types import Role

S = SpreadState


def _rule(decision: Any) -> tuple[bool, str]:
    return bool(decision), decision.reasons[0].rule


@pytest.mark.parametrize(("state", "then"), list(product(S, S)))
def test_what_follows_what(state: SpreadState, then: SpreadState) -> None:
    decision = spreading.may_move(state, then)
    assert _rule(decision) == (then in spreading.SPREAD_MOVES[state], "COMPETENCIES-19")


def test_nothing_is_written_twice() -> None:
    written = [state for state in S if spreading.may_move(state, S.ACCEPTED)]
    assert written == [S.READY, S.ACCEPTING]
    assert not spreading.may_move(S.ACCEPTED, S.ACCEPTING)
    assert not spreading.may_move(S.UNDONE, S.ACCEPTING)


@pytest.mark.parametrize("role", list(Role))
def test_who_has_people_spread(role: Role) -> None:
    may = role in {Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST}
    assert _rule(spreading.may_spread(role, inside=True)) == (may, "COMPETENCIES-20")
    assert _rule(spreading.may_spread(role, inside=False)) == (False, "COMPETENCIES-20")


def _accept(**more: Any) -> Any:
    said: dict[str, Any] = {"inside": True, "state": S.READY, "same": True, "found": 3, "order_number": "5-м", **more}
    return spreading.may_accept(said.pop("role", Role.CENTRE), **said)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ""),
        ({"state": S.ACCEPTING}, ""),
        ({"role": Role.SCHOOL}, "центр"),
        ({"inside": False}, "своего места"),
        ({"state": S.ACCEPTED}, "уже не записать"),
        ({"state": S.DROPPED}, "уже не записать"),
        ({"order_number": " "}, "номер приказа"),
        ({"found": 0}, "Записывать нечего"),
        ({"same": False}, "Списки с тех пор изменились"),
    ],
)
def test_a_draft_is_taken_whole_once_and_as_it_was_looked_at(more: dict[str, Any], words: str) -> None:
    decision = _accept(**more)
    assert _rule(decision) == (not words, "COMPETENCIES-21")
    assert words in decision.text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ""),
        ({"role": Role.REGIONAL_METHODOLOGIST}, "центр"),
        ({"state": S.READY}, "Отменять нечего"),
        ({"why": ""}, "почему"),
        ({"changed": "закрепления, которые с тех пор меняли: 2"}, "меняли: 2"),
    ],
)
def test_what_was_taken_is_taken_back_with_a_reason(more: dict[str, Any], words: str) -> None:
    said: dict[str, Any] = {"inside": True, "state": S.ACCEPTED, "why": "ошибка", "changed": "", **more}
    decision = spreading.may_undo(said.pop("role", Role.CENTRE), **said)
    assert _rule(decision) == (not words, "COMPETENCIES-22")
    assert words in decision.text


def test_who_is_left_is_told_why_with_the_clause() -> None:
    full = spreading.explain_full(most=250, clause="ПР-1")
    assert _rule(full) == (False, "COMPETENCIES-23")
    assert "по 250" in full.text
    assert full.reasons[0].clause == "ПР-1"
    over = spreading.explain_over(most=250, clause=None)
    assert _rule(over) == (False, "COMPETENCIES-24")
    assert "передать некому" in over.text


@pytest.mark.parametrize(
    ("people", "guides", "pairs", "words"),
    [
        (5, 2, 10, ""),
        (5, 0, 0, "Методистов в этом месте нет"),
        (0, 2, 0, "Распределять некого"),
        (5, 2, spreading.MOST_PAIRS + 1, "Слишком много"),
    ],
)
def test_what_can_be_spread(people: int, guides: int, pairs: int, words: str) -> None:
    decision = spreading.check_question(people=people, guides=guides, pairs=pairs)
    assert _rule(decision) == (not words, "COMPETENCIES-25")
    assert words in decision.text
