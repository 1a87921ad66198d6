"""PROGRAMMES-28, -29: which programme comes first, and what is said to who has not completed it."""

from __future__ import annotations

from marshrut.apps.programmes.rules import check_requires, warn_of_missing
from marshrut.cores.kernel import Decision


def _no(decision: Decision) -> str:
    assert not decision
    assert decision.reasons[0].rule == "PROGRAMMES-28"
    return decision.text


def test_a_programme_needs_others_and_never_itself() -> None:
    assert check_requires("a", ["b"], {"b": ["c"]})
    assert "кругу" in _no(check_requires("a", ["a"], {}))
    assert "кругу" in _no(check_requires("a", ["b"], {"b": ["c"], "c": ["a"]}))
    assert check_requires("a", ["b"], {"b": ["c"], "c": ["b"]}), "a circle of others is not this one's"


def test_a_programme_needs_no_more_than_a_few() -> None:
    assert check_requires("a", ["b", "c", "d", "e", "f"], {})
    assert "не больше 5" in _no(check_requires("a", ["b", "c", "d", "e", "f", "g"], {}))


def test_who_lacks_what_comes_first_is_told_and_may_ask() -> None:
    told = warn_of_missing(["Основы"])
    assert told
    assert told.reasons[0].rule == "PROGRAMMES-29"
    assert "«Основы»" in told.text
    assert warn_of_missing([]).text == ""
