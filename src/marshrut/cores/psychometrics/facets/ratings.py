"""Ratings one by one: who was rated by whom on which criterion with how many points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import AnswersError, listed

__all__ = ["Ratings", "ratings_of"]

FEWEST_RATERS = 2


@dataclass(frozen=True)
class Ratings:
    """M ratings, ordered by text: numbers of text, rater, criterion, and category 0 … K−1 of the criterion."""

    texts: tuple[str, ...]
    raters: tuple[str, ...]
    criteria: tuple[str, ...]
    text: Ints
    rater: Ints
    criterion: Ints
    category: Ints
    categories: Ints


def ratings_of(texts: Sequence[str], raters: Sequence[str], criteria: Sequence[str], points: Floats) -> Ratings:
    """A table (rows, criteria) of whole points, NaN where not rated; a row is one text by one rater.

    Raises AnswersError: no ratings, points that are not whole or skip a value, one rater only, a row twice.
    """
    table = np.asarray(points, dtype=np.float64)
    if table.shape != (len(texts), len(criteria)) or len(raters) != len(texts):
        raise AnswersError("Строк с баллами не столько, сколько работ и экспертов.", "Нужна строка на проверку.")
    given = ~np.isnan(table)
    if not np.any(given):
        raise AnswersError("Оценок нет.", "Нужна строка на работу и эксперта, столбец на критерий.")
    if np.any(table[given] != np.round(table[given])) or np.any(table[given] < 0):
        raise AnswersError("Балл не целый или меньше нуля.", "Оценки по критерию — 0, 1, 2…")
    pairs = list(zip(texts, raters, strict=True))
    if len(set(pairs)) < len(pairs):
        twice = sorted({f"{text} / {rater}" for text, rater in pairs if pairs.count((text, rater)) > 1})
        raise AnswersError(f"Одна работа дважды у одного эксперта: {listed(twice)}.", "Оставьте одну строку.")
    for j, name in enumerate(criteria):
        known = np.unique(table[given[:, j], j])
        if known.size < 2 or known[0] != 0 or known[-1] != known.size - 1:  # noqa: PLR2004 - nothing to tell apart
            raise AnswersError(
                f"По критерию «{name}» есть баллы, которых никто не ставил.", "Объедините соседние баллы."
            )
    text_names, text = np.unique(np.asarray(texts, dtype=object).astype(str), return_inverse=True)
    rater_names, rater = np.unique(np.asarray(raters, dtype=object).astype(str), return_inverse=True)
    if rater_names.size < FEWEST_RATERS:
        raise AnswersError("Эксперт один: его строгость не отличить от уровня работ.", "Нужно хотя бы двое.")
    row, criterion = np.nonzero(given)
    order = np.lexsort((criterion, rater[row], text[row]))
    row, criterion = row[order], criterion[order]
    return Ratings(
        tuple(map(str, text_names)), tuple(map(str, rater_names)), tuple(criteria), text[row], rater[row], criterion,
        table[row, criterion].astype(np.int64),
        np.array([int(np.nanmax(table[:, j])) + 1 for j in range(len(criteria))]),
    )  # fmt: skip
