"""Points for an answer by the key of its item. Pure: the same answer and key give the same points for ever."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from marshrut.apps.diagnostics.types import ItemKind

__all__ = ["find_faults", "is_answer", "number_of", "points_for", "tidy_short"]

#: Longest letters of an option, and most of them, that a device may send; a typed answer; a text.
_LETTERS, _TYPED, _TEXT = 40, 400, 8000
_SAME = 1e-6
_NUMBER = re.compile(r"[+-]?\d{1,12}([.,]\d{1,6})?")


def number_of(text: Any) -> Decimal | None:
    """«12,5», « 12.5 », «1 200» → a number; anything else: None."""
    plain = re.sub(r"[\s\u00a0\u2009]", "", str(text)).replace("−", "-")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None


def tidy_short(text: Any) -> str:
    """Short answers are compared without case, ё and odd spaces; a full stop at the end means nothing."""
    plain = re.sub(r"[\s\u00a0]+", " ", str(text)).strip().rstrip(".").strip()
    return plain.casefold().replace("ё", "е")


def points_for(kind: ItemKind, key: Mapping[str, Any], top: float, value: Any) -> float | None:
    """Points of an answer; None where it waits for a person to mark it. No answer, or a broken one, is 0 points.

    Partial credit, where the key says so — multiple: right minus wrong picks over all right ones, not below zero;
    ordering: the share of neighbours that stand in the right order.
    """
    if kind.by_person:
        return 0.0 if value in (None, "") else None
    if value is None or not is_answer(kind, value):
        return 0.0
    return round(_SHARES[kind](key, value) * top, 4)


def _single(key: Mapping[str, Any], value: Any) -> float:
    return float(value == key["right"])


def _multiple(key: Mapping[str, Any], value: Any) -> float:
    right, picked = set(key["right"]), set(value)
    if not key.get("partial"):
        return float(picked == right)
    return max(0.0, (len(picked & right) - len(picked - right)) / len(right))


def _ordering(key: Mapping[str, Any], value: Any) -> float:
    order: Sequence[str] = key["order"]
    if list(value) == list(order):
        return 1.0
    if not key.get("partial") or sorted(value) != sorted(order):
        return 0.0
    place = {one: number for number, one in enumerate(order)}
    kept = sum(place[left] + 1 == place[right] for left, right in pairwise(value))
    return kept / (len(order) - 1)


def _numeric(key: Mapping[str, Any], value: Any) -> float:
    got, wanted = number_of(value), number_of(key["value"])
    within = number_of(key.get("tolerance") or 0) or Decimal(0)
    return float(got is not None and wanted is not None and abs(got - wanted) <= within)


def _short(key: Mapping[str, Any], value: Any) -> float:
    return float(tidy_short(value) in {tidy_short(one) for one in key["accepted"]})


_SHARES = {
    ItemKind.SINGLE: _single,
    ItemKind.MULTIPLE: _multiple,
    ItemKind.ORDERING: _ordering,
    ItemKind.NUMERIC: _numeric,
    ItemKind.SHORT: _short,
}


def is_answer(kind: ItemKind, value: Any) -> bool:
    """Whether a value has the form of an answer to this kind; what a device sends is never trusted."""
    if kind in {ItemKind.MULTIPLE, ItemKind.ORDERING}:
        texts = isinstance(value, list) and all(isinstance(one, str) and len(one) <= _LETTERS for one in value)
        return texts and len(value) <= _LETTERS and len(set(value)) == len(value)
    limit = _TEXT if kind is ItemKind.TEXT else _TYPED
    return isinstance(value, str) and len(value) <= limit


def find_faults(kind: ItemKind, body: Mapping[str, Any], key: Mapping[str, Any], top: float) -> list[str]:
    """What is wrong with an item, in words: without a key it cannot be scored, with a wrong one it harms."""
    if top <= 0:
        return ["Максимальный балл должен быть больше нуля."]
    return _FAULTS[kind](body, key, top)


def _ids(body: Mapping[str, Any]) -> list[str]:
    return [str(one.get("id", "")) for one in body.get("options") or []]


def _options(body: Mapping[str, Any], least: int = 2) -> list[str]:
    ids = _ids(body)
    if len(ids) < least:
        return [f"Нужно не меньше {least} вариантов ответа."]
    if len(set(ids)) != len(ids) or not all(str(one.get("text") or "").strip() for one in body["options"]):
        return ["У каждого варианта должны быть своя буква и текст."]
    return []


def _single_faults(body: Mapping[str, Any], key: Mapping[str, Any], _top: float) -> list[str]:
    faults = _options(body)
    if not key.get("right"):
        faults.append("Нет ключа: не указан верный вариант.")
    elif key["right"] not in _ids(body):
        faults.append(f"Ключ «{key['right']}» не стоит среди вариантов.")
    return faults


def _multiple_faults(body: Mapping[str, Any], key: Mapping[str, Any], _top: float) -> list[str]:
    faults = _options(body)
    right = key.get("right") or []
    if not right:
        faults.append("Нет ключа: не указаны верные варианты.")
    elif odd := sorted(set(right) - set(_ids(body))):
        faults.append(f"Ключ «{', '.join(odd)}» не стоит среди вариантов.")
    return faults


def _ordering_faults(body: Mapping[str, Any], key: Mapping[str, Any], _top: float) -> list[str]:
    faults = _options(body)
    if not key.get("order"):
        faults.append("Нет ключа: не указан верный порядок.")
    elif sorted(key["order"]) != sorted(_ids(body)):
        faults.append("Верный порядок должен называть каждый вариант по одному разу.")
    return faults


def _numeric_faults(_body: Mapping[str, Any], key: Mapping[str, Any], _top: float) -> list[str]:
    if key.get("value") in (None, ""):
        return ["Нет ключа: не указано верное число."]
    if number_of(key["value"]) is None:
        return [f"Ключ «{key['value']}» — не число."]
    within = number_of(key.get("tolerance") or 0)
    return ["Допуск должен быть числом не меньше нуля."] if within is None or within < 0 else []


def _short_faults(_body: Mapping[str, Any], key: Mapping[str, Any], _top: float) -> list[str]:
    accepted = [one for one in key.get("accepted") or [] if tidy_short(one)]
    return [] if accepted else ["Нет ключа: не указан ни один верный ответ."]


def _text_faults(body: Mapping[str, Any], _key: Mapping[str, Any], top: float) -> list[str]:
    criteria = body.get("criteria") or []
    if not criteria:
        return ["Нет критериев: развёрнутый ответ нечем оценить."]
    total = sum(float(one.get("max") or 0) for one in criteria)
    return [] if abs(total - top) < _SAME else [f"Баллы критериев дают {total:g}, а максимум задания — {top:g}."]


_FAULTS = {
    ItemKind.SINGLE: _single_faults,
    ItemKind.MULTIPLE: _multiple_faults,
    ItemKind.ORDERING: _ordering_faults,
    ItemKind.NUMERIC: _numeric_faults,
    ItemKind.SHORT: _short_faults,
    ItemKind.TEXT: _text_faults,
}
