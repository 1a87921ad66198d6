"""Calibration of items by marginal maximum likelihood: `calibrate`."""

from marshrut.cores.psychometrics.calibration.marginal import Priors
from marshrut.cores.psychometrics.calibration.run import MODELS, Calibration, Model, Settings, calibrate

__all__ = ["MODELS", "Calibration", "Model", "Priors", "Settings", "calibrate"]
