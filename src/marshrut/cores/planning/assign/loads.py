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


def fair_shares(fits: Arcs, guides: int, held: Ints) -> Floats:
    """What each guide would have if everybody were cut into equal parts among those who fit, with those `held`."""
    sizes = np.diff(fits.ptr)
    parts = np.repeat(1.0 / np.maximum(sizes, 1), sizes)
    shares: Floats = np.bincount(fits.place, weights=parts, minlength=guides).astype(np.float64)
    return shares + held


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
