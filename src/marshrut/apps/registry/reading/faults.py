"""A fault of one cell before it has a place: the same value makes the same faults, wherever it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marshrut.apps.registry.reading.tidy import mask_snils
from marshrut.apps.registry.types import Problem

__all__ = ["Fault", "fault", "placed", "warned"]

#: What is shown of a long cell.
_SHOWN = 120
#: A СНИЛС that strayed into a column of something else is no more to be shown than one in its own.
_STRAY = re.compile(r"\d{3}[-\s]?\d{3}[-\s]?\d{3}[-\s]?\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Fault:
    """`shown`: what may be shown of the value; None — the value itself."""

    code: str
    text: str
    cure: str
    warning: bool
    shown: str | None = None


def fault(code: str, text: str, cure: str, shown: str | None = None) -> Fault:
    """The line cannot be applied."""
    return Fault(code, text, cure, warning=False, shown=shown)


def warned(code: str, text: str, cure: str = "", shown: str | None = None) -> Fault:
    """The line can be applied all the same."""
    return Fault(code, text, cure, warning=True, shown=shown)


def placed(one: Fault, *, sheet: str, row: int, column: str, raw: str) -> Problem:
    """The fault as a problem of the cell that stands there."""
    value = raw if one.shown is None else one.shown
    value = _STRAY.sub(lambda found: mask_snils(found.group()), value)
    value = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
    return Problem(one.code, one.text, one.cure, sheet, row, column, value, one.warning)
