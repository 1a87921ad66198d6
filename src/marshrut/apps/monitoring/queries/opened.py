"""«Нарастающим итогом» from a year before the records begin: what a document says of past years, and what records add.

The document's number is of people by the end of its year. Records add those whom they count for the first time after
it. Where records know more people by that day than the document, one of the two is wrong, and nothing is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.monitoring.engine import names_of, run
from marshrut.apps.monitoring.models import Snapshot
from marshrut.apps.monitoring.queries.windows import window_of
from marshrut.apps.monitoring.types import Level
from marshrut.cores.indicators import facts_plan
from marshrut.cores.regulation import Indicator
from marshrut.cores.regulation.counting import Reading

__all__ = ["Opened", "find_opened"]

NUMERATOR = "numerator"


@dataclass(frozen=True, slots=True)
class Opened:
    """`said` by the document for the end of `year`; by records `before` that end and `after` it, each once."""

    year: int
    document: str
    said: float
    before: int
    after: int

    @property
    def total(self) -> float:
        """Past years and records together."""
        return self.said + self.after

    @property
    def contradicts(self) -> bool:
        """Whether records know more by the end of that year than the document says."""
        return self.before > self.said


def find_opened(
    snapshot: Snapshot, indicator: Indicator, reading: Reading | None, past: Sequence[Any], *, on: date, level: Level,
    place: UUID | None,
) -> Opened | None:  # fmt: skip
    """What past years add to a cumulative count of people; None where no document gives their number."""
    told = [row for row in past if row.part == NUMERATOR and date(row.year, 12, 31) < on]
    if reading is None or reading.of_results or not told or not _adds_up(reading):
        return None
    last = max(told, key=lambda row: row.year)
    end = date(last.year, 12, 31)
    plan = facts_plan(
        reading.numerator,
        window_of(indicator, reading.numerator, on=on),
        names_of(snapshot.pk),
        level=level.value,
        place=str(place or ""),
    )
    first: dict[Any, date] = {}
    for row in run(plan):  # the earliest first
        first.setdefault(row["one"], row["day"])
    before = sum(day <= end for day in first.values())
    return Opened(last.year, last.document, float(last.value), before, len(first) - before)


def _adds_up(reading: Reading) -> bool:
    """Whether the count grows by people (places, programmes) who are counted once for ever."""
    facts, below = reading.numerator, reading.denominator
    return facts.during == "opening" and facts.each != "team" and not (below is not None and below.by_subject)
