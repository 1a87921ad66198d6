"""Answers that calibrated items would draw from people of known θ: for recovery, power and what-if."""

from __future__ import annotations

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats, log_probabilities

__all__ = ["simulate_answers"]

ROWS = 20_000


def simulate_answers(bank: Bank, theta: Floats, *, seed: int) -> Floats:
    """Points (N, J) of people at θ (N); the same seed gives the same answers."""
    generator = np.random.default_rng(seed)
    out = np.empty((theta.size, len(bank.names)))
    for begin in range(0, theta.size, ROWS):
        part = theta[begin : begin + ROWS]
        chance = generator.random((part.size, len(bank.names)))
        for block in bank.blocks:
            p = np.exp(log_probabilities(block.family, block.rows[None, :, :], part[:, None]))  # n, items, K
            code = (chance[:, block.index, None] > np.cumsum(p, axis=2)[:, :, :-1]).sum(axis=2)
            scores = np.array([bank.scores[j] for j in block.index])
            out[begin : begin + ROWS, block.index] = scores[np.arange(block.index.size), code]
    return out
