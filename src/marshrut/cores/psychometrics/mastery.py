"""From evidence to a judgement with its uncertainty: Beta-binomial on a grid, for many cells at once.

The posterior of θ given pieces with shares r, effective items n and weights w, with a flat prior Beta(1, 1):

    log f(θ) = Σ w·n·[r·log p(θ) + (1 − r)·log(1 − p(θ))] + const

p(θ) is each source's expected share (`scale`). With one source, c = 0.5, s = 0.75 it is Beta(1 + wnr, 1 + wn(1 − r)).
All cells of a chunk are one product of two matrices: counts by kind of source × logarithms on the grid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.evidence import Batch, outlived, weights
from marshrut.cores.psychometrics.scale import CUT, GRID, STRONG, TINY, expected_share, simpson
from marshrut.cores.psychometrics.thresholds import MasteryRules
from marshrut.cores.psychometrics.verdicts import DOUBTS, STANDINGS, Doubt, Standing

__all__ = ["METHOD", "Judged", "judge"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]

#: Stored beside every judgement: what was said by which method stays answerable.
METHOD = "beta-binomial/1"
#: The interval that is drawn: 80 % lie inside.
TAIL = 0.1
#: Numbers of one chunk's matrix: about 10 MB, whatever the number of cells.
ROOM = 1_000_000

_AT_CUT, _AT_STRONG, _END = (round(x * (GRID.size - 1)) for x in (CUT, STRONG, 1.0))
_BELOW, _MIDDLE, _ABOVE = simpson(0, _AT_CUT), simpson(_AT_CUT, _AT_STRONG), simpson(_AT_STRONG, _END)
_AREAS = np.stack([_BELOW, _ABOVE, _BELOW + _MIDDLE + _ABOVE, (_BELOW + _MIDDLE + _ABOVE) * GRID], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One entry a cell. `standing` and `doubt` are places in STANDINGS and DOUBTS; `low`–`high` holds 80 %.

    `sources`: independent sources that say enough; `pointing`: those of them that lie below the cut by themselves;
    `split`: two of them are sure of opposite things.
    """

    method: str
    items: Floats
    p_below: Floats
    p_strong: Floats
    mean: Floats
    low: Floats
    high: Floats
    sources: Ints
    pointing: Ints
    split: NDArray[np.bool_]
    standing: Codes
    doubt: Codes

    def standing_of(self, cell: int) -> Standing:
        """The standing of a cell as a word."""
        return STANDINGS[int(self.standing[cell])]

    def doubt_of(self, cell: int) -> Doubt:
        """Why nothing can be said of a cell."""
        return DOUBTS[int(self.doubt[cell])]


def judge(batch: Batch, rules: MasteryRules, *, interval: bool = True) -> Judged:
    """Judge every cell on its day. A cell without evidence is UNKNOWN, with the prior's numbers.

    `interval` False leaves `low` and `high` at 0 and 1: who asks only for standings saves half of the time.
    """
    weight, whole = weights(batch, rules)
    kinds = _Kinds(batch)
    numbers = kinds.posterior(batch.cell, batch.cells, weight, interval=interval)
    items: Floats = np.bincount(batch.cell, weight * batch.items, batch.cells).astype(np.float64)
    unfaded: Floats = np.bincount(batch.cell, whole * batch.items, batch.cells).astype(np.float64)
    heard = np.where(outlived(batch), 0.0, weight)  # of another state, so no witness of this one
    sources, pointing, split = _witnesses(batch, kinds, heard, rules)
    standing, doubt = _verdicts(numbers, items, unfaded, sources, pointing, split, rules)
    return Judged(
        method=METHOD,
        items=items,
        **numbers,
        sources=sources,
        pointing=pointing,
        split=split,
        standing=standing,
        doubt=doubt,
    )


class _Kinds:
    """Kinds of sources (pairs of borders) that occur in a batch, with their logarithms on the grid."""

    def __init__(self, batch: Batch) -> None:
        cuts, cut = np.unique(batch.cut, return_inverse=True)
        strongs, strong = np.unique(batch.strong, return_inverse=True)
        codes, self.kind = np.unique(cut * strongs.size + strong, return_inverse=True)
        pairs = [(cuts[code // strongs.size], strongs[code % strongs.size]) for code in codes]
        shares = [np.clip(expected_share(*pair), TINY, 1 - TINY) for pair in pairs]
        self.logs = np.array([row for p in shares for row in (np.log(p), np.log1p(-p))]).reshape(-1, GRID.size)
        self.share, self.items = batch.share, batch.items

    def posterior(
        self, cell: Ints, cells: int, weight: Floats, chosen: Ints | None = None, *, interval: bool
    ) -> dict[str, Floats]:
        """p_below, p_strong, mean, low, high of each cell; `chosen`: only these pieces count."""
        kind, share, items = self.kind, self.share, self.items
        if chosen is not None:
            kind, share, items, weight = kind[chosen], share[chosen], items[chosen], weight[chosen]
        order = np.argsort(cell, kind="stable")
        cell, kind = cell[order], kind[order]
        counted = (weight * items)[order]
        right = counted * share[order]
        logs = self.logs if self.logs.size else np.zeros((2, GRID.size))
        width = logs.shape[0]
        names = ("p_below", "p_strong", "mean", "low", "high")
        out = {name: np.empty(cells) for name in names}
        for first, last in _chunks(cells, max(width, GRID.size)):
            begin, end = np.searchsorted(cell, (first, last))
            spots = (cell[begin:end] - first) * width + 2 * kind[begin:end]
            size = (last - first) * width
            counts = np.bincount(spots, right[begin:end], size)
            counts += np.bincount(spots + 1, (counted - right)[begin:end], size)
            for name, column in zip(names, _read(counts.reshape(-1, width) @ logs, interval=interval), strict=True):
                out[name][first:last] = column
        return out


def _chunks(cells: int, width: int) -> Iterator[tuple[int, int]]:
    size = max(1, ROOM // width)
    for first in range(0, cells, size):
        yield first, min(cells, first + size)


def _read(log: Floats, *, interval: bool) -> tuple[Floats, ...]:
    """What a posterior says: areas by Simpson's rule between the borders, quantiles of the cumulated trapezia."""
    log -= log.max(axis=1, keepdims=True)
    density = np.exp(log, out=log)
    below, strong, total, first = (density @ _AREAS).T
    if not interval:
        return below / total, strong / total, first / total, np.zeros(below.size), np.ones(below.size)
    cumulated = np.cumsum((density[:, 1:] + density[:, :-1]), axis=1)
    cumulated /= cumulated[:, -1:]
    return below / total, strong / total, first / total, _quantile(cumulated, TAIL), _quantile(cumulated, 1 - TAIL)


def _quantile(cumulated: Floats, at: float) -> Floats:
    """θ below which the share `at` lies, linear inside a step of the grid."""
    place = np.argmax(cumulated >= at, axis=1)
    rows = np.arange(place.size)
    after = cumulated[rows, place]
    before = np.where(place > 0, cumulated[rows, place - 1], 0.0)
    inside = np.divide(at - before, after - before, out=np.zeros(place.size), where=after > before)
    found: Floats = GRID[place] + inside * (GRID[1] - GRID[0])
    return found


def _witnesses(
    batch: Batch, kinds: _Kinds, weight: Floats, rules: MasteryRules
) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Of each cell: sources that say enough, how many lie below the cut, whether two are sure of opposite things."""
    none = np.zeros(batch.cells, dtype=np.int64)
    if not batch.cell.size:
        return none, none, none.astype(bool)
    # one number for a pair: rows of two columns are sorted many times slower
    names = int(batch.source.max()) + 1
    codes, source = np.unique(batch.cell * names + batch.source, return_inverse=True)
    owner = codes // names
    heard = np.bincount(source, weight * batch.items, owner.size) >= max(rules.source_items, TINY)
    sources = np.bincount(owner[heard], minlength=batch.cells)
    several = heard & (sources[owner] > 1)
    places = np.cumsum(several) - 1
    chosen = np.flatnonzero(several[source])
    below = np.zeros(owner.size)
    if chosen.size:
        alone = kinds.posterior(places[source[chosen]], int(several.sum()), weight, chosen, interval=False)
        below[several] = alone["p_below"]
    points = several & (below > CUT)
    sure_below, sure_above = several & (below >= rules.likely), several & (below <= 1 - rules.likely)
    split = (np.bincount(owner[sure_below], minlength=batch.cells) > 0) & (
        np.bincount(owner[sure_above], minlength=batch.cells) > 0
    )
    return sources, np.bincount(owner[points], minlength=batch.cells), split


def _verdicts(
    numbers: dict[str, Floats],
    items: Floats,
    unfaded: Floats,
    sources: Ints,
    pointing: Ints,
    split: NDArray[np.bool_],
    rules: MasteryRules,
) -> tuple[Codes, Codes]:
    """Standing and doubt of each cell.

    A certain deficit needs several witnesses that each point to it: nobody is labelled by one test. Of a single source
    `pointing` is 0, which changes nothing: one never suffices unless the rules say so.
    """
    below, strong = numbers["p_below"], numbers["p_strong"]
    agreed = np.where(sources <= 1, sources, pointing)
    certain = (below >= rules.certain) & (agreed >= rules.sources_for_certain) & ~split
    enough = items >= rules.enough_items
    order = (Standing.CERTAIN, Standing.LIKELY, Standing.STRONG, Standing.SOUND)
    says = (certain, below >= rules.likely, strong >= rules.likely, 1 - below >= rules.likely)
    said = np.select([enough & one for one in says], [STANDINGS.index(one) for one in order], -1)
    unknown = said < 0
    standing = np.where(unknown, STANDINGS.index(Standing.UNKNOWN), said).astype(np.int8)
    why = np.select(
        [~unknown, ~enough & (unfaded >= rules.enough_items), ~enough, split],
        [DOUBTS.index(one) for one in (Doubt.NONE, Doubt.OLD, Doubt.FEW, Doubt.CONTRADICTORY)],
        DOUBTS.index(Doubt.NEAR_CUT),
    )
    return standing, why.astype(np.int8)
