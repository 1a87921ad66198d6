"""Results of invented people, written through the service as an import would."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from marshrut.apps.competencies import services
from marshrut.apps.competencies.models import Judgement
from marshrut.apps.competencies.types import Depth, NewEvidence
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["record", "result", "standing_of"]


def result(person_id: UUID, competency: str, earned: float, *, on: date, **more: Any) -> NewEvidence:
    """Ten items of an instrument of the centre, unless said otherwise."""
    said: dict[str, Any] = {
        "possible": 10.0,
        "origin": "centre",
        "depth": Depth.ITEMS,
        "source_type": "tests.attempt",
        "source_id": new_id(),
        "instrument_key": "first",
        "instrument_title": "Входная диагностика",
        **more,
    }
    return NewEvidence(person_id=person_id, competency=competency, on=on, earned=earned, **said)


def record(viewer: AnyViewer, *rows: NewEvidence) -> int:
    """Write them down now."""
    return services.record_evidence(viewer, rows, now=timezone.now())


def standing_of(viewer: AnyViewer, person_id: UUID, competency: str, *, on: date) -> str:
    """What is said of this competency on that day; nothing where nothing was asked."""
    rows = Judgement.objects.of(viewer).filter(person_id=person_id, competency=competency, since__lte=on)
    row = rows.exclude(until__lte=on).first()
    return row.standing if row else ""
