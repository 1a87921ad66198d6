"""Who goes to whom: people to methodists, mentees to mentors, observers to lessons, learners to cohorts."""

from marshrut.cores.planning.assign.cohorts import Cohorts, cohorts
from marshrut.cores.planning.assign.flow import Arcs, Assigned, AssignError, assign
from marshrut.cores.planning.assign.loads import Spread, fair_shares, spread
from marshrut.cores.planning.assign.wishes import Matched, Wishes, match, near, observers, stable

__all__ = [
    "Arcs",
    "AssignError",
    "Assigned",
    "Cohorts",
    "Matched",
    "Spread",
    "Wishes",
    "assign",
    "cohorts",
    "fair_shares",
    "match",
    "near",
    "observers",
    "spread",
    "stable",
]
