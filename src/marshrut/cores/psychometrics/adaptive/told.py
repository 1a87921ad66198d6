"""What a simulation promises: blueprint asked and given, exposure, bias, error, coverage, length, certainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.adaptive.simulate import Simulated
from marshrut.cores.psychometrics.families import Floats

__all__ = ["Band", "Report", "report"]


@dataclass(frozen=True)
class Band:
    """People of one fifth of the true levels: how many, from where to where, bias, root mean square error, length."""

    people: int
    low: float
    high: float
    bias: float
    rmse: float
    length: float


@dataclass(frozen=True)
class Report:
    """`asked` and `achieved` shares by area, `most_off` the largest difference of any one person's counts from the plan
    in items; exposure of each item; `overlap` the share of items two people have in common; `agreement` of decided
    people with their true side, None without cuts.
    """

    people: int
    length: float
    longest: int
    bias: float
    rmse: float
    mean_error: float
    coverage: float
    reliability: float
    asked: dict[str, float]
    achieved: dict[str, float]
    most_off: float
    exposure: dict[str, float]
    most_exposed: float
    used: int
    overlap: float
    forced: int
    decided: float | None
    agreement: float | None
    bands: tuple[Band, ...]


def report(found: Simulated) -> Report:
    """Figures of a simulation."""
    pool, rules, people = found.pool, found.rules, found.truth.size
    given = found.items >= 0
    counts = np.bincount(found.items[given], minlength=len(pool.bank.names))
    by_area = np.zeros((people, len(pool.names)))
    person, step = np.nonzero(given)
    np.add.at(by_area, (person, pool.area_of[found.items[person, step]]), 1)
    shares = pool.shares(rules)
    off = np.abs(by_area - shares * found.length[:, None])[:, shares > 0] if np.any(shares > 0) else np.zeros((1, 1))
    away = found.theta - found.truth
    decided, agreement = _decided(found)
    exposure = counts / people
    pairs = np.sum(counts * (counts - 1.0)) / (people * (people - 1.0)) if people > 1 else 0.0
    return Report(
        people, float(found.length.mean()), int(found.length.max()), float(away.mean()), _rms(away),
        float(found.error.mean()), float(np.mean(np.abs(away) <= 1.96 * found.error)),
        float(1 - np.mean(found.error**2) / rules.sd**2),
        dict(rules.blueprint), {name: float(by_area[:, m].sum() / given.sum()) for m, name in enumerate(pool.names)},
        float(off.max()), {name: float(one) for name, one in zip(pool.bank.names, exposure, strict=True)},
        float(exposure.max()), int(np.sum(counts > 0)), float(pairs / found.length.mean()), found.forced,
        decided, agreement, _bands(found, away),
    )  # fmt: skip


def _rms(away: Floats) -> float:
    return float(np.sqrt(np.mean(away**2)))


def _decided(found: Simulated) -> tuple[float | None, float | None]:
    if not found.rules.cuts:
        return None, None
    sure = np.all(np.maximum(found.above, 1 - found.above) >= found.rules.certainty, axis=1)
    cuts = np.array(found.rules.cuts)
    right = np.all((found.above >= 0.5) == (found.truth[:, None] >= cuts[None, :]), axis=1)  # noqa: PLR2004 - half
    return float(sure.mean()), float(right[sure].mean()) if np.any(sure) else None


def _bands(found: Simulated, away: Floats) -> tuple[Band, ...]:
    edges = np.quantile(found.truth, np.linspace(0, 1, 6))
    place = np.clip(np.searchsorted(edges, found.truth, side="right") - 1, 0, 4)
    out = []
    for number in range(5):
        here = place == number
        if np.any(here):
            out.append(Band(int(here.sum()), float(edges[number]), float(edges[number + 1]), float(away[here].mean()),
                            _rms(away[here]), float(found.length[here].mean())))  # fmt: skip
    return tuple(out)
