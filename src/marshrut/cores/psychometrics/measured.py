"""What answers to calibrated items say on the common scale of mastery, as counted shares say it.

An instrument passes at the share `cut` of its points and is strong at `strong`. Its characteristic curve T(θ) (expected
share of points at the level θ of the calibration) and the expected share p(m) at mastery m (`scale`) give one map

    T(θ(m)) = p(m)

so the border set by experts stays where they set it. The likelihood of a person's answers over m is summed up by the
two numbers that a counted result has: a share r and effective items n, those of the Beta(1 + nr, 1 + n(1 − r)) with the
likelihood's mean and variance under a flat prior. With items alike (one slope, one difficulty, cut .5, strong .75) this
is the counted result itself; unlike items make n follow what they really tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.joint.posterior import likelihoods
from marshrut.cores.psychometrics.problems import BankError
from marshrut.cores.psychometrics.responses import Responses
from marshrut.cores.psychometrics.scale import GRID, expected_share, simpson

__all__ = ["Measured", "levels", "mastery_of", "measured"]

#: Beyond these levels items of any bank say nothing more.
REACH = 12.0
_FINE = np.linspace(-REACH, REACH, 2401)
#: A likelihood that says nothing at all counts as so little of an item, never as none or less.
LEAST = 1e-6
_WHOLE = simpson(0, GRID.size - 1)


@dataclass(frozen=True, slots=True)
class Measured:
    """For each person (N): share of mastery 0..1, effective items > 0, mean and standard deviation over mastery."""

    share: Floats
    items: Floats
    mean: Floats
    spread: Floats


def levels(bank: Bank, cut: float, strong: float) -> Floats:
    """θ at each point of the grid of mastery (201), rising, within ±12, for an instrument made of these items.

    Raises BankError where no level reaches the cut: the borders and the items do not fit each other.
    """
    least = np.array([one[0] for one in bank.scores])
    top = np.array([one[-1] for one in bank.scores])
    curve = ((bank.expected_scores(_FINE) - least[:, None]) / (top - least)[:, None]).mean(axis=0)
    wanted = expected_share(cut, strong)
    if not curve[0] < cut < strong < curve[-1]:
        raise BankError(
            f"Порог {cut:g} лежит вне того, что задания могут показать ({curve[0]:.2f}–{curve[-1]:.2f}).",
            "Проверьте порог инструмента или угадывание в заданиях.",
        )
    return np.asarray(np.interp(wanted, curve, _FINE))


def mastery_of(theta: Floats, at: Floats) -> Floats:
    """Mastery 0..1 of levels θ under a map `at` = `levels(…)`."""
    return np.asarray(np.interp(theta, *_rising(at)))


def _rising(at: Floats) -> tuple[Floats, Floats]:
    """Where the map lies still at its ends only the innermost point of each is kept."""
    keep = np.concatenate([np.diff(at) > 0, [True]])
    return at[keep], GRID[keep]


def measured(bank: Bank, found: Responses, at: Floats) -> Measured:
    """Answers `found` to items of the bank, weighed over the grid of mastery that `at` = `levels(…)` maps to θ.

    Every person needs an answer; who has none counts as `LEAST` of an item.
    """
    log = likelihoods(bank, found, at)
    density = np.exp(log - log.max(axis=1, keepdims=True)) * _WHOLE
    density /= density.sum(axis=1, keepdims=True)
    mean = density @ GRID
    variance = np.maximum(density @ GRID**2 - mean**2, 1e-12)
    items = np.maximum(mean * (1 - mean) / variance - 3.0, LEAST)
    share = np.clip((mean * (items + 2.0) - 1.0) / items, 0.0, 1.0)
    return Measured(share, items, mean, np.sqrt(variance))
