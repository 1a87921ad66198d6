"""Reads of diagnostics. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.diagnostics.queries.taking import Waiting, list_waiting

__all__ = ["Waiting", "list_waiting"]
