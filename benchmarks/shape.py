"""The shape of a promise about speed: a function that yields rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["PROMISES", "Row", "best", "promise", "timed"]

Measure = Callable[[], "Iterator[Row]"]
Result = TypeVar("Result")

#: Filled by `@promise` while a file is read; run.py empties it between files.
PROMISES: list[Measure] = []


@dataclass(frozen=True)
class Row:
    """One measured promise. `promised` is a limit on `measured`, or on the ratio where `of_ratio` is set."""

    name: str
    measured: float
    unit: str
    against_what: str = ""
    against: float | None = None
    promised: float | None = None
    of_ratio: bool = False
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Measured to what it is held against."""
        return self.measured / self.against if self.against else None

    @property
    def kept(self) -> bool | None:
        """Whether the promise held; None where nothing was promised."""
        value = self.ratio if self.of_ratio else self.measured
        if self.promised is None or value is None:
            return None
        return value >= self.promised if self.at_least else value <= self.promised

    @property
    def promise(self) -> str:
        """The promise in a few signs: ≤ 10 с."""
        if self.promised is None:
            return ""
        unit = "раз" if self.of_ratio else self.unit
        return f"{'≥' if self.at_least else '≤'} {self.promised:g} {unit}".replace(".", ",")


def promise(measure: Measure) -> Measure:
    """Mark a function as a promise to be measured."""
    PROMISES.append(measure)
    return measure


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds and the result of one run."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def best(work: Callable[[], object], times: int = 3) -> float:
    """The best of several runs: what the work costs when nobody is in the way."""
    return min(timed(work)[0] for _ in range(times))
