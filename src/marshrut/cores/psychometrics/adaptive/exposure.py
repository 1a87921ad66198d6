"""Shares of people who may be given each item, so that nobody's test needs to know of anybody else's.

Item eligibility (van der Linden and Veldkamp 2004): a person's seed draws once which items that person may be given;
the shares are found by simulation, lowered where an item is given too often and raised again where it no longer is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from marshrut.cores.psychometrics.adaptive.rules import Pool, Rules
from marshrut.cores.psychometrics.adaptive.simulate import simulate

__all__ = ["eligibility_for"]

LEAST = 0.02


def eligibility_for(pool: Pool, rules: Rules, *, cap: float, seed: int, people: int = 2000, rounds: int = 12) -> Rules:
    """The rules with shares under which about `cap` of the population is given any one item at most."""
    generator = np.random.default_rng(seed)
    names = pool.bank.names
    chances = np.ones(len(names))
    best, least = chances.copy(), np.inf
    for round_number in range(rounds):
        truth = generator.normal(rules.mean, rules.sd, people)
        told = {name: float(one) for name, one in zip(names, chances, strict=True) if one < 1}
        found = simulate(pool, replace(rules, eligibility=told), truth, seed=seed + round_number)
        shown = np.bincount(found.items[found.items >= 0], minlength=len(names)) / people
        if shown.max() < least:
            best, least = chances.copy(), float(shown.max())
        with np.errstate(divide="ignore"):
            chances = np.clip(chances * np.where(shown > 0, cap / np.maximum(shown, 1e-9), 1.1), LEAST, 1.0)
    return replace(rules, eligibility={name: float(one) for name, one in zip(names, best, strict=True) if one < 1})
