"""Evidence as arrays, and how much of it counts on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.thresholds import MasteryRules

__all__ = ["Batch", "Piece", "batch_of", "outlived", "weights"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One result about one competency of one person, as it is weighed.

    `share` of the points was earned, on `items` effective items; the source passes at `cut` and is strong at `strong`;
    `trust` 0..1; `source` says which results are not independent of each other (the same instrument). `renews`: it was
    measured after learning, so that what came before tells of another state of the same person.
    """

    on: date
    share: float
    items: float
    cut: float = 0.5
    strong: float = 0.75
    trust: float = 1.0
    source: str = ""
    renews: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Pieces of many cells (a cell is one person and one competency) as columns of one length.

    `cell` 0..cells−1; `day` as ordinals; `source` any whole number, the same for results that are not independent.
    `asked` has one entry a cell: the day on which it is judged.
    """

    cells: int
    cell: Ints
    day: Ints
    share: Floats
    items: Floats
    cut: Floats
    strong: Floats
    trust: Floats
    source: Ints
    asked: Ints
    renews: Bools

    def __post_init__(self) -> None:
        """Columns of one length, shares and trusts in 0..1: never a quiet NaN. Raises ValueError."""
        columns = (self.day, self.share, self.items, self.cut, self.strong, self.trust, self.source, self.renews)
        if any(column.shape != self.cell.shape for column in columns) or self.asked.shape != (self.cells,):
            raise ValueError("columns of different lengths")
        if self.cell.size and (self.cell.min() < 0 or self.cell.max() >= self.cells):
            raise ValueError("a cell that is none")
        for name, column in (("share", self.share), ("trust", self.trust)):
            if not np.all((column >= 0) & (column <= 1)):
                raise ValueError(f"{name} lies in 0..1")
        if not np.all(np.isfinite(self.items) & (self.items >= 0)):
            raise ValueError("items are not negative")
        if not np.all((self.cut > 0) & (self.cut < self.strong) & (self.strong < 1)):
            raise ValueError("0 < cut < strong < 1")


def batch_of(cells: Sequence[Sequence[Piece]], asked: date | Sequence[date]) -> Batch:
    """Cells as lists of pieces → columns. `asked`: one day for all, or one a cell."""
    pieces = [(number, piece) for number, cell in enumerate(cells) for piece in cell]
    codes: dict[tuple[int, str], int] = {}
    days = [asked] * len(cells) if isinstance(asked, date) else list(asked)
    return Batch(
        cells=len(cells),
        cell=np.array([number for number, _ in pieces], dtype=np.int64),
        day=np.array([piece.on.toordinal() for _, piece in pieces], dtype=np.int64),
        source=np.array([codes.setdefault((n, p.source), len(codes)) for n, p in pieces], dtype=np.int64),
        asked=np.array([day.toordinal() for day in days], dtype=np.int64),
        renews=np.array([piece.renews for _, piece in pieces], dtype=np.bool_),
        **{
            name: np.array([getattr(piece, name) for _, piece in pieces], dtype=np.float64)
            for name in ("share", "items", "cut", "strong", "trust")
        },
    )


def weights(batch: Batch, rules: MasteryRules) -> tuple[Floats, Floats]:
    """(weight, weight without fading) of each piece on its cell's day. A piece of a later day weighs nothing yet.

    Fading goes in whole steps, so that a judgement changes on few days. Of results of the same source that lie
    within `retest_days` the first counts whole and the later with `retest_share`; several of one day share their
    weight evenly, because nobody knows which came first. What lies before the latest measurement after learning
    weighs `renewed_share` of it.
    """
    age = batch.asked[batch.cell] - batch.day
    steps = np.floor_divide(age, rules.fade_step_days)
    fading = np.power(0.5, np.maximum(steps, 0) * rules.fade_step_days / rules.half_life_days)
    whole = np.where(age >= 0, batch.trust * _repeats(batch, rules), 0.0)
    whole = np.where(outlived(batch), whole * rules.renewed_share, whole)
    return np.where(age > rules.forget_days, 0.0, whole * fading), whole


def outlived(batch: Batch) -> Bools:
    """Of each piece: whether it lies before its cell's latest measurement after learning that is known on the day."""
    if not batch.renews.any():
        return np.zeros(batch.cell.size, dtype=np.bool_)
    latest = np.full(batch.cells, np.iinfo(np.int64).min)
    known = batch.renews & (batch.day <= batch.asked[batch.cell])
    np.maximum.at(latest, batch.cell[known], batch.day[known])
    earlier: Bools = batch.day < latest[batch.cell]
    return earlier


def _repeats(batch: Batch, rules: MasteryRules) -> Floats:
    share = np.ones(batch.cell.size)
    if batch.cell.size < 2:  # noqa: PLR2004 - one result repeats nothing
        return share
    order = np.lexsort((batch.day, batch.source, batch.cell))
    cell, source, day = batch.cell[order], batch.source[order], batch.day[order]
    fresh = np.ones(order.size, dtype=bool)  # begins a group of one cell, source and day
    fresh[1:] = (cell[1:] != cell[:-1]) | (source[1:] != source[:-1]) | (day[1:] != day[:-1])
    starts = np.flatnonzero(fresh)
    sizes = np.diff(np.append(starts, order.size))
    group_cell, group_source, group_day = cell[starts], source[starts], day[starts]
    again = np.zeros(starts.size, dtype=bool)
    again[1:] = (
        (group_cell[1:] == group_cell[:-1])
        & (group_source[1:] == group_source[:-1])
        & (group_day[1:] - group_day[:-1] <= rules.retest_days)
    )
    first = (1.0 + (sizes - 1) * rules.retest_share) / sizes
    share[order] = np.repeat(np.where(again, rules.retest_share, first), sizes)
    return share
