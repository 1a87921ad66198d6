"""Which fields of competencies tell of a person, for the register of personal fields."""

from __future__ import annotations

from marshrut.foundation.privacy.classes import classify

__all__ = ["classify_fields"]


def classify_fields() -> None:
    """Called once, when the apps are ready."""
    classify(
        "competencies.Evidence",
        personal="competency on earned possible origin depth stage instrument_title withdrawn_why",
        technical="cut strong trust source_type instrument_key recorded_at withdrawn_at",
    )
    classify("competencies.Scaled", personal="share items mean spread")
    classify(
        "competencies.Judgement",
        personal="competency since until standing reason p_below p_strong mean low high n_effective last_on",
        technical="method",
    )
    classify(
        "competencies.Accompaniment",
        personal="order_number order_date ended_why valid",
        technical="recorded person_from companion_from",
    )
    classify("competencies.Share", personal="until given_at recalled_at", technical="person_from")
    classify(
        "competencies.Appeal",
        personal="competency standing text state asked_at answer answered_at answerer",
        technical="person_from",
    )
    classify(
        "competencies.AccompanimentLine",
        personal="values problems answers",
        technical="sheet verdict asked",
    )
