"""The marginal likelihood of answers on a grid of θ: its value, its gradient, and the information of complete data.

ℓ = Σ_n w_n log Σ_q W_g(q) Π_j P_j(x_nj | θ_q), W_g a normal density on the grid, normalised there. By Fisher's identity
the gradient of ℓ is the expected gradient of the complete data, so one E step gives both (Bock and Aitkin 1981).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.calibration.layout import Layout, Values
from marshrut.cores.psychometrics.design import Chunk, Design
from marshrut.cores.psychometrics.families import Family, Floats, Ints, gradients, log_probabilities

__all__ = ["Marginal", "Point", "Priors", "Sums", "log_weights"]


@dataclass(frozen=True)
class Priors:
    """Beta(α, β) of the guessing parameter c, and optionally log a ~ N(mean, sd²) of slopes (None: no prior)."""

    guess: tuple[float, float] = (5.0, 17.0)
    slope: tuple[float, float] | None = None


@dataclass(frozen=True)
class Sums:
    """What an E step leaves: expected counts of columns (C, Q) and of groups (G, Q)."""

    counts: Floats
    mass: Floats


@dataclass(frozen=True)
class Point:
    """The likelihood at a vector: with and without priors, gradient, and inverse complete-data blocks."""

    vector: Floats
    value: float
    log_likelihood: float
    gradient: Floats
    sums: Sums
    inverse: tuple[tuple[Ints, Floats], ...]

    def soften(self, gradient: Floats) -> Floats:
        """Complete-data information⁻¹ times a vector: one step of the EM gradient algorithm (Lange 1995)."""
        out = np.zeros_like(gradient)
        padded = np.append(gradient, 0.0)
        for places, inverse in self.inverse:
            step = np.einsum("npr,nr->np", inverse, padded[places])
            out[places[places >= 0]] = step[places >= 0]
        return out

    @property
    def steepness(self) -> float:
        """Largest |gradient| in units of the complete data's standard errors: what convergence is judged by."""
        scale = np.zeros(self.gradient.size)
        for places, inverse in self.inverse:
            diagonal = np.einsum("npp->np", inverse)
            scale[places[places >= 0]] = np.sqrt(np.maximum(diagonal[places >= 0], 0.0))
        return float(np.max(np.abs(self.gradient) * scale, initial=0.0))


def log_weights(theta: Floats, mean: Floats, log_sd: Floats) -> Floats:
    """log W_g(q), (G, Q): normal densities normalised on the grid."""
    z = (theta[None, :] - mean[:, None]) / np.exp(log_sd)[:, None]
    raw = -0.5 * z**2
    raw -= raw.max(axis=1, keepdims=True)
    out: Floats = raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))
    return out


class Marginal:
    """The likelihood of a design under a layout. No state besides its arguments."""

    def __init__(
        self, design: Design, layout: Layout, theta: Floats, priors: Priors, threads: int = 1, *, single: bool = False
    ) -> None:
        self.design, self.layout, self.theta, self.priors, self.threads = design, layout, theta, priors, threads
        self.dtype: type = np.float32 if single else np.float64

    def in_double(self) -> Marginal:
        """The same likelihood in numbers of 64 bits."""
        return Marginal(self.design, self.layout, self.theta, self.priors, self.threads)

    def table(self, values: Values) -> Floats:
        """log P of all columns (C, Q)."""
        out = np.empty((self.design.columns, self.theta.size))
        for family, k, index, rows in self.layout.blocks(values.rows):
            found = log_probabilities(family, rows[:, None, :], self.theta[None, :])
            out[self.layout.columns(index, k)] = np.moveaxis(found, -1, 1)
        return out

    def posterior(self, chunk: Chunk, kernel: Floats, base: Floats, prior: Floats) -> tuple[Floats, Floats]:
        """(posterior (n, Q), log marginal probability (n)) of a chunk's patterns."""
        log_p = chunk.indicators.astype(self.dtype, copy=False) @ kernel
        log_p += base
        log_p += prior[chunk.group]
        top = log_p.max(axis=1, keepdims=True)
        log_p -= top
        np.exp(log_p, out=log_p)
        total = log_p.sum(axis=1, keepdims=True)
        log_p /= total
        return log_p, top[:, 0].astype(np.float64) + np.log(total[:, 0].astype(np.float64))

    def at(self, vector: Floats) -> Point | None:
        """The likelihood at a vector; None where the model does not exist there (thresholds out of order)."""
        values = self.layout.values(vector)
        for family, _, _, rows in self.layout.blocks(values.rows):
            if family == "grm" and np.any(np.diff(rows[:, 1:], axis=1) >= 0):
                return None
        if np.any(np.abs(values.log_sd) > 5) or np.any(np.abs(values.mean) > 20):  # noqa: PLR2004 - off any scale
            return None
        value, sums = self.expect(values)
        gradient, inverse = self.complete(values, sums)
        prior = self.log_prior(values)
        if not np.isfinite(value + prior) or not np.all(np.isfinite(gradient)):
            return None
        return Point(vector, value + prior, value, gradient, sums, inverse)

    def expect(self, values: Values) -> tuple[float, Sums]:
        """The E step: log-likelihood and expected counts."""
        kernel, base = self.design.kernel(self.table(values), self.dtype)
        prior: Floats = log_weights(self.theta, values.mean, values.log_sd).astype(self.dtype)
        groups = values.mean.size

        def work(chunk: Chunk) -> tuple[float, Floats, Floats]:
            posterior, log_total = self.posterior(chunk, kernel, base, prior)
            posterior *= chunk.weight[:, None].astype(posterior.dtype)
            member = np.zeros((groups, chunk.group.size), dtype=posterior.dtype)
            member[chunk.group, np.arange(chunk.group.size)] = 1.0
            return (
                float(chunk.weight @ log_total),
                chunk.indicators.astype(self.dtype, copy=False).T @ posterior,
                member @ posterior,
            )

        total = 0.0
        counts = np.zeros((self.design.kept.size, self.theta.size))
        mass = np.zeros((groups, self.theta.size))
        for part, inner, outer in self.design.each(work, self.threads):
            total += part
            counts += inner
            mass += outer
        return total, Sums(self.design.spread(counts, mass.sum(axis=0)), mass)

    def complete(self, values: Values, sums: Sums) -> tuple[Floats, tuple[tuple[Ints, Floats], ...]]:
        """Gradient, and the inverse of the complete data's expected information, block by block."""
        rows_gradient = np.zeros_like(values.rows)
        inverse = []
        for family, k, index, rows in self.layout.blocks(values.rows):
            columns = self.layout.columns(index, k)
            expected = np.moveaxis(sums.counts[columns], 1, 2)  # items, Q, K
            log_p, slopes = gradients(family, rows[:, None, :], self.theta[None, :])
            steep, curve = self._prior_slopes(family, rows)
            wide = rows.shape[1]
            flat = slopes.reshape(rows.shape[0], -1, wide)
            found = (expected.reshape(rows.shape[0], 1, -1) @ flat)[:, 0] + steep
            rows_gradient[index, :wide] = found
            mass = (expected.sum(axis=2, keepdims=True) * np.exp(log_p)).reshape(rows.shape[0], -1, 1)
            inner = np.swapaxes(flat, 1, 2) @ (flat * mass)
            inner[:, np.arange(wide), np.arange(wide)] += curve
            places = self.layout.places[index, :wide]
            inverse.append((places, _inverted(inner, places)))
        group_gradient, group_information = self.group_slopes(values, sums.mass)
        inverse.append((self.layout.group_places, _inverted(group_information, self.layout.group_places)))
        return self.layout.pack(rows_gradient, group_gradient), tuple(inverse)

    def group_slopes(self, values: Values, mass: Floats) -> tuple[Floats, Floats]:
        """Gradient (G, 2) by mean and log sd, and the information (G, 2, 2) of complete data."""
        z = (self.theta[None, :] - values.mean[:, None]) / np.exp(values.log_sd)[:, None]
        slopes = np.stack([z / np.exp(values.log_sd)[:, None], z**2], axis=2)  # G, Q, 2
        weights = np.exp(log_weights(self.theta, values.mean, values.log_sd))
        middle = np.einsum("gq,gqp->gp", weights, slopes)
        away = slopes - middle[:, None, :]
        total = mass.sum(axis=1)
        information = np.einsum("gq,gqp,gqr->gpr", weights, away, away) * total[:, None, None]
        return np.einsum("gq,gqp->gp", mass, away), information

    def log_prior(self, values: Values) -> float:
        """Logarithm of the priors' densities, up to a constant."""
        total = 0.0
        for family, _, index, rows in self.layout.blocks(values.rows):
            if family == "3pl":
                alpha, beta = self.priors.guess
                free = self.layout.free_rows[index, 2]
                c = 1.0 / (1.0 + np.exp(-rows[free, 2]))
                total += float(np.sum((alpha - 1) * np.log(c) + (beta - 1) * np.log1p(-c)))
            if self.priors.slope:
                mean, sd = self.priors.slope
                slope = rows[self.layout.free_rows[index, 0], 0]
                if np.any(slope <= 0):
                    return -np.inf
                total -= float(np.sum((np.log(slope) - mean) ** 2) / (2 * sd**2))
        return total

    def _prior_slopes(self, family: Family, rows: Floats) -> tuple[Floats, Floats]:
        steep, curve = np.zeros_like(rows), np.zeros_like(rows)
        if family == "3pl":
            alpha, beta = self.priors.guess
            c = 1.0 / (1.0 + np.exp(-rows[:, 2]))
            steep[:, 2] = (alpha - 1) * (1 - c) - (beta - 1) * c
            curve[:, 2] = (alpha + beta - 2) * c * (1 - c)
        if self.priors.slope:
            mean, sd = self.priors.slope
            slope = np.maximum(rows[:, 0], 1e-9)
            steep[:, 0] = -(np.log(slope) - mean) / (slope * sd**2)
            curve[:, 0] = 1.0 / (slope * sd) ** 2
        return steep, curve


def _inverted(information: Floats, places: Ints) -> Floats:
    """Inverses of blocks with fixed entries taken out (rows and columns of zeros there)."""
    free = places >= 0
    both = free[:, :, None] & free[:, None, :]
    size = information.shape[1]
    identity = np.eye(size)
    padded = np.where(both, information, identity)
    scale = 1e-10 * np.einsum("npp->n", padded)[:, None, None] / size + 1e-12
    out: Floats = np.where(both, np.linalg.inv(padded + scale * identity), 0.0)
    return out
