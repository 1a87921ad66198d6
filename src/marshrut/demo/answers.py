"""What people answer, drawn from what they can do. Which answers are wrong, and how wrong, says the task itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from marshrut.apps.diagnostics.reading.instruments import InstrumentSpec, TaskSpec
from marshrut.apps.diagnostics.services import share_of
from marshrut.apps.diagnostics.types import ItemKind
from marshrut.cores.psychometrics import GRID, expected_share
from marshrut.demo.truth import Truth

__all__ = ["Answers"]

Floats = NDArray[np.float64]

#: Some leave a task out.
_LEFT_OUT = 0.015
#: Tasks differ: so much easier or harder than the middle one of their competency.
_SPREAD = (0.08, -0.06, 0.0, 0.06, -0.08)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A task: the right answer, wrong ones, and the share of points that a wrong one brings on average."""

    right: Any
    wrong: tuple[Any, ...]
    consolation: float


class Answers:
    """Draws answers to one instrument; the same generator gives the same answers."""

    def __init__(self, spec: InstrumentSpec, truth: Truth, rng: np.random.Generator) -> None:
        self._truth, self._rng = truth, rng
        self._choices = [_choice(one) for one in spec.tasks]
        self._codes = list(dict.fromkeys(one.competency for one in spec.tasks))
        self._columns = np.array([self._codes.index(one.competency) for one in spec.tasks])
        self._shares = [expected_share(*spec.cuts.get(code, spec.cuts[""])) for code in self._codes]
        self._easier = np.array([_SPREAD[number % len(_SPREAD)] for number in range(len(spec.tasks))])
        self._consolation = np.array([one.consolation for one in self._choices])

    def draw(self, people: Sequence[UUID], on: date) -> list[list[Any]]:
        """An answer of each person to each task; None where a task was left out."""
        if not people:
            return []
        chance = self._chance(self._truth.of(people, self._codes, on))
        luck = self._rng.random(chance.shape)
        for number, person in enumerate(people):
            if person in self._truth.told:
                luck[number] = self._without_luck()
        right = luck < chance
        left_out = self._rng.random(chance.shape) < _LEFT_OUT
        which = self._rng.random(chance.shape)
        return [
            [
                choice.right if good else None if empty and person not in self._truth.told else _pick(choice, place)
                for choice, good, empty, place in zip(self._choices, *row, strict=True)
            ]
            for person, row in zip(people, zip(right, left_out, which, strict=True), strict=True)
        ]

    def _chance(self, mastery: Floats) -> Floats:
        """How likely each task is answered rightly, so that points come out as the scale expects them."""
        share = np.column_stack(
            [np.interp(mastery[:, column], GRID, curve) for column, curve in enumerate(self._shares)]
        )
        wanted = np.clip(share[:, self._columns] + self._easier, 0.02, 0.98)
        found: Floats = np.clip((wanted - self._consolation) / (1 - self._consolation), 0.01, 0.99)
        return found

    def _without_luck(self) -> Floats:
        """Of n tasks of a competency exactly the share that is expected is right."""
        luck = np.zeros(len(self._columns))
        for column in range(len(self._codes)):
            places = np.flatnonzero(self._columns == column)
            luck[places] = (np.arange(places.size) + 0.5) / places.size
        return luck


def _pick(choice: _Choice, place: float) -> Any:
    return choice.wrong[int(place * len(choice.wrong))]


def _choice(task: TaskSpec) -> _Choice:
    right, wrong = _ANSWERS[task.kind](task)
    wrong = tuple(one for one in wrong if one != right)
    return _Choice(right, wrong, sum(share_of(task, one) for one in wrong) / len(wrong))


def _letters(task: TaskSpec) -> list[str]:
    return [str(one["id"]) for one in task.body["options"]]


def _single(task: TaskSpec) -> tuple[Any, tuple[Any, ...]]:
    return task.key["right"], tuple(_letters(task))


def _multiple(task: TaskSpec) -> tuple[Any, tuple[Any, ...]]:
    """One is missed, one too many is picked, or both."""
    right = list(task.key["right"])
    others = [one for one in _letters(task) if one not in right]
    return right, (right[:-1], sorted([*right, others[0]]), sorted([*right[1:], others[-1]]), [right[0], others[0]])


def _ordering(task: TaskSpec) -> tuple[Any, tuple[Any, ...]]:
    """Two neighbours change places, the last comes first, or the order of the page is left as it is."""
    order = list(task.key["order"])
    swapped = [*order[:-2], order[-1], order[-2]]
    return order, (swapped, [order[-1], *order[:-1]], _letters(task))


def _numeric(task: TaskSpec) -> tuple[Any, tuple[Any, ...]]:
    value = int(task.key["value"])
    return str(value), (str(value * 2), str(value + 10), str(abs(value - 1)), "0")


def _short(task: TaskSpec) -> tuple[Any, tuple[Any, ...]]:
    return task.key["accepted"][0], ("не знаю", "как", "обе")


def _text(task: TaskSpec) -> tuple[Any, tuple[Any, ...]]:
    del task
    raise ValueError("a text is written by a person, never drawn")


_ANSWERS = {
    ItemKind.SINGLE: _single,
    ItemKind.MULTIPLE: _multiple,
    ItemKind.ORDERING: _ordering,
    ItemKind.NUMERIC: _numeric,
    ItemKind.SHORT: _short,
    ItemKind.TEXT: _text,
}
