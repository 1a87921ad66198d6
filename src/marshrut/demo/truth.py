"""What invented people can really do: known to the demonstration alone, so that tests see how much is recovered.

No page and no table holds it. It follows from the region and its seed: `truth_of(invent(…), seed=…)` gives it again.
θ is the common scale of mastery of `cores/psychometrics`: the cut lies at 0.5, a strong side begins at 0.75.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from marshrut.demo.shapes import Human, Region

__all__ = ["COMPETENCIES", "Truth", "truth_of"]

Floats = NDArray[np.float64]

#: Where the middle teacher stands, in logits of θ.
_MIDDLE = {
    "formative_assessment": 0.45, "criteria_assessment": 0.2, "feedback": 0.75, "task_design": -0.1,
    "reading_literacy": 0.8, "math_literacy": 0.35, "science_literacy": 0.1, "functional_tasks": -0.25,
}  # fmt: skip
COMPETENCIES = tuple(_MIDDLE)
#: How unlike people are: all in all, and from one competency to another.
_GENERAL, _OWN = 0.75, 0.7
#: In the country there is less help near by; who has just begun still learns the trade.
_RURAL, _BEGINNER, _BEGINS = -0.3, -0.4, timedelta(days=4 * 365)
#: What one teaches all day one does better.
_OF_SUBJECT = {
    "Русский язык": ("reading_literacy", 0.5), "История": ("reading_literacy", 0.3),
    "Математика": ("math_literacy", 0.7), "Физика": ("science_literacy", 0.6),
    "Биология": ("science_literacy", 0.6), "География": ("science_literacy", 0.3),
}  # fmt: skip
#: Logits a year, of people who grow as most do.
_GROWTH, _YEARS, _YEAR = 0.22, 3, 365.25


@dataclass(frozen=True)
class Truth:
    """Mastery of each person (row) and competency (column) three years before `today`, and how fast it grows."""

    today: date
    rows: Mapping[UUID, int]
    start: Floats = field(repr=False)
    growth: Floats = field(repr=False)
    #: Somebody whose story is told the same way whatever the dice say: θ that does not change.
    told: Mapping[UUID, Mapping[str, float]] = field(default_factory=dict)

    def mastery(self, person_id: UUID, competency: str, on: date) -> float:
        """θ of one person and competency on a day."""
        return float(self.of([person_id], [competency], on)[0, 0])

    def of(self, people: Sequence[UUID], competencies: Sequence[str], on: date) -> Floats:
        """θ of these people (rows) and competencies (columns) on a day."""
        rows = np.array([self.rows[one] for one in people], dtype=np.int64)
        columns = np.array([COMPETENCIES.index(one) for one in competencies], dtype=np.int64)
        years = max(0.0, _YEARS + (on - self.today).days / _YEAR)
        logits = self.start[np.ix_(rows, columns)] + years * self.growth[rows][:, None]
        found: Floats = 1 / (1 + np.exp(-logits))
        for number, person in enumerate(people):
            if person in self.told:
                found[number] = [self.told[person][one] for one in competencies]
        return found


def truth_of(region: Region, *, seed: int, told: Mapping[UUID, Mapping[str, float]] | None = None) -> Truth:
    """The same region and seed give the same truth."""
    rng = np.random.default_rng([seed, *f"{region.land.slug}:truth".encode()])
    people = region.people
    count = len(people)
    general = rng.normal(0, _GENERAL, (count, 1))
    start = general + rng.normal(0, _OWN, (count, len(COMPETENCIES))) + np.array([_MIDDLE[one] for one in COMPETENCIES])
    growth = _GROWTH * rng.uniform(0, 2, count)
    for number, one in enumerate(people):
        start[number] += _of_work(one, region.today)
    return Truth(region.today, {one.id: number for number, one in enumerate(people)}, start, growth, told or _NOBODY)


_NOBODY: Mapping[UUID, Mapping[str, float]] = MappingProxyType({})


def _of_work(one: Human, today: date) -> Floats:
    """What place, experience and subjects add."""
    more = np.zeros(len(COMPETENCIES))
    job = one.main(today) or (one.jobs[0] if one.jobs else None)
    if job is None:
        return more
    if job.place.rural:
        more += _RURAL
    if today - one.teaching_since < _BEGINS:
        more += _BEGINNER
    for subject in job.subjects:
        if subject in _OF_SUBJECT:
            code, gain = _OF_SUBJECT[subject]
            place = COMPETENCIES.index(code)
            more[place] = max(more[place], gain)
    return more
