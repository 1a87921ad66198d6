"""Mantel–Haenszel: the odds of a right answer of the reference group against the focal one, at equal score.

α = Σ A_s D_s/N_s / Σ B_s C_s/N_s, χ² with the continuity correction, Δ = −2.35 ln α (Holland and Thayer 1988), its
error after Robins, Breslow and Greenland 1986. Classes of the ETS: A not significant or |Δ| < 1; C |Δ| ≥ 1.5 and
significantly above 1; B between (Zieky 1993). Items of more points: Mantel's χ² of mean points at equal score (Mantel
1963), Δ from the common odds of adjacent points (Liu and Agresti 1996). Purified: flagged items leave the matching
score until none changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.dif.matching import matching_scores, matching_strata, purified, two_groups
from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.fit.sx2 import adjusted
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["MantelHaenszel", "mantel_haenszel"]

DELTA = -2.35
SMALL, LARGE = 1.0, 1.5
ONE_SIDED = 1.6448536269514722


@dataclass(frozen=True)
class MantelHaenszel:
    """For each item (J): χ², p, p adjusted, common odds α, Δ with its error, class A/B/C; Δ < 0 is harder for the
    focal.

    `flagged` after the last round of purification, `rounds` how many there were.
    """

    items: tuple[str, ...]
    chi2: Floats
    p: Floats
    p_adjusted: Floats
    alpha: Floats
    delta: Floats
    delta_error: Floats
    ets: tuple[str, ...]
    flagged: tuple[str, ...]
    rounds: int


def mantel_haenszel(
    found: Responses, *, reference: str = "", purify: bool = True, level: float = 0.05
) -> MantelHaenszel:
    """Scan of every item between two groups (`reference` by name, else the first). Raises AnswersError."""
    focal = two_groups(found, reference)
    rows, p, flagged, rounds = purified(
        len(found.items), lambda used, j: _one(found, focal, used, j), freedom=1, level=level, purify=purify
    )
    delta, error = DELTA * np.log(rows[:, 1]), abs(DELTA) * rows[:, 2]
    ets = tuple(_class(d, e, one < level) for d, e, one in zip(delta, error, p, strict=True))
    return MantelHaenszel(
        found.items, rows[:, 0], p, adjusted(p), rows[:, 1], delta, error, ets,
        tuple(found.items[j] for j in flagged), rounds,
    )  # fmt: skip


def _class(delta: float, error: float, significant: bool) -> str:
    if not significant or abs(delta) < SMALL:
        return "A"
    return "C" if abs(delta) >= LARGE and (abs(delta) - SMALL) / max(error, 1e-9) > ONE_SIDED else "B"


def _one(found: Responses, focal: NDArray[np.bool_], used: Ints, item: int) -> tuple[float, float, float]:
    """(χ², α, error of log α) of an item."""
    which = np.flatnonzero(found.item == item)
    person, code = found.person[which], found.category[which]
    stratum = matching_strata(matching_scores(found, used, item))[person]
    whose = focal[person]
    shape = (int(stratum.max()) + 1, 2, len(found.scores[item]))
    table = np.zeros(shape)
    np.add.at(table, (stratum, whose.astype(int), code), 1.0)
    table = table[np.all(table.sum(axis=2) > 0, axis=1)]  # strata where both groups are
    if not table.size:
        return 0.0, 1.0, 0.0
    value = _mantel(table, np.asarray(found.scores[item]), corrected=shape[2] == 2)  # noqa: PLR2004
    return value, *_odds(table)


def _mantel(table: Floats, points: Floats, *, corrected: bool) -> float:
    reference, focal = table[:, 0], table[:, 1]
    n_r, n_f = reference.sum(axis=1), focal.sum(axis=1)
    total = table.sum(axis=1)
    n = n_r + n_f
    seen = (reference @ points).sum()
    expected = (n_r * (total @ points) / n).sum()
    spread = n * (total @ points**2) - (total @ points) ** 2
    variance = float(np.sum(np.where(n > 1, n_r * n_f * spread / (n**2 * np.maximum(n - 1, 1)), 0.0)))
    if variance <= 0:
        return 0.0
    away = abs(seen - expected) - (0.5 if corrected else 0.0)
    return float(max(away, 0.0) ** 2 / variance)


def _odds(table: Floats) -> tuple[float, float]:
    """Common odds ratio over strata and cuts between adjacent points, and the error of its logarithm."""
    r_sum, s_sum, parts = 0.0, 0.0, []
    for cut in range(1, table.shape[2]):
        a, b = table[:, 0, cut:].sum(axis=1), table[:, 0, :cut].sum(axis=1)
        c, d = table[:, 1, cut:].sum(axis=1), table[:, 1, :cut].sum(axis=1)
        n = a + b + c + d
        r, s = a * d / n, b * c / n
        parts.append((r, s, (a + d) / n, (b + c) / n))
        r_sum, s_sum = r_sum + r.sum(), s_sum + s.sum()
    if r_sum <= 0 or s_sum <= 0:
        return (1.0, 0.0) if r_sum == s_sum else (float(max(r_sum, 0.25) / max(s_sum, 0.25)), 1.0)
    variance = 0.0
    for r, s, p, q in parts:
        variance += (
            (p * r).sum() / (2 * r_sum**2)
            + (p * s + q * r).sum() / (2 * r_sum * s_sum)
            + (q * s).sum() / (2 * s_sum**2)
        )
    return float(r_sum / s_sum), float(np.sqrt(variance))
