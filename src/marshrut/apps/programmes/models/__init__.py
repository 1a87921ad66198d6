"""Tables of programmes: what is offered, who learns, what was completed, what a school plans, files that came in."""

from marshrut.apps.programmes.models.catalogue import (
    Cohort,
    FederalListing,
    Meeting,
    Programme,
    ProgrammeEffect,
    ProgrammeNeed,
)
from marshrut.apps.programmes.models.files import LearningFile, LearningLine
from marshrut.apps.programmes.models.learning import Application, Completion, Enrolment, Presence
from marshrut.apps.programmes.models.planning import PlanLine, StandIn

__all__ = [
    "Application",
    "Cohort",
    "Completion",
    "Enrolment",
    "FederalListing",
    "LearningFile",
    "LearningLine",
    "Meeting",
    "PlanLine",
    "Presence",
    "Programme",
    "ProgrammeEffect",
    "ProgrammeNeed",
    "StandIn",
]
