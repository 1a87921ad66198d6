"""What answers and results say about a person, and how sure that is; which figures of a group may be shown.

Pure: arrays in, frozen arrays out; NumPy only. Callers keep `Judged.method` beside whatever they store, so that a later
method (calibrated items) takes its place without changing what was said before.
"""

from marshrut.cores.psychometrics.evidence import Batch, Piece, batch_of, weights
from marshrut.cores.psychometrics.mastery import METHOD, Judged, judge
from marshrut.cores.psychometrics.protection import Protected, Share, protect, share_in_words
from marshrut.cores.psychometrics.scale import BOUNDS, GRID, expected_share
from marshrut.cores.psychometrics.thresholds import MasteryRules
from marshrut.cores.psychometrics.timeline import Known, Stretch, timeline, timelines
from marshrut.cores.psychometrics.verdicts import STANDINGS, Doubt, Standing

__all__ = [
    "BOUNDS",
    "GRID",
    "METHOD",
    "STANDINGS",
    "Batch",
    "Doubt",
    "Judged",
    "Known",
    "MasteryRules",
    "Piece",
    "Protected",
    "Share",
    "Standing",
    "Stretch",
    "batch_of",
    "expected_share",
    "judge",
    "protect",
    "share_in_words",
    "timeline",
    "timelines",
    "weights",
]
