"""Reads of diagnostics. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.diagnostics.queries.bank import count_texts
from marshrut.apps.diagnostics.queries.campaigns import Progress, standing_reminders
from marshrut.apps.diagnostics.queries.evidence import EVIDENCE
from marshrut.apps.diagnostics.queries.facts import Diagnosed, Reading, diagnosed_people, list_diagnosed
from marshrut.apps.diagnostics.queries.results import count_waiting, find_version
from marshrut.apps.diagnostics.queries.start import Begun, find_begun
from marshrut.apps.diagnostics.queries.taking import Waiting, list_waiting

__all__ = [
    "EVIDENCE",
    "Begun",
    "Diagnosed",
    "Progress",
    "Reading",
    "Waiting",
    "count_texts",
    "count_waiting",
    "diagnosed_people",
    "find_begun",
    "find_version",
    "list_diagnosed",
    "list_waiting",
    "standing_reminders",
]
