"""PRIVACY-01…04: consents, papers, wording, scans; and the classes of fields."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.cores.kernel import allow, refuse
from marshrut.foundation.privacy import classes, rules
from marshrut.foundation.privacy.types import Basis, Channel
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

TODAY = date(2026, 9, 1)
SOMEBODY = UUID(int=1)


def _viewer(role: Role) -> Viewer:
    return Viewer(SOMEBODY, SOMEBODY, "Анна Петровна", role, SOMEBODY, SOMEBODY, "a")


@pytest.mark.parametrize("basis", list(Basis))
def test_only_a_consent_is_taken_back(basis: Basis) -> None:
    """PRIVACY-01"""
    decision = rules.may_recall(basis)
    assert bool(decision) == (basis is Basis.CONSENT)
    assert decision.reasons[0].rule == "PRIVACY-01"
    if not decision:
        assert basis.title in decision.text


@given(st.sampled_from(Basis), st.integers(-400, 400))
def test_a_paper_is_for_a_consent_and_not_from_tomorrow(basis: Basis, days: int) -> None:
    """PRIVACY-02"""
    decision = rules.may_record_paper(basis, given_on=TODAY + timedelta(days=days), on=TODAY)
    assert bool(decision) == (basis is Basis.CONSENT and days <= 0)
    assert decision.reasons[0].rule == "PRIVACY-02"


@pytest.mark.parametrize("role", list(Role))
def test_the_administrator_words_the_purposes(role: Role) -> None:
    """PRIVACY-03"""
    decision = rules.may_change_purposes(_viewer(role))
    assert bool(decision) == (role is Role.ADMINISTRATOR)
    assert decision.reasons[0].rule == "PRIVACY-03"


def test_the_system_words_them_too() -> None:
    assert rules.may_change_purposes(SystemViewer("tests"))


@pytest.mark.parametrize(
    ("own", "handling", "seen"),
    [
        (True, None, True),
        (True, refuse("ACCOUNTS-05", "Нет."), True),
        (False, allow("ACCOUNTS-05"), True),
        (False, refuse("ACCOUNTS-05", "Нет."), False),
        (False, None, False),
    ],
)
def test_a_scan_is_for_the_person_and_for_who_hands_out_their_access(own: bool, handling: object, seen: bool) -> None:
    """PRIVACY-04"""
    decision = rules.may_see_scan(own=own, handling=handling)
    assert bool(decision) is seen
    assert decision.reasons[0].rule == "PRIVACY-04"


def test_a_field_has_one_class() -> None:
    with pytest.raises(ValueError, match=r"accounts\.Account\.login"):
        classes.classify("accounts.Account", technical="login")
    assert classes.classified()["accounts.Account.login"] is classes.FieldClass.PERSONAL


@pytest.mark.parametrize("word", [*Basis, *Channel])
def test_every_word_has_a_russian_title(word: Basis | Channel) -> None:
    assert word.title
    assert word.title != word.value
