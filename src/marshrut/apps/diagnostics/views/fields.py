"""One item of a test as a form shows it."""

from __future__ import annotations

from typing import Any

from marshrut.apps.diagnostics.queries.papers import Task
from marshrut.apps.diagnostics.types import ItemKind
from marshrut.foundation.scope.ids import new_id

__all__ = ["Field"]


class Field:
    """One item on the page with what was answered, ready for the form. It carries no key."""

    def __init__(self, task: Task, value: Any, seq: int) -> None:
        self.id, self.number, self.kind, self.stem = task.id, task.place, task.kind.value, task.stem
        self.seq, self.answered = seq, value not in (None, "", [])
        self.unit = str(task.body.get("unit") or "")
        self.value = value if isinstance(value, str) else ""
        self.press = new_id()
        picked = value if isinstance(value, list) else [value]
        #: Letter, text, and whether it was picked: in an order, at which place.
        self.options = [(letter, text, int(letter in picked)) for letter, text in task.options]
        self.criteria = [str(one.get("text", "")) for one in task.body.get("criteria") or ()]
        if task.kind is ItemKind.ORDERING:
            places = {letter: number for number, letter in enumerate(value or (), 1)}
            self.options = [(letter, text, places.get(letter, 0)) for letter, text in task.options]
