"""MONITORING-01…04: who makes snapshots and enters values, of what figures come, what an entry must say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from marshrut.apps.monitoring import rules
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.types import Role

DAY = date(2026, 5, 5)


def _no(decision: Decision, rule: str) -> str:
    assert not decision
    assert decision.reasons[0].rule == rule
    return decision.text


def test_monitoring_01_who_answers_for_the_region_makes_snapshots() -> None:
    for role in (None, Role.CENTRE, Role.GOVERNING_BODY, Role.ADMINISTRATOR):
        assert rules.may_make(role)
    for role in set(Role) - rules.MAKING:
        _no(rules.may_make(role), "MONITORING-01")


def test_monitoring_02_figures_come_of_a_whole_snapshot_for_a_day_it_knows() -> None:
    whole: dict[str, Any] = {"sealed": True, "damage": "", "on": DAY, "day": DAY}
    assert rules.may_count(**whole)
    assert rules.may_count(**whole | {"on": DAY - timedelta(days=400)})
    assert "факты: строк 3, было 4" in _no(
        rules.may_count(**whole | {"damage": "факты: строк 3, было 4"}), "MONITORING-02"
    )
    assert "не готов" in _no(rules.may_count(**whole | {"sealed": False}), "MONITORING-02")
    assert "05.05.2026" in _no(rules.may_count(**whole | {"on": DAY + timedelta(days=1)}), "MONITORING-02")


def test_monitoring_03_who_answers_for_a_place_enters_values() -> None:
    for role in (None, Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.GOVERNING_BODY):
        assert rules.may_enter(role)
    for role in set(Role) - rules.ENTERING:
        _no(rules.may_enter(role), "MONITORING-03")


GOOD: dict[str, Any] = {
    "value": 12.0,
    "denominator": 40.0,
    "document": "Справка",
    "on": DAY,
    "today": DAY,
    "most": 100.0,
}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": -1.0}, "меньше нуля"),
        ({"denominator": 0.0}, "Делить не на кого"),
        ({"value": 41.0}, "Часть больше целого"),
        ({"value": 101.0, "denominator": None}, "Больше 100 %"),
        ({"document": "  "}, "Назовите документ"),
        ({"on": DAY + timedelta(days=1)}, "ещё не наступил"),
    ],
)
def test_monitoring_04_an_entry_is_possible_and_proved(wrong: dict[str, Any], words: str) -> None:
    assert rules.check_entry(**GOOD)
    assert words in _no(rules.check_entry(**GOOD | wrong), "MONITORING-04")


def test_monitoring_04_a_count_has_no_upper_bound() -> None:
    assert rules.check_entry(**GOOD | {"value": 500.0, "denominator": None, "most": None})


def test_the_file_of_a_value_opens_to_who_sees_the_value() -> None:
    """MONITORING-05."""
    assert rules.may_see_proof(Role.SCHOOL, of_region=True, counts=False)
    assert rules.may_see_proof(Role.SCHOOL, of_region=False, counts=True)
    assert rules.may_see_proof(None, of_region=False, counts=False), "work without a person"
    for role, of_region, counts in ((Role.SCHOOL, False, False), (Role.TEACHER, True, True)):
        no = rules.may_see_proof(role, of_region=of_region, counts=counts)
        assert not no
        assert no.reasons[0].rule == "MONITORING-05"
