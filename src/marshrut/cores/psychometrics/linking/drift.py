"""Anchors that no longer are what they were: found before a constant is made of them.

Robust z (Huynh and Meyer 2010): of each anchor's differences log a_X − log a_Y and b_Y − A·b_X, less their median, over
.74 times their quartile range. The worst beyond the limit is put aside and the rest is looked at again; where errors of
the parameters are known, a difference counts only if they do not explain it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.linking.constants import LinkMethod, link, shared_items

__all__ = ["Drift", "drifted"]

LIMIT = 3.0
QUARTILES = 0.7413
#: A difference of difficulties smaller than this is of no consequence for anybody's score.
SMALL = 0.15
FEWEST = 3


@dataclass(frozen=True)
class Drift:
    """Anchors kept and dropped; `away` is what each anchor's difficulty has moved on Y's scale, `z` how unusual that
    is.
    """

    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    away: dict[str, float]
    z: dict[str, float]


def drifted(
    x: Bank,
    y: Bank,
    *,
    method: LinkMethod = "stocking-lord",
    limit: float = LIMIT,
    errors: tuple[Floats, Floats] | None = None,
) -> Drift:
    """Which shared items moved. `errors`: standard errors of the shared items' mean difficulties in X and in Y, (n)
    each.

    Raises AnchorsError where fewer than two items are shared.
    """
    names = shared_items(x, y)
    middle_x, middle_y = (_middles(bank, names) for bank in (x, y))
    kept = list(range(len(names)))
    away, z = np.zeros(len(names)), np.zeros(len(names))
    while True:
        found = link(x, y, method, items=tuple(names[j] for j in kept))
        away = middle_y - found.a * middle_x - found.b
        inside = away[kept]
        centre = np.median(inside)
        low, high = np.percentile(inside, [25, 75])
        scale = np.full(len(names), max(QUARTILES * (high - low), 1e-6))
        if errors is not None:
            scale = np.maximum(scale, np.sqrt((found.a * errors[0]) ** 2 + errors[1] ** 2))
        z = (away - centre) / scale
        worst = max(kept, key=lambda j: abs(z[j]))
        if len(kept) <= FEWEST or abs(z[worst]) <= limit or abs(away[worst] - centre) < SMALL:
            break
        kept.remove(worst)
    return Drift(
        tuple(names[j] for j in kept),
        tuple(name for j, name in enumerate(names) if j not in kept),
        {name: float(away[j]) for j, name in enumerate(names)},
        {name: float(z[j]) for j, name in enumerate(names)},
    )


def _middles(bank: Bank, names: tuple[str, ...]) -> Floats:
    part = bank.take([bank.places[name] for name in names])
    return np.asarray(part.difficulties().sum(axis=1) / (np.array(part.categories) - 1))
