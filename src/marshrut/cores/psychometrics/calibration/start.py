"""Where the way up begins: parameters guessed from counts, the same for the same answers."""

from __future__ import annotations

import numpy as np

from marshrut.cores.psychometrics.families import Family, Floats, width
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["starting_rows"]

STRETCH = 1.2


def starting_rows(found: Responses, families: tuple[Family, ...], *, equal_slopes: bool, guess: float) -> Floats:
    """Rows (J, W). Slopes 1, or of the sign and size that an item's correlation with the rest suggests."""
    counts = np.zeros((len(found.items), int(found.categories.max())))
    np.add.at(counts, (found.item, found.category), found.weight[found.person])
    slopes = np.ones(len(found.items)) if equal_slopes else _slopes(found)
    widest = max(width(f, int(k)) for f, k in zip(families, found.categories, strict=True))
    rows = np.zeros((len(found.items), widest))
    for j, (family, k) in enumerate(zip(families, found.categories, strict=True)):
        share = (counts[j, :k] + 0.5) / (counts[j, :k] + 0.5).sum()
        rows[j, 0] = slopes[j]
        if family == "gpcm":
            rows[j, 1:k] = np.log(share[1:] / share[0]) * (STRETCH if k == 2 else 1.0)  # noqa: PLR2004 - two categories
        elif family == "grm":
            above = np.cumsum(share[::-1])[::-1][1:]
            rows[j, 1:k] = STRETCH * np.log(above / (1 - above))
        else:
            right = np.clip((share[1] - guess) / (1 - guess), 0.05, 0.95)
            rows[j, :3] = slopes[j], STRETCH * np.log(right / (1 - right)), np.log(guess / (1 - guess))
    return rows


def _slopes(found: Responses) -> Floats:
    """From the correlation of an item's share of points with the mean share of the person's other items."""
    top = np.array([len(one) - 1 for one in found.scores])
    share = found.category / top[found.item]
    person = found.person
    total = np.bincount(person, weights=share, minlength=found.persons)
    others = np.maximum(found.answered - 1, 1)[person]
    rest = (total[person] - share) / others
    weight = found.weight[person] * (found.answered[person] > 1)

    def sums(values: Floats) -> Floats:
        return np.asarray(np.bincount(found.item, weights=weight * values, minlength=len(found.items)), dtype=float)

    mass = np.maximum(sums(np.ones(share.size)), 1e-9)
    mean_x, mean_y = sums(share) / mass, sums(rest) / mass
    cov = sums(share * rest) / mass - mean_x * mean_y
    spread = np.sqrt(
        np.maximum(sums(share**2) / mass - mean_x**2, 1e-9) * np.maximum(sums(rest**2) / mass - mean_y**2, 1e-9)
    )
    r = np.clip(cov / spread, -0.6, 0.7)
    r = np.where(np.abs(r) < 0.1, np.where(r < 0, -0.1, 0.1), r)  # noqa: PLR2004
    return np.asarray(1.7 * r / np.sqrt(1 - r**2))
