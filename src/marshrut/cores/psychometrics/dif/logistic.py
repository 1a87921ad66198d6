"""Logistic scan (Swaminathan and Rogers 1990): does the group say anything about an answer beyond the score?

log P(k) ∝ d_k + k·(β₁ S + β₂ G + β₃ S·G): for right and wrong the logistic regression, for more points its
adjacent-category form. Uniform DIF by β₂, non-uniform by β₃, both by the likelihood ratio with two degrees of freedom;
size by the gain in Nagelkerke's R² with the borders .035 and .070 of Jodoin and Gierl 2001.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.dif.matching import matching_scores, purified, two_groups
from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.fit.sx2 import adjusted
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["Logistic", "logistic"]

MODERATE, LARGE = 0.035, 0.070
STEPS = 60


@dataclass(frozen=True)
class Logistic:
    """For each item (J): χ² of both effects and of each, p values, gain in R², class A/B/C, effect of the focal
    group.
    """

    items: tuple[str, ...]
    chi2: Floats
    p: Floats
    p_adjusted: Floats
    p_uniform: Floats
    p_nonuniform: Floats
    effect: Floats
    r2_gain: Floats
    size: tuple[str, ...]
    flagged: tuple[str, ...]
    rounds: int


def logistic(found: Responses, *, reference: str = "", purify: bool = True, level: float = 0.05) -> Logistic:
    """Scan of every item between two groups. Raises AnswersError."""
    from scipy.stats import chi2

    focal = two_groups(found, reference)
    rows, p, flagged, rounds = purified(
        len(found.items), lambda used, j: _one(found, focal, used, j), freedom=2, level=level, purify=purify
    )
    size = tuple(
        "A" if one >= level or gain < MODERATE else "B" if gain < LARGE else "C"
        for one, gain in zip(p, rows[:, 4], strict=True)
    )
    return Logistic(
        found.items, rows[:, 0], p, adjusted(p), chi2.sf(rows[:, 1], 1), chi2.sf(rows[:, 2], 1), rows[:, 3], rows[:, 4],
        size, tuple(found.items[j] for j in flagged), rounds,
    )  # fmt: skip


def _one(found: Responses, focal: NDArray[np.bool_], used: Ints, item: int) -> tuple[float, ...]:
    """(χ² of both, uniform, non-uniform, effect β₂, gain in R²)."""
    which = np.flatnonzero(found.item == item)
    person, code = found.person[which], found.category[which]
    score = matching_scores(found, used, item)[person]
    score = (score - score.mean()) / max(float(score.std()), 1e-9)
    group = focal[person].astype(float)
    many = len(found.scores[item])
    n = code.size
    cells, times = np.unique(np.stack([score, group, code], axis=1), axis=0, return_counts=True)
    columns = np.stack([cells[:, 0], cells[:, 1], cells[:, 0] * cells[:, 1]], axis=1)
    code = cells[:, 2].astype(np.int64)
    base, _ = _fit(columns[:, :0], code, times, many)
    alone, _ = _fit(columns[:, :1], code, times, many)
    uniform, beta = _fit(columns[:, :2], code, times, many)
    both, _ = _fit(columns, code, times, many)
    ceiling = 1 - np.exp(2 * base / n)
    r2 = [(1 - np.exp(2 * (base - one) / n)) / ceiling for one in (alone, both)]
    effect = float(beta[-1])
    return (
        max(2 * (both - alone), 0.0),
        max(2 * (uniform - alone), 0.0),
        max(2 * (both - uniform), 0.0),
        effect,
        r2[1] - r2[0],
    )


def _fit(columns: Floats, code: Ints, times: Ints, many: int) -> tuple[float, Floats]:
    """Log-likelihood and coefficients (d_1 … d_{K−1}, β) by Newton's method with halved steps; rows count `times`."""
    size = many - 1 + columns.shape[1]
    numbers = np.arange(many)
    beta = np.zeros(size)
    counts = np.bincount(code, weights=times, minlength=many) + 0.5
    beta[: many - 1] = np.log(counts[1:] / counts[0])

    def at(one: Floats) -> tuple[float, Floats, Floats]:
        z = np.concatenate([[0.0], one[: many - 1]])[None, :] + numbers * (columns @ one[many - 1 :])[:, None]
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        value = float(times @ np.log(np.maximum(p[np.arange(code.size), code], 1e-300)))
        slopes = np.zeros((code.size, many, size))
        for k in range(1, many):
            slopes[:, k, k - 1] = 1.0
        slopes[:, :, many - 1 :] = numbers[None, :, None] * columns[:, None, :]
        middle = np.einsum("nk,nkp->np", p, slopes)
        gradient = times @ (slopes[np.arange(code.size), code] - middle)
        heavy = (slopes * (p * times[:, None])[:, :, None]).reshape(-1, size)
        curve = heavy.T @ slopes.reshape(-1, size) - (middle.T * times) @ middle
        return value, gradient, curve

    value, gradient, curve = at(beta)
    for _ in range(STEPS):
        step = np.linalg.solve(curve + 1e-9 * np.eye(size), gradient)
        pace = 1.0
        while pace > 1e-6:  # noqa: PLR2004
            fresh = at(beta + pace * step)
            if fresh[0] >= value - 1e-12:
                break
            pace /= 2
        beta = beta + pace * step
        value, gradient, curve = fresh
        if np.max(np.abs(gradient)) < 1e-8 or np.max(np.abs(step)) > 30:  # noqa: PLR2004 - found, or rising for ever
            break
    return value, beta
