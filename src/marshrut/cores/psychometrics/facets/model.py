"""The likelihood of ratings, without a row of a design matrix for anybody.

P(k | θ, criterion i, rater r) ∝ exp(k·(θ − s_r) + e_ik), e_i0 = 0; θ ~ N(0, σ²), severity s ~ N(0, τ²) (Linacre 1989,
with shrunken severity: who rated three texts is not called strict for them). The E step needs log P of what each text
got; its gradient needs only the posterior mass that comes to each pair of rater and criterion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.calibration.marginal import Point, Sums, log_weights
from marshrut.cores.psychometrics.facets.ratings import Ratings
from marshrut.cores.psychometrics.families import Floats, Ints

__all__ = ["Expectation", "Likelihood"]


@dataclass(frozen=True)
class Expectation:
    """What the E step knows: posterior of each text (N, Q), log-likelihood, mass by pair (pairs, Q), P (K, pairs,
    Q).
    """

    posterior: Floats
    log_likelihood: float
    mass: Floats
    p: Floats


class Likelihood:
    """Vector: e by criterion (I·(K−1), unused ones held at 0), severities (R), log σ. `tau` is given from outside."""

    def __init__(self, ratings: Ratings, theta: Floats, tau: float) -> None:
        self.ratings, self.theta, self.tau = ratings, theta, tau
        self.dtype = np.float64
        self.most = int(ratings.categories.max())
        self.steps = np.arange(1, self.most)[None, :] < ratings.categories[:, None]
        key = ratings.rater * len(ratings.criteria) + ratings.criterion
        self.pairs, self.pair_of = np.unique(key, return_inverse=True)
        self.pair_rater, self.pair_criterion = np.divmod(self.pairs, len(ratings.criteria))
        self.by_pair = np.argsort(self.pair_of, kind="stable")
        self.pair_begins = np.searchsorted(self.pair_of[self.by_pair], np.arange(self.pairs.size))
        self.text_begins = np.searchsorted(ratings.text, np.arange(len(ratings.texts)))
        counts = np.zeros((self.pairs.size, self.most))
        np.add.at(counts, (self.pair_of, ratings.category), 1.0)
        self.counts = counts

    @property
    def size(self) -> int:
        """Length of the vector."""
        return int(self.steps.sum()) + len(self.ratings.raters) + 1

    def parts(self, vector: Floats) -> tuple[Floats, Floats, float]:
        """Vector → (e (I, K) with e_0 = 0, severities (R), log σ)."""
        e = np.zeros((len(self.ratings.criteria), self.most))
        count = int(self.steps.sum())
        e[:, 1:][self.steps] = vector[:count]
        return e, vector[count:-1], float(vector[-1])

    def expect(self, vector: Floats) -> Expectation:
        """The E step."""
        e, severity, log_sd = self.parts(vector)
        log_p = self.log_table(e, severity)
        seen = log_p[self.ratings.category, self.pair_of]
        whole = np.add.reduceat(seen, self.text_begins, axis=0)
        whole += log_weights(self.theta, np.zeros(1), np.array([log_sd]))
        top = whole.max(axis=1, keepdims=True)
        np.exp(whole - top, out=whole)
        total = whole.sum(axis=1, keepdims=True)
        posterior = whole / total
        value = float((top[:, 0] + np.log(total[:, 0])).sum())
        mass = np.add.reduceat(posterior[self.ratings.text[self.by_pair]], self.pair_begins, axis=0)
        return Expectation(posterior, value, mass, np.exp(log_p, out=log_p))

    def log_table(self, e: Floats, severity: Floats) -> Floats:
        """log P of every pair of rater and criterion at every θ: (K, pairs, Q), −1e30 past a criterion's last
        category.
        """
        away = self.theta[None, :] - severity[self.pair_rater][:, None]
        known = np.arange(self.most)[None, :] < self.ratings.categories[:, None]
        base = np.where(known, e, -1e30)[self.pair_criterion]
        z = np.empty((self.most, *away.shape))
        for k in range(self.most):
            np.multiply(away, k, out=z[k])
            z[k] += base[:, k : k + 1]
        top = z.max(axis=0)
        total = np.zeros_like(top)
        for k in range(self.most):
            z[k] -= top
            total += np.exp(z[k])
        np.log(total, out=total)
        z -= total
        return z

    def moments(self, p: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of points of every pair at every θ, (pairs, Q) each."""
        middle, second = np.zeros(p.shape[1:]), np.zeros(p.shape[1:])
        for k in range(1, self.most):
            middle += k * p[k]
            second += k * k * p[k]
        return middle, second - middle**2

    def at(self, vector: Floats) -> Point | None:
        """Value with the severities' prior, gradient and complete-data blocks, as the climb wants them."""
        _, severity, log_sd = self.parts(vector)
        if abs(log_sd) > 4 or np.max(np.abs(severity)) > 20:  # noqa: PLR2004 - off any scale
            return None
        found = self.expect(vector)
        value = found.log_likelihood - float(severity @ severity) / (2 * self.tau**2)
        gradient, inverse = self._slopes(found, severity, log_sd)
        if not np.isfinite(value) or not np.all(np.isfinite(gradient)):
            return None
        return Point(vector, value, found.log_likelihood, gradient, Sums(found.mass, found.posterior), inverse)

    def _slopes(
        self, found: Expectation, severity: Floats, log_sd: float
    ) -> tuple[Floats, tuple[tuple[Ints, Floats], ...]]:
        criteria, raters = len(self.ratings.criteria), severity.size
        numbers = np.arange(self.most)
        shares = found.p * found.mass  # K, pairs, Q
        expected = shares.sum(axis=2).T
        away = self.counts - expected
        by_criterion = np.zeros((criteria, self.most))
        np.add.at(by_criterion, self.pair_criterion, away)
        by_rater = -np.bincount(self.pair_rater, weights=away @ numbers, minlength=raters) - severity / self.tau**2
        spread = np.einsum("pq,pq->p", found.mass, self.moments(found.p)[1])
        curve = np.bincount(self.pair_rater, weights=spread, minlength=raters) + 1 / self.tau**2
        steps = self.most - 1
        blocks = np.zeros((criteria, steps, steps))
        for k in range(steps):
            for m in range(k, steps):
                product = np.einsum("pq,pq->p", shares[k + 1], found.p[m + 1])
                summed = np.bincount(self.pair_criterion, weights=product, minlength=criteria)
                blocks[:, k, m] -= summed
                if m > k:
                    blocks[:, m, k] -= summed
        whole = np.zeros((criteria, self.most))
        np.add.at(whole, self.pair_criterion, expected)
        place = np.arange(steps)
        blocks[:, place, place] += whole[:, 1:]
        numbers_of = np.where(self.steps, np.cumsum(self.steps).reshape(self.steps.shape) - 1, -1)
        free = numbers_of >= 0
        both = free[:, :, None] & free[:, None, :]
        padded = np.where(both, blocks, np.eye(steps)) + 1e-9 * np.eye(steps)
        inverse = np.where(both, np.linalg.inv(padded), 0.0)
        z = self.theta**2 / np.exp(2 * log_sd)
        weights = np.exp(log_weights(self.theta, np.zeros(1), np.array([log_sd])))[0]
        centred = z - weights @ z
        mass = found.posterior.sum(axis=0)
        first = int(self.steps.sum())
        gradient = np.concatenate([by_criterion[:, 1:][self.steps], by_rater, [mass @ centred]])
        return gradient, (
            (numbers_of, inverse),
            (first + np.arange(raters)[:, None], (1.0 / curve)[:, None, None]),
            (np.array([[first + raters]]), np.array([[[1.0 / max(mass.sum() * (weights @ centred**2), 1e-9)]]])),
        )
