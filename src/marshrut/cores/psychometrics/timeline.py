"""A judgement through time: on which days it becomes another one, by new evidence or by fading.

Between those days nothing changes, so a row a stretch answers for any day, the past and the future alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.evidence import Batch, Piece, batch_of
from marshrut.cores.psychometrics.mastery import Judged, judge
from marshrut.cores.psychometrics.thresholds import MasteryRules
from marshrut.cores.psychometrics.verdicts import DOUBTS, STANDINGS, Doubt, Standing

__all__ = ["Known", "Stretch", "days_of_change", "timeline", "timelines"]

Floats = NDArray[np.float64]

#: Judgements of one round: with about twenty days a cell this is some tens of MB.
ROUND = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From `since` to the day before `until` (None: for good) the judgement says this. Numbers are those of `since`."""

    since: date
    until: date | None
    standing: Standing
    doubt: Doubt
    p_below: float
    p_strong: float
    mean: float
    low: float
    high: float
    items: float
    sources: int
    split: bool
    last_on: date
    method: str


def days_of_change(pieces: Iterable[Piece], rules: MasteryRules) -> list[int]:
    """Ordinals of the days on which something may change: a result comes, fades by a step, or is forgotten."""
    days: set[int] = set()
    for day in {piece.on.toordinal() for piece in pieces}:
        days.update(range(day, day + rules.forget_days + 1, rules.fade_step_days))
        days.add(day + rules.forget_days + 1)
    return sorted(days)


def timeline(pieces: Sequence[Piece], rules: MasteryRules, until: date | None = None) -> list[Stretch]:
    """The stretches of one cell from its first result on; with `until` none that begins after that day."""
    found = next(iter(timelines([pieces], rules)))
    return [one for one in found if until is None or one.since <= until]


#: Timelines that were judged already, by what they were judged from.
Known = dict[tuple[object, ...], list[Stretch]]


def timelines(
    cells: Sequence[Sequence[Piece]], rules: MasteryRules, *, known: Known | None = None
) -> Iterator[list[Stretch]]:
    """The same for many cells, in their order.

    Cells whose results are alike but for the day of the first one (one instrument, one campaign) are judged once:
    of 400,000 cells a few thousand are left, and memory depends on those alone. Whoever comes with many parts of one
    long list, under the same rules, hands the same `known` in each time.
    """
    known = {} if known is None else known
    for start in range(0, len(cells), ROUND):
        part = cells[start : start + ROUND]
        keys = [_key(cell) for cell in part]
        fresh = {key: cell for key, cell in zip(keys, part, strict=True) if key not in known}
        if len(known) + len(fresh) > 2 * ROUND:
            known.clear()
            fresh = dict(zip(keys, part, strict=True))
        known.update(_judge_all(fresh, rules))
        for key, cell in zip(keys, part, strict=True):
            yield _moved(known[key], cell)


def _key(cell: Sequence[Piece]) -> tuple[object, ...]:
    if not cell:
        return ()
    if len(cell) == 1:
        one = cell[0]
        return (one.share, one.items, one.cut, one.strong, one.trust)  # alone it has nothing to renew
    first = min(piece.on for piece in cell).toordinal()
    codes: dict[str, int] = {}
    return tuple(
        sorted(
            (
                p.on.toordinal() - first,
                p.share,
                p.items,
                p.cut,
                p.strong,
                p.trust,
                p.renews,
                codes.setdefault(p.source, len(codes)),
            )
            for p in sorted(cell, key=lambda p: (p.on, p.source, p.share, p.items))
        )
    )


def _moved(stretches: list[Stretch], cell: Sequence[Piece]) -> list[Stretch]:
    if not cell or not stretches:
        return []
    first = min(piece.on for piece in cell)
    by = first.toordinal() - stretches[0].since.toordinal()
    if by == 0:
        return stretches
    return [_shifted(one, by) for one in stretches]


def _shifted(one: Stretch, by: int) -> Stretch:
    """The same stretch, `by` days later."""
    until = None if one.until is None else date.fromordinal(one.until.toordinal() + by)
    return Stretch(
        since=date.fromordinal(one.since.toordinal() + by),
        until=until,
        standing=one.standing,
        doubt=one.doubt,
        p_below=one.p_below,
        p_strong=one.p_strong,
        mean=one.mean,
        low=one.low,
        high=one.high,
        items=one.items,
        sources=one.sources,
        split=one.split,
        last_on=date.fromordinal(one.last_on.toordinal() + by),
        method=one.method,
    )


def _judge_all(
    cells: dict[tuple[object, ...], Sequence[Piece]], rules: MasteryRules
) -> dict[tuple[object, ...], list[Stretch]]:
    """Every cell on each of its days, some thousands of cells at a time."""
    found: dict[tuple[object, ...], list[Stretch]] = {}
    waiting: list[tuple[tuple[object, ...], Sequence[Piece], list[int]]] = []
    size = 0
    for key, cell in cells.items():
        days = days_of_change(cell, rules)
        waiting.append((key, cell, days))
        size += len(days) * max(1, len(cell))
        if size > ROUND:
            found.update(_judge_some(waiting, rules))
            waiting, size = [], 0
    found.update(_judge_some(waiting, rules))
    return found


def _judge_some(
    cells: list[tuple[tuple[object, ...], Sequence[Piece], list[int]]], rules: MasteryRules
) -> dict[tuple[object, ...], list[Stretch]]:
    batch = _repeated([cell for _, cell, _ in cells], [days for _, _, days in cells])
    judged = judge(batch, rules, interval=False)
    edges = []
    place = 0
    for _, _, days in cells:
        edges.append(_changes(judged, place, len(days)))
        place += len(days)
    low, high = _intervals([cell for _, cell, _ in cells], edges, batch, rules)
    found, place, seen = {}, 0, 0
    for (key, cell, days), one in zip(cells, edges, strict=True):
        spans = list(zip(low[seen : seen + len(one)], high[seen : seen + len(one)], strict=True))
        found[key] = _stretches(judged, place, days, one, spans, sorted(piece.on for piece in cell))
        place, seen = place + len(days), seen + len(one)
    return found


def _intervals(
    cells: list[Sequence[Piece]], edges: list[list[int]], batch: Batch, rules: MasteryRules
) -> tuple[Floats, Floats]:
    """Bounds of the uncertainty where a stretch begins: asked only there, they cost as much as all the rest."""
    judged = judge(_repeated(cells, [[int(batch.asked[number]) for number in one] for one in edges]), rules)
    return judged.low, judged.high


def _repeated(cells: list[Sequence[Piece]], days: list[list[int]]) -> Batch:
    """Each cell as many times as it has days: pieces are repeated, not made anew."""
    once = batch_of(cells, [date.min] * len(cells))
    times = np.array([len(one) for one in days], dtype=np.int64)
    counts = np.bincount(once.cell, minlength=once.cells)
    firsts = np.cumsum(counts) - counts
    owner = np.repeat(np.arange(once.cells), times)  # of each judged day: its cell
    sizes = counts[owner]
    cell = np.repeat(np.arange(owner.size), sizes)
    inside = np.arange(cell.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    taken = firsts[owner[cell]] + inside
    return Batch(
        cells=int(owner.size),
        cell=cell,
        day=once.day[taken],
        share=once.share[taken],
        items=once.items[taken],
        cut=once.cut[taken],
        strong=once.strong[taken],
        trust=once.trust[taken],
        source=once.source[taken],
        renews=once.renews[taken],
        asked=np.array([day for one in days for day in one], dtype=np.int64),
    )


def _changes(judged: Judged, place: int, count: int) -> list[int]:
    """Of `count` days from `place` on those that say something else than the day before."""
    kept: list[int] = []
    for number in range(place, place + count):
        said = (judged.standing[number], judged.doubt[number], judged.split[number])
        if not kept or said != (judged.standing[kept[-1]], judged.doubt[kept[-1]], judged.split[kept[-1]]):
            kept.append(number)
    return kept


def _stretches(
    judged: Judged,
    place: int,
    days: list[int],
    kept: list[int],
    spans: list[tuple[float, float]],
    results: list[date],
) -> list[Stretch]:
    """Neighbouring days that say the same are one stretch."""
    found = []
    for number, following, (low, high) in zip(kept, [*kept[1:], None][: len(kept)], spans, strict=True):
        since = date.fromordinal(days[number - place])
        found.append(
            Stretch(
                since=since,
                until=None if following is None else date.fromordinal(days[following - place]),
                standing=STANDINGS[judged.standing[number]],
                doubt=DOUBTS[judged.doubt[number]],
                **{name: float(getattr(judged, name)[number]) for name in ("p_below", "p_strong", "mean", "items")},
                low=float(low),
                high=float(high),
                sources=int(judged.sources[number]),
                split=bool(judged.split[number]),
                last_on=max(day for day in results if day <= since),
                method=judged.method,
            )
        )
    return found
