"""Where the borders lie and on which side of them a person stands: standard setting, mastery."""

from marshrut.cores.psychometrics.standards.mastery import (
    Levels,
    Mastery,
    MasteryOf,
    mastery_of,
    share_at,
    theta_at_share,
)
from marshrut.cores.psychometrics.standards.setting import Angoff, Bookmark, CutScore, angoff, bookmark, ordered_booklet

__all__ = [
    "Angoff",
    "Bookmark",
    "CutScore",
    "Levels",
    "Mastery",
    "MasteryOf",
    "angoff",
    "bookmark",
    "mastery_of",
    "ordered_booklet",
    "share_at",
    "theta_at_share",
]
