"""Standard setting: judges say where the border lies, by items (Angoff) or by a page of an ordered booklet (Bookmark).

Angoff 1971: a judge's rating is the share of points a person on the border would get on an item; the border is the
mean of the judges' mean shares, carried to θ by the domain's expected share. Its error is of the judges: sd/√n.
Bookmark (Lewis, Mitzel and Green 1996): steps of items ordered by the θ where P(X ≥ k) equals the response probability
(2/3); a judge marks the first page a person on the border would not master; the border lies midway to the page before,
the panel's is the median, its error 1.253·sd/√n.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats, Ints, log_probabilities
from marshrut.cores.psychometrics.problems import AnswersError, ModelError, listed
from marshrut.cores.psychometrics.standards.mastery import share_at, theta_at_share

__all__ = ["Angoff", "Bookmark", "CutScore", "Page", "angoff", "bookmark", "ordered_booklet"]

OF_MEDIAN = 1.2533141373155
FEWEST = 3
APART = 2.5


@dataclass(frozen=True)
class CutScore:
    """A border on θ with the error of the judges, as a share of the domain's points, and the version it is kept by."""

    theta: float
    error: float
    share: float
    share_error: float
    judges: int
    method: str
    version: str


@dataclass(frozen=True)
class Angoff:
    """The border; mean share of each judge (n) and item (J); variance of judges, of items, of what is left;
    correlation of each judge's ratings with the model's shares at the border; judges far from the rest.
    """

    cut: CutScore
    judge_share: Floats
    item_share: Floats
    variance: tuple[float, float, float]
    consistency: Floats
    outlying: tuple[int, ...]


def angoff(domain: Bank, ratings: Floats, *, version: str) -> Angoff:
    """Ratings (judges, items of the domain) in 0 … 1 → the border. Raises AnswersError: fewer than three judges,
    ratings that are no shares.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(domain.names):  # noqa: PLR2004
        raise AnswersError("Оценок не столько, сколько заданий.", "Нужна строка на эксперта, столбец на задание.")
    if table.shape[0] < FEWEST:
        raise AnswersError(f"Экспертов {table.shape[0]}.", f"Нужно не меньше {FEWEST}, обычно 8–12.")
    if not np.all(np.isfinite(table)) or table.min() < 0 or table.max() > 1:
        raise AnswersError("Оценка эксперта не доля от 0 до 1.", "Исправьте: 0,6 значит «шесть из десяти справятся».")
    top = np.array([one[-1] - one[0] for one in domain.scores])
    judges = table @ top / top.sum()
    share, error = float(judges.mean()), float(judges.std(ddof=1) / np.sqrt(judges.size))
    theta = theta_at_share(domain, share)
    slope = float((share_at(domain, np.array([theta + 1e-4])) - share_at(domain, np.array([theta - 1e-4])))[0] / 2e-4)
    low = np.array([one[0] for one in domain.scores])
    model = (domain.expected_scores(np.array([theta]))[:, 0] - low) / top
    cut = CutScore(theta, error / slope, share, error, judges.size, "angoff", version)
    spread = np.median(np.abs(judges - np.median(judges))) * 1.4826
    far = np.flatnonzero(np.abs(judges - np.median(judges)) > APART * max(float(spread), 0.02))
    consistency = np.array([
        np.corrcoef(row, model)[0, 1] if row.std() > 0 and model.std() > 0 else 0.0 for row in table
    ])  # fmt: skip
    return Angoff(cut, judges, table.mean(axis=0), _components(table), consistency, tuple(int(one) for one in far))


def _components(table: Floats) -> tuple[float, float, float]:
    """Variance of judges, of items, and of the rest, from the mean squares of the crossed design."""
    n, size = table.shape
    whole = table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    left = table - rows[:, None] - columns[None, :] + whole
    rest = float((left**2).sum() / ((n - 1) * max(size - 1, 1)))
    return max(float(rows.var(ddof=1)) - rest / size, 0.0), max(float(columns.var(ddof=1)) - rest / n, 0.0), rest


@dataclass(frozen=True)
class Page:
    """A page of the booklet: an item, the points it is about, and the θ where they are got with the response
    probability.
    """

    item: str
    points: float
    theta: float


@dataclass(frozen=True)
class Bookmark:
    """The border, and where each judge's mark puts it (n)."""

    cut: CutScore
    judge_theta: Floats


def ordered_booklet(domain: Bank, *, response_probability: float = 2 / 3) -> tuple[Page, ...]:
    """Pages from the easiest to the hardest. Raises ModelError for items that never are got so surely (negative
    slopes).
    """
    if not 0 < response_probability < 1:
        raise ModelError("Вероятность ответа не между 0 и 1.", "Обычно берут 2/3.")
    bad = [domain.names[j] for j in np.flatnonzero(domain.rows[:, 0] <= 0)]
    if bad:
        raise ModelError(f"Наклон не положителен: {listed(bad)}.", "Проверьте ключи этих заданий.")
    pages = []
    for block in domain.blocks:
        for place, j in enumerate(block.index):
            for k in range(1, block.categories):
                theta = _reached(block.family, block.rows[place], k, response_probability)
                pages.append(Page(domain.names[j], domain.scores[j][k], theta))
    return tuple(sorted(pages, key=lambda one: (one.theta, one.item)))


def _reached(family, row: Floats, k: int, chance: float) -> float:  # type: ignore[no-untyped-def]
    low, high = -40.0, 40.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        p = np.exp(log_probabilities(family, row, np.array(middle)))[k:].sum()
        low, high = (middle, high) if p < chance else (low, middle)
    return 0.5 * (low + high)


def bookmark(domain: Bank, marks: Ints, *, version: str, response_probability: float = 2 / 3) -> Bookmark:
    """Marks (judges): number, from 1, of the first page that a person on the border would not master; one past the last
    where all would be. Raises AnswersError: fewer than three judges, pages that are not there.
    """
    pages = ordered_booklet(domain, response_probability=response_probability)
    numbers = np.asarray(marks)
    if numbers.size < FEWEST:
        raise AnswersError(f"Экспертов {numbers.size}.", f"Нужно не меньше {FEWEST}, обычно 8–12.")
    if numbers.min() < 1 or numbers.max() > len(pages) + 1:
        raise AnswersError(f"В буклете {len(pages)} страниц, а отметка вне его.", "Исправьте номер страницы.")
    theta = np.array([one.theta for one in pages])
    after = theta[np.minimum(numbers - 1, theta.size - 1)]
    before = theta[np.maximum(numbers - 2, 0)]
    own = 0.5 * (after + before)
    middle = float(np.median(own))
    error = OF_MEDIAN * float(own.std(ddof=1)) / float(np.sqrt(own.size))
    share = float(share_at(domain, np.array([middle]))[0])
    slope = float((share_at(domain, np.array([middle + 1e-4])) - share_at(domain, np.array([middle - 1e-4])))[0] / 2e-4)
    return Bookmark(CutScore(middle, error, share, error * slope, own.size, "bookmark", version), own)
