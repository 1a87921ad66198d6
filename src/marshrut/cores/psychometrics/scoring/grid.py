"""What is known of θ after the answers, on a grid: its mean and spread (EAP), and draws from it (plausible values).

EAP(n) = Σ_q θ_q p(q | x_n), its error the posterior standard deviation (Bock and Mislevy 1982). Plausible values are
draws from p(θ | x_n): figures of groups made of them are right where means of EAP are shrunken (Mislevy 1991).
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration.marginal import log_weights
from marshrut.cores.psychometrics.design import design_of
from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import AnswersError, BankError, listed
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["Expected", "aligned", "expected", "expected_of_table", "grid", "plausible_values", "posteriors"]

ROWS = 4096


@dataclass(frozen=True)
class Expected:
    """Posterior mean and standard deviation of each person, (N) each."""

    value: Floats
    error: Floats


def grid(points: int = 61, reach: float = 6.0) -> Floats:
    """The grid that calibration uses by default."""
    return np.linspace(-reach, reach, points)


def aligned(bank: Bank, found: Responses) -> Bank:
    """The bank's items in the order of the answers. Raises BankError for items the bank has not, or other points."""
    places = bank.places
    lost = [name for name in found.items if name not in places]
    if lost:
        raise BankError(f"Заданий нет в банке: {listed(lost)}.", "Откалибруйте их или уберите из ответов.")
    part = bank.take([places[name] for name in found.items])
    other = [n for n, a, b in zip(found.items, part.scores, found.scores, strict=True) if a != b]
    if other:
        raise BankError(f"Баллы заданий не те, что в банке: {listed(other)}.", "Прочтите ответы по баллам банка.")
    return part


def posteriors(
    bank: Bank, found: Responses, means: Floats, sds: Floats, theta: Floats
) -> Iterator[tuple[slice, NDArray[np.float64], Floats, Ints]]:
    """(rows of patterns, posterior (n, Q), log-probability (n), pattern of each person), pattern by pattern.

    Equal patterns are looked at once; the last entry (N) leads from persons to patterns and is the same every time.
    """
    part = aligned(bank, found)
    design = design_of(found, points=theta.size)
    kernel, base = design.kernel(part.log_table(theta), np.float64)
    prior = log_weights(theta, means, np.log(sds))
    for chunk in design.chunks:
        log_p = chunk.indicators.astype(np.float64, copy=False) @ kernel + base + prior[chunk.group]
        top = log_p.max(axis=1, keepdims=True)
        np.exp(log_p - top, out=log_p)
        total = log_p.sum(axis=1, keepdims=True)
        yield chunk.rows, log_p / total, top[:, 0] + np.log(total[:, 0]), design.pattern_of


def expected(bank: Bank, found: Responses, means: Floats, sds: Floats, theta: Floats | None = None) -> Expected:
    """EAP and its standard deviation of each person (N); a person without answers gets the group's own."""
    nodes = grid() if theta is None else theta
    values, errors = [], []
    pattern_of: Ints = np.zeros(0, dtype=np.int64)
    for _, posterior, _, pattern_of in posteriors(bank, found, means, sds, nodes):  # noqa: B007 - the last is all
        middle = posterior @ nodes
        values.append(middle)
        errors.append(np.sqrt(np.maximum(posterior @ nodes**2 - middle**2, 0.0)))
    return Expected(np.concatenate(values)[pattern_of], np.concatenate(errors)[pattern_of])


def expected_of_table(
    bank: Bank,
    codes: NDArray[np.int8],
    *,
    mean: float = 0.0,
    sd: float = 1.0,
    points: int = 61,
    reach: float = 6.0,
    threads: int = 1,
) -> Expected:
    """EAP and its error for a table (N, J) of categories, −1 where not given: many people, memory of one chunk.

    In 32 bits: within 1e-5 of `expected`. Raises AnswersError for a category that an item does not have.
    """
    if codes.ndim != 2 or codes.shape[1] != len(bank.names):  # noqa: PLR2004 - rows and columns
        raise AnswersError("Столбцов не столько, сколько заданий в банке.", "Проверьте таблицу ответов.")
    theta = np.linspace(mean - reach * sd, mean + reach * sd, points)
    table = bank.log_table(theta)
    table = np.where(np.isfinite(table), table, -1e30)
    zero = bank.first_column[:-1]
    prior = log_weights(theta, np.array([mean]), np.log(np.array([sd])))[0]
    most = int(bank.categories.max())
    tables = []
    for k in range(most):
        has = bank.categories > k
        part = np.zeros((len(bank.names), points))
        part[has] = table[zero[has] + k]
        tables.append(part)
    away = [np.ascontiguousarray(part - tables[0], dtype=np.float32) for part in tables]
    full = (tables[0].sum(axis=0) + prior).astype(np.float32)
    first = np.ascontiguousarray(tables[0], dtype=np.float32)
    powers = np.stack([np.ones(points), theta, theta**2], axis=1).astype(np.float32)
    value, error = np.empty(codes.shape[0]), np.empty(codes.shape[0])

    def work(begin: int) -> None:
        part = codes[begin : begin + ROWS]
        if part.size and (part.min() < -1 or np.any(part.max(axis=0) >= bank.categories)):
            raise AnswersError("В таблице есть категория, которой у задания нет.", "Проверьте коды ответов.")
        log_p = _log_posterior(part, away, first, full, most)
        log_p -= log_p.max(axis=1, keepdims=True)
        np.exp(log_p, out=log_p)
        sums = log_p @ powers
        middle = sums[:, 1].astype(np.float64) / sums[:, 0]
        value[begin : begin + ROWS] = middle
        spread = sums[:, 2].astype(np.float64) / sums[:, 0] - middle**2
        error[begin : begin + ROWS] = np.sqrt(np.maximum(spread, 0.0))

    begins = range(0, codes.shape[0], ROWS)
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, begins))
    else:
        for begin in begins:
            work(begin)
    return Expected(value, error)


def _log_posterior(
    part: NDArray[np.int8],
    away: list[NDArray[np.float32]],
    first: NDArray[np.float32],
    full: NDArray[np.float32],
    most: int,
) -> NDArray[np.float32]:
    log_p: NDArray[np.float32]
    if most == 2 and part.min() >= 0:  # noqa: PLR2004 - right and wrong, all given: the table is its own indicator
        log_p = part.astype(np.float32) @ away[1]
        log_p += full
        return log_p
    log_p = np.repeat(full[None, :], part.shape[0], axis=0)
    absent = part < 0
    if np.any(absent):
        log_p -= absent.astype(np.float32) @ first
    for k in range(1, most):
        log_p += (part == k).astype(np.float32) @ away[k]
    return log_p


def plausible_values(
    bank: Bank,
    found: Responses,
    means: Floats,
    sds: Floats,
    *,
    draws: int,
    seed: int,
    theta: Floats | None = None,
) -> Floats:
    """Draws (N, draws) from each person's posterior: the grid's distribution function, straight between its points.

    The same seed gives the same draws. Their mean over a group and their spread are those of the group.
    """
    nodes = grid(121) if theta is None else theta
    generator = np.random.default_rng(seed)
    parts = []
    pattern_of: Ints = np.zeros(0, dtype=np.int64)
    for _, posterior, _, pattern_of in posteriors(bank, found, means, sds, nodes):  # noqa: B007 - the last is all
        parts.append(np.cumsum(posterior, axis=1))
    below = np.concatenate(parts)
    step = nodes[1] - nodes[0]
    out = np.empty((found.persons, draws))
    for m in range(draws):
        chance = generator.random(found.persons)
        for begin in range(0, found.persons, ROWS):
            rows = slice(begin, begin + ROWS)
            inside = below[pattern_of[rows]]
            wanted = chance[rows, None] * inside[:, -1:]
            place = np.minimum((inside < wanted).sum(axis=1), nodes.size - 1)
            high = inside[np.arange(place.size), place]
            low = np.where(place > 0, inside[np.arange(place.size), np.maximum(place - 1, 0)], 0.0)
            share = (wanted[:, 0] - low) / np.maximum(high - low, 1e-300)
            out[rows, m] = nodes[place] + step * (share - 0.5)  # a point's mass lies evenly around it
    return out
