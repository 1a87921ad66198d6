"""From counts to the value of an indicator, and how it stands to its target. A missing part is said, never a zero."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Missing", "Value", "meets", "shielded", "value_of"]

_PERCENT = 100.0
_RATIOS = frozenset({"people_per_methodist", "count_per_community", "count_per_week"})


class Missing(StrEnum):
    """Why there is no value."""

    NOBODY = "nobody"
    NOT_ENTERED = "not_entered"
    NO_DENOMINATOR = "no_denominator"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Value:
    """A value with the counts it came of. `value` None: `missing` says why."""

    numerator: float | None
    denominator: float | None
    value: float | None
    missing: Missing | None = None


def value_of(unit: str, numerator: float | None, denominator: float | None, *, divided: bool) -> Value:
    """The value in the indicator's unit: per cent of the whole, so many a piece, or the count itself.

    `divided`: the definition has a denominator. Nobody to divide by is no value, not 0 and not 100.
    """
    if numerator is None:
        return Value(None, denominator, None, Missing.NOT_ENTERED)
    if not divided:
        return Value(numerator, None, numerator)
    if denominator is None:
        return Value(numerator, None, None, Missing.NO_DENOMINATOR)
    if denominator == 0:
        return Value(numerator, denominator, None, Missing.NOBODY)
    ratio = numerator / denominator
    return Value(numerator, denominator, ratio if unit in _RATIOS else ratio * _PERCENT)


def shielded(value: Value, smallest: int) -> Value:
    """A value about results as it may be shown: neither those who reached something nor those who did not may be fewer
    than `smallest`, or somebody is told by the figure. What it is divided by, taking part, is no secret."""
    if value.numerator is None:
        return value
    rest = smallest if value.denominator is None else value.denominator - value.numerator
    if min(value.numerator, rest) < smallest:
        return Value(None, value.denominator, None, Missing.FEW)
    return value


def meets(value: float | None, target: float | bool | None, comparison: str) -> bool | None:
    """Whether a value meets a target; None where one of them is not known or the comparison asks for a trend."""
    if value is None or target is None:
        return None
    wanted = float(target)
    if comparison == "at_least":
        return value >= wanted
    if comparison == "at_most":
        return value <= wanted
    return value == wanted if comparison == "exactly" else None
