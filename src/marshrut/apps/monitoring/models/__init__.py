"""What monitoring remembers."""

from marshrut.apps.monitoring.models.figures import Entry, Figure, FigureRound
from marshrut.apps.monitoring.models.snapshots import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam, Snapshot

__all__ = [
    "Entry",
    "Figure",
    "FigureRound",
    "FrozenFact",
    "FrozenPlace",
    "FrozenStaff",
    "FrozenTeam",
    "Snapshot",
]
