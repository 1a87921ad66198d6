"""Reads of diagnostics. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.diagnostics.queries.campaigns import Progress, standing_reminders
from marshrut.apps.diagnostics.queries.evidence import EVIDENCE
from marshrut.apps.diagnostics.queries.taking import Waiting, list_waiting

__all__ = ["EVIDENCE", "Progress", "Waiting", "list_waiting", "standing_reminders"]
