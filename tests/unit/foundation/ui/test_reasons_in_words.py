"""What a rule looked at is said in words, and nothing of it is hidden."""

from __future__ import annotations

from datetime import date

from marshrut.cores.kernel import refuse
from marshrut.foundation.ui.reasons import call_inputs, in_words


def test_inputs_are_said_in_russian() -> None:
    call_inputs({"seats_of_test": "мест"})
    decision = refuse("TEST-01", "Нет.", inside=False, seats_of_test=1240, given_on=date(2026, 9, 1))
    assert in_words(decision.reasons[0].inputs) == [
        ("в пределах вашего места", "нет"),
        ("мест", "1\u00a0240"),
        ("дата на бумаге", "1\u00a0сентября\u00a02026\u00a0года"),
    ]


def test_an_input_without_words_is_shown_as_it_is() -> None:
    assert in_words({"unheard_of": ("a", "b")}) == [("unheard_of", "a, b")]


def test_whom_to_ask_stands_elsewhere_on_the_page() -> None:
    assert in_words({"ask": "администратора"}) == []
