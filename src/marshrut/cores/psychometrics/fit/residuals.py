"""Infit and outfit: squared residuals against what the model expects, averaged over what is known of each θ.

outfit_j = mean of E[(x − E_j(θ))²/V_j(θ)], infit_j the same weighted by V_j, the expectation taken over the posterior
of θ (Adams and Wu 2007 for the marginal model): 1 under the model, above it noise, below it answers more alike than
chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.design import design_of
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.responses import Responses
from marshrut.cores.psychometrics.scoring.grid import aligned, posteriors

__all__ = ["Residuals", "counts_on_grid", "residuals"]


@dataclass(frozen=True)
class Residuals:
    """Mean squares of each item (J), 1 under the model."""

    items: tuple[str, ...]
    infit: Floats
    outfit: Floats


def counts_on_grid(bank: Bank, found: Responses, means: Floats, sds: Floats, theta: Floats) -> Floats:
    """Expected numbers of answers of each column (item, category) at each θ, (columns, Q)."""
    part = aligned(bank, found)
    design = design_of(found, points=theta.size)
    out = np.zeros((int(part.first_column[-1]), theta.size))
    patterns = design.answers
    for rows, posterior, _, _ in posteriors(part, found, means, sds, theta):
        begin, end = patterns.start[rows.start], patterns.start[rows.stop]
        column = part.first_column[patterns.item[begin:end]] + patterns.category[begin:end]
        person = np.repeat(np.arange(posterior.shape[0]), patterns.answered[rows])
        weighted = posterior * design.weight[rows, None]
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        fresh = np.flatnonzero(np.diff(ordered, prepend=-1))
        for first, last in zip(fresh, [*fresh[1:], ordered.size], strict=True):
            out[ordered[first]] += weighted[person[order[first:last]]].sum(axis=0)
    return out


def residuals(bank: Bank, found: Responses, means: Floats, sds: Floats, theta: Floats | None = None) -> Residuals:
    """Infit and outfit of every item. Groups as in `found`; grid ±6 by default."""
    nodes = np.linspace(-6, 6, 61) if theta is None else theta
    part = aligned(bank, found)
    counts = counts_on_grid(bank, found, means, sds, nodes)
    infit, outfit = np.ones(len(part.names)), np.ones(len(part.names))
    for block, seen in part.responses(nodes):
        points = np.array([part.scores[j] for j in block.index])
        middle = np.einsum("jqk,jk->jq", seen.p, points)
        away = (points[:, None, :] - middle[:, :, None]) ** 2
        spread = np.maximum(np.einsum("jqk,jqk->jq", seen.p, away), 1e-12)
        here = np.moveaxis(counts[part.columns(block)], 1, 2)  # items, Q, K
        mass = here.sum(axis=2)
        squares = np.einsum("jqk,jqk->jq", here, away)
        infit[block.index] = squares.sum(axis=1) / (mass * spread).sum(axis=1)
        outfit[block.index] = (squares / spread).sum(axis=1) / mass.sum(axis=1)
    return Residuals(part.names, infit, outfit)
