"""Scores of persons on the scale of calibrated items: `score`, `expected` for many at once, `plausible_values`."""

from marshrut.cores.psychometrics.scoring.grid import (
    Expected,
    expected,
    expected_of_table,
    plausible_values,
    posteriors,
)
from marshrut.cores.psychometrics.scoring.peaks import Peaks, likeliest, weighted
from marshrut.cores.psychometrics.scoring.persons import Population, Scores, reliability, score

__all__ = [
    "Expected",
    "Peaks",
    "Population",
    "Scores",
    "expected",
    "expected_of_table",
    "likeliest",
    "plausible_values",
    "posteriors",
    "reliability",
    "score",
    "weighted",
]
