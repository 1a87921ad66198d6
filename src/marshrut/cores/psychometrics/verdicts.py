"""The words of a judgement. Russian titles are the app's: here are only their names and numbers in arrays."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["DOUBTS", "STANDINGS", "Doubt", "Standing"]


class Standing(StrEnum):
    """What the evidence of a competency says on a day."""

    CERTAIN = "certain"
    LIKELY = "likely"
    SOUND = "sound"
    STRONG = "strong"
    UNKNOWN = "unknown"

    @property
    def deficit(self) -> bool:
        """Whether it says that something is to be caught up with."""
        return self in {Standing.CERTAIN, Standing.LIKELY}


class Doubt(StrEnum):
    """Why nothing can be said; NONE where something is."""

    NONE = ""
    FEW = "few"
    CONTRADICTORY = "contradictory"
    NEAR_CUT = "near_cut"
    OLD = "old"


#: Codes of arrays are places in these.
STANDINGS = tuple(Standing)
DOUBTS = tuple(Doubt)
