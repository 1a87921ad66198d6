"""From what is judged of people to what may be shown of groups: counts on the lattice, protection, and the memory of
what was shown before.

Everybody stands at the place of their main work, so counts of places add up exactly. A cell takes new numbers only when
enough of its people have new results since its numbers were made: so nobody's step is seen by comparing two dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from marshrut.apps.competencies.types import GroupState, Slice, Standing
from marshrut.cores.psychometrics import protect

__all__ = ["Cell", "Columns", "Counted", "Event", "Lattice", "count_cells", "fill"]

Ints = NDArray[np.int64]

#: What is counted in a cell, in this order.
MEASURES = ("known", "deficit", "certain", "strong", "unsure")
NONE = -1


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody's evidence came, or was taken back."""

    person: UUID
    competency: str
    on: date
    recorded_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lattice:
    """Places of a tree on a day, and where everybody stands in it."""

    nodes: Sequence[UUID]
    parent: Sequence[int]
    #: person → (number of the place, group of subjects)
    people: Mapping[UUID, tuple[int, str]]

    def add_up(self, direct: Ints) -> Ints:
        """Counts of places with everything below them."""
        total = direct.copy()
        depth = [0] * len(self.parent)
        for place in range(len(self.parent)):
            above, steps = self.parent[place], 0
            while above != NONE:
                above, steps = self.parent[above], steps + 1
            depth[place] = steps
        for place in sorted(range(len(depth)), key=depth.__getitem__, reverse=True):
            if self.parent[place] != NONE:
                total[self.parent[place]] += total[place]
        return total


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of the lattice: (what, group of subjects); `totals` names the sum of a column, or −1."""

    slice: Slice
    names: Sequence[tuple[str, str]]
    totals: Sequence[int]

    @property
    def places(self) -> dict[tuple[str, str], int]:
        """Column by its name."""
        return {name: number for number, name in enumerate(self.names)}


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of a lattice: `people[place, column, measure]`."""

    columns: Columns
    people: Ints


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell and since when; the numbers are none where nothing may be shown."""

    node: UUID
    what: str
    group: str
    state: GroupState
    numbers: tuple[int, ...]
    figures_on: date
    made_at: datetime


def count_cells(
    lattice: Lattice, rows: Iterable[tuple[UUID, str, str]], area_of: Callable[[str], str]
) -> tuple[Counted, Counted]:
    """Counts by competency, and by area within groups of subjects. `rows`: person, competency, standing."""
    by_code: dict[tuple[int, str], Ints] = {}
    by_area: dict[tuple[UUID, str], set[str]] = {}
    for person, code, standing in rows:
        if person not in lattice.people:
            continue
        place = lattice.people[person][0]
        by_code.setdefault((place, code), np.zeros(len(MEASURES), dtype=np.int64))
        by_code[place, code] += _measures({standing})
        if area := area_of(code):
            by_area.setdefault((person, area), set()).add(standing)
    codes = Columns(Slice.COMPETENCY, [(code, "") for code in sorted({code for _, code in by_code})], ())
    competencies = _counted(lattice, codes, (((place, (code, "")), found) for (place, code), found in by_code.items()))
    return competencies, _by_area(lattice, by_area)


def _measures(standings: set[str]) -> Ints:
    """What one person adds to a cell: somebody with one thing to catch up with has it, whatever else is strong."""
    known = standings - {Standing.UNKNOWN.value}
    deficit = known & {Standing.CERTAIN.value, Standing.LIKELY.value}
    strong = not deficit and Standing.STRONG.value in known
    certain = Standing.CERTAIN.value in known
    return np.array([bool(known), bool(deficit), certain, strong, not known], dtype=np.int64)


def _by_area(lattice: Lattice, found: Mapping[tuple[UUID, str], set[str]]) -> Counted:
    cells: list[tuple[tuple[int, tuple[str, str]], Ints]] = []
    names: set[tuple[str, str]] = set()
    for (person, area), standings in found.items():
        place, group = lattice.people[person]
        said = _measures(standings)
        for name in {(area, ""), (area, group)}:
            names.add(name)
            cells.append(((place, name), said))
    listed = sorted(names)
    where = {name: number for number, name in enumerate(listed)}
    totals = [where[area, ""] if group else NONE for area, group in listed]
    return _counted(lattice, Columns(Slice.SUBJECTS, listed, totals), cells)


def _counted(lattice: Lattice, columns: Columns, cells: Iterable[tuple[tuple[int, tuple[str, str]], Ints]]) -> Counted:
    where = columns.places
    direct = np.zeros((len(lattice.nodes), len(columns.names), len(MEASURES)), dtype=np.int64)
    for (place, name), said in cells:
        direct[place, where[name]] += said
    return Counted(columns, lattice.add_up(direct))


def fill(
    lattice: Lattice,
    counted: Counted,
    *,
    before: Mapping[tuple[UUID, str, str], Any],
    events: Sequence[Event],
    smallest: int,
    on: date,
    now: datetime,
    area_of: Callable[[str], str],
) -> list[Cell]:
    """The cells of a round. `before`: what was shown last in each cell (rows of Figure)."""
    columns, people = counted.columns, counted.people
    if not columns.names:
        return []
    protected = protect(lattice.parent, people[:, :, 0], smallest=smallest, totals=columns.totals)
    fresh = _Fresh(lattice, columns, events, area_of, on)
    cells = []
    for place, column in zip(*np.nonzero(people[:, :, 0] + people[:, :, -1]), strict=True):
        node, (what, group) = lattice.nodes[place], columns.names[column]
        held = before.get((node, what, group))
        numbers = tuple(int(one) for one in people[place, column])
        state, figures_on, made_at = GroupState.SHOWN, on, now
        if not protected.shown[place, column]:
            state = GroupState.HIDDEN  # also where nobody's level is known: that alone tells of somebody who was asked
            numbers = (0,) * len(MEASURES)
        elif held is not None and fresh.count(place, column, held.figures_on, held.made_at) < smallest:
            numbers = tuple(getattr(held, name) for name in MEASURES)
            figures_on, made_at = held.figures_on, held.made_at
        cells.append(Cell(node, what, group, state, numbers, figures_on, made_at))
    return cells


class _Fresh:
    """How many people of a cell have new results since its numbers were made; counted once for each such moment."""

    def __init__(
        self, lattice: Lattice, columns: Columns, events: Sequence[Event], area_of: Callable[[str], str], on: date
    ) -> None:
        self.lattice, self.columns, self.area_of, self.on = lattice, columns, area_of, on
        self.events = [one for one in events if one.person in lattice.people and one.on <= on]
        self.known: dict[tuple[date, datetime], Ints] = {}

    def count(self, place: int, column: int, figures_on: date, made_at: datetime) -> int:
        """People of this cell with evidence that came, became due or was taken back since then."""
        stamp = (figures_on, made_at)
        if stamp not in self.known:
            self.known[stamp] = self._count(figures_on, made_at)
        return int(self.known[stamp][place, column])

    def _count(self, figures_on: date, made_at: datetime) -> Ints:
        where = self.columns.places
        touched: set[tuple[UUID, int]] = set()
        for one in self.events:
            taken = one.withdrawn_at is not None and one.withdrawn_at > made_at
            if not (taken or one.recorded_at > made_at or one.on > figures_on):
                continue
            group = self.lattice.people[one.person][1]
            names = [(one.competency, "")]
            if self.columns.slice is Slice.SUBJECTS:
                area = self.area_of(one.competency)
                names = [(area, ""), (area, group)]
            touched |= {(one.person, where[name]) for name in names if name in where}
        direct = np.zeros((len(self.lattice.nodes), len(self.columns.names)), dtype=np.int64)
        for person, column in touched:
            direct[self.lattice.people[person][0], column] += 1
        return self.lattice.add_up(direct)
