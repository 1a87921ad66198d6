"""Answers as indicator matrices, equal patterns counted once: the E step is a product of matrices over them.

Complete tables are dense; booklets and adaptive records are sparse rows over answered columns only. Rows lie in chunks
of a fixed size, and sums over chunks are taken in their order, so the number of threads changes no digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import MemoryWouldNotSufficeError
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["CHUNK", "Chunk", "Design", "design_of"]

Matrix = Any  # a dense array or scipy's sparse one
Result = TypeVar("Result")

CHUNK = 4096
DENSE_FROM = 0.3
OF_GROUPS = np.uint64(0xA0761D6478BD642F)
#: Above so many products of one E step the way up is gone in numbers of 32 bits, and only its end in 64.
SINGLE_FROM = 3e7


@dataclass(frozen=True)
class Chunk:
    """Patterns `rows` of a design: indicators (patterns, columns kept), their counts and their groups."""

    indicators: Matrix
    weight: Floats
    group: Ints
    rows: slice


@dataclass(frozen=True)
class Design:
    """Patterns of answers. Columns are (item, category); of an item that all answered the zero category is left out.

    `pattern_of` (N) leads from a person to a pattern; `kept` are the columns with indicators; `base` the zero columns
    of items that everybody answered, whose log-probabilities every pattern has.
    """

    chunks: tuple[Chunk, ...]
    pattern_of: Ints
    patterns: int
    persons: int
    kept: Ints
    base: Ints
    base_of: Ints
    group: Ints
    weight: Floats
    columns: int
    large: bool
    answers: Responses

    def each(self, work: Callable[[Chunk], Result], threads: int = 1) -> Iterable[Result]:
        """`work` for each chunk, results in the order of chunks whatever the threads."""
        if threads <= 1 or len(self.chunks) == 1:
            return map(work, self.chunks)
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(work, self.chunks))

    def kernel(self, table: Floats, dtype: type) -> tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]]:
        """(kept columns less their item's base, sum of bases): what indicators are multiplied with."""
        inner = table[self.kept]
        if not self.base.size:
            return np.ascontiguousarray(inner, dtype=dtype), np.zeros(table.shape[1], dtype=dtype)
        based = self.base_of >= 0
        inner[based] -= table[self.base_of[based]]
        return np.ascontiguousarray(inner, dtype=dtype), table[self.base].sum(axis=0).astype(dtype)

    def spread(self, sums: Floats, mass: Floats) -> Floats:
        """Sums over kept columns → over all of them; `mass` (Q) is the whole, from which base columns are the rest."""
        out = np.zeros((self.columns, sums.shape[1]))
        out[self.kept] = sums
        if self.base.size:
            out[self.base] = mass
            based = self.base_of >= 0
            np.subtract.at(out, self.base_of[based], sums[based])
        return out


def design_of(found: Responses, *, points: int = 61, collapse: bool = True, memory: float = 4e9) -> Design:
    """Answers → design for a grid of so many points. `memory` in bytes; MemoryWouldNotSufficeError names the need."""
    categories = found.categories
    first = np.concatenate([[0], np.cumsum(categories)])
    column = first[found.item] + found.category
    pattern_of, chosen, weight = _patterns(found, column) if collapse else _every(found)
    size, total = chosen.size, int(first[-1])
    density = found.item.size / max(found.persons * len(found.items), 1)
    dense = density >= DENSE_FROM
    work = size * total * points if dense else found.item.size * points * size / max(found.persons, 1)
    large = work >= SINGLE_FROM
    dtype: type = np.float32 if large else np.float64
    need = _need(size, total, points, int(found.answered[chosen].sum()), dense=dense, dtype=dtype)
    if need > memory:
        raise MemoryWouldNotSufficeError(
            f"Нужно около {need / 1e9:.1f} ГБ памяти, а есть {memory / 1e9:.1f} ГБ.",
            "Возьмите меньше людей или заданий за раз, или машину с большей памятью.",
        )
    part = found.of_persons(chosen) if collapse else found
    complete = np.bincount(part.item, minlength=len(found.items)) == size if dense else np.zeros(0, dtype=bool)
    base_items = np.flatnonzero(complete)
    base = first[base_items]
    owner = np.repeat(np.arange(len(found.items)), categories)
    base_of = np.where(np.isin(owner, base_items), first[owner], -1)
    kept = np.setdiff1d(np.arange(total), base)
    columns = first[part.item] + part.category
    chunks = tuple(_chunks(part, columns, kept, total, weight, dense=dense, dtype=dtype))
    return Design(
        chunks, pattern_of, size, found.persons, kept, base, base_of[kept], part.group, weight, total, large, part
    )


def _need(size: int, total: int, points: int, answers: int, *, dense: bool, dtype: type) -> float:
    each = np.dtype(dtype).itemsize
    stored = size * total * each if dense else answers * (each + 4)
    return float(stored + 3 * min(CHUNK, size) * points * each + answers * 24 + size * 40)


def _every(found: Responses) -> tuple[Ints, Ints, Floats]:
    index = np.arange(found.persons)
    return index, index, found.weight


def _patterns(found: Responses, column: Ints) -> tuple[Ints, Ints, Floats]:
    """Persons with the same answers in the same group become one pattern, counted by their weights.

    Patterns are told apart by two sums of 64 mixed bits over their answers; two different ones would fall together once
    in 2^128.
    """
    keys = []
    for salt in (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03):
        mixed = _mix((column.astype(np.uint64) + np.uint64(1)) * np.uint64(salt))
        total = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(mixed, dtype=np.uint64)])
        sums = total[found.start[1:]] - total[found.start[:-1]]
        group = _mix(found.group.astype(np.uint64) * np.uint64(salt) + OF_GROUPS)  # apart from those of columns
        keys.append(sums + _mix(group))
    order = np.lexsort((keys[1], keys[0]))
    fresh = np.ones(order.size, dtype=bool)
    fresh[1:] = (np.diff(keys[0][order]) != 0) | (np.diff(keys[1][order]) != 0)
    label = np.empty(order.size, dtype=np.int64)
    label[order] = np.cumsum(fresh) - 1
    chosen = np.full(int(fresh.sum()), order.size, dtype=np.int64)
    np.minimum.at(chosen, label, np.arange(order.size))
    rank = np.argsort(chosen, kind="stable")  # patterns in the order in which they first appear
    renamed = np.empty_like(rank)
    renamed[rank] = np.arange(rank.size)
    pattern_of = renamed[label]
    counts = np.bincount(pattern_of, weights=found.weight, minlength=rank.size).astype(float)
    return pattern_of, chosen[rank], counts


def _mix(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def _chunks(
    part: Responses, columns: Ints, kept: Ints, total: int, weight: Floats, *, dense: bool, dtype: type
) -> Iterable[Chunk]:
    place = np.full(total, -1, dtype=np.int64)
    place[kept] = np.arange(kept.size)
    for begin in range(0, part.persons, CHUNK):
        rows = slice(begin, min(begin + CHUNK, part.persons))
        answers = slice(int(part.start[rows.start]), int(part.start[rows.stop]))
        where = place[columns[answers]]
        counts = part.answered[rows]
        if dense:
            matrix: Matrix = np.zeros((counts.size, kept.size), dtype=dtype)
            row = np.repeat(np.arange(counts.size), counts)
            matrix[row[where >= 0], where[where >= 0]] = 1.0
        else:
            from scipy import sparse

            starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
            ones: Floats = np.ones(where.size, dtype=dtype)
            matrix = sparse.csr_array((ones, where.astype(np.int32), starts), shape=(counts.size, kept.size))
        yield Chunk(matrix, weight[rows], part.group[rows], rows)
