"""Item response functions: probabilities of categories and their derivatives, for arrays of any shape that broadcast.

θ is the trait, a the slope, d intercepts. Categories are numbered 0..K−1; the scores behind them are the caller's.

* ``gpcm``  P(k) ∝ exp(k·a·θ + d_k), d_0 = 0. With K = 2 it is the 2PL, logit P(1) = a·θ + d; with a = 1 it is Rasch
  (K = 2) and the partial credit model. Muraki 1992, Masters 1982, Birnbaum 1968.
* ``grm``   P(X ≥ k) = σ(a·θ + d_k), d_1 > d_2 > … Samejima 1969.
* ``3pl``   P(1) = c + (1 − c)·σ(a·θ + d), its third parameter kept as γ = logit c. Birnbaum 1968.

Parameters of an item are one row: (a, d_1 … d_{K−1}), for 3pl (a, d, γ).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["FAMILIES", "Family", "Floats", "Ints", "Response", "gradients", "log_probabilities", "response", "width"]

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Family = Literal["gpcm", "grm", "3pl"]
FAMILIES: tuple[Family, ...] = ("gpcm", "grm", "3pl")


def width(family: Family, categories: int) -> int:
    """How many parameters an item has, fixed ones too."""
    return 3 if family == "3pl" else categories


def log_probabilities(family: Family, rows: Floats, theta: Floats) -> Floats:
    """log P(k | θ). `rows` (…, p), `theta` (…): the shape they broadcast to, and K. Thresholds out of order → −inf."""
    if family == "gpcm":
        return _gpcm(rows, theta)
    if family == "grm":
        return _grm(rows, theta)
    z = rows[..., 0] * theta + rows[..., 1]
    base = -_softplus(rows[..., 2])  # log(1 − c)
    wrong = base - _softplus(z)
    return np.stack([wrong, np.log1p(-np.exp(np.minimum(wrong, -1e-300)))], axis=-1)


def gradients(family: Family, rows: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """(log P(k), ∂ log P(k) / ∂ row): shapes (…, K) and (…, K, p). Raises nothing; the caller keeps rows finite."""
    log_p = log_probabilities(family, rows, theta)
    if family == "gpcm":
        return log_p, _gpcm_gradient(np.exp(log_p), theta)
    if family == "grm":
        return log_p, _grm_gradient(rows, theta, log_p.shape)
    return log_p, _guess_gradient(rows, theta, log_p)


def _softplus(z: Floats) -> Floats:
    result: Floats = np.logaddexp(0.0, z)
    return result


def _sigmoid(z: Floats) -> Floats:
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * z))
    return result


def _gpcm(rows: Floats, theta: Floats) -> Floats:
    base = rows[..., 0] * theta
    count = rows.shape[-1]
    z = np.zeros((*base.shape, count))
    for k in range(1, count):
        z[..., k] = k * base + rows[..., k]
    z -= z.max(axis=-1, keepdims=True)
    z -= np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return z


def _gpcm_gradient(p: Floats, theta: Floats) -> Floats:
    count = p.shape[-1]
    numbers = np.arange(count)
    out = np.empty((*p.shape, count))
    mean = p @ numbers
    out[..., 0] = np.asarray(theta)[..., None] * (numbers - mean[..., None])
    for j in range(1, count):
        out[..., j] = (numbers == j) - p[..., j : j + 1]
    return out


def _grm(rows: Floats, theta: Floats) -> Floats:
    base = (rows[..., 0] * theta)[..., None]
    z = base + rows[..., 1:]
    low, high = -_softplus(-z), -_softplus(z)  # log σ(z), log σ(−z)
    steps = np.diff(rows[..., 1:], axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.where(steps < 0, np.log(-np.expm1(np.minimum(steps, 0.0))), -np.inf)
    inner = low[..., :-1] + high[..., 1:] + gap
    return np.concatenate([high[..., :1], inner, low[..., -1:]], axis=-1)


def _grm_gradient(rows: Floats, theta: Floats, shape: tuple[int, ...]) -> Floats:
    count = shape[-1]
    z = (rows[..., 0] * theta)[..., None] + rows[..., 1:]
    up, down = _sigmoid(z), _sigmoid(-z)
    with np.errstate(over="ignore", divide="ignore"):
        hold = 1.0 / np.expm1(np.maximum(-np.diff(rows[..., 1:], axis=-1), 1e-12))
    out = np.zeros((*shape, count))
    scale = np.asarray(theta)
    for k in range(count):
        slope = np.zeros(shape[:-1])
        if k > 0:
            slope = slope + down[..., k - 1]
            out[..., k, k] += down[..., k - 1] + (hold[..., k - 1] if k < count - 1 else 0.0)
        if k < count - 1:
            slope = slope - up[..., k]
            out[..., k, k + 1] -= up[..., k] + (hold[..., k - 1] if k > 0 else 0.0)
        out[..., k, 0] = scale * slope
    return out


def _guess_gradient(rows: Floats, theta: Floats, log_p: Floats) -> Floats:
    z = rows[..., 0] * theta + rows[..., 1]
    up, down, guess = _sigmoid(z), _sigmoid(-z), _sigmoid(rows[..., 2])
    right = np.exp(log_p[..., 1])
    inner = (1.0 - guess) * up * down / right
    out = np.empty((*log_p.shape, 3))
    out[..., 0, 1], out[..., 1, 1] = -up, inner
    out[..., :, 0] = np.asarray(theta)[..., None] * out[..., :, 1]
    out[..., 0, 2] = -guess
    out[..., 1, 2] = guess * (1.0 - guess) * down / right
    return out


@dataclass(frozen=True, slots=True)
class Response:
    """P(k) and its first two derivatives by θ, each (…, K)."""

    p: Floats
    first: Floats
    second: Floats

    @property
    def information(self) -> Floats:
        """Fisher information Σ P'²/P, shape (…)."""
        return np.asarray(np.sum(self.first**2 / np.maximum(self.p, 1e-300), axis=-1))

    @property
    def warm(self) -> Floats:
        """Σ P'·P''/P: the numerator of Warm's correction, shape (…). Warm 1989; Penfield and Bergeron 2005."""
        return np.asarray(np.sum(self.first * self.second / np.maximum(self.p, 1e-300), axis=-1))


def response(family: Family, rows: Floats, theta: Floats) -> Response:
    """Probabilities with derivatives by θ. Shapes as in `log_probabilities`."""
    p = np.exp(log_probabilities(family, rows, theta))
    a = rows[..., 0, None]
    if family == "gpcm":
        numbers = np.arange(p.shape[-1])
        away = numbers - (p @ numbers)[..., None]
        spread = np.sum(p * away**2, axis=-1, keepdims=True)
        return Response(p, a * p * away, a**2 * p * (away**2 - spread))
    z = (rows[..., 0] * theta)[..., None] + (rows[..., 1:2] if family == "3pl" else rows[..., 1:])
    up, down = _sigmoid(z), _sigmoid(-z)
    first, second = a * up * down, a**2 * up * down * (down - up)
    if family == "3pl":
        keep = 1.0 - _sigmoid(rows[..., 2, None])
        first, second = keep * first, keep * second
    ends = [(0, 0)] * (first.ndim - 1) + [(1, 1)]
    return Response(p, -np.diff(np.pad(first, ends), axis=-1), -np.diff(np.pad(second, ends), axis=-1))
