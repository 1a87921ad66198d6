"""Several levels θ_1 … θ_K of a person under a joint normal prior, each measured by items of its own.

The posterior is N(μ, Σ) times K likelihoods of one level each. Expectation propagation (Minka 2001) puts in the place
of each likelihood the normal site that gives the right mean and variance of its level; every site is one-dimensional,
so its moments are sums on a grid, and the whole costs K grids and a K × K inverse a person, never a grid of Q^K points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.design import design_of
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.problems import AnswersError, ModelError
from marshrut.cores.psychometrics.responses import Responses
from marshrut.cores.psychometrics.scoring.grid import aligned

__all__ = ["JointPosterior", "joint_posterior", "likelihoods"]

SWEEPS = 40
DAMPING = 0.8
CLOSE = 1e-7
LEAST = 1e-10


@dataclass(frozen=True)
class JointPosterior:
    """Means (N, K), covariances (N, K, K); `settled` says whether all sites stood still at the end."""

    mean: Floats
    covariance: Floats
    settled: bool
    sites: tuple[Floats, Floats]


def likelihoods(bank: Bank, found: Responses, theta: Floats) -> Floats:
    """log P(answers | θ) of each person on a grid, (N, Q); zeros for a person without answers."""
    part = aligned(bank, found)
    design = design_of(found, points=theta.size)
    kernel, base = design.kernel(part.log_table(theta), np.float64)
    rows = [chunk.indicators.astype(np.float64, copy=False) @ kernel + base for chunk in design.chunks]
    return np.concatenate(rows)[design.pattern_of]


def joint_posterior(
    logs: Sequence[Floats],
    theta: Floats,
    mean: Floats,
    covariance: Floats,
    *,
    sites: tuple[Floats, Floats] | None = None,
) -> JointPosterior:
    """Posterior under N(mean, covariance) of K levels; `logs`: K tables (N, Q) on one grid of θ.

    `sites` of an earlier answer under a near population spare most of the way.
    Raises ModelError for a covariance that is none, AnswersError for tables of different people.
    """
    levels, people = len(logs), logs[0].shape[0]
    if any(one.shape != (people, theta.size) for one in logs):
        raise AnswersError("Области сданы разными людьми.", "Возьмите одних и тех же людей в том же порядке.")
    try:
        np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        raise ModelError("Ковариация областей не положительна.", "Объедините области, которые не различить.") from None
    precision = np.linalg.inv(covariance)
    shift = precision @ mean
    tau, nu = sites or (np.zeros((people, levels)), np.zeros((people, levels)))
    middle, spread = _whole(precision, shift, tau, nu)
    settled = False
    for _ in range(SWEEPS):
        fresh_tau, fresh_nu = np.empty_like(tau), np.empty_like(nu)
        for k, table in enumerate(logs):
            fresh_tau[:, k], fresh_nu[:, k] = _site(table, theta, middle[:, k], spread[:, k, k], tau[:, k], nu[:, k])
        tau = tau + DAMPING * (fresh_tau - tau)
        nu = nu + DAMPING * (fresh_nu - nu)
        before = middle
        middle, spread = _whole(precision, shift, tau, nu)
        if np.max(np.abs(middle - before)) < CLOSE:
            settled = True
            break
    return JointPosterior(middle, spread, settled, (tau, nu))


def _whole(precision: Floats, shift: Floats, tau: Floats, nu: Floats) -> tuple[Floats, Floats]:
    inner = np.repeat(precision[None, :, :], tau.shape[0], axis=0)
    place = np.arange(tau.shape[1])
    inner[:, place, place] += tau
    spread = np.linalg.inv(inner)
    return np.einsum("nkl,nl->nk", spread, shift + nu), spread


def _site(
    table: Floats, theta: Floats, middle: Floats, variance: Floats, tau: Floats, nu: Floats
) -> tuple[Floats, Floats]:
    """The normal site of one level: what the likelihood adds to what all else says of it."""
    rest = np.maximum(1.0 / variance - tau, LEAST)
    centre = (middle / variance - nu) / rest
    log_p = table - 0.5 * rest[:, None] * (theta[None, :] - centre[:, None]) ** 2
    weights = np.exp(log_p - log_p.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    mean = weights @ theta
    spread = np.maximum(weights @ theta**2 - mean**2, LEAST)
    fresh = np.maximum(1.0 / spread - rest, 0.0)
    silent = np.ptp(table, axis=1) == 0
    return np.where(silent, 0.0, fresh), np.where(silent, 0.0, mean * (rest + fresh) - centre * rest)
