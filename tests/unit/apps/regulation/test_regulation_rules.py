"""REGULATION-01…10: each rule with the cases that decide."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.apps.regulation import rules
from marshrut.apps.regulation.types import ClauseFacts, ClauseState, Declaration
from marshrut.cores.kernel import allow, refuse
from marshrut.foundation.scope.types import Role

ID = UUID(int=1)
DECLARED = Declaration(ID, "Иванова Мария Петровна", "нет помещения", date(2024, 5, 1), by_responsible=True)
NOT_RESPONSIBLE = Declaration(ID, "Иванова Мария Петровна", "нет помещения", date(2024, 5, 1), by_responsible=False)
NO_REASON = Declaration(ID, "Иванова Мария Петровна", " ", date(2024, 5, 1), by_responsible=True)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (ClauseFacts(outside=False, served=0, evidence=0, proofs=0), ClauseState.NO_RECORDS),
        (ClauseFacts(outside=False, served=2, evidence=0, proofs=0), ClauseState.SERVED),
        (ClauseFacts(outside=False, served=1, evidence=7, proofs=0), ClauseState.SERVED_WITH_EVIDENCE),
        (ClauseFacts(outside=False, served=0, evidence=0, proofs=1), ClauseState.SERVED_WITH_EVIDENCE),
        (ClauseFacts(outside=False, served=0, evidence=7, proofs=0), ClauseState.NO_RECORDS),
        (ClauseFacts(outside=True, served=0, evidence=0, proofs=0), ClauseState.OUTSIDE),
        (ClauseFacts(outside=True, served=1, evidence=7, proofs=1), ClauseState.OUTSIDE),
        (
            ClauseFacts(outside=False, served=1, evidence=7, proofs=1, declaration=DECLARED),
            ClauseState.DECLARED_NOT_EXECUTED,
        ),
        (
            ClauseFacts(outside=True, served=0, evidence=0, proofs=0, declaration=DECLARED),
            ClauseState.DECLARED_NOT_EXECUTED,
        ),
        (
            ClauseFacts(outside=False, served=0, evidence=0, proofs=0, declaration=NOT_RESPONSIBLE),
            ClauseState.NO_RECORDS,
        ),
        (ClauseFacts(outside=False, served=0, evidence=0, proofs=0, declaration=NO_REASON), ClauseState.NO_RECORDS),
    ],
)
def test_regulation_01_the_state_of_a_clause(facts: ClauseFacts, state: ClauseState) -> None:
    stated = rules.clause_state(facts)
    assert stated.state is state
    assert stated.decision.reasons[0].rule == "REGULATION-01"
    assert stated.decision.reasons[0].inputs["served"] == facts.served


def test_regulation_01_says_who_and_why_when_declared() -> None:
    said = rules.clause_state(ClauseFacts(outside=False, served=0, evidence=0, proofs=0, declaration=DECLARED)).text
    assert said == "Ответственный (Иванова Мария Петровна) 01.05.2024 заявил: нет помещения"


@given(
    st.builds(
        ClauseFacts,
        outside=st.booleans(),
        served=st.integers(0, 3),
        evidence=st.integers(0, 3),
        proofs=st.integers(0, 3),
    )
)
def test_regulation_01_nobody_is_blamed_without_a_declaration(facts: ClauseFacts) -> None:
    stated = rules.clause_state(facts)
    assert stated.state is not ClauseState.DECLARED_NOT_EXECUTED
    assert "не исполняется" not in stated.state.title + stated.text


def test_regulation_02_the_order_is_open_inside_its_tenant() -> None:
    assert rules.may_read(same_tenant=True)
    assert rules.may_read(same_tenant=False).reasons[0].rule == "REGULATION-02"


MANAGED = [
    ("REGULATION-03", rules.may_appoint),
    ("REGULATION-08", rules.may_print),
]


@pytest.mark.parametrize(("rule", "decide"), MANAGED)
@pytest.mark.parametrize("role", [None, *Role])
def test_regulation_03_and_08_who_runs_the_order(rule: str, decide: object, role: Role | None) -> None:
    inside, outside = decide(role, inside=True), decide(role, inside=False)  # type: ignore[operator]
    assert inside.ok == (role in {None, Role.GOVERNING_BODY, Role.ADMINISTRATOR})
    assert outside.ok == (role is None)
    assert {inside.reasons[0].rule, outside.reasons[0].rule} == {rule}


@pytest.mark.parametrize(("rule", "decide"), [("REGULATION-04", rules.may_prove), ("REGULATION-06", rules.may_revoke)])
def test_regulation_04_and_06_who_answers_may_whatever_the_role(rule: str, decide: object) -> None:
    assert decide(Role.SCHOOL, inside=False, responsible=True)  # type: ignore[operator]
    assert decide(Role.GOVERNING_BODY, inside=True, responsible=False)  # type: ignore[operator]
    refused = decide(Role.SCHOOL, inside=True, responsible=False)  # type: ignore[operator]
    assert not refused
    assert refused.reasons[0].rule == rule


def test_regulation_05_only_who_answers_declares_and_with_a_reason() -> None:
    assert rules.may_declare(responsible=True, reason="нет денег")
    assert "только ответственный" in rules.may_declare(responsible=False, reason="нет денег").text
    assert "причину" in rules.may_declare(responsible=True, reason="  ").text


def test_regulation_07_clauses_with_people_vanish_only_with_consent_and_a_reason() -> None:
    assert rules.may_drop_clauses([], accepted=False, reason="")
    refused = rules.may_drop_clauses(["ABC-1.2-03"], accepted=False, reason="")
    assert not refused
    assert "ABC-1.2-03" in refused.text
    assert not rules.may_drop_clauses(["ABC-1.2-03"], accepted=True, reason=" ")
    assert not rules.may_drop_clauses(["ABC-1.2-03"], accepted=False, reason="опечатка")
    assert rules.may_drop_clauses(["ABC-1.2-03"], accepted=True, reason="опечатка")
    many = rules.may_drop_clauses([f"ABC-1-{n:02}" for n in range(20)], accepted=False, reason="")
    assert "и ещё 8" in many.text


def test_regulation_08_only_what_stands_in_the_order_is_printed() -> None:
    assert rules.must_be_printed_somewhere("17", ["17", "18"])
    assert "выберите одно из 17, 18" in rules.must_be_printed_somewhere("19", ["17", "18"]).text
    assert "не противоречит" in rules.must_be_printed_somewhere("19", []).text


@pytest.mark.parametrize("role", [None, *Role])
def test_regulation_09_the_administrator_loads(role: Role | None) -> None:
    assert rules.may_load(role, inside=True).ok == (role in {None, Role.ADMINISTRATOR})
    assert rules.may_load(role, inside=False).ok == (role is None)


def test_regulation_10_a_file_is_open_to_who_may_attach() -> None:
    assert not rules.may_open_proof(None)
    assert not rules.may_open_proof(refuse("REGULATION-04", "нет"))
    assert rules.may_open_proof(allow("REGULATION-04", "да"))
