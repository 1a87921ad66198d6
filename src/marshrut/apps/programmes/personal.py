"""Which fields of programmes tell of a person, for the register of personal fields."""

from __future__ import annotations

from marshrut.foundation.privacy.classes import classify

__all__ = ["classify_fields"]


def classify_fields() -> None:
    """Called once, when the apps are ready."""
    classify(
        "programmes.Application",
        personal="state asked_at agreed_at seated_at ended_at ended_why chosen_for",
        technical="person_from aside_state",
    )
    classify(
        "programmes.Enrolment",
        personal="on order_number state in_register left_on left_why chosen_for withdrawn_why",
        technical="recorded_at withdrawn_at person_from",
    )
    classify("programmes.Presence", technical="marked_at")
    classify(
        "programmes.Completion",
        personal="on enrolled_on title provider_name kind in_register document number number_key chosen_for"
        " withdrawn_why",
        technical="recorded_at withdrawn_at person_from",
    )
    classify("programmes.PlanLine", personal="topic why", technical="made_at dropped_at person_from")
    classify("programmes.StandIn", personal="first last note", technical="made_at dropped_at away_from colleague_from")
    classify(
        "programmes.LearningLine",
        personal="values problems answer",
        technical="sheet verdict candidates",
    )
