"""Mean and covariance of several levels in a population, from answers and not from scores: EM on joint posteriors.

M step: μ = mean of E[θ | x], Σ = mean of Cov[θ | x] + outer products of E[θ | x] − μ, where scores alone would shrink
both. Errors from the cross-product of persons' gradients (Fisher's identity).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.joint.posterior import JointPosterior, joint_posterior
from marshrut.cores.psychometrics.problems import AnswersError

__all__ = ["JointPopulation", "joint_population"]

MOST = 400
CLOSE = 1e-4
FEWEST = 30
KEEP = 1e-3
PACE = 1.5


@dataclass(frozen=True)
class JointPopulation:
    """Means (K), covariance (K, K), covariance of the means' estimates (K, K), the people's posteriors under it."""

    mean: Floats
    covariance: Floats
    mean_covariance: Floats
    posterior: JointPosterior
    steps: int
    converged: bool

    @property
    def correlation(self) -> Floats:
        """Correlations of the true levels, (K, K)."""
        sd = np.sqrt(np.diag(self.covariance))
        return np.asarray(self.covariance / np.outer(sd, sd))


def joint_population(
    logs: Sequence[Floats], theta: Floats, *, mean_free: bool = True, weight: Floats | None = None
) -> JointPopulation:
    """From K tables (N, Q) of log-likelihoods. `mean_free` False holds the means at 0 (areas calibrated apart).

    Raises AnswersError for fewer than 30 people.
    """
    people, levels = logs[0].shape[0], len(logs)
    if people < FEWEST:
        raise AnswersError(f"Людей только {people}.", f"Для связи уровней нужно хотя бы {FEWEST}.")
    mass = np.ones(people) if weight is None else weight
    mean: Floats = np.zeros(levels)
    covariance: Floats = 0.5 * np.eye(levels) + 0.5
    step, sites = 0, None
    while True:
        found = joint_posterior(logs, theta, mean, covariance, sites=sites)
        sites = found.sites
        fresh = np.average(found.mean, axis=0, weights=mass) if mean_free else np.zeros(levels)
        away = found.mean - fresh
        spread = np.average(found.covariance, axis=0, weights=mass) + (away.T * mass) @ away / mass.sum()
        moved = max(float(np.max(np.abs(fresh - mean))), float(np.max(np.abs(spread - covariance))))
        step += 1
        if moved < CLOSE or step == MOST:
            break
        # EM is slow where little is known: a step and a half of it, kept inside what a covariance can be
        mean = mean + PACE * (fresh - mean)
        covariance = _kept(covariance + PACE * (spread - covariance), spread)
    inverse = np.linalg.inv(covariance)
    scores = (found.mean - mean) @ inverse
    information = (scores.T * mass) @ scores
    errors = np.linalg.pinv(information) if mean_free else np.zeros((levels, levels))
    return JointPopulation(mean, covariance, errors, found, step, moved < CLOSE)


def _kept(wished: Floats, sure: Floats) -> Floats:
    """The longer step where it still is a covariance, else the sure one."""
    values = np.linalg.eigvalsh(wished)
    return (
        wished
        if values[0] > KEEP * values[-1]
        else sure + KEEP * np.trace(sure) / sure.shape[0] * np.eye(sure.shape[0])
    )
