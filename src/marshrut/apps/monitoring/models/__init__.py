"""What monitoring remembers."""

from marshrut.apps.monitoring.models.figures import Entry, IndicatorRound, IndicatorValue
from marshrut.apps.monitoring.models.papers import Blank, BlankTie, Note, NoteForm
from marshrut.apps.monitoring.models.snapshots import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam, Snapshot

__all__ = [
    "Blank",
    "BlankTie",
    "Entry",
    "FrozenFact",
    "FrozenPlace",
    "FrozenStaff",
    "FrozenTeam",
    "IndicatorRound",
    "IndicatorValue",
    "Note",
    "NoteForm",
    "Snapshot",
]
