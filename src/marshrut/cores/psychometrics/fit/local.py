"""Local dependence: pairs of items whose answers go together more than θ explains.

Q3 (Yen 1984): correlation of residuals x − E(θ̂) over people who answered both, θ̂ the EAP. Under independence it is
about −1/(J − 1); a pair stands out when it lies .2 above the mean of all pairs (Christensen, Makransky and Horton
2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.responses import NOT_GIVEN, Responses
from marshrut.cores.psychometrics.scoring.grid import aligned

__all__ = ["LocalPair", "local_dependence", "q3"]

ABOVE = 0.2
FEWEST = 30
ROWS = 4096


@dataclass(frozen=True)
class LocalPair:
    """Two items, their Q3, how far above the mean of all pairs, over how many people."""

    first: str
    second: str
    q3: float
    above: float
    persons: int


def q3(bank: Bank, found: Responses, theta: Floats) -> tuple[Floats, Floats]:
    """(Q3 (J, J) with 0 where too few answered both, numbers of people (J, J)); `theta` (N) are the people's EAP."""
    part, codes = aligned(bank, found), found.matrix()
    size = len(part.names)
    sums = np.zeros((5, size, size))
    for begin in range(0, found.persons, ROWS):
        rows = slice(begin, begin + ROWS)
        given = (codes[rows] != NOT_GIVEN).astype(float)
        points = np.zeros_like(given)
        for j, known in enumerate(part.scores):
            points[:, j] = np.asarray(known)[np.maximum(codes[rows, j], 0)]
        away = (points - part.expected_scores(theta[rows]).T) * given
        parts = (given.T @ given, away.T @ given, given.T @ away, away.T @ away, (away**2).T @ given)
        sums += np.stack(parts)
    count, x, y, xy, xx = sums
    mass = np.maximum(count, 1)
    cov = xy / mass - x * y / mass**2
    var_x = xx / mass - (x / mass) ** 2
    spread = np.sqrt(np.maximum(var_x * var_x.T, 1e-18))
    return np.where(count >= FEWEST, cov / spread, 0.0), count


def local_dependence(bank: Bank, found: Responses, theta: Floats) -> tuple[LocalPair, ...]:
    """Pairs that stand out, the worst first."""
    value, count = q3(bank, found, theta)
    upper = np.triu(count >= FEWEST, 1)
    if not np.any(upper):
        return ()
    middle = float(value[upper].mean())
    pairs = [
        LocalPair(found.items[i], found.items[j], float(value[i, j]), float(value[i, j] - middle), int(count[i, j]))
        for i, j in zip(*np.nonzero(upper & (value - middle > ABOVE)), strict=True)
    ]
    return tuple(sorted(pairs, key=lambda one: -one.above))
