"""Calibrated items: their families and parameters as arrays, in the slope–intercept form and in the a, b form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from marshrut.cores.psychometrics.families import (
    Family,
    Floats,
    Ints,
    Response,
    gradients,
    log_probabilities,
    response,
    width,
)
from marshrut.cores.psychometrics.problems import BankError, listed

__all__ = ["Bank", "Block"]


@dataclass(frozen=True)
class Block:
    """Items of one family and one number of categories: `index` in the bank, `rows` (items, parameters)."""

    family: Family
    categories: int
    index: Ints
    rows: Floats


@dataclass(frozen=True)
class Bank:
    """J items. `rows` (J, widest): (a, d_1 … d_{K−1}) or (a, d, logit c), zeros after an item's own width.

    `scores[j]` are the points behind the item's categories, rising. Raises BankError for what is no item.
    """

    names: tuple[str, ...]
    families: tuple[Family, ...]
    categories: Ints
    rows: Floats
    scores: tuple[tuple[float, ...], ...] = field(default=())

    def __post_init__(self) -> None:
        """Names are told apart, every number is a number, intercepts of graded items fall."""
        rows = np.array(self.rows, dtype=np.float64)
        rows.setflags(write=False)  # what was put together by kind stays what the rows say
        object.__setattr__(self, "rows", rows)
        if not self.names:
            raise BankError("В банке нет ни одного задания.", "Добавьте задания с параметрами.")
        twice = (
            sorted({name for name in self.names if self.names.count(name) > 1})
            if len(set(self.names)) < len(self.names)
            else []
        )
        if twice:
            raise BankError(f"Задания в банке повторяются: {listed(twice)}.", "Оставьте каждое один раз.")
        if not np.all(np.isfinite(self.rows)):
            raise BankError("Среди параметров заданий есть не числа.", "Проверьте файл с параметрами.")
        if not self.scores:
            object.__setattr__(self, "scores", tuple(tuple(map(float, range(k))) for k in self.categories))
        for block in self.blocks:
            if block.family == "grm" and np.any(np.diff(block.rows[:, 1:], axis=1) >= 0):
                bad = [self.names[j] for j in block.index[np.any(np.diff(block.rows[:, 1:], axis=1) >= 0, axis=1)]]
                raise BankError(f"Пороги градуированной модели не убывают: {listed(bad)}.", "Проверьте d1 > d2 > …")

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Items put together by family and number of categories."""
        kinds = sorted({(family, int(k)) for family, k in zip(self.families, self.categories, strict=True)})
        found = []
        for family, k in kinds:
            index = np.array(
                [j for j, f in enumerate(self.families) if f == family and self.categories[j] == k], dtype=np.int64
            )
            found.append(Block(family, k, index, self.rows[index, : width(family, k)]))
        return tuple(found)

    @cached_property
    def first_column(self) -> Ints:
        """Where an item's categories begin among the columns (item, category), one more entry for the end."""
        return np.concatenate([[0], np.cumsum(self.categories)]).astype(np.int64)

    @property
    def places(self) -> dict[str, int]:
        """Name -> place in the bank."""
        return {name: number for number, name in enumerate(self.names)}

    def columns(self, block: Block) -> Ints:
        """Columns (items, K) of a block."""
        return self.first_column[block.index][:, None] + np.arange(block.categories)

    def log_table(self, theta: Floats) -> Floats:
        """log P of every column at every θ: (columns, Q)."""
        out = np.empty((self.first_column[-1], theta.size))
        for block in self.blocks:
            table = log_probabilities(block.family, block.rows[:, None, :], theta[None, :])
            out[self.columns(block)] = np.moveaxis(table, -1, 1)
        return out

    def gradient_blocks(self, theta: Floats) -> Iterator[tuple[Block, Floats, Floats]]:
        """Each block with log P (items, Q, K) and its derivatives (items, Q, K, p)."""
        for block in self.blocks:
            yield block, *gradients(block.family, block.rows[:, None, :], theta[None, :])

    def responses(self, theta: Floats) -> Iterator[tuple[Block, Response]]:
        """Each block with P, P', P'' by θ, arrays (items, Q, K)."""
        for block in self.blocks:
            yield block, response(block.family, block.rows[:, None, :], np.asarray(theta, dtype=float)[None, :])

    def information(self, theta: Floats) -> Floats:
        """Fisher information of each item at each θ: (J, Q)."""
        out = np.empty((len(self.names), np.size(theta)))
        for block, found in self.responses(theta):
            out[block.index] = found.information
        return out

    def expected_scores(self, theta: Floats) -> Floats:
        """Expected points of each item at each θ: (J, Q)."""
        out = np.empty((len(self.names), np.size(theta)))
        for block, found in self.responses(theta):
            points = np.array([self.scores[j] for j in block.index])
            out[block.index] = np.einsum("jqk,jk->jq", found.p, points)
        return out

    def take(self, chosen: Sequence[int] | Ints) -> Bank:
        """The bank of some of its items, in that order."""
        index = np.asarray(chosen, dtype=np.int64)
        return Bank(
            tuple(self.names[j] for j in index),
            tuple(self.families[j] for j in index),
            self.categories[index],
            self.rows[index],
            tuple(self.scores[j] for j in index),
        )

    @property
    def guesses(self) -> Floats:
        """c of each item, zero outside the 3PL."""
        third = np.array([family == "3pl" for family in self.families])
        gamma = self.rows[:, 2] if self.rows.shape[1] > 2 else np.zeros(len(self.names))  # noqa: PLR2004
        return np.where(third, 1.0 / (1.0 + np.exp(-gamma)), 0.0)

    def difficulties(self) -> Floats:
        """b of the a, b form, (J, widest − 1), zeros where an item has none: −d/a, for gpcm −(d_k − d_{k−1})/a.

        Raises BankError where a slope is zero: such an item has no difficulty.
        """
        slope = self.rows[:, 0]
        if np.any(slope == 0):
            bad = [self.names[j] for j in np.flatnonzero(slope == 0)]
            raise BankError(f"Наклон равен нулю, трудности нет: {listed(bad)}.", "Уберите эти задания.")
        out = np.zeros((len(self.names), max(int(self.categories.max()) - 1, 1)))
        for block in self.blocks:
            d = block.rows[:, 1:2] if block.family == "3pl" else block.rows[:, 1:]
            if block.family == "gpcm":
                d = np.diff(d, axis=1, prepend=0.0)
            out[block.index[:, None], np.arange(d.shape[1])] = -d / block.rows[:, :1]
        return out

    def rescaled(self, a: float, b: float) -> Bank:
        """The same items on the scale θ* = a·θ + b: slope/a, d − slope·b/a (times k for gpcm). Needs a > 0."""
        if not a > 0:
            raise BankError("Масштаб связывания не положителен.", "Проверьте общие задания двух форм.")
        rows = self.rows.copy()
        for block in self.blocks:
            slope = block.rows[:, :1] / a
            fresh = block.rows.copy()
            fresh[:, :1] = slope
            stop = 2 if block.family == "3pl" else block.rows.shape[1]
            times = np.arange(1, stop) if block.family == "gpcm" else np.ones(stop - 1)
            fresh[:, 1:stop] = block.rows[:, 1:stop] - slope * b * times
            rows[block.index[:, None], np.arange(fresh.shape[1])] = fresh
        return Bank(self.names, self.families, self.categories, rows, self.scores)
