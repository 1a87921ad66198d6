"""Who writes notes, changes their form, keeps blanks; what may be tied to what."""

from __future__ import annotations

import pytest

from marshrut.apps.monitoring import rules
from marshrut.foundation.scope.types import Role


def _rule(decision: object) -> str:
    return decision.reasons[0].rule  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("role", [None, *Role])
def test_the_note_is_for_who_reports_for_the_region(role: Role | None) -> None:
    """MONITORING-11; work without a person writes it too."""
    decision = rules.may_write(role)
    assert decision.ok is (role in {None, Role.CENTRE, Role.GOVERNING_BODY})
    assert _rule(decision) == "MONITORING-11"


def test_a_form_is_replaced_by_the_centre_and_every_field_is_known() -> None:
    """MONITORING-12."""
    assert rules.may_keep_form(Role.CENTRE, known=3, unknown=()).ok
    for decision, word in (
        (rules.may_keep_form(Role.GOVERNING_BODY, known=3, unknown=()), "центр"),
        (rules.may_keep_form(Role.CENTRE, known=3, unknown=["tabel"]), "«tabel»"),
        (rules.may_keep_form(Role.CENTRE, known=0, unknown=()), "ни одного поля"),
    ):
        assert not decision.ok
        assert word in decision.text
        assert _rule(decision) == "MONITORING-12"


@pytest.mark.parametrize("role", [None, *Role])
def test_blanks_are_the_centre_s(role: Role | None) -> None:
    """MONITORING-13."""
    decision = rules.may_keep_blank(role)
    assert decision.ok is (role is Role.CENTRE)
    assert _rule(decision) == "MONITORING-13"


def test_a_cell_is_tied_to_what_there_is() -> None:
    """MONITORING-14."""
    good = {"cell": "B2", "trouble": "", "indicator": "А-1", "known": True, "part": "value", "parts": {"value"}}
    assert rules.check_tie(**good).ok  # type: ignore[arg-type]
    for change, word in (
        ({"trouble": "в ней формула"}, "формула"),
        ({"known": False}, "«А-1»"),
        ({"part": "soul"}, "что в неё вписать"),
    ):
        decision = rules.check_tie(**(good | change))  # type: ignore[arg-type]
        assert not decision.ok
        assert word in decision.text
        assert _rule(decision) == "MONITORING-14"
