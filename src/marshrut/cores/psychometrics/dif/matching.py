"""People of the same level: by their sum where all answered everything, else by strata of their share of points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import AnswersError
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["matching_scores", "matching_strata", "purified", "two_groups"]

STRATA = 20
FEWEST = 20
ROUNDS = 10
FEWEST_KEPT = 3


def two_groups(found: Responses, reference: str) -> NDArray[np.bool_]:
    """Whether each person is of the focal group. Raises AnswersError unless there are two groups of enough people."""
    if len(found.groups) != 2:  # noqa: PLR2004
        raise AnswersError(f"Групп {len(found.groups)}, а сравнивают две.", "Оставьте две группы в столбце --group.")
    if reference and reference not in found.groups:
        raise AnswersError(f"Группы «{reference}» нет.", f"Есть: {', '.join(found.groups)}.")
    base = found.groups.index(reference) if reference else 0
    focal: NDArray[np.bool_] = np.asarray(found.group) != base
    if min(focal.sum(), (~focal).sum()) < FEWEST:
        raise AnswersError(f"В группе меньше {FEWEST} человек.", "Так мало людей ничего не скажут о задании.")
    return focal


def matching_scores(found: Responses, used: Ints, item: int) -> Floats:
    """Points (N) on the items `used` and the item itself: sums, or mean shares where answers are missing."""
    chosen = np.union1d(used, [item])
    inside = np.isin(found.item, chosen)
    person = found.person[inside]
    points = found.points()[inside]
    total: Floats = np.bincount(person, weights=points, minlength=found.persons).astype(float)
    if np.all(np.bincount(person, minlength=found.persons) == chosen.size):
        return total
    top = np.array([one[-1] for one in found.scores])[found.item[inside]]
    whole = np.bincount(person, weights=top, minlength=found.persons)
    return np.asarray(np.where(whole > 0, total / np.maximum(whole, 1e-9), 0.0))


def matching_strata(scores: Floats) -> Ints:
    """Numbers of strata (N): each sum its own; shares in twenty parts of equal size."""
    known, place = np.unique(scores, return_inverse=True)
    if np.all(known == np.round(known)):
        return np.asarray(place)
    edges = np.quantile(scores, np.linspace(0, 1, STRATA + 1)[1:-1])
    return np.asarray(np.searchsorted(edges, scores, side="right"))


def purified(
    items: int, look: Callable[[Ints, int], Sequence[float]], *, freedom: int, level: float, purify: bool
) -> tuple[Floats, Floats, Ints, int]:
    """What `look` (items of the matching score, item → χ² first) says of each item (items × numbers), its p value, the
    flagged ones and how many rounds it took: flagged items leave the matching score until none changes.
    """
    from scipy.stats import chi2

    used: Ints = np.arange(items)
    rounds = 0
    while True:
        rows = np.array([look(used, j) for j in range(items)])
        p = chi2.sf(rows[:, 0], freedom)
        flagged = np.flatnonzero(p < level)
        rounds += 1
        fresh = np.setdiff1d(np.arange(items), flagged)
        if not purify or np.array_equal(fresh, used) or fresh.size < FEWEST_KEPT or rounds == ROUNDS:
            return rows, p, flagged, rounds
        used = fresh
