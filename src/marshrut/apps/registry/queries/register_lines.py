"""Registers of the order for who writes their lines elsewhere: which there are, and the lines of one on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marshrut.apps.registry.dictionaries import words_of
from marshrut.apps.registry.queries.registers import (
    RegisterRow,
    dress_register,
    find_kept_register,
    list_kept,
    list_register,
)
from marshrut.apps.regulation import queries as regulation
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["kept_registers", "register_lines"]


def kept_registers(viewer: AnyViewer, *, on: date) -> list[tuple[str, str]]:
    """(id, official name) of registers that are made of records."""
    reading = regulation.find_reading(viewer, on=on)
    if reading is None:
        return []
    kept = list_kept(viewer, reading, words_of(viewer, reading), on=on)
    return [(one.code, one.item.register.name) for one in kept]


def register_lines(viewer: AnyViewer, code: str, *, on: date, known_at: datetime) -> list[RegisterRow] | None:
    """Lines of a register that the viewer may list, as they were known; None for one that is not made of records."""
    when: dict[str, Any] = {"on": on, "known_at": known_at}
    reading = regulation.find_reading(viewer, **when)
    kept = find_kept_register(viewer, reading, words_of(viewer, reading), code) if reading else None
    if kept is None:
        return None
    return dress_register(viewer, kept, list(list_register(viewer, kept, **when)), **when)
