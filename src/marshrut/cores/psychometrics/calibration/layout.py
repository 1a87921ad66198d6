"""Which numbers are looked for: items' rows and groups' means and spreads as one vector, fixed ones left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.families import Family, Floats, Ints, width

__all__ = ["Layout", "Values"]

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Values:
    """Items' rows (J, W), groups' means and logarithms of standard deviations (G)."""

    rows: Floats
    mean: Floats
    log_sd: Floats


@dataclass(frozen=True)
class Layout:
    """Families and what is free. `free_rows` (J, W), `free_groups` (G, 2) for mean and log sd."""

    families: tuple[Family, ...]
    categories: Ints
    free_rows: Flags
    free_groups: Flags
    start: Values

    @cached_property
    def kinds(self) -> tuple[tuple[Family, int, Ints], ...]:
        """(family, categories, places of its items) of each kind of item."""
        pairs = [(family, int(k)) for family, k in zip(self.families, self.categories, strict=True)]
        return tuple(
            (family, k, np.array([j for j, pair in enumerate(pairs) if pair == (family, k)], dtype=np.int64))
            for family, k in sorted(set(pairs))
        )

    @cached_property
    def first_column(self) -> Ints:
        """Where categories of an item begin among all columns."""
        return np.concatenate([[0], np.cumsum(self.categories)]).astype(np.int64)

    @cached_property
    def places(self) -> Ints:
        """Place of each entry (J, W) in the vector, −1 where fixed."""
        return np.where(self.free_rows, np.cumsum(self.free_rows).reshape(self.free_rows.shape) - 1, -1)

    @cached_property
    def group_places(self) -> Ints:
        """Place of each group's mean and log sd (G, 2) in the vector, −1 where fixed."""
        before = int(self.free_rows.sum())
        return np.where(self.free_groups, before + np.cumsum(self.free_groups).reshape(self.free_groups.shape) - 1, -1)

    @property
    def size(self) -> int:
        """Length of the vector: the number of parameters."""
        return int(self.free_rows.sum() + self.free_groups.sum())

    def pack(self, rows: Floats, groups: Floats) -> Floats:
        """(J, W) and (G, 2) → vector of the free ones."""
        return np.concatenate([rows[self.free_rows], groups[self.free_groups]])

    def vector(self, values: Values) -> Floats:
        """Values → vector."""
        return self.pack(values.rows, np.stack([values.mean, values.log_sd], axis=1))

    def values(self, vector: Floats) -> Values:
        """Vector → values, fixed ones as they were at the start."""
        rows = self.start.rows.copy()
        groups = np.stack([self.start.mean, self.start.log_sd], axis=1)
        count = int(self.free_rows.sum())
        rows[self.free_rows] = vector[:count]
        groups[self.free_groups] = vector[count:]
        return Values(rows, groups[:, 0].copy(), groups[:, 1].copy())

    def blocks(self, rows: Floats) -> Iterator[tuple[Family, int, Ints, Floats]]:
        """(family, categories, places, rows) of each kind."""
        for family, k, index in self.kinds:
            yield family, k, index, rows[index, : width(family, k)]

    def columns(self, index: Ints, categories: int) -> Ints:
        """Columns (items, K) of a kind."""
        return self.first_column[index][:, None] + np.arange(categories)
