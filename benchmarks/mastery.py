"""How fast evidence is judged: 50,000 people × 8 competencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from scipy import stats

from marshrut.cores.psychometrics import Batch, MasteryRules, Piece, judge, timelines
from shape import Row, best, promise

CELLS, ITEMS = 400_000, 8
DAY = date(2026, 3, 1)
RULES = MasteryRules(
    certain=0.9,
    sources_for_certain=2,
    likely=0.75,
    enough_items=5,
    source_items=2,
    half_life_days=730,
    fade_step_days=183,
    forget_days=1830,
    retest_days=90,
    retest_share=0.5,
    renewed_share=0.25,
)


@promise
def judging() -> Iterator[Row]:
    """400,000 pairs of person and competency are judged in seconds; every change through time too."""
    rng = np.random.default_rng(1)
    right = rng.integers(0, ITEMS + 1, CELLS)
    batch = Batch(
        cells=CELLS,
        cell=np.arange(CELLS),
        day=np.full(CELLS, DAY.toordinal()),
        share=right / ITEMS,
        items=np.full(CELLS, float(ITEMS)),
        cut=np.full(CELLS, 0.6),
        strong=np.full(CELLS, 0.8),
        trust=np.full(CELLS, 0.9),
        source=np.arange(CELLS),
        asked=np.full(CELLS, DAY.toordinal()),
        renews=np.zeros(CELLS, dtype=bool),
    )
    plain = best(lambda: stats.beta.cdf(0.5, 1 + right, 1 + ITEMS - right))
    yield Row("Судить 400 000 ячеек", best(lambda: judge(batch, RULES)), "с", "beta.cdf", plain, promised=10)
    bare = best(lambda: judge(batch, RULES, interval=False))
    yield Row("Без границ неопределённости", bare, "с", "beta.cdf", plain, promised=5)
    days = rng.integers(0, 60, CELLS)
    cells = [
        [Piece(on=date.fromordinal(DAY.toordinal() + int(day)), share=int(n) / ITEMS, items=float(ITEMS), source="one")]
        for day, n in zip(days, right, strict=True)
    ]
    lines = best(lambda: sum(len(one) for one in timelines(cells, RULES)), times=1)
    yield Row("Все перемены во времени", lines, "с", "beta.cdf", plain, promised=10)
