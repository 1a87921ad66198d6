"""The inputs of a decision in words: what a rule looked at, as a person would say it.

Inputs have short English names in the code. Parts that have rules say what theirs are called; a name nobody has
given words to is shown as it is, so that nothing a decision stood on is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from marshrut.foundation.ui import formats

__all__ = ["call_inputs", "in_words"]

_words: dict[str, str] = {
    "inside": "в пределах вашего места",
    "own": "о самом человеке",
    "role": "роль",
    "right": "право",
    "state": "состояние",
    "failures": "неверных попыток",
    "minutes": "пауза, минут",
    "basis": "основание",
    "given_on": "дата на бумаге",
    "value": "значение",
    "roles": "роли",
    "strong": "есть роль, открывающая многих",
    "known": "имён уже есть",
}
#: Said to the person in another place of the page.
_APART = frozenset({"ask", "field"})


def call_inputs(words: Mapping[str, str]) -> None:
    """Give inputs their words; called when an app is ready."""
    _words.update(words)


def in_words(inputs: Mapping[str, object]) -> list[tuple[str, str]]:
    """(what, how it stood) for each input of a reason."""
    return [(_words.get(name, name), _said(value)) for name, value in inputs.items() if name not in _APART]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, int):
        return formats.number(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(one) for one in value)
    return str(value)
