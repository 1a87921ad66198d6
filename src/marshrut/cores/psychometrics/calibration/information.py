"""How sure the parameters are: observed information by Louis (1982), or the cross-product of persons' scores where that
would cost too much.

Louis: I = E[complete information | x] − Σ_n w_n Var(complete score | x_n), exact for the discretised likelihood.
Cross-product: I ≈ Σ_n w_n s̄_n s̄_nᵀ, s̄_n the gradient of person n's log-probability; right where the model is.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from marshrut.cores.psychometrics.calibration.layout import Values
from marshrut.cores.psychometrics.calibration.marginal import Marginal, Point, Sums, log_weights
from marshrut.cores.psychometrics.design import Chunk
from marshrut.cores.psychometrics.families import Floats, gradients

__all__ = ["Method", "information", "meat", "method_for"]

Method = Literal["louis", "cross-product"]

#: Multiplications that Louis may cost before the cross-product takes its place.
AFFORDABLE = 4e9
STEP = 1e-5
UNLIKELY = 1e-13


def method_for(marginal: Marginal) -> Method:
    """Louis where it is affordable."""
    cost = marginal.design.patterns * marginal.theta.size * float(marginal.layout.size) ** 2
    return "louis" if cost <= AFFORDABLE else "cross-product"


def information(marginal: Marginal, point: Point, method: Method) -> Floats:
    """Observed information (P, P) at a point, priors included."""
    values = marginal.layout.values(point.vector)
    if method == "cross-product":
        return meat(marginal, values, marginal.design.weight) + _prior_information(marginal, values)
    return _complete_observed(marginal, point) - _missing(marginal, values)


def meat(marginal: Marginal, values: Values, weight: Floats) -> Floats:
    """Σ weight_n s̄_n s̄_nᵀ over patterns, (P, P)."""
    kernel, base, prior, slopes, group = _tables(marginal, values)
    size = marginal.layout.size

    def work(chunk: Chunk) -> Floats:
        posterior, _ = marginal.posterior(chunk, kernel, base, prior)
        scores = _mean_scores(marginal, chunk, posterior, slopes, group)
        scores *= np.sqrt(weight[chunk.rows])[:, None].astype(scores.dtype)
        out: Floats = (scores.T @ scores).astype(np.float64)
        return out

    total = np.zeros((size, size))
    for part in marginal.design.each(work, marginal.threads):
        total += part
    return total


def _tables(marginal: Marginal, values: Values) -> tuple[Floats, Floats, Floats, list[Floats], Floats]:
    kernel, base = marginal.design.kernel(marginal.table(values), marginal.dtype)
    prior: Floats = log_weights(marginal.theta, values.mean, values.log_sd).astype(marginal.dtype)
    slopes: list[Floats] = [
        np.moveaxis(gradients(family, rows[:, None, :], marginal.theta[None, :])[1], 1, -1).astype(marginal.dtype)
        for family, _, _, rows in marginal.layout.blocks(values.rows)
    ]  # items, K, p, Q
    z = (marginal.theta[None, :] - values.mean[:, None]) / np.exp(values.log_sd)[:, None]
    group = np.stack([z / np.exp(values.log_sd)[:, None], z**2], axis=1)  # G, 2, Q
    weights = np.exp(log_weights(marginal.theta, values.mean, values.log_sd))
    group = group - np.einsum("gpq,gq->gp", group, weights)[:, :, None]
    return kernel, base, prior, slopes, group.astype(marginal.dtype)


def _codes(marginal: Marginal, chunk: Chunk) -> Floats:
    """Categories (n, J) of a chunk's patterns, −1 where not given."""
    answers = marginal.design.answers
    begin, end = answers.start[chunk.rows.start], answers.start[chunk.rows.stop]
    count = chunk.rows.stop - chunk.rows.start
    table = np.full((count, len(answers.items)), -1, dtype=np.int8)
    row = np.repeat(np.arange(count), answers.answered[chunk.rows])
    table[row, answers.item[begin:end]] = answers.category[begin:end]
    return table


def _mean_scores(marginal: Marginal, chunk: Chunk, posterior: Floats, slopes: list[Floats], group: Floats) -> Floats:
    """Expected complete scores s̄ (n, P) of a chunk's patterns."""
    codes = _codes(marginal, chunk)
    layout = marginal.layout
    out = np.zeros((codes.shape[0], layout.size), dtype=posterior.dtype)
    for (_, k, index), table in zip(layout.kinds, slopes, strict=True):
        given = codes[:, index]
        for m in range(table.shape[2]):
            places = layout.places[index, m]
            free = np.flatnonzero(places >= 0)
            if not free.size:
                continue
            column = np.zeros((codes.shape[0], free.size), dtype=posterior.dtype)
            for category in range(k):
                inner = posterior @ np.ascontiguousarray(table[free, category, m].T)
                column += np.where(given[:, free] == category, inner, 0)
            out[:, places[free]] = column
    for g, m in zip(*np.nonzero(layout.group_places >= 0), strict=True):
        rows = chunk.group == g
        out[rows, layout.group_places[g, m]] = posterior[rows] @ group[g, m]
    return out


def _missing(marginal: Marginal, values: Values) -> Floats:
    """Σ_n w_n Var(complete score | x_n), (P, P)."""
    kernel, base, prior, slopes, group = _tables(marginal, values)
    layout = marginal.layout

    def work(chunk: Chunk) -> Floats:
        posterior, _ = marginal.posterior(chunk, kernel, base, prior)
        middle = _mean_scores(marginal, chunk, posterior, slopes, group).astype(np.float64)
        every = _codes(marginal, chunk)
        total = -(middle.T * chunk.weight) @ middle
        for q in range(marginal.theta.size):
            likely = np.flatnonzero(posterior[:, q] > UNLIKELY)  # the rest adds nothing, and tiny numbers are slow
            codes, near = every[likely], chunk.group[likely]
            scores = np.zeros((codes.shape[0], layout.size), dtype=posterior.dtype)
            for (_, k, index), table in zip(layout.kinds, slopes, strict=True):
                padded = np.zeros((index.size, k + 1, table.shape[2]), dtype=posterior.dtype)
                padded[:, :k] = table[..., q]  # category −1 is the last row: nothing given, nothing said
                found = padded[np.arange(index.size), codes[:, index]]  # n, items, p
                places = layout.places[index, : table.shape[2]]
                scores[:, places[places >= 0]] = found[:, places >= 0]
            for g, m in zip(*np.nonzero(layout.group_places >= 0), strict=True):
                scores[near == g, layout.group_places[g, m]] = group[g, m, q]
            scores *= np.sqrt(posterior[likely, q] * chunk.weight[likely])[:, None].astype(scores.dtype)
            total += scores.T @ scores
        out: Floats = total
        return out

    whole = np.zeros((layout.size, layout.size))
    for part in marginal.design.each(work, marginal.threads):
        whole += part
    return whole


def _complete_observed(marginal: Marginal, point: Point) -> Floats:
    """Minus the second derivatives of the expected complete log-likelihood: blocks, by central differences."""
    return _by_differences(marginal, point.vector, point.sums)


def _prior_information(marginal: Marginal, values: Values) -> Floats:
    nothing = Sums(
        np.zeros((marginal.design.columns, marginal.theta.size)), np.zeros((values.mean.size, marginal.theta.size))
    )
    return _by_differences(marginal, marginal.layout.vector(values), nothing)


def _by_differences(marginal: Marginal, vector: Floats, sums: Sums) -> Floats:
    layout = marginal.layout
    out = np.zeros((layout.size, layout.size))
    groups = [layout.places[:, m] for m in range(layout.places.shape[1])]
    groups += [layout.group_places[:, m] for m in range(2)]
    owner = np.full(layout.size, -1)
    for j in range(layout.places.shape[0]):
        owner[layout.places[j][layout.places[j] >= 0]] = j
    for g in range(layout.group_places.shape[0]):
        owner[layout.group_places[g][layout.group_places[g] >= 0]] = layout.places.shape[0] + g
    for places in groups:
        free = places[places >= 0]
        if not free.size:
            continue
        shift = np.zeros(layout.size)
        shift[free] = STEP
        up = marginal.complete(layout.values(vector + shift), sums)[0]
        down = marginal.complete(layout.values(vector - shift), sums)[0]
        turn = -(up - down) / (2 * STEP)  # items' blocks do not touch each other: one pass for all of them
        column = np.full(int(owner.max()) + 1, -1)
        column[owner[free]] = free
        out[np.arange(layout.size), column[owner]] += np.where(column[owner] >= 0, turn, 0.0)
    return 0.5 * (out + out.T)
