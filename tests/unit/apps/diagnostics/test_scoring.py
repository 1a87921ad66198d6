"""Points by the key: what each kind of item gives for right, wrong, partly right, broken and missing answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.apps.diagnostics.scoring import find_faults, is_answer, number_of, points_for
from marshrut.apps.diagnostics.types import ItemKind

OPTIONS = {"options": [{"id": letter, "text": f"вариант {letter}"} for letter in "abcd"]}


@pytest.mark.parametrize(("value", "points"), [("a", 2.0), ("b", 0.0), (None, 0.0), (["a"], 0.0), ("a" * 500, 0.0)])
def test_one_right_answer(value: Any, points: float) -> None:
    assert points_for(ItemKind.SINGLE, {"right": "a"}, 2, value) == points


@pytest.mark.parametrize(
    ("value", "whole", "partly"),
    [
        (["a", "c"], 2.0, 2.0),
        (["c", "a"], 2.0, 2.0),
        (["a"], 0.0, 1.0),
        (["a", "b"], 0.0, 0.0),
        (["a", "c", "b"], 0.0, 1.0),
        (["b", "d"], 0.0, 0.0),
        ([], 0.0, 0.0),
        (["a", "a"], 0.0, 0.0),
        ("ac", 0.0, 0.0),
    ],
)
def test_several_right_answers(value: Any, whole: float, partly: float) -> None:
    key = {"right": ["a", "c"]}
    assert points_for(ItemKind.MULTIPLE, key, 2, value) == whole
    assert points_for(ItemKind.MULTIPLE, {**key, "partial": True}, 2, value) == partly


def test_picking_everything_is_no_way_to_points() -> None:
    key = {"right": ["a", "c"], "partial": True}
    assert points_for(ItemKind.MULTIPLE, key, 2, list("abcd")) == 0.0


@pytest.mark.parametrize(
    ("value", "whole", "partly"),
    [
        (["b", "a", "c", "d"], 3.0, 3.0),
        (["b", "a", "d", "c"], 0.0, 1.0),
        (["d", "c", "a", "b"], 0.0, 0.0),
        (["a", "c", "d", "b"], 0.0, 2.0),
        (["b", "a", "c"], 0.0, 0.0),
    ],
)
def test_an_order(value: list[str], whole: float, partly: float) -> None:
    key = {"order": ["b", "a", "c", "d"]}
    assert points_for(ItemKind.ORDERING, key, 3, value) == whole
    assert points_for(ItemKind.ORDERING, {**key, "partial": True}, 3, value) == partly


@pytest.mark.parametrize(
    ("value", "points"), [("12,5", 1), (" 12.50 ", 1), ("12,6", 1), ("12,61", 0), ("−12,5", 0), ("двенадцать", 0)]
)
def test_a_number_within_its_tolerance(value: str, points: float) -> None:
    assert points_for(ItemKind.NUMERIC, {"value": "12.5", "tolerance": "0.1"}, 1, value) == points


def test_numbers_as_people_type_them() -> None:
    assert number_of("1 200") == number_of("1200") == number_of("1\u00a0200,0")
    assert number_of("−3") == -3
    for odd in ("1e9", "0x10", "12,5,3", "", "NaN", "inf", "9" * 40):
        assert number_of(odd) is None


@pytest.mark.parametrize("value", ["Чётное", "четное", "  ЧЁТНОЕ. ", "чётное"])
def test_a_short_answer_without_case_and_yo(value: str) -> None:
    assert points_for(ItemKind.SHORT, {"accepted": ["чётное"]}, 1, value) == 1


def test_a_text_waits_for_a_person() -> None:
    assert points_for(ItemKind.TEXT, {}, 4, "Моё объяснение") is None
    assert points_for(ItemKind.TEXT, {}, 4, "") == 0.0
    assert points_for(ItemKind.TEXT, {}, 4, None) == 0.0


@given(st.permutations(list("abcdef")), st.booleans())
def test_points_stay_between_nothing_and_all(order: list[str], partial: bool) -> None:
    got = points_for(ItemKind.ORDERING, {"order": list("abcdef"), "partial": partial}, 5, order)
    assert got is not None
    assert 0 <= got <= 5
    assert (got == 5) == (order == list("abcdef"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_a_device_sends_is_scored_or_worth_nothing(value: Any) -> None:
    keys: dict[ItemKind, dict[str, Any]] = {
        ItemKind.SINGLE: {"right": "a"},
        ItemKind.MULTIPLE: {"right": ["a"], "partial": True},
        ItemKind.ORDERING: {"order": ["a", "b"], "partial": True},
        ItemKind.NUMERIC: {"value": "1"},
        ItemKind.SHORT: {"accepted": ["да"]},
    }
    for kind, key in keys.items():
        points = points_for(kind, key, 1, value)
        assert points is not None
        assert 0 <= points <= 1
        if not is_answer(kind, value):
            assert points == 0


@pytest.mark.parametrize(
    ("kind", "body", "key", "word"),
    [
        (ItemKind.SINGLE, OPTIONS, {}, "Нет ключа"),
        (ItemKind.SINGLE, OPTIONS, {"right": "x"}, "не стоит среди"),
        (ItemKind.SINGLE, {"options": OPTIONS["options"][:1]}, {"right": "a"}, "не меньше 2"),
        (ItemKind.MULTIPLE, OPTIONS, {"right": []}, "Нет ключа"),
        (ItemKind.MULTIPLE, OPTIONS, {"right": ["a", "я"]}, "не стоит среди"),
        (ItemKind.ORDERING, OPTIONS, {"order": ["a", "b"]}, "по одному разу"),
        (ItemKind.NUMERIC, {}, {"value": ""}, "Нет ключа"),
        (ItemKind.NUMERIC, {}, {"value": "много"}, "не число"),
        (ItemKind.NUMERIC, {}, {"value": "1", "tolerance": "-1"}, "Допуск"),
        (ItemKind.SHORT, {}, {"accepted": [" . "]}, "Нет ключа"),
        (ItemKind.TEXT, {}, {}, "Нет критериев"),
        (ItemKind.TEXT, {"criteria": [{"id": "k1", "text": "…", "max": 1}]}, {}, "дают 1"),
    ],
)
def test_an_item_that_cannot_be_scored_says_why(kind: ItemKind, body: Any, key: Any, word: str) -> None:
    faults = find_faults(kind, body, key, 2)
    assert any(word in one for one in faults), faults


def test_a_sound_item_has_no_faults() -> None:
    sound: list[tuple[ItemKind, Any, Any]] = [
        (ItemKind.SINGLE, OPTIONS, {"right": "a"}),
        (ItemKind.MULTIPLE, OPTIONS, {"right": ["a", "b"]}),
        (ItemKind.ORDERING, OPTIONS, {"order": list("dcba")}),
        (ItemKind.NUMERIC, {}, {"value": "0,5", "tolerance": "0"}),
        (ItemKind.SHORT, {}, {"accepted": ["да"]}),
        (ItemKind.TEXT, {"criteria": [{"id": "k1", "text": "…", "max": 2}]}, {}),
    ]
    for kind, body, key in sound:
        assert find_faults(kind, body, key, 2) == []
    assert find_faults(ItemKind.SINGLE, OPTIONS, {"right": "a"}, 0)
