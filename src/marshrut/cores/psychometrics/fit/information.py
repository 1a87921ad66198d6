"""Information curves: where on the scale a set of items measures, and how sure a score there is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats

__all__ = ["Information", "information_curves", "marginal_reliability"]


@dataclass(frozen=True)
class Information:
    """At θ (Q): information of each item (J, Q) and of all, standard error 1/√I, expected share of points of all."""

    theta: Floats
    items: Floats
    whole: Floats
    error: Floats
    expected_share: Floats


def information_curves(bank: Bank, theta: Floats | None = None) -> Information:
    """Curves on a grid, ±4 in steps of .1 by default."""
    nodes = np.linspace(-4, 4, 81) if theta is None else theta
    items = bank.information(nodes)
    whole = items.sum(axis=0)
    top = sum(one[-1] for one in bank.scores)
    low = sum(one[0] for one in bank.scores)
    share = (bank.expected_scores(nodes).sum(axis=0) - low) / (top - low)
    return Information(nodes, items, whole, 1.0 / np.sqrt(np.maximum(whole, 1e-12)), share)


def marginal_reliability(bank: Bank, *, mean: float = 0.0, sd: float = 1.0) -> float:
    """1 − mean of 1/(I + 1/σ²) over σ²: the reliability of EAP that a form would have, before anybody took it."""
    theta = np.linspace(mean - 5 * sd, mean + 5 * sd, 201)
    weight = np.exp(-0.5 * ((theta - mean) / sd) ** 2)
    information = bank.information(theta).sum(axis=0)
    error = np.average(1.0 / (information + 1.0 / sd**2), weights=weight)
    return float(1.0 - error / sd**2)
