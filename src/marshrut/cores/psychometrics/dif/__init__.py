"""Items that are harder for one group than for another of the same level: scans, and the confirmation."""

from marshrut.cores.psychometrics.dif.confirm import Confirmed, confirm
from marshrut.cores.psychometrics.dif.logistic import Logistic, logistic
from marshrut.cores.psychometrics.dif.mantel import MantelHaenszel, mantel_haenszel
from marshrut.cores.psychometrics.dif.matching import matching_strata

__all__ = [
    "Confirmed",
    "Logistic",
    "MantelHaenszel",
    "confirm",
    "logistic",
    "mantel_haenszel",
    "matching_strata",
]
