"""Calibration of ratings: criteria, severities with errors and fit, and scores of texts that severity no longer
moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.calibration.climb import climb
from marshrut.cores.psychometrics.facets.model import Expectation, Likelihood
from marshrut.cores.psychometrics.facets.ratings import Ratings
from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import MemoryWouldNotSufficeError

__all__ = ["Facets", "calibrate_facets"]

OUTER = 30
STILL = 0.005
LEAST_TAU = 0.02


@dataclass(frozen=True)
class Facets:
    """`e` (I, K) of criteria; severity of each rater (R, positive is strict), its error, ratings given, infit and
    outfit; `score` of each text (N) with its error, and its `fair` mean points a criterion from a rater of severity 0;
    spreads of texts and of severities; `alone`: raters whose texts nobody else rated (known by the prior of texts
    only).
    """

    ratings: Ratings
    e: Floats
    severity: Floats
    severity_error: Floats
    rated: Ints
    infit: Floats
    outfit: Floats
    score: Floats
    score_error: Floats
    fair: Floats
    sd: float
    tau: float
    log_likelihood: float
    evaluations: int
    converged: bool
    alone: tuple[str, ...]


def calibrate_facets(
    ratings: Ratings, *, points: int = 31, tolerance: float = 1e-4, most: int = 400, memory: float = 4e9
) -> Facets:
    """Marginal maximum likelihood with shrunken severities; τ by the variance of severities and their errors.

    Raises MemoryWouldNotSufficeError before it starts.
    """
    pairs = len(np.unique(ratings.rater * len(ratings.criteria) + ratings.criterion))
    need = 8.0 * points * (4 * pairs * int(ratings.categories.max()) + 3 * ratings.text.size + 3 * len(ratings.texts))
    if need > memory:
        raise MemoryWouldNotSufficeError(
            f"Нужно около {need / 1e9:.1f} ГБ памяти, а есть {memory / 1e9:.1f} ГБ.", "Возьмите часть критериев."
        )
    theta = np.linspace(-6, 6, points)
    model = Likelihood(ratings, theta, 0.5)
    vector = _start(model)
    used, converged, tau = 0, False, 0.5
    for turn in range(OUTER):
        model.tau = tau
        loose = tolerance if turn > 2 else 100 * tolerance  # noqa: PLR2004 - the first turns need not be exact
        reached = climb(model, vector, tolerance=loose, most=most)  # type: ignore[arg-type]
        used += reached.evaluations
        vector = reached.point.vector
        severity = model.parts(vector)[1]
        error = _errors(model, model.expect(vector), severity)
        fresh = max(float(np.sqrt(np.mean(severity**2 + error**2))), LEAST_TAU)
        still = abs(fresh - tau) <= STILL * tau
        tau = fresh
        if still and reached.converged and loose == tolerance:
            converged = True
            break
    return _told(model, vector, used, tau, converged=converged)


def _start(model: Likelihood) -> Floats:
    whole = np.zeros((len(model.ratings.criteria), model.most))
    np.add.at(whole, model.pair_criterion, model.counts)
    e = np.log((whole + 0.5) / (whole[:, :1] + 0.5))
    return np.concatenate([e[:, 1:][model.steps], np.zeros(len(model.ratings.raters)), [0.0]])


def _errors(model: Likelihood, found: Expectation, severity: Floats) -> Floats:
    """From the observed information of each severity: the complete one less what the unknown levels of texts take."""
    middle, variance = model.moments(found.p)
    spread = np.einsum("pq,pq->p", found.mass, variance)
    complete = np.bincount(model.pair_rater, weights=spread, minlength=severity.size)
    away = model.ratings.category[:, None] - middle[model.pair_of]  # ratings, Q
    key = model.ratings.text * severity.size + model.ratings.rater
    begins = np.flatnonzero(np.diff(key, prepend=-1))  # ratings lie by text and rater
    both = np.add.reduceat(away, begins, axis=0)
    posterior = found.posterior[model.ratings.text[begins]]
    mean = np.einsum("mq,mq->m", posterior, both)
    lost = np.einsum("mq,mq->m", posterior, both**2) - mean**2
    taken = np.bincount(model.ratings.rater[begins], weights=lost, minlength=severity.size)
    return np.asarray(1.0 / np.sqrt(np.maximum(complete - taken, 0.0) + 1.0 / model.tau**2))


def _told(model: Likelihood, vector: Floats, used: int, tau: float, *, converged: bool) -> Facets:
    ratings, theta = model.ratings, model.theta
    e, severity, log_sd = model.parts(vector)
    found = model.expect(vector)
    middle, spread = model.moments(found.p)
    spread = np.maximum(spread, 1e-9)
    squares = (ratings.category[:, None] - middle[model.pair_of]) ** 2
    posterior = found.posterior[ratings.text]
    raters = severity.size
    plain = np.einsum("mq,mq->m", posterior, squares / spread[model.pair_of])
    top = np.einsum("mq,mq->m", posterior, squares)
    weight = np.einsum("mq,mq->m", posterior, spread[model.pair_of])
    rated = np.bincount(ratings.rater, minlength=raters)
    infit = np.bincount(ratings.rater, weights=top, minlength=raters) / np.bincount(
        ratings.rater, weights=weight, minlength=raters
    )
    score = found.posterior @ theta
    fair = np.zeros(theta.size)
    for j, k in enumerate(ratings.categories):
        z = np.arange(k)[None, :] * theta[:, None] + e[j, :k][None, :]
        p = np.exp(z - z.max(axis=1, keepdims=True))
        fair += (p @ np.arange(k)) / p.sum(axis=1) / len(ratings.criteria)
    return Facets(
        ratings, e, severity, _errors(model, found, severity), rated, infit,
        np.bincount(ratings.rater, weights=plain, minlength=raters) / rated,
        score, np.sqrt(np.maximum(found.posterior @ theta**2 - score**2, 0.0)), found.posterior @ fair,
        float(np.exp(log_sd)), tau, found.log_likelihood, used, converged, _alone(ratings),
    )  # fmt: skip


def _alone(ratings: Ratings) -> tuple[str, ...]:
    pairs = np.unique(np.stack([ratings.text, ratings.rater], axis=1), axis=0)
    shared = np.bincount(pairs[:, 0])[pairs[:, 0]] > 1
    linked = np.bincount(pairs[:, 1], weights=shared, minlength=len(ratings.raters)) > 0
    return tuple(name for name, one in zip(ratings.raters, linked, strict=True) if not one)
