"""One use case, one function. Here stands what apps above and other doors call."""

from marshrut.apps.competencies.services.evidence import (
    judge_again,
    record_evidence,
    restore_evidence,
    withdraw_evidence,
)
from marshrut.apps.competencies.services.figures import ask_for_figures, refresh_figures
from marshrut.apps.competencies.services.files import KIND as CARE_FILES
from marshrut.apps.competencies.services.history import Care, Disagreed, record_care
from marshrut.apps.competencies.services.scaling import Outlook, follow_scale, look_ahead, record_scaled
from marshrut.apps.competencies.services.sharing import accompany, end_accompaniment, note_opening
from marshrut.apps.competencies.services.thresholds import follow_thresholds

__all__ = [
    "CARE_FILES",
    "Care",
    "Disagreed",
    "Outlook",
    "accompany",
    "ask_for_figures",
    "end_accompaniment",
    "follow_scale",
    "follow_thresholds",
    "judge_again",
    "look_ahead",
    "note_opening",
    "record_care",
    "record_evidence",
    "record_scaled",
    "refresh_figures",
    "restore_evidence",
    "withdraw_evidence",
]
