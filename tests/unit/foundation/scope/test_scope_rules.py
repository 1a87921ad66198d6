"""SCOPE-01…05: what a role gives over its own place, and what it never gives."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.foundation.scope import rules
from marshrut.foundation.scope.types import NodeKind, Right, Role
from marshrut.foundation.scope.viewer import SystemViewer, reaches, tenant_of

ROLES, RIGHTS = st.sampled_from(Role), st.sampled_from(Right)
EVERYBODY = frozenset(Role)


def test_a_school_lists_its_people_and_does_not_open_their_results() -> None:
    """SCOPE-01"""
    listed = rules.may_use_right(Role.SCHOOL, Right.LIST, inside=True, own=False)
    assert listed
    assert listed.reasons[0].rule == "SCOPE-01"
    opened = rules.may_use_right(Role.SCHOOL, Right.OPEN, inside=True, own=False)
    assert not opened
    assert "открывать результаты" in opened.text


def test_a_regional_methodologist_counts_and_does_not_list() -> None:
    assert rules.may_use_right(Role.REGIONAL_METHODOLOGIST, Right.COUNT, inside=True, own=False)
    assert not rules.may_use_right(Role.REGIONAL_METHODOLOGIST, Right.LIST, inside=True, own=False)


@given(ROLES, RIGHTS)
def test_nothing_outside_ones_own_place(role: Role, right: Right) -> None:
    refused = rules.may_use_right(role, right, inside=False, own=False)
    assert not refused
    assert "вне вашей территории" in refused.text


@given(ROLES, RIGHTS, st.booleans())
def test_ones_own_is_ones_own_in_every_role(role: Role, right: Right, inside: bool) -> None:
    assert rules.may_use_right(role, right, inside=inside, own=True)


@given(ROLES)
def test_no_role_opens_results_by_place(role: Role) -> None:
    """`open` belongs to the person, to who accompanies them, to whom they allowed; never to a place."""
    assert Right.OPEN not in rules.ROLE_RIGHTS[role]
    assert not rules.may_use_right(role, Right.OPEN, inside=True, own=False)


def test_the_table_of_rights_knows_every_role() -> None:
    assert set(rules.ROLE_RIGHTS) == EVERYBODY


def test_a_school_makes_teachers_and_nobody_stronger() -> None:
    """SCOPE-02"""
    assert rules.may_give_role(Role.SCHOOL, Role.TEACHER, inside=True)
    for role in EVERYBODY - {Role.TEACHER}:
        refused = rules.may_give_role(Role.SCHOOL, role, inside=True)
        assert not refused
        assert refused.reasons[0].rule == "SCOPE-02"
        assert role.title in refused.text


@given(ROLES)
def test_the_administrator_gives_every_role_inside_and_none_outside(role: Role) -> None:
    assert rules.may_give_role(Role.ADMINISTRATOR, role, inside=True)
    assert not rules.may_give_role(Role.ADMINISTRATOR, role, inside=False)


@given(st.sampled_from(sorted(EVERYBODY - {Role.ADMINISTRATOR, Role.SCHOOL})), ROLES, st.booleans())
def test_everybody_else_gives_none(giver: Role, role: Role, inside: bool) -> None:
    assert not rules.may_give_role(giver, role, inside=inside)


def test_strong_roles_ask_for_a_second_factor() -> None:
    """SCOPE-03"""
    for role in (Role.CENTRE, Role.GOVERNING_BODY, Role.ADMINISTRATOR):
        decision = rules.needs_second_factor(frozenset({Role.TEACHER, role}))
        assert decision, role
        assert decision.reasons[0].rule == "SCOPE-03"
        assert role.title in decision.text
    assert not rules.needs_second_factor(frozenset({Role.TEACHER, Role.SCHOOL}))
    assert not rules.needs_second_factor(frozenset())


@given(st.frozensets(ROLES), ROLES)
def test_one_more_role_never_takes_the_second_factor_away(roles: frozenset[Role], more: Role) -> None:
    if rules.needs_second_factor(roles):
        assert rules.needs_second_factor(roles | {more})


@given(ROLES, st.booleans())
def test_only_the_administrator_adds_places_and_only_inside(role: Role, inside: bool) -> None:
    """SCOPE-04"""
    decision = rules.may_add_node(role, inside=inside)
    assert bool(decision) == (role is Role.ADMINISTRATOR and inside)
    assert decision.reasons[0].rule == "SCOPE-04"


@given(ROLES, st.frozensets(ROLES))
def test_a_role_without_a_desk_is_not_given(role: Role, offered: frozenset[Role]) -> None:
    """SCOPE-05"""
    decision = rules.may_offer_role(role, offered)
    assert bool(decision) == (role in offered)
    assert decision.reasons[0].rule == "SCOPE-05"
    if not decision:
        assert role.title in decision.text


@pytest.mark.parametrize("word", [*Role, *Right, *NodeKind])
def test_every_word_of_the_tree_has_a_russian_title(word: Role | Right | NodeKind) -> None:
    assert word.title
    assert word.title != word.value


def test_work_without_a_person_stays_in_its_tenant() -> None:
    """SCOPE-01"""
    assert rules.may_work("load", inside=True)
    assert not rules.may_work("load", inside=False)
    assert reaches(SystemViewer("upkeep"), UUID(int=1))
    assert reaches(SystemViewer("load", UUID(int=1)), UUID(int=1))
    assert not reaches(SystemViewer("load", UUID(int=1)), UUID(int=2))
    assert not reaches(SystemViewer("load", UUID(int=1)), None)


def test_a_row_belongs_to_a_tenant() -> None:
    with pytest.raises(ValueError, match="upkeep"):
        tenant_of(SystemViewer("upkeep"))


def test_a_role_is_held_once_at_a_place() -> None:
    """SCOPE-06"""
    assert rules.may_hold_once(Role.CENTRE, held=False)
    decision = rules.may_hold_once(Role.CENTRE, held=True)
    assert not decision
    assert decision.reasons[0].rule == "SCOPE-06"
    assert "уже дана" in decision.text
