"""The Q-matrix: which attributes an item asks for; what it must be to tell attributes apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import QMatrixError, listed

__all__ = ["check_q", "profiles", "reduced_classes"]

MOST_ATTRIBUTES = 12


def check_q(q: Floats, items: Sequence[str], attributes: Sequence[str]) -> Ints:
    """Q (J, A) of zeros and ones as integers. Raises QMatrixError that names the rows or columns to mend."""
    table = np.asarray(q)
    if table.shape != (len(items), len(attributes)):
        raise QMatrixError("Q-матрица не того размера.", "Нужна строка на задание и столбец на умение.")
    if not np.all(np.isin(table, (0, 1))):
        raise QMatrixError("В Q-матрице не только 0 и 1.", "Поставьте 1, где умение нужно, иначе 0.")
    if len(attributes) > MOST_ATTRIBUTES:
        raise QMatrixError(
            f"Умений {len(attributes)}.", f"Больше {MOST_ATTRIBUTES} разом не различить: разделите тест."
        )
    empty = [name for name, row in zip(items, table, strict=True) if not row.any()]
    if empty:
        raise QMatrixError(f"Задание не требует ни одного умения: {listed(empty)}.", "Отметьте умение или уберите его.")
    unused = [name for name, column in zip(attributes, table.T, strict=True) if not column.any()]
    if unused:
        raise QMatrixError(f"Умение не проверяет ни одно задание: {listed(unused)}.", "Добавьте задания.")
    if np.linalg.matrix_rank(table) < len(attributes):
        twins = [
            f"{attributes[a]} и {attributes[b]}"
            for a in range(len(attributes))
            for b in range(a + 1, len(attributes))
            if np.array_equal(table[:, a], table[:, b])
        ]
        said = listed(twins) if twins else "столбцы зависят друг от друга"
        raise QMatrixError(f"Q-матрица не различает умения: {said}.", "Добавьте задания на каждое умение отдельно.")
    return np.asarray(table, dtype=np.int64)


def profiles(attributes: int) -> Ints:
    """All 2^A profiles, (classes, A), the first attribute changing slowest."""
    numbers = np.arange(2**attributes)
    return np.asarray((numbers[:, None] >> np.arange(attributes)[::-1][None, :]) & 1)


def reduced_classes(row: Ints, everybody: Ints, *, conjunctive: bool) -> Ints:
    """What an item can tell of each profile (classes): number of the profile of its own attributes, or, where it is
    conjunctive (DINA), 1 for those who have them all.
    """
    needed = np.flatnonzero(row)
    own = everybody[:, needed]
    if conjunctive:
        return np.asarray(own.all(axis=1).astype(np.int64))
    return np.asarray(own @ (1 << np.arange(needed.size)[::-1]))
