"""The way up the likelihood: EM's own direction, accelerated by what the last steps taught about the missing data.

The direction is a limited-memory quasi-Newton one whose first guess is the inverse information of complete data, so
the first step is one of EM (Lange 1995, Statistica Sinica 5). A step that lowers the likelihood is halved until it does
not. It stops by the gradient, never by the size of a step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.calibration.marginal import Marginal, Point
from marshrut.cores.psychometrics.families import Floats

__all__ = ["Climb", "climb"]

MEMORY = 30
LONGEST = 1.0
HALVINGS = 25
STALLED = 12


@dataclass(frozen=True)
class Climb:
    """Where the way ended: `steepness` is the largest gradient in standard errors of complete data."""

    point: Point
    evaluations: int
    steepness: float
    converged: bool
    steps: tuple[Floats, ...] = ()
    turns: tuple[Floats, ...] = ()


def climb(marginal: Marginal, start: Floats, *, tolerance: float, most: int, before: Climb | None = None) -> Climb:
    """From a vector to the top. `tolerance` on the steepness, at most `most` E steps.

    `before`: an earlier part of the way, whose lessons and whose count go on.
    """
    point = marginal.at(start)
    if point is None:
        raise ValueError("a start where the model exists")
    rounding = 1e-12 if marginal.dtype is np.float64 else 1e-8
    steps = list(before.steps) if before else []
    turns = list(before.turns) if before else []
    used, best, since = 1 + (before.evaluations if before else 0), np.inf, 0
    while used < most:
        steep = point.steepness
        if steep <= tolerance:
            break
        since = 0 if steep < 0.9 * best else since + 1
        best = min(best, steep)
        if since > STALLED and rounding * abs(point.value) > abs(point.gradient @ point.soften(point.gradient)):
            break
        direction = _direction(point, steps, turns)
        if direction @ point.gradient <= 0:
            steps, turns = [], []
            direction = point.soften(point.gradient)
        direction *= min(1.0, LONGEST / max(float(np.max(np.abs(direction), initial=0.0)), 1e-300))
        fresh, spent = _step(marginal, point, direction, rounding)
        used += spent
        if fresh is None:
            if not steps:
                break
            steps, turns = [], []
            continue
        step, turn = fresh.vector - point.vector, point.gradient - fresh.gradient
        if step @ turn > 1e-10 * np.linalg.norm(step) * np.linalg.norm(turn):
            steps, turns = [*steps[-MEMORY + 1 :], step], [*turns[-MEMORY + 1 :], turn]
        point = fresh
    return Climb(point, used, point.steepness, point.steepness <= tolerance, tuple(steps), tuple(turns))


def _direction(point: Point, steps: list[Floats], turns: list[Floats]) -> Floats:
    """Two loops of L-BFGS (Nocedal 1980), the inner matrix being EM's."""
    inner = point.gradient.copy()
    kept = []
    for step, turn in zip(reversed(steps), reversed(turns), strict=True):
        share = (step @ inner) / (step @ turn)
        inner -= share * turn
        kept.append(share)
    out = point.soften(inner)
    for step, turn, share in zip(steps, turns, reversed(kept), strict=True):
        out += step * (share - (turn @ out) / (step @ turn))
    return out


def _step(marginal: Marginal, point: Point, direction: Floats, rounding: float) -> tuple[Point | None, int]:
    rise = float(direction @ point.gradient)
    size = 1.0
    for tried in range(1, HALVINGS + 1):
        fresh = marginal.at(point.vector + size * direction)
        slack = rounding * max(abs(point.value), 1.0)
        if fresh is not None and fresh.value >= point.value + 1e-4 * size * rise - slack:
            return fresh, tried
        size /= 2
    return None, HALVINGS
