"""Consultations that the viewer wrote down."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes.models import Consultation
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["list_consultations"]


def list_consultations(viewer: Viewer, *, on: date, most: int = 50) -> list[Any]:
    """The last ones, with names and topics in words."""
    own = registry.own_id(viewer)
    rows: list[Any] = (
        list(Consultation.objects.of(viewer).filter(companion_id=own, withdrawn_at=None)[:most]) if own else []
    )
    names = registry.names_of(viewer, {row.person_id for row in rows}, on=on)
    topics = route_rules(viewer, on=on).topics
    for row in rows:
        row.name = names.get(row.person_id, "")
        row.topic_title = topics[row.topic].name if row.topic in topics else ""
    return rows
