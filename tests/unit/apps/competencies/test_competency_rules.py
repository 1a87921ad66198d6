"""Rules of competencies: yes and no from one set-up, each by its id."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.frameworks import base_framework
from marshrut.apps.competencies.types import Depth, Doubt, NewEvidence, OpenGround, Standing, kind_word
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.types import Role

DAY = date(2026, 11, 20)
ONE = UUID(int=1)


def said(decision: Decision, rule: str) -> bool:
    assert [one.rule for one in decision.reasons] in ([rule], [])
    return bool(decision)


@pytest.mark.parametrize("ground", [*OpenGround, None])
def test_who_opens(ground: OpenGround | None) -> None:
    assert said(rules.may_open(ground, role="school"), "COMPETENCIES-01") == (ground is not None)


CARE: dict[str, Any] = {
    "inside": True,
    "companion_inside": True,
    "oneself": False,
    "colleagues": False,
    "own_school": False,
    "has": 249,
    "most": 250,
    "order_number": "7",
}


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({}, True),
        ({"most": None, "has": 900}, True),
        ({"has": 250}, False),
        ({"colleagues": True}, False),
        ({"colleagues": True, "own_school": True}, True),
        ({"oneself": True}, False),
        ({"inside": False}, False),
        ({"companion_inside": False}, False),
        ({"order_number": " "}, False),
    ],
)
def test_who_is_given_to_whom(change: dict[str, Any], allowed: bool) -> None:
    decision = rules.may_accompany(Role.CENTRE, **{**CARE, **change})
    assert said(decision, "COMPETENCIES-02") == allowed


@pytest.mark.parametrize("role", list(Role))
def test_who_gives_and_ends(role: Role) -> None:
    gives = role in {Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST}
    assert said(rules.may_accompany(role, **CARE), "COMPETENCIES-02") == gives
    assert said(rules.may_end_accompaniment(role, inside=True, ended=False), "COMPETENCIES-03") == gives
    assert not rules.may_end_accompaniment(role, inside=True, ended=True)
    assert not rules.may_end_accompaniment(role, inside=False, ended=False)


@pytest.mark.parametrize(("people", "allowed"), [(0, False), (4, False), (5, True), (50, True)])
def test_of_which_groups_figures_are_shown(people: int, allowed: bool) -> None:
    assert said(rules.may_show_group(people=people, smallest=5), "COMPETENCIES-10") == allowed


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_figures_of_a_place(role: Role) -> None:
    counts = role not in {Role.TEACHER, Role.ADMINISTRATOR}
    assert said(rules.may_see_figures(role, inside=True), "COMPETENCIES-11") == counts
    assert not rules.may_see_figures(role, inside=False)


def test_what_is_withdrawn_has_a_reason() -> None:
    assert rules.may_withdraw(why="ключ был неверен")
    assert not said(rules.may_withdraw(why="  "), "COMPETENCIES-12")


def test_invented_companions_stand_in_a_demonstration_only() -> None:
    assert rules.may_record_care(demonstration=True)
    assert not said(rules.may_record_care(demonstration=False), "COMPETENCIES-13")


def evidence(**more: Any) -> NewEvidence:
    given: dict[str, Any] = {
        "person_id": ONE,
        "competency": "feedback",
        "on": DAY,
        "earned": 3,
        "possible": 10,
        "origin": "centre",
        "depth": Depth.ITEMS,
        "source_type": "t",
        "source_id": ONE,
    }
    return NewEvidence(**{**given, **more})


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({}, True),
        ({"earned": 10}, True),
        ({"earned": 10.5}, False),
        ({"depth": Depth.FACT}, False),
        ({"on": DAY + timedelta(days=1)}, False),
        ({"cut": 0.7}, True),
        ({"cut": 1.0}, False),
        ({"cut": 0.8, "strong": 0.8}, False),
    ],
)
def test_what_may_be_evidence(change: dict[str, Any], allowed: bool) -> None:
    held = base_framework()
    decision = rules.check_evidence(
        evidence(**change), competencies=held.codes, origins=held.origins.keys(), known=True, today=DAY
    )
    assert said(decision, "COMPETENCIES-08") == allowed


def test_words_to_the_person_never_say_deficit() -> None:
    for standing in Standing:
        for doubt in Doubt:
            decision = rules.explain_standing(standing, doubt, items=8, sources=1, chance=80, method="m")
            assert decision.reasons[0].rule == "COMPETENCIES-09"
            assert "дефицит" not in (decision.text + kind_word(standing)).lower()


def test_figures_stand_on_the_first_of_a_month() -> None:
    assert rules.figures_day(DAY) == rules.figures_day(date(2026, 11, 1)) == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Высокий", "high"),
        ("повышенный уровень", "advanced"),
        ("Ниже  базового", "below"),
        ("средний", "basic"),
        ("так себе", None),
    ],
)
def test_level_words_are_found_by_synonyms(words: str, code: str | None) -> None:
    found = base_framework().find_level(words)
    assert (found.code if found else None) == code


def test_what_is_expected_of_a_teacher_of_two_subjects() -> None:
    wanted = base_framework().expected([("учитель", ("Физика", "Математика"))])
    assert wanted["physics_content"].level == wanted["mathematics_content"].level == "strong"
    assert "chemistry_content" not in wanted
    assert base_framework().expected([("слесарь", ())]) == {}


def test_a_word_and_a_per_cent_count_as_few_items() -> None:
    held = base_framework()
    counted = [held.effective_items(depth, 100) for depth in (Depth.LEVEL, Depth.PERCENT, Depth.AREAS, Depth.ITEMS)]
    assert counted == sorted(counted) == [4, 8, 20, 60]
    assert held.effective_items(Depth.ITEMS, 12) == 12
    assert held.effective_items(Depth.FACT, 12) == 0
