"""What the registry decides: who keeps lists, who is young, who may be the same person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from marshrut.apps.registry import rules
from marshrut.apps.registry.types import PersonFacts
from marshrut.cores.regulation import YoungTeachers
from marshrut.foundation.scope.types import Role

ON = date(2026, 9, 1)
READING = YoungTeachers(
    under_age=35, inclusive=False, years=3, experience="teaching", source=("ABC-1",), alternative="все до 35 лет"
)


@pytest.mark.parametrize("role", list(Role))
def test_lists_are_kept_by_those_whose_they_are(role):
    """REGISTRY-01, REGISTRY-02."""
    staff, places = rules.may_edit_staff(role, inside=True), rules.may_edit_places(role, inside=True)
    assert bool(staff) is (role in {Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR})
    assert bool(places) is (role in {Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR})
    assert not rules.may_edit_staff(role, inside=False)
    assert not rules.may_edit_places(role, inside=False)
    assert {one.reasons[0].rule for one in (staff, places)} == {"REGISTRY-01", "REGISTRY-02"}


@pytest.mark.parametrize(
    ("birth", "since", "young"),
    [
        (date(1992, 9, 1), date(2024, 9, 2), True),  # 34 until tomorrow's birthday next year
        (date(1991, 9, 2), date(2024, 9, 2), True),  # turns 35 tomorrow
        (date(1991, 9, 1), date(2024, 9, 2), False),  # is 35 today
        (date(1995, 1, 1), date(2023, 9, 2), True),  # three full years only tomorrow
        (date(1995, 1, 1), date(2023, 9, 1), False),
    ],
)
def test_a_young_teacher_by_the_orders_reading(birth, since, young):
    """REGISTRY-03: the limits themselves are outside; the clause is named."""
    decision = rules.is_young(READING, birth_date=birth, since=since, on=ON)
    assert bool(decision) is young
    assert decision.reasons[0].clause == "ABC-1"


def test_another_region_reads_thirty_five_as_young():
    inclusive = replace(READING, inclusive=True)
    assert rules.is_young(inclusive, birth_date=date(1991, 9, 1), since=date(2025, 9, 1), on=ON)


@pytest.mark.parametrize(("birth", "since"), [(None, date(2025, 9, 1)), (date(1999, 1, 1), None)])
def test_an_unknown_date_is_not_enough_data_and_no_guess(birth, since):
    decision = rules.is_young(READING, birth_date=birth, since=since, on=ON)
    assert not decision
    assert decision.reasons[0].inputs["known"] is False
    assert not rules.is_young(None, birth_date=date(1999, 1, 1), since=date(2025, 9, 1), on=ON)


def test_years_are_full_years():
    assert rules.full_years(date(2000, 2, 29), date(2025, 2, 28)) == 24
    assert rules.full_years(date(2000, 2, 29), date(2025, 3, 1)) == 25


ANNA = PersonFacts("Ёлкина", "Анна", "Петровна", birth_date=date(1980, 5, 5), nodes=frozenset({"a"}))


@pytest.mark.parametrize(
    ("other", "grade"),
    [
        (replace(ANNA, family_name="Елкина", nodes=frozenset()), "likely"),
        (replace(ANNA, family_name="Соснина"), "possible"),
        (replace(ANNA, family_name="Соснина", nodes=frozenset({"b"})), "different"),
        (replace(ANNA, birth_date=None), "possible"),
        (replace(ANNA, birth_date=date(1981, 5, 5)), "different"),
        (replace(ANNA, birth_date=None, nodes=frozenset()), "different"),
    ],
)
def test_how_alike_two_records_are(other, grade):
    """REGISTRY-20."""
    decision = rules.compare(ANNA, other)
    assert decision.reasons[0].inputs["grade"] == grade
    assert bool(decision) is (grade != "different")
    assert rules.compare(other, ANNA).reasons[0].inputs == decision.reasons[0].inputs


def test_different_numbers_are_different_people_whatever_else_agrees():
    left, right = replace(ANNA, snils="11223344595"), replace(ANNA, snils="00000000000")
    decision = rules.compare(left, right)
    assert not decision
    merged = rules.may_merge(Role.CENTRE, both_inside=True, likeness=decision, accounts=0)
    assert not merged
    assert merged.reasons[0].rule == "REGISTRY-21"


def test_who_joins_and_divides_records():
    """REGISTRY-21, REGISTRY-22."""
    alike = rules.compare(ANNA, ANNA)
    assert rules.may_merge(Role.CENTRE, both_inside=True, likeness=alike, accounts=1)
    assert not rules.may_merge(Role.CENTRE, both_inside=True, likeness=alike, accounts=2)
    assert not rules.may_merge(Role.SCHOOL, both_inside=False, likeness=alike, accounts=0)
    assert not rules.may_merge(Role.GOVERNING_BODY, both_inside=True, likeness=alike, accounts=0)
    assert rules.may_unmerge(Role.CENTRE, both_inside=True, later=0)
    assert not rules.may_unmerge(Role.CENTRE, both_inside=True, later=1)
    assert not rules.may_unmerge(Role.TEACHER, both_inside=True, later=0)


def test_one_organisation_alone_can_only_give_way():
    """REGISTRY-23."""
    assert rules.may_settle_claim(Role.SCHOOL, own_inside=True, both_inside=False)
    assert not rules.may_settle_claim(Role.SCHOOL, own_inside=False, both_inside=False)
    assert not rules.may_settle_claim(Role.GOVERNING_BODY, own_inside=True, both_inside=True)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, ""),
        ({"own": False}, "другого человека"),
        ({"same_role": False}, "другой роли"),
        ({"kept": False}, "хранится неделю"),
    ],
)
def test_a_made_list_is_taken_by_who_asked_for_it_in_the_same_role_while_it_is_kept(facts, word):
    """REGISTRY-46."""
    decision = rules.may_take_made(**{"own": True, "same_role": True, "kept": True, **facts})
    assert bool(decision) is (not facts)
    assert word in decision.text
    assert decision.reasons[0].rule == "REGISTRY-46"


def test_a_take_over_is_taken_back_once_alone_and_while_nothing_hangs_on_it():
    """REGISTRY-36."""
    free = {"both_inside": True, "alone": True, "undone": False, "dependents": []}
    assert rules.may_undo_succession(**free).reasons[0].rule == "REGISTRY-36"
    for wrong in ({"both_inside": False}, {"alone": False}, {"undone": True}, {"dependents": ["отпуска: 2"]}):
        assert not rules.may_undo_succession(**{**free, **wrong})
    assert "отпуска: 2" in rules.may_undo_succession(**{**free, "dependents": ["отпуска: 2"]}).text


def test_who_reminds_of_a_list_and_how_often():
    """REGISTRY-37."""
    fine = {"inside": True, "missing": True, "today": False}
    assert rules.may_remind(Role.CENTRE, **fine).reasons[0].rule == "REGISTRY-37"
    assert rules.may_remind(Role.MUNICIPAL_METHODOLOGIST, **fine, due=date(2026, 9, 2), on=date(2026, 9, 2))
    for wrong in ({"inside": False}, {"missing": False}, {"today": True}):
        assert not rules.may_remind(Role.CENTRE, **{**fine, **wrong})
    assert not rules.may_remind(Role.SCHOOL, **fine)
    assert not rules.may_remind(Role.CENTRE, **fine, due=date(2026, 9, 1), on=date(2026, 9, 2))
