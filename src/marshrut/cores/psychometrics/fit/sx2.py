"""S-X²: answers of people with the same total score against what the model expects of them.

Orlando and Thissen 2000, for more categories Kang and Chen 2008. For item j and total s the expected share of category
k is E_sk = Σ_q W_q P_jk(q) f_{−j}(s − k | q) / Σ_q W_q f(s | q), where f is the distribution of the total given θ
(Lord and Wingersky 1984) and f_{−j} that without the item. S-X² = Σ_s N_s Σ_k (O − E)²/E, cells joined until each
expects `least`; its degrees of freedom are the cells left, less one a row, less the item's free parameters.

How cells are joined is nobody's theorem, and with few people in a cell the statistic depends on it. The rule here is
the one of several measured that agrees with results of R mirt 1.41 on published answers for every item: scores nobody
has are left out; scores where some category cannot occur join the nearest where all can; within a score the category
that expects fewest joins the poorer neighbour, two staying at least; then, from the lowest score up, one with a cell
still too thin joins the neighbouring score with fewer people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats, Ints, log_probabilities
from marshrut.cores.psychometrics.problems import AnswersError
from marshrut.cores.psychometrics.responses import NOT_GIVEN, Responses
from marshrut.cores.psychometrics.scoring.grid import aligned

__all__ = ["SX2", "adjusted", "sx2"]

FEWEST = 30


@dataclass(frozen=True)
class SX2:
    """For each item (J): statistic, degrees of freedom, p, and p adjusted for the number of items (0 freedom → p =
    1).
    """

    items: tuple[str, ...]
    value: Floats
    freedom: Ints
    p: Floats
    p_adjusted: Floats
    rmsea: Floats
    persons: int


def sx2(
    bank: Bank,
    found: Responses,
    free: Ints,
    *,
    mean: float = 0.0,
    sd: float = 1.0,
    theta: Floats | None = None,
    least: float = 1.0,
) -> SX2:
    """S-X² of every item over the people who answered all of them; `free` (J) counts an item's free parameters.

    Raises AnswersError where fewer than 30 people answered everything: booklets are looked at one by one.
    """
    from scipy.stats import chi2

    part = aligned(bank, found)
    codes = found.matrix()
    whole = codes[np.all(codes != NOT_GIVEN, axis=1)]
    if whole.shape[0] < FEWEST:
        raise AnswersError(
            f"На все задания ответили {whole.shape[0]} человек.",
            "S-X² сравнивает людей с равной суммой: возьмите задания одной тетради.",
        )
    nodes = np.linspace(-6, 6, 61) if theta is None else theta
    weights = np.exp(-0.5 * ((nodes - mean) / sd) ** 2)
    weights /= weights.sum()
    tables = _tables(part, nodes)
    totals = whole.sum(axis=1, dtype=np.int64)
    forward, backward = _sums(tables)
    every = forward[-1]
    mass = weights @ every
    values: list[float] = []
    freedoms: list[int] = []
    for j, table in enumerate(tables):
        rest = _convolved(forward[j], backward[j + 1])
        expected = np.zeros((every.shape[1], table.shape[1]))
        for k in range(table.shape[1]):
            expected[k : k + rest.shape[1], k] = (weights * table[:, k]) @ rest
        observed = np.zeros_like(expected)
        np.add.at(observed, (totals, whole[:, j]), 1.0)
        inner = slice(1, every.shape[1] - 1)  # nobody differs at the ends: all wrong, all right
        counts = np.bincount(totals, minlength=every.shape[1])[inner]
        share = expected[inner] / mass[inner, None]
        rows = _where_all_can(observed[inner], share * counts[:, None], rest.shape[1] - 1)
        value, freedom = _statistic(*rows, least)
        values.append(value)
        freedoms.append(max(freedom - int(free[j]), 0))
    found_x, left = np.array(values), np.array(freedoms)
    p = np.where(left > 0, chi2.sf(found_x, np.maximum(left, 1)), 1.0)
    size = whole.shape[0]
    rmsea = np.sqrt(np.maximum(found_x - left, 0) / np.maximum(left * (size - 1), 1))
    return SX2(part.names, found_x, left, p, adjusted(p), rmsea, size)


def adjusted(p: Floats) -> Floats:
    """Benjamini and Hochberg 1995: p adjusted so that a share of at most α of what is named at α is named wrongly."""
    order = np.argsort(p)
    ranked = p[order] * p.size / np.arange(1, p.size + 1)
    out = np.empty_like(p)
    out[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return out


def _tables(bank: Bank, theta: Floats) -> list[Floats]:
    tables: list[Floats] = [np.zeros(0)] * len(bank.names)
    for block in bank.blocks:
        p = np.exp(log_probabilities(block.family, block.rows[:, None, :], theta[None, :]))
        for place, j in enumerate(block.index):
            tables[j] = p[place]
    return tables


def _sums(tables: list[Floats]) -> tuple[list[Floats], list[Floats]]:
    """Distributions of the sum of the first j items and of the items from j on, (Q, sums) each."""
    size = tables[0].shape[0]
    forward: list[Floats] = [np.ones((size, 1))]
    backward: list[Floats] = [np.ones((size, 1))]
    for table in tables:
        forward.append(_convolved(forward[-1], table))
    for table in reversed(tables):
        backward.append(_convolved(backward[-1], table))
    return list(forward), list(reversed(backward))


def _convolved(one: Floats, other: Floats) -> Floats:
    if one.shape[1] < other.shape[1]:
        one, other = other, one
    out = np.zeros((one.shape[0], one.shape[1] + other.shape[1] - 1))
    for k in range(other.shape[1]):
        out[:, k : k + one.shape[1]] += one * other[:, k : k + 1]
    return out


def _where_all_can(observed: Floats, expected: Floats, most_of_rest: int) -> tuple[Floats, Floats]:
    """Scores so low or so high that some category cannot occur join the nearest one where all can.

    Row r is the total r + 1. Of right and wrong only the two ends are such, and those are left out already.
    """
    last = expected.shape[1] - 1
    first, end = (
        min(last, most_of_rest) - 1,
        max(last, most_of_rest) - 1,
    )  # rows of the totals K − 1 and of most_of_rest
    if last == 1 or end <= first:
        return observed, expected
    out = []
    for table in (observed, expected):
        low, high = table[: first + 1].sum(axis=0), table[end:].sum(axis=0)
        out.append(np.vstack([low, table[first + 1 : end], high]))
    return out[0], out[1]


def _statistic(observed: Floats, expected: Floats, least: float) -> tuple[float, int]:
    """(X², cells − rows) after neighbours that expect too little were put together."""
    met = expected.sum(axis=1) > 0
    rows = [_joined_within(o, e, least) for o, e in zip(observed[met], expected[met], strict=True)]
    rows = _joined_between(rows, least)
    value = sum(float(np.sum((o - e)[e > 0] ** 2 / e[e > 0])) for o, e in rows)
    cells = sum(int(np.sum(e > 0)) for _, e in rows)
    return value, cells - len(rows)


def _joined_within(observed: Floats, expected: Floats, least: float) -> tuple[Floats, Floats]:
    """One score: the category that expects fewest joins the poorer of its neighbours until each expects `least`.

    Two are always left (a single one says nothing), and what is left is moved to the front: the rest stays empty, so
    that scores joined later add the first to the first. Equally few: the higher category goes, to the lower neighbour.
    """
    seen, awaited = list(observed), list(expected)
    while len(awaited) > 2 and min(awaited) < least:  # noqa: PLR2004 - right and wrong cannot be fewer
        thin = max(range(len(awaited)), key=lambda k: (-awaited[k], k))
        sides = [k for k in (thin - 1, thin + 1) if 0 <= k < len(awaited)]
        into = min(sides, key=lambda k: awaited[k])
        awaited[into] += awaited[thin]
        seen[into] += seen[thin]
        del awaited[thin], seen[thin]
    empty = [0.0] * (expected.size - len(awaited))
    return np.array(seen + empty), np.array(awaited + empty)


def _joined_between(rows: list[tuple[Floats, Floats]], least: float) -> list[tuple[Floats, Floats]]:
    """The lowest score with a cell that expects too little joins the neighbour with fewer people, until none is left.

    Equally many: the lower neighbour. Cells left empty within a score expect nothing and need nothing.
    """
    rows = list(rows)
    while len(rows) > 1:
        thin = next((r for r, (_, e) in enumerate(rows) if np.any((e > 0) & (e < least))), None)
        if thin is None:
            break
        sides = [r for r in (thin - 1, thin + 1) if 0 <= r < len(rows)]
        into = min(sides, key=lambda r: float(rows[r][0].sum()))
        rows[into] = (rows[into][0] + rows[thin][0], rows[into][1] + rows[thin][1])
        del rows[thin]
    return rows
