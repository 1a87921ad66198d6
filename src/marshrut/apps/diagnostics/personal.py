"""Which fields of diagnostics tell of a person, for the register of personal fields."""

from __future__ import annotations

from marshrut.foundation.privacy.classes import classify

__all__ = ["classify_fields"]


def classify_fields() -> None:
    """Called once, when the apps are ready."""
    classify("diagnostics.Participant", personal="invited_at excused_at excused_why")
    classify(
        "diagnostics.Attempt",
        personal="started_at handed_in_at scores annulled_why",
        technical="mode state deadline_at",
    )
    classify("diagnostics.Answer", personal="value at")
    classify("diagnostics.Marking", personal="points note at")
    classify(
        "diagnostics.Result",
        personal="on origin held_by_name depth stage instrument_name outcome scores withdrawn_why",
        technical="recorded_at withdrawn_at",
    )
    classify(
        "diagnostics.ResultsLine",
        personal="values answers scores problems answer",
        technical="sheet verdict candidates",
    )
    classify("diagnostics.ParticipantCode", personal="scheme code", technical="withdrawn_at")
    classify("diagnostics.PersonAnswer", personal="at", technical="fingerprint withdrawn_at")
