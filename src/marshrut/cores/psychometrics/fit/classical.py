"""Classical item analysis: difficulty, correlation with the rest, α without the item; options of multiple choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import AnswersError
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["Classical", "OptionCard", "classical", "options"]

#: A wrong option that goes with knowledge so much better than the key makes the key doubtful.
CLEARLY = 0.05
FEW = 2
#: An option that fewer chose is not judged.
RARE = 0.02


@dataclass(frozen=True)
class Classical:
    """For each item (J): answers, mean share of points, its standard deviation, correlation with the person's other
    items (0 where nothing varies), α of the scale without it; `alpha` of the whole over complete rows (None without).
    """

    items: tuple[str, ...]
    answers: Ints
    difficulty: Floats
    spread: Floats
    item_rest: Floats
    alpha_without: Floats | None
    alpha: float | None
    complete: int


def classical(found: Responses) -> Classical:
    """Counts over all answers; α over people who answered everything (None where fewer than three did)."""
    top = np.array([one[-1] - one[0] for one in found.scores])
    low = np.array([one[0] for one in found.scores])
    share = (found.points() - low[found.item]) / top[found.item]
    person, size = found.person, len(found.items)
    total = np.bincount(person, weights=share, minlength=found.persons)
    others = found.answered[person] - 1
    rest = np.where(others > 0, (total[person] - share) / np.maximum(others, 1), np.nan)
    r = np.zeros(size)
    difficulty, spread = np.zeros(size), np.zeros(size)
    for j in range(size):
        which = found.item == j
        difficulty[j], spread[j] = share[which].mean(), share[which].std()
        both = which & ~np.isnan(rest)
        r[j] = _correlation(share[both], rest[both])
    whole = found.answered == size
    alpha, without = None, None
    if whole.sum() > FEW:
        table = np.zeros((found.persons, size))
        table[person, found.item] = found.points()
        table = table[whole]
        alpha = _alpha(table)
        if size > FEW:
            without = np.array([_alpha(np.delete(table, j, axis=1)) for j in range(size)])
    counts = np.bincount(found.item, minlength=size)
    return Classical(found.items, counts, difficulty, spread, r, without, alpha, int(whole.sum()))


def _alpha(table: Floats) -> float:
    """Cronbach's α = J/(J−1)·(1 − Σ var/var of sum); 0 where the sums do not vary."""
    total = table.sum(axis=1).var(ddof=1)
    size = table.shape[1]
    return float(size / (size - 1) * (1 - table.var(axis=0, ddof=1).sum() / total)) if total > 0 else 0.0


def _correlation(x: Floats, y: Floats) -> float:
    if x.size < FEW or x.std() == 0 or y.std() == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])


@dataclass(frozen=True)
class OptionCard:
    """An item's options: share of people who chose each, their mean score on the rest, correlation with the rest.

    `better` is the option that goes with knowledge clearly better than the key, None where there is none: a key to
    check.
    """

    item: str
    key: str
    option: tuple[str, ...]
    share: Floats
    mean_rest: Floats
    rest_correlation: Floats
    better: str | None


def options(chosen: Sequence[Sequence[str]], items: Sequence[str], keys: Sequence[str]) -> tuple[OptionCard, ...]:
    """Options as people chose them (N, J; '' where nothing) and the keys (J) → a card for each item.

    The rest score of an item is the share of the person's other items answered by key. An option is judged only where
    at least 2 % chose it. Raises AnswersError for a key nobody could choose.
    """
    table = np.asarray(chosen, dtype=object)
    if table.ndim != 2 or table.shape[1] != len(items) or len(keys) != len(items):  # noqa: PLR2004
        raise AnswersError("Столбцов, заданий и ключей не поровну.", "Проверьте файл ключей.")
    given = table != ""
    right = (table == np.asarray(keys, dtype=object)[None, :]) & given
    out = []
    for j, (name, key) in enumerate(zip(items, keys, strict=True)):
        here = given[:, j]
        if not np.any(here):
            raise AnswersError(f"На задание «{name}» никто не отвечал.", "Уберите столбец.")
        others = np.maximum(given.sum(axis=1) - here, 1)
        rest = ((right.sum(axis=1) - right[:, j]) / others)[here]
        seen = table[here, j]
        known = tuple(sorted({str(one) for one in seen} | {key}))
        picks = [seen == one for one in known]
        share = np.array([pick.mean() for pick in picks])
        mean = np.array([rest[pick].mean() if np.any(pick) else 0.0 for pick in picks])
        r = np.array([_correlation(pick.astype(float), rest) for pick in picks])
        own = r[known.index(key)]
        rivals = [
            m for m, one in enumerate(known) if one != key and share[m] >= RARE and r[m] > max(own, 0.0) + CLEARLY
        ]
        best = known[max(rivals, key=lambda m: r[m])] if rivals else None
        out.append(OptionCard(name, key, known, share, mean, r, best))
    return tuple(out)
