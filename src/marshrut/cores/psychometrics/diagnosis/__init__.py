"""Cognitive diagnosis: which attributes a person has mastered, by a Q-matrix (DINA and the saturated LCDM)."""

from marshrut.cores.psychometrics.diagnosis.classes import Diagnosis, Profiles, diagnose, profiles_of
from marshrut.cores.psychometrics.diagnosis.qmatrix import check_q

__all__ = ["Diagnosis", "Profiles", "check_q", "diagnose", "profiles_of"]
