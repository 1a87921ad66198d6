"""Use cases of monitoring. Here stands what other doors call."""

from marshrut.apps.monitoring.services.asking import ask_snapshot, note_exported, note_opened
from marshrut.apps.monitoring.services.blanks import drop_blank, fill_blank, keep_blank, tie_cells
from marshrut.apps.monitoring.services.counting import count_figures
from marshrut.apps.monitoring.services.entries import enter_value, withdraw_entry
from marshrut.apps.monitoring.services.freezing import make_snapshot, sweep
from marshrut.apps.monitoring.services.notes import drop_note_form, keep_note, keep_note_form, note_files, note_sample
from marshrut.apps.monitoring.services.verifying import verify_snapshot
from marshrut.apps.monitoring.workbooks import figures_book

__all__ = [
    "ask_snapshot",
    "count_figures",
    "drop_blank",
    "drop_note_form",
    "enter_value",
    "figures_book",
    "fill_blank",
    "keep_blank",
    "keep_note",
    "keep_note_form",
    "make_snapshot",
    "note_exported",
    "note_files",
    "note_opened",
    "note_sample",
    "sweep",
    "tie_cells",
    "verify_snapshot",
    "withdraw_entry",
]
