"""Whether items do what the model says, and what classical counting says of them."""

from marshrut.cores.psychometrics.fit.classical import Classical, OptionCard, classical, options
from marshrut.cores.psychometrics.fit.information import Information, information_curves
from marshrut.cores.psychometrics.fit.local import LocalPair, local_dependence
from marshrut.cores.psychometrics.fit.residuals import Residuals, residuals
from marshrut.cores.psychometrics.fit.sx2 import SX2, adjusted, sx2

__all__ = [
    "SX2",
    "Classical",
    "Information",
    "LocalPair",
    "OptionCard",
    "Residuals",
    "adjusted",
    "classical",
    "information_curves",
    "local_dependence",
    "options",
    "residuals",
    "sx2",
]
