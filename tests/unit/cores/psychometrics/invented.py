"""Invented people and items whose truth is known."""

from __future__ import annotations

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.responses import Responses, responses_of
from marshrut.cores.psychometrics.simulation import simulate_answers

__all__ = ["bank_of", "dealt", "drawn"]


def bank_of(seed: int, items: int, *, family: str = "gpcm", categories: int = 2, prefix: str = "i") -> Bank:
    """Items with slopes around 1.1 and difficulties over the range of people."""
    made = np.random.default_rng(seed)
    slope = np.exp(made.normal(0.1, 0.25, items))
    rows = np.zeros((items, 3 if family == "3pl" else categories))
    rows[:, 0] = slope
    hard = np.sort(made.normal(0, 0.9, (items, categories - 1)) + np.linspace(-0.5, 0.5, categories - 1), axis=1)
    if family == "grm":
        rows[:, 1:] = -slope[:, None] * (hard + np.linspace(0, 0.4 * (categories - 2), categories - 1))
    elif family == "3pl":
        rows[:, 1], rows[:, 2] = -slope * hard[:, 0], np.log(made.beta(10, 40, items) / 0.8)
    else:
        rows[:, 1:] = np.cumsum(-slope[:, None] * hard, axis=1)
    return Bank(tuple(f"{prefix}{j}" for j in range(items)), (family,) * items, np.full(items, categories), rows)


def drawn(bank: Bank, theta: np.ndarray, seed: int) -> np.ndarray:
    """Points (N, J) of people at θ."""
    return simulate_answers(bank, theta, seed=seed)


def dealt(bank: Bank, theta: np.ndarray, seed: int, *, given: int = 0, groups: list[str] | None = None) -> Responses:
    """Answers, each person given only some items where `given` says so."""
    table = drawn(bank, theta, seed)
    if given:
        order = np.argsort(np.random.default_rng(seed + 1).random(table.shape), axis=1)[:, given:]
        np.put_along_axis(table, order, np.nan, axis=1)
    return responses_of(table, bank.names, groups=groups, scores=bank.scores)
