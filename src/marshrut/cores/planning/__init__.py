"""Routes as a problem of planning: who needs what, what is offered, which rules hold; a draft and its checker."""

from marshrut.cores.planning.check import violations
from marshrut.cores.planning.greedy import alternatives, draft
from marshrut.cores.planning.kinds import Kind, Place, Way, unserved, ways
from marshrut.cores.planning.problem import (
    Deficit,
    Kept,
    Offer,
    Person,
    Plan,
    PlannedStep,
    Problem,
    ProblemError,
    Reason,
    SelfStep,
    Unserved,
    Year,
)

__all__ = [
    "Deficit",
    "Kept",
    "Kind",
    "Offer",
    "Person",
    "Place",
    "Plan",
    "PlannedStep",
    "Problem",
    "ProblemError",
    "Reason",
    "SelfStep",
    "Unserved",
    "Way",
    "Year",
    "alternatives",
    "draft",
    "unserved",
    "violations",
    "ways",
]
