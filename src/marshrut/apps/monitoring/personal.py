"""Which fields of monitoring tell of a person, for the register of personal fields."""

from __future__ import annotations

from marshrut.foundation.privacy.classes import classify

__all__ = ["classify_fields"]


def classify_fields() -> None:
    """Called once, when the apps are ready."""
    classify(
        "monitoring.FrozenFact",
        personal="subject person day until tags amount title source",
        technical="fact place municipality",
    )
    classify(
        "monitoring.FrozenStaff",
        personal="person staff subjects main since until born teaching_since",
        technical="place municipality kind",
    )
    classify("monitoring.FrozenTeam", personal="person part since until", technical="team place municipality")
