"""Which fields of routes tell of a person, for the register of personal fields."""

from __future__ import annotations

from marshrut.foundation.privacy.classes import classify

__all__ = ["classify_fields"]


def classify_fields() -> None:
    """Called once, when the apps are ready."""
    classify(
        "routes.Route",
        personal="state origin basis diagnosed_on diagnosed_origin diagnosed_by without_basis_why unserved drafted_with"
        " maker_name number made_on approved_on approver ended_on ended_why moved_on",
        technical="recorded_at person_from companion_from aside_state",
    )
    classify("routes.Goal", personal="competency text chosen_by", technical="made_at dropped_at")
    classify(
        "routes.RouteStep",
        personal="kind formality title starts ends hours reach place serves why chosen_by state release release_words"
        " released_at words claimed_on done_on counted",
        technical="changed_at",
    )
    classify("routes.StepEvidence", personal="kind link note at", technical="withdrawn_at")
    classify("routes.RouteEntry", personal="at name what before after words", technical="rule")
    classify("routes.Wishes", personal="reach language busy", technical="changed_at person_from")
    classify("routes.ObserverCall", personal="called_at declined_at declined_why", technical="observer_from")
    classify(
        "routes.Observation",
        personal="moment on lesson marks note",
        technical="form written_at received_at replaced_at observer_from",
    )
    classify(
        "routes.Reflection",
        personal="moment text at",
    )
    classify("routes.Consultation", personal="on topic note", technical="at withdrawn_at person_from companion_from")
    classify("routes.CalendarKey", technical="key_hash made_at ended_at person_from")
    classify("routes.RegionPlanRow", personal="cohorts print")
    classify(
        "routes.RouteLine",
        personal="values problems answer",
        technical="sheet verdict candidates",
    )
