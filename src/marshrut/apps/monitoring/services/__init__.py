"""Use cases of monitoring. Here stands what other doors call."""

from marshrut.apps.monitoring.services.asking import ask_snapshot, note_exported, note_opened
from marshrut.apps.monitoring.services.counting import count_figures
from marshrut.apps.monitoring.services.entries import enter_value, withdraw_entry
from marshrut.apps.monitoring.services.freezing import make_snapshot, sweep
from marshrut.apps.monitoring.services.verifying import verify_snapshot
from marshrut.apps.monitoring.workbooks import figures_book

__all__ = [
    "ask_snapshot",
    "count_figures",
    "enter_value",
    "figures_book",
    "make_snapshot",
    "note_exported",
    "note_opened",
    "sweep",
    "verify_snapshot",
    "withdraw_entry",
]
