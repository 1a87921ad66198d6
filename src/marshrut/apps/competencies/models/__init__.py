"""Tables of competencies: evidence, what follows from it, who may see it, what a group's figures said."""

from marshrut.apps.competencies.models.access import Accompaniment, AccompanimentBatch, Appeal, Share
from marshrut.apps.competencies.models.figures import Figure, FigureRound
from marshrut.apps.competencies.models.files import AccompanimentFile, AccompanimentLine
from marshrut.apps.competencies.models.judging import Evidence, Judgement, JudgingRound, Scaled
from marshrut.apps.competencies.models.spreading import AccompanimentDraft

__all__ = [
    "Accompaniment",
    "AccompanimentBatch",
    "AccompanimentDraft",
    "AccompanimentFile",
    "AccompanimentLine",
    "Appeal",
    "Evidence",
    "Figure",
    "FigureRound",
    "Judgement",
    "JudgingRound",
    "Scaled",
    "Share",
]
