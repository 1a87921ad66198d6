"""Which fields of monitoring tell of a person, for the register of personal fields."""

from __future__ import annotations

from marshrut.foundation.privacy.classes import classify

__all__ = ["classify_fields"]


def classify_fields() -> None:
    """Called once, when the apps are ready."""
    classify("monitoring.FrozenFact", personal="day until tags amount title", technical="fact")
    classify("monitoring.FrozenStaff", personal="staff subjects since until born teaching_since", technical="kind")
    classify("monitoring.FrozenTeam", personal="part since until")
