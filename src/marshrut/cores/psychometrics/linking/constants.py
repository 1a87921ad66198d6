"""Constants A, B that carry scale X to scale Y by common items: θ_Y = A·θ_X + B, so a_Y = a_X/A and b_Y = A·b_X + B.

mean-mean     A = mean(a_X)/mean(a_Y), B = mean(b_Y) − A·mean(b_X)               Loyd and Hoover 1980
mean-sigma    A = sd(b_Y)/sd(b_X)                                                Marco 1977
Haebara       least Σ over θ of Σ over categories of (P_Y − P*_X)²               Haebara 1980
Stocking–Lord least Σ over θ of (Σ expected points_Y − Σ expected points*_X)²    Stocking and Lord 1983

The sums over θ are means under a standard normal on Y's scale. Errors by the delta method from the parameters' own
covariances (Ogasawara 2000, 2001; Battauz 2015): they are of the sample, not of the choice of common items.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats, log_probabilities, width
from marshrut.cores.psychometrics.problems import AnchorsError, listed

__all__ = ["METHODS", "Link", "LinkMethod", "link", "shared_items"]

LinkMethod = Literal["mean-mean", "mean-sigma", "haebara", "stocking-lord"]
METHODS: tuple[LinkMethod, ...] = ("mean-mean", "mean-sigma", "haebara", "stocking-lord")
FEWEST = 2
STEP = 1e-5


@dataclass(frozen=True)
class Link:
    """θ_Y = a·θ_X + b with standard errors (None where parameters came without covariances)."""

    method: LinkMethod
    a: float
    b: float
    a_error: float | None
    b_error: float | None
    items: tuple[str, ...]


def shared_items(x: Bank, y: Bank) -> tuple[str, ...]:
    """Names in both, in X's order. Raises AnchorsError: fewer than two, or items that changed their points or model."""
    places = y.places
    names = tuple(name for name in x.names if name in places)
    if len(names) < FEWEST:
        raise AnchorsError(f"Общих заданий: {len(names)}.", "Для связывания нужно хотя бы два, а надёжно — от десяти.")
    here = x.places
    changed = [
        name
        for name in names
        if x.families[here[name]] != y.families[places[name]] or x.scores[here[name]] != y.scores[places[name]]
    ]
    if changed:
        raise AnchorsError(
            f"Общие задания с разной моделью или разными баллами: {listed(changed)}.", "Калибруйте формы одной моделью."
        )
    return names


def link(
    x: Bank,
    y: Bank,
    method: LinkMethod = "stocking-lord",
    *,
    items: tuple[str, ...] | None = None,
    covariances: tuple[Floats, Floats] | None = None,
) -> Link:
    """Constants from X to Y by `items` (all shared ones by default).

    `covariances`: of the common items' rows in X and in Y, each (n·W, n·W) in the order of `items`, W the widest row of
    the bank's part; as `covariance_of` of the calibration gives them. Raises AnchorsError.
    """
    names = shared_items(x, y) if items is None else items
    if len(names) < FEWEST:
        raise AnchorsError("После проверки осталось меньше двух общих заданий.", "Возьмите больше общих заданий.")
    left, right = (bank.take([bank.places[name] for name in names]) for bank in (x, y))
    a, b = _solve(left, right, method)
    errors: tuple[float | None, float | None] = (None, None)
    if covariances is not None:
        errors = _errors(left, right, method, covariances)
    return Link(method, a, b, *errors, names)


def _solve(x: Bank, y: Bank, method: LinkMethod) -> tuple[float, float]:
    hard_x, hard_y = _difficulties(x), _difficulties(y)
    if method == "mean-mean":
        a = float(x.rows[:, 0].mean() / y.rows[:, 0].mean())
        return a, float(hard_y.mean() - a * hard_x.mean())
    spread = float(hard_x.std())
    a = float(hard_y.std()) / spread if spread > 0 else 1.0
    b = float(hard_y.mean() - a * hard_x.mean())
    if method == "mean-sigma":
        return a, b
    residual = _residual(x, y, method)
    from scipy.optimize import least_squares

    found = least_squares(residual, [a, b], xtol=1e-14, ftol=1e-14, gtol=1e-14)
    if not found.x[0] > 0:
        raise AnchorsError(
            "Масштаб связывания не положителен.", "Проверьте общие задания: они идут навстречу друг другу."
        )
    return float(found.x[0]), float(found.x[1])


def _difficulties(bank: Bank) -> Floats:
    """All difficulties that exist, one after another."""
    table = bank.difficulties()
    steps = np.array(bank.categories) - 1
    return np.asarray(table[np.arange(table.shape[1])[None, :] < steps[:, None]])


def _residual(x: Bank, y: Bank, method: LinkMethod) -> Callable[[Floats], Floats]:
    theta = np.linspace(-6, 6, 121)
    root = np.exp(-0.25 * theta**2)
    root /= np.sqrt((root**2).sum())
    target = _curves(y, theta, method)

    def residual(constants: Floats) -> Floats:
        moved = x.rescaled(max(float(constants[0]), 1e-3), float(constants[1]))
        return ((target - _curves(moved, theta, method)) * root).ravel()

    return residual


def _curves(bank: Bank, theta: Floats, method: LinkMethod) -> Floats:
    if method == "stocking-lord":
        return np.asarray(bank.expected_scores(theta).sum(axis=0, keepdims=True))
    parts = [np.exp(log_probabilities(block.family, block.rows[:, None, :], theta[None, :])) for block in bank.blocks]
    return np.concatenate([np.moveaxis(part, -1, 0).reshape(-1, theta.size) for part in parts])


def _errors(x: Bank, y: Bank, method: LinkMethod, covariances: tuple[Floats, Floats]) -> tuple[float, float]:
    total = np.zeros((2, 2))
    for side, bank in enumerate((x, y)):
        slopes = np.zeros((2, bank.rows.size))
        wide = np.array([width(f, int(k)) for f, k in zip(bank.families, bank.categories, strict=True)])
        for place in range(bank.rows.size):
            j, m = divmod(place, bank.rows.shape[1])
            if m >= wide[j]:
                continue
            pair = []
            for sign in (1, -1):
                rows = bank.rows.copy()
                rows[j, m] += sign * STEP
                moved = Bank(bank.names, bank.families, bank.categories, rows, bank.scores)
                pair.append(_solve(*((moved, y) if side == 0 else (x, moved)), method))
            slopes[:, place] = (np.array(pair[0]) - np.array(pair[1])) / (2 * STEP)
        total += slopes @ covariances[side] @ slopes.T
    return float(np.sqrt(total[0, 0])), float(np.sqrt(total[1, 1]))
