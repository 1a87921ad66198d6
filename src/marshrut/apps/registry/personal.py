"""Which fields of the registry tell of a person, for the register of personal fields."""

from __future__ import annotations

from marshrut.foundation.privacy.classes import classify

__all__ = ["classify_fields"]


def classify_fields() -> None:
    """Called once, when the apps are ready."""
    classify("registry.ChangeSet", personal="what title made_at", technical="purpose")
    classify("registry.Person", technical="made_at")
    classify(
        "registry.PersonDetails",
        personal="family_name given_name patronymic birth_date teaching_since sort_name valid",
        technical="recorded",
    )
    classify("registry.PersonKey", personal="scheme system value valid", technical="recorded")
    classify(
        "registry.Employment",
        personal="post staff job subjects load hours ended_why valid",
        technical="recorded",
    )
    classify("registry.Leave", personal="kind valid", technical="recorded")
    classify("registry.QualificationCategory", personal="code post awarded_on order_number valid", technical="recorded")
    classify("registry.StaffRole", personal="role direction order_number order_date valid", technical="recorded")
    classify("registry.TeamMember", personal="part valid", technical="recorded")
    classify("registry.IdentityAnswer", personal="reason answered_at", technical="fingerprint withdrawn_at")
    classify("registry.CorrectionRequest", personal="what text asked_at answered_at answer")
    classify(
        "registry.ImportLine", personal="values problems changes answer", technical="sheet verdict candidates doubt"
    )
    classify(
        "registry.MadeList",
        personal="narrowed chosen",
        technical="what title on known_at today asked_at made_at",
    )
    classify("registry.Absence", personal="what reason since")
