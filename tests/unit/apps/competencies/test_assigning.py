"""Whom a rule gives to whom: by municipality and subject, evenly, the same each time; and who is left over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.types import Asking, Companion
from marshrut.foundation.scope.types import Role

NORTH, SOUTH, SCHOOL, OTHER = (UUID(int=one) for one in (901, 902, 801, 802))


def teacher(number: int, *subjects: str, node: UUID = SCHOOL, municipality: UUID = NORTH) -> Asking:
    return Asking(
        person_id=UUID(int=number),
        name=f"Ольхина {number:03}",
        nodes=frozenset({node}),
        municipality=municipality,
        subjects=frozenset(subjects),
    )


def helper(number: int, *subjects: str, node: UUID = OTHER, where: UUID | None = None, has: int = 0) -> Companion:
    return Companion(
        person_id=UUID(int=500 + number),
        name=f"Соснина {number}",
        nodes=frozenset({node}),
        municipality=where,
        subjects=frozenset(subjects),
        has=has,
    )


def run(people: list[Asking], companions: list[Companion], **more: Any) -> tuple[dict[UUID, UUID], dict[UUID, str]]:
    said: dict[str, Any] = {"by_subject": True, "own_school": False, "most": None, **more}
    given, left = rules.assign(people, companions, **said)
    assert all([one.rule for one in why.reasons] == ["COMPETENCIES-14"] and not why for _, why in left)
    assert len(given) + len(left) == len(people)
    return dict(given), {person: why.text for person, why in left}


def test_people_are_shared_out_evenly_counting_whom_one_has_already() -> None:
    companions = [helper(1, has=3), helper(2), helper(3)]
    given, left = run([teacher(n) for n in range(1, 10)], companions)
    assert [list(given.values()).count(one.person_id) for one in companions] == [1, 4, 4]
    assert not left


def test_the_order_of_rows_changes_nothing() -> None:
    people = [teacher(n, "химия" if n % 2 else "физика") for n in range(1, 30)]
    companions = [helper(1, "химия"), helper(2, "физика"), helper(3, "химия", "физика")]
    assert run(people, companions) == run(people[::-1], companions[::-1])


def test_a_subject_is_met_where_it_is_asked_for() -> None:
    chemist, physicist, nobody = teacher(1, "химия"), teacher(2, "физика"), teacher(3)
    given, left = run([chemist, physicist, nobody], [helper(1, "химия")])
    assert set(given) == {chemist.person_id, nobody.person_id}
    assert left == {physicist.person_id: "Нет сопровождающего по этому предмету."}
    assert not run([physicist], [helper(1, "химия")], by_subject=False)[1]


def test_a_municipality_has_its_own_companions() -> None:
    given, left = run([teacher(1), teacher(2, municipality=SOUTH)], [helper(1, where=NORTH)])
    assert set(given) == {UUID(int=1)}
    assert left == {UUID(int=2): "В этом муниципалитете сопровождающих нет."}


@pytest.mark.parametrize("allowed", [False, True])
def test_ones_own_school_is_not_given_unless_allowed(allowed: bool) -> None:
    given, left = run([teacher(1)], [helper(1, node=SCHOOL)], own_school=allowed)
    assert bool(given) == allowed
    assert bool(left) == (not allowed)


def test_nobody_gets_more_than_the_ceiling() -> None:
    given, left = run([teacher(n) for n in range(1, 6)], [helper(1, has=1), helper(2)], most=2)
    assert len(given) == 3
    assert all("по 2" in why for why in left.values())
    assert len(left) == 2


def test_who_has_least_choice_is_given_first() -> None:
    """The only chemist is not spent on somebody whom the physicist could take."""
    given, left = run([teacher(1), teacher(2, "химия")], [helper(1, "химия"), helper(2, "физика", has=1)], most=2)
    assert given[UUID(int=2)] == UUID(int=501)
    assert not left


def test_nobody_is_given_to_themselves() -> None:
    one = teacher(501)
    assert run([one], [helper(1)])[1]


MANY: dict[str, Any] = {"inside": True, "found": 3, "asked": 4, "same": True, "order_number": "7"}


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({}, True),
        ({"asked": rules.MOST_AT_ONCE}, True),
        ({"asked": rules.MOST_AT_ONCE + 1}, False),
        ({"found": 0}, False),
        ({"same": False}, False),
        ({"order_number": " "}, False),
        ({"inside": False}, False),
    ],
)
def test_many_are_given_as_they_were_looked_at(change: dict[str, Any], allowed: bool) -> None:
    decision = rules.may_give_many(Role.CENTRE, **{**MANY, **change})
    assert bool(decision) == allowed
    assert allowed or decision.reasons[0].rule == "COMPETENCIES-15"


@pytest.mark.parametrize("role", list(Role))
def test_who_gives_and_ends_many(role: Role) -> None:
    gives = role in {Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST}
    assert bool(rules.may_give_many(role, **MANY)) == gives
    decision = rules.may_end_batch(role, inside=True, ended=False, why="приказ отменён")
    assert bool(decision) == gives
    assert gives or decision.reasons[0].rule == "COMPETENCIES-16"


@pytest.mark.parametrize("change", [{"inside": False}, {"ended": True}, {"why": " "}])
def test_many_are_ended_once_with_a_reason(change: dict[str, Any]) -> None:
    said: dict[str, Any] = {"inside": True, "ended": False, "why": "приказ отменён", **change}
    decision = rules.may_end_batch(Role.CENTRE, **said)
    assert not decision
    assert decision.reasons[0].rule == "COMPETENCIES-16"


@pytest.mark.parametrize("role", list(Role))
def test_who_brings_from_a_file_who_accompanies_whom(role: Role) -> None:
    decision = rules.may_send_file(role, inside=True)
    assert bool(decision) == (role in {Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST})
    away = rules.may_send_file(role, inside=False)
    assert not away
    assert away.reasons[0].rule == "COMPETENCIES-17"
    assert decision.reasons[0].rule == "COMPETENCIES-17"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"colleagues": True, "own_school": True}, ""),
        ({"has": 9, "most": None}, ""),
        ({"oneself": True}, "За собой"),
        ({"holds_role": False}, "роли методиста"),
        ({"colleagues": True}, "в одной организации"),
        ({"has": 5}, "больше 5"),
    ],
)
def test_whom_a_line_of_a_file_gives_to_whom(change: dict[str, Any], words: str) -> None:
    fine: dict[str, Any] = {"oneself": False, "holds_role": True, "colleagues": False, "own_school": False}
    decision = rules.may_bring(**{**fine, "has": 4, "most": 5, **change})
    assert bool(decision) == (not words)
    assert decision.reasons[0].rule == "COMPETENCIES-18"
    assert words in decision.text
