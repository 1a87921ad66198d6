"""What monitoring remembers."""

from marshrut.apps.monitoring.models.figures import Entry, Figure, FigureRound
from marshrut.apps.monitoring.models.papers import Blank, BlankTie, Note, NoteForm
from marshrut.apps.monitoring.models.snapshots import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam, Snapshot

__all__ = [
    "Blank",
    "BlankTie",
    "Entry",
    "Figure",
    "FigureRound",
    "FrozenFact",
    "FrozenPlace",
    "FrozenStaff",
    "FrozenTeam",
    "Note",
    "NoteForm",
    "Snapshot",
]
