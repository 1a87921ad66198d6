"""The common scale of mastery θ in [0, 1]: the cut lies at 0.5, «strong» begins at 0.75.

A source with its own cut `c` and its own border of strength `s` (shares of points) is expected to give at θ the share
p(θ), piecewise linear through (0, 0), (0.5, c), (0.75, s), (1, 1). So a source that passes at 70 % and one that passes
at 50 % speak of one thing. With c = 0.5 and s = 0.75 p is θ itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["BOUNDS", "CUT", "GRID", "STRONG", "TINY", "expected_share", "simpson"]

Floats = NDArray[np.float64]

CUT, STRONG = 0.5, 0.75
BOUNDS = (CUT, STRONG)
#: 201 points; both borders are points with an even number before them, which Simpson's rule needs.
GRID: Floats = np.linspace(0.0, 1.0, 201)
TINY = 1e-12


def expected_share(cut: float, strong: float) -> Floats:
    """p(θ) on the grid. Raises ValueError unless 0 < cut < strong < 1."""
    if not 0 < cut < strong < 1:
        raise ValueError(f"0 < cut < strong < 1, not {cut} and {strong}")
    return np.interp(GRID, (0.0, CUT, STRONG, 1.0), (0.0, cut, strong, 1.0))


def simpson(first: int, last: int) -> Floats:
    """Weights of Simpson's rule on the grid between two of its points, an even number apart; zero outside."""
    weights = np.zeros(GRID.size)
    step = GRID[1] - GRID[0]
    inner = np.arange(last - first + 1)
    weights[first : last + 1] = np.where(inner % 2 == 1, 4.0, 2.0) * step / 3
    weights[[first, last]] = step / 3
    return weights
