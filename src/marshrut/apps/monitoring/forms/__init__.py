"""What is asked and entered on pages of monitoring."""

from marshrut.apps.monitoring.forms.figures import EntryForm, FilterForm, SnapshotForm, WithdrawForm
from marshrut.apps.monitoring.forms.papers import BlankForm, FillForm, NoteAskForm, NoteFormForm

__all__ = [
    "BlankForm",
    "EntryForm",
    "FillForm",
    "FilterForm",
    "NoteAskForm",
    "NoteFormForm",
    "SnapshotForm",
    "WithdrawForm",
]
