"""The likeliest θ (MAP) and Warm's weighted estimate (WLE), with errors, for patterns of any length.

MAP solves U(θ) − (θ − μ)/σ² = 0, its error from the observed information and 1/σ². WLE solves U(θ) + J(θ)/(2 I(θ)) = 0
(Warm 1989): almost unbiased and finite for all-right and all-wrong; its error from the slope of that function there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats, Ints, response
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["Peaks", "likeliest", "weighted"]

FARTHEST = 40.0
MOST = 200
CLOSE = 1e-10
SHIFT = 1e-4


@dataclass(frozen=True)
class Peaks:
    """A value and its standard error for each person (N)."""

    value: Floats
    error: Floats


@dataclass(frozen=True)
class _Slopes:
    """At θ of each person: U, observed information, Fisher information, Warm's J; (N) each."""

    score: Floats
    observed: Floats
    expected: Floats
    warm: Floats


_Function = Callable[[_Slopes, Floats, Ints], tuple[Floats, Floats]]


def _slopes(bank: Bank, found: Responses, theta: Floats) -> _Slopes:
    sums = np.zeros((4, found.persons))
    person = found.person
    block_of = np.zeros(len(bank.names), dtype=np.int64)
    place_of = np.zeros(len(bank.names), dtype=np.int64)
    for number, block in enumerate(bank.blocks):
        block_of[block.index], place_of[block.index] = number, np.arange(block.index.size)
    whose = block_of[found.item]
    for number, block in enumerate(bank.blocks):
        which = np.flatnonzero(whose == number)
        at, who = place_of[found.item[which]], person[which]
        seen = response(block.family, block.rows[at], theta[who])
        pick = (np.arange(which.size), found.category[which])
        p = np.maximum(seen.p[pick], 1e-300)
        ratio = seen.first[pick] / p
        parts = (ratio, ratio**2 - seen.second[pick] / p, seen.information, seen.warm)
        for row, part in enumerate(parts):
            sums[row] += np.bincount(who, weights=part, minlength=found.persons)
    return _Slopes(*sums)


def likeliest(bank: Bank, found: Responses, means: Floats, sds: Floats, start: Floats) -> Peaks:
    """MAP under each person's group; `start` (N) is where to look first (EAP is near). Groups' sds are positive."""
    mean, precision = means[found.group], 1.0 / sds[found.group] ** 2

    def slope(slopes: _Slopes, theta: Floats, rows: Ints) -> tuple[Floats, Floats]:
        value = slopes.score - (theta - mean[rows]) * precision[rows]
        return value, slopes.expected + precision[rows]

    theta = _solve(bank, found, start, slope)
    at = _slopes(bank, found, theta)
    curve = np.where(at.observed + precision > 0, at.observed, at.expected) + precision
    return Peaks(theta, 1.0 / np.sqrt(curve))


def weighted(bank: Bank, found: Responses, start: Floats) -> Peaks:
    """WLE; persons without answers keep their start and get an endless error, which the caller must not show."""

    def function(slopes: _Slopes) -> Floats:
        return np.asarray(slopes.score + slopes.warm / (2 * np.maximum(slopes.expected, 1e-12)))

    def slope(slopes: _Slopes, theta: Floats, rows: Ints) -> tuple[Floats, Floats]:
        del theta, rows
        return function(slopes), np.maximum(slopes.expected, 1e-12)

    theta = _solve(bank, found, start, slope)
    falls = (function(_slopes(bank, found, theta - SHIFT)) - function(_slopes(bank, found, theta + SHIFT))) / (
        2 * SHIFT
    )
    information = _slopes(bank, found, theta).expected
    with np.errstate(divide="ignore"):
        return Peaks(theta, 1.0 / np.sqrt(np.where(falls > 0, falls, information)))


def _solve(bank: Bank, found: Responses, start: Floats, slope: _Function) -> Floats:
    """Roots of a falling function, all persons at once: secant steps kept inside what is already bracketed."""
    theta = start.astype(np.float64).copy()
    low, high = np.full(theta.size, -FARTHEST), np.full(theta.size, FARTHEST)
    before = np.full(theta.size, np.nan)
    value_before = np.full(theta.size, np.nan)
    active = np.arange(theta.size)
    part = found
    for _ in range(MOST):
        at = theta[active]
        value, steep = slope(_slopes(bank, part, at), at, active)
        low[active] = np.where(value > 0, at, low[active])
        high[active] = np.where(value < 0, at, high[active])
        with np.errstate(invalid="ignore", divide="ignore"):
            secant = -(value - value_before[active]) / (at - before[active])
        pace = np.where(np.isfinite(secant) & (secant > 0), secant, steep)
        step = np.clip(value / pace, -2.0, 2.0)
        fresh = at + step
        outside = (fresh <= low[active]) | (fresh >= high[active])
        fresh = np.where(outside & (np.abs(step) > CLOSE), 0.5 * (low[active] + high[active]), fresh)
        before[active], value_before[active] = at, value
        theta[active] = np.where(value == 0, at, fresh)
        left = (np.abs(fresh - at) > CLOSE) & (value != 0)
        if not np.any(left):
            break
        if np.mean(left) < 0.7:  # noqa: PLR2004 - the few that are left go on alone
            active = active[left]
            part = found.of_persons(active)
    return theta
