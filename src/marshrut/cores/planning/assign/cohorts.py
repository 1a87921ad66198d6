"""Learners to cohorts of a sensible size and a common profile.

Middles of profiles by k-means from seeded, far-apart starts (Arthur and Vassilvitskii 2007); everybody to a middle at
the least sum of squared distances with room for `most` each (flow.py); a cohort below `least` is closed and its members
go to the others, the smallest first, until each that is left is large enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.planning.assign.flow import Arcs, AssignError, assign
from marshrut.cores.planning.region.instance import Floats, Ints

__all__ = ["Cohorts", "cohorts"]

_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Everybody's cohort (-1: none), the middle of each cohort's profiles, and how far its members are from it."""

    cohort: Ints
    middles: Floats
    spread: Floats


def cohorts(profiles: Floats, *, least: int, most: int, seed: int) -> Cohorts:
    """Cohorts of `least` to `most` learners with profiles (n, c) as near to each other as can be.

    Raises:
        AssignError: `least` above `most` or below 1, or a profile that is no number.
    """
    if not 1 <= least <= most:
        raise AssignError(f"cohorts of {least} to {most}")
    if not np.isfinite(profiles).all():
        raise AssignError(f"learner {int(np.argmin(np.isfinite(profiles).all(axis=1)))}: a profile that is no number")
    people = len(profiles)
    if people < least:
        return Cohorts(np.full(people, -1), np.empty((0, profiles.shape[1])), np.empty(0))
    count = max(-(-people // most), min(people // least, round(people / ((least + most) / 2))))
    middles = _starts(profiles, count, np.random.default_rng(seed))
    cohort = np.zeros(people, dtype=np.int64)
    for _ in range(_ROUNDS):
        new = _placed(profiles, middles, most)
        middles = np.array([profiles[new == k].mean(axis=0) if (new == k).any() else middles[k] for k in range(count)])
        if (new == cohort).all():
            break
        cohort = new
    cohort, middles = _large_enough(profiles, cohort, middles, least, most)
    gap = ((profiles[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
    spread = np.array([gap[cohort == k, k].mean() if (cohort == k).any() else 0.0 for k in range(len(middles))])
    return Cohorts(cohort, middles, np.sqrt(spread))


def _starts(profiles: Floats, count: int, rng: np.random.Generator) -> Floats:
    chosen = [int(rng.integers(len(profiles)))]
    for _ in range(count - 1):
        gap = ((profiles[:, None, :] - profiles[None, chosen, :]) ** 2).sum(axis=2).min(axis=1)
        total = gap.sum()
        weights = gap / total if total > 0 else np.full(len(profiles), 1 / len(profiles))
        chosen.append(int(rng.choice(len(profiles), p=weights)))
    return profiles[chosen].copy()


def _placed(profiles: Floats, middles: Floats, most: int) -> Ints:
    people, count = len(profiles), len(middles)
    gap = ((profiles[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
    rows, places = np.repeat(np.arange(people), count), np.tile(np.arange(count), people)
    return assign(Arcs.of(people, rows, places, gap.ravel()), np.full(count, most)).place


def _large_enough(profiles: Floats, cohort: Ints, middles: Floats, least: int, most: int) -> tuple[Ints, Floats]:
    """Close the smallest until all are large enough; where what is left has no room for all, some stay without."""
    while True:
        sizes = np.bincount(cohort[cohort >= 0], minlength=len(middles))
        small = np.flatnonzero(sizes < least)
        if not len(small) or len(middles) == 1:
            return cohort, middles
        middles = np.delete(middles, small[np.argmin(sizes[small])], axis=0)
        cohort = _placed(profiles, middles, most)
