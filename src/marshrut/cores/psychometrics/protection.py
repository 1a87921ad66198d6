"""Which figures of groups may be shown so that nobody's level can be worked out, and how coarse they are.

Figures stand on fixed lattices only: places (a tree) × columns. Three locks:

1. no figure of fewer than `smallest` people;
2. no difference of figures of fewer than `smallest` people: of a shown place minus everything shown inside it there
   remain none or at least `smallest`; so with a total minus its shown parts. Where it would not be so, the smallest
   shown part is hidden too (complementary suppression);
3. shares are coarse: three bands for small groups, steps of 5 % with open ends for larger ones, so that «everybody»
   and «nobody» are never said.

Each person stands at one place of the tree (the main work), so sums over places are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Protected", "Share", "protect", "share_in_words"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NONE = -1
#: Below this many people a share is one of three bands.
COARSE_UNDER = 20
STEP, LEAST, MOST = 5, 5, 95
THIRD = 1 / 3


@dataclass(frozen=True, slots=True)
class Protected:
    """`shown[place, column]`: the figure may stand. `complementary`: hidden only so that another cannot be derived."""

    shown: Bools
    complementary: Bools


def protect(parent: Sequence[int], counts: Ints, *, smallest: int, totals: Sequence[int] = ()) -> Protected:
    """Which cells may be shown. `parent[place]`: the place above or −1; `counts[place, column]`: people at or below.

    `totals[column]` is the column that sums this and its sisters, or −1. Raises ValueError where people below a place
    are more than in it, or parts more than their total.
    """
    tree = _Tree(parent, counts, smallest)
    enough = counts >= smallest
    shown = enough.copy()
    lines = list(totals) or [NONE] * counts.shape[1]
    while True:
        before = int(shown.sum())
        for column in range(counts.shape[1]):
            shown[:, column] = tree.column(column, shown[:, column])
        _hold_totals(counts, shown, lines, smallest)
        if int(shown.sum()) == before:
            return Protected(shown, enough & ~shown)


class _Tree:
    """The tree of places, walked from the leaves up."""

    def __init__(self, parent: Sequence[int], counts: Ints, smallest: int) -> None:
        self.counts, self.smallest = counts, smallest
        self.children: list[list[int]] = [[] for _ in parent]
        for place, above in enumerate(parent):
            if above != NONE:
                self.children[above].append(place)
        self.order = _leaves_first(parent, self.children)
        self.direct = counts.copy()
        for place, above in enumerate(parent):
            if above != NONE:
                self.direct[above] -= counts[place]
        if counts.size and (self.direct.min() < 0 or counts.min() < 0):
            raise ValueError("more people below a place than in it")

    def column(self, column: int, allowed: Bools) -> Bools:
        """What of this column stays shown; only what is `allowed` may be."""
        number, direct = self.counts[:, column].tolist(), self.direct[:, column].tolist()
        shown = allowed.tolist()
        #: people of a place outside everything that is shown inside it
        rest = [0] * len(number)

        def passed(place: int) -> int:
            return 0 if shown[place] else rest[place]

        def count_rest(place: int) -> None:
            rest[place] = direct[place] + sum(passed(child) for child in self.children[place])

        def hide_one_inside(place: int) -> bool:
            inside = [child for child in self.children[place] if shown[child]]
            if not inside:  # hidden ones may hold shown ones
                return any(hide_and_count(child) for child in sorted(self.children[place], key=number.__getitem__))
            child = min(inside, key=number.__getitem__)
            shown[child] = False
            if rest[child] == 0:
                hide_one_inside(child)
                count_rest(child)
            return True

        def hide_and_count(place: int) -> bool:
            done = hide_one_inside(place)
            count_rest(place)
            return done

        for place in self.order:
            count_rest(place)
            while shown[place] and 0 < rest[place] < self.smallest:
                if not hide_one_inside(place):
                    shown[place] = False
                    break
                count_rest(place)
        return np.array(shown, dtype=bool)


def _leaves_first(parent: Sequence[int], children: list[list[int]]) -> list[int]:
    waiting = [place for place, above in enumerate(parent) if above == NONE]
    order = []
    while waiting:
        place = waiting.pop()
        order.append(place)
        waiting += children[place]
    if len(order) != len(parent):
        raise ValueError("places stand in a circle")
    return order[::-1]


def _hold_totals(counts: Ints, shown: Bools, totals: Sequence[int], smallest: int) -> None:
    """A shown total minus its shown parts is nobody or enough; else the smallest shown part goes too."""
    parts: dict[int, list[int]] = {}
    for column, total in enumerate(totals):
        if total != NONE:
            parts.setdefault(total, []).append(column)
    for total, columns in parts.items():
        rest = counts[:, total] - (counts[:, columns] * shown[:, columns]).sum(axis=1)
        if rest.size and rest.min() < 0:
            raise ValueError("parts are more than their total")
        for place in np.flatnonzero(shown[:, total] & (rest > 0) & (rest < smallest)):
            there = [column for column in columns if shown[place, column]]
            if there:
                shown[place, min(there, key=lambda column: int(counts[place, column]))] = False
            else:
                shown[place, total] = False


@dataclass(frozen=True, slots=True)
class Share:
    """A share as it may be said: its words and the band it stands for, 0..1."""

    words: str
    low: float
    high: float

    @property
    def middle(self) -> float:
        """Where a picture paints it."""
        return (self.low + self.high) / 2


def share_in_words(part: int, whole: int, *, smallest: int) -> Share:
    """The share as coarsely as the group asks for. Raises ValueError for a group that may not be shown at all."""
    if whole < smallest or not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole}: no figure of fewer than {smallest}")
    if whole < COARSE_UNDER:
        if 3 * part <= whole:
            return Share("до трети", 0.0, THIRD)
        if 3 * part <= 2 * whole:
            return Share("от трети до двух третей", THIRD, 2 * THIRD)
        return Share("больше двух третей", 2 * THIRD, 1.0)
    rounded = STEP * int(100 * part / whole / STEP + 0.5)
    if rounded <= LEAST:
        return Share(f"до {LEAST} %", 0.0, LEAST / 100)
    if rounded >= MOST:
        return Share(f"{MOST} % и больше", MOST / 100, 1.0)
    half = STEP / 200
    return Share(f"около {rounded} %", rounded / 100 - half, rounded / 100 + half)
