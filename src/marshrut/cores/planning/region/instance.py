"""The plan of a region as arrays: people, what they lack, what is offered, what is shared. Nothing here decides.

    max  Σ_i w_i Σ_c W_ic · min(d_ic, Σ_r e_rc x_ir)          x_ir ∈ {0, 1}
    hours      Σ_r h_r x_ir ≤ H_i                             a person's year
    days       x_ir + x_is ≤ 1 where r and s share a day      busy days take r out altogether
    needs      x_ir ≤ x_iq where r requires q                 or q is done already
    seats      Σ_i x_ir ≤ S_r
    budgets    Σ_i Σ_r∈b cost_r x_ir ≤ B_b
    groups     Σ_i x_ir = 0  or  Σ_i x_ir ≥ m_r
    kinds      x_ir + x_is ≤ 1 where r and s are the same thing on other days
    steps      Σ_r x_ir ≤ M                                   no year is cut into more

Days are ordinals with both ends inside; a resource without days has `starts > ends` and overlaps nothing. No limit is
`inf`. Variable lists stand in CSR: those of row k lie at [ptr[k], ptr[k + 1]).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["NO_DAY", "Floats", "Instance", "InstanceError", "Ints", "Lists", "none_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: (starts, ends) of a resource that has no days: an empty interval meets nothing.
NO_DAY = (1, 0)


class InstanceError(ValueError):
    """The arrays do not describe a region: shapes that do not fit, a negative amount, a circle of prerequisites."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of different lengths: `ptr` (rows + 1), and `items` that the rows cut."""

    ptr: Ints
    items: Ints

    def row(self, index: int) -> Ints:
        """The list of one row."""
        return self.items[self.ptr[index] : self.ptr[index + 1]]

    @property
    def rows(self) -> Ints:
        """For each item, the row that it belongs to."""
        return np.repeat(np.arange(len(self.ptr) - 1), np.diff(self.ptr))


def none_of(rows: int) -> Lists:
    """Empty lists."""
    return Lists(np.zeros(rows + 1, dtype=np.int64), np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A region. Shapes: n people, m resources, k budgets, c competencies.

    `hours` (n) and `weight` (n); `deficits` lists competencies a person, `size` and `value` lie along its items.
    `taken_hours`, `seats`, `cost`, `budget` (-1: no budget pays), `starts`, `ends`, `least` are (m); `effects` lists
    competencies a resource, `effect` along them; `needs` lists resources a resource, `in_order` along them: the needed
    one has to end before this one begins. `amounts` (k). `busy` lists first days a person, `busy_ends` along them.
    `done` lists resources a person, sorted. `eligible` likewise, or None: everybody may come to everything.
    `kinds` (m): resources of one kind are taken once by a person (-1: of its own kind); None: nothing is of one kind.
    `most_steps`: how many steps a person takes at most; None: as many as fit.
    """

    competencies: int
    hours: Floats
    weight: Floats
    deficits: Lists
    size: Floats
    value: Floats
    taken_hours: Floats
    seats: Floats
    cost: Floats
    budget: Ints
    starts: Ints
    ends: Ints
    least: Ints
    effects: Lists
    effect: Floats
    needs: Lists
    in_order: NDArray[np.bool_]
    amounts: Floats
    busy: Lists
    busy_ends: Ints
    done: Lists
    eligible: Lists | None = None
    kinds: Ints | None = None
    most_steps: int | None = None

    @property
    def people(self) -> int:
        """How many people."""
        return len(self.hours)

    @property
    def resources(self) -> int:
        """How many resources."""
        return len(self.taken_hours)

    def __post_init__(self) -> None:
        for name in ("hours", "weight", "size", "value", "taken_hours", "seats", "cost", "least", "effect", "amounts"):
            column = getattr(self, name)
            if len(column) and not (column >= 0).all():
                raise InstanceError(f"{name}: negative or not a number at {int(np.argmin(column >= 0))}")
        pairs = (
            ("deficits", self.people, len(self.size)),
            ("effects", self.resources, len(self.effect)),
            ("needs", self.resources, len(self.in_order)),
            ("busy", self.people, len(self.busy_ends)),
            ("done", self.people, len(self.done.items)),
        )
        if self.kinds is not None and len(self.kinds) != self.resources:
            raise InstanceError(f"kinds: {len(self.kinds)} of {self.resources} resources")
        if self.most_steps is not None and self.most_steps < 1:
            raise InstanceError(f"most_steps: {self.most_steps}")
        for name, rows, along in pairs:
            lists: Lists = getattr(self, name)
            if len(lists.ptr) != rows + 1 or len(lists.items) != along or lists.ptr[-1] != along:
                raise InstanceError(f"{name}: {len(lists.ptr) - 1} rows of {rows}, {len(lists.items)} items of {along}")

    def kind_of(self) -> Ints:
        """The kind of each resource; one that is like no other has a kind of its own below nought."""
        return np.full(self.resources, -1, dtype=np.int64) if self.kinds is None else self.kinds

    def order_of_needs(self) -> Ints:
        """Resources so that what is required comes before what requires it.

        Raises:
            InstanceError: the requirements go round in a circle.
        """
        waiting = np.diff(self.needs.ptr).copy()
        asked_by: dict[int, list[int]] = {}
        for resource, need in zip(self.needs.rows.tolist(), self.needs.items.tolist(), strict=True):
            asked_by.setdefault(need, []).append(resource)
        ready = np.flatnonzero(waiting == 0).tolist()
        for resource in ready:
            for asking in asked_by.get(resource, ()):
                waiting[asking] -= 1
                if waiting[asking] == 0:
                    ready.append(asking)
        if len(ready) < self.resources:
            raise InstanceError(f"prerequisites in a circle: {np.flatnonzero(waiting > 0).tolist()[:5]}")
        return np.array(ready, dtype=np.int64)
