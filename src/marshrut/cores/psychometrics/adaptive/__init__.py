"""Adaptive testing: which item comes next and why, when to stop, and what a simulation promises of it."""

from marshrut.cores.psychometrics.adaptive.choice import Choice, Standpoint, next_item, standpoint
from marshrut.cores.psychometrics.adaptive.exposure import eligibility_for
from marshrut.cores.psychometrics.adaptive.rules import Pool, Rules, check_pool, lottery
from marshrut.cores.psychometrics.adaptive.simulate import Simulated, simulate
from marshrut.cores.psychometrics.adaptive.told import Report, report

__all__ = [
    "Choice",
    "Pool",
    "Report",
    "Rules",
    "Simulated",
    "Standpoint",
    "check_pool",
    "eligibility_for",
    "lottery",
    "next_item",
    "report",
    "simulate",
    "standpoint",
]
