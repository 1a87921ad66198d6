"""People to guides under a norm, with loads as even as can be, and as few as possible moved: exact, with a proof.

    min  Σ cost_ij x_ij + crowd · Σ_j max(0, new_j − even_j)      load_j ≤ room_j, everybody once

The second sum is convex, so a guide is two places: `even` seats at no price, the rest at `crowd` each; the least cost
fills the former first. Who is with a guide already (not among `new`) pays no crowd there and `change` anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.planning.assign.flow import Arcs, AssignError, assign
from marshrut.cores.planning.region.instance import Floats, Ints

__all__ = ["Spread", "fair_shares", "spread"]

#: Rounds of pouring, what counts as still, what rounding leaves.
_ROUNDS, _STILL, _CRUMB = 60, 1e-3, 1e-2


@dataclass(frozen=True, slots=True)
class Spread:
    """Everybody's guide (-1: nobody), how many came to whom, the cost and a bound that no other spread is below."""

    guide: Ints
    came: Ints
    cost: float
    bound: float

    @property
    def proved(self) -> bool:
        """Whether nothing cheaper exists, but for rounding."""
        return self.cost - self.bound <= 1e-6 * max(1.0, abs(self.cost))


def fair_shares(fits: Arcs, held: Ints, room: Ints) -> Ints:
    """The load of each guide were everybody poured over those who fit them, like water: level as far as that goes.

    People whom the same guides fit are poured together, again and again, until nothing moves; rounded up to a head.
    """
    pools: dict[bytes, list[int]] = {}
    for row in range(len(fits.ptr) - 1):
        places = np.sort(fits.place[fits.ptr[row] : fits.ptr[row + 1]])
        if len(places):
            pools.setdefault(places.tobytes(), []).append(row)
    kinds = [(np.frombuffer(key, dtype=fits.place.dtype), float(len(rows))) for key, rows in pools.items()]
    poured = [np.zeros(len(places)) for places, _ in kinds]
    level, top = held.astype(np.float64), (held + room).astype(np.float64)
    for _ in range(_ROUNDS):
        moved = 0.0
        for at, (places, amount) in enumerate(kinds):
            level[places] -= poured[at]
            new = _pour(level[places], top[places], amount)
            moved = max(moved, float(np.abs(new - poured[at]).max()))
            poured[at] = new
            level[places] += new
        if moved < _STILL:
            break
    shares: Ints = np.ceil(level - _CRUMB).astype(np.int64)
    return shares


def _pour(level: Floats, top: Floats, amount: float) -> Floats:
    """So much more into each that all stand at one height, none above its top; what finds no room is left out."""
    top = np.maximum(top, level)
    at = np.concatenate([level, top])
    order = np.argsort(at, kind="stable")
    heights = at[order]
    open_ones = np.cumsum(np.concatenate([np.ones(len(level)), -np.ones(len(top))])[order])
    held = np.concatenate([[0.0], np.cumsum(open_ones[:-1] * np.diff(heights))])
    step = int(np.searchsorted(held, amount, side="left"))
    if step >= len(held):
        height = heights[-1]
    elif step == 0:
        height = heights[0]
    else:
        height = heights[step - 1] + (amount - held[step - 1]) / open_ones[step - 1]
    poured: Floats = np.clip(np.minimum(height, top) - level, 0.0, None)
    return poured


def spread(
    fits: Arcs, room: Ints, even: Ints, *, crowd: float, before: Ints | None = None, change: float = 0.0
) -> Spread:
    """`room`: seats left under the norm; `even` of them at no price. `before`: guides of now (-1: none).

    Raises:
        AssignError: more even seats than there is room, or what `assign` says no to.
    """
    if (even > room).any() or (even < 0).any():
        raise AssignError(f"guide {int(np.argmax((even > room) | (even < 0)))}: more even seats than room")
    rows = np.repeat(np.arange(len(fits.ptr) - 1), np.diff(fits.ptr))
    cost, toll = fits.cost.copy(), np.full(len(fits.place), crowd)
    if before is not None:
        with_guide = before[rows] >= 0
        stays = with_guide & (fits.place == before[rows])
        cost[with_guide & ~stays] += change
        toll[stays] = 0.0
    twice = Arcs(2 * fits.ptr, _paired(2 * fits.place, 2 * fits.place + 1).astype(np.int64), _paired(cost, cost + toll))
    found = assign(twice, _paired(even, room - even).astype(np.int64))
    guide = np.where(found.place >= 0, found.place // 2, -1)
    return Spread(guide, np.bincount(guide[guide >= 0], minlength=len(room)), found.cost, found.bound)


def _paired(one: Floats | Ints, other: Floats | Ints) -> Floats:
    """a, b → a0, b0, a1, b1, …"""
    both = np.empty(2 * len(one), dtype=np.float64)
    both[0::2], both[1::2] = one, other
    return both
