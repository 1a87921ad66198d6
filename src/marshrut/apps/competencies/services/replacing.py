"""One companion in the place of another by an order, and the way back: what was replaced stands again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from marshrut.apps.competencies.models import Accompaniment, AccompanimentBatch
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["replace", "take_batch_back"]


def replace(viewer: AnyViewer, was: Accompaniment, *, since: date, order_number: str) -> dict[str, str]:
    """Who stood there ends the day before; who was to begin later does not begin. Answers keys for the way back."""
    why = f"заменён по приказу № {order_number}"
    now = ""
    if was.valid.lower < since:
        now = str(was.supersede(valid=DateRange(was.valid.lower, since, "[)"), ended_why=why[:300]).pk)
    else:
        was.close_version(at=timezone.now())
    audit.record(viewer, "competencies.accompaniment-ended", target=was, reason=why, person_id=was.person_id)
    return {"was": str(was.pk), "now": now}


def take_batch_back(
    viewer: AnyViewer, batch_id: Any, replaced: Iterable[dict[str, Any]], *, why: str, now: datetime
) -> None:
    """What the batch gave never was; what it replaced stands again. All of it stays answerable by `known_at`."""
    rows = Accompaniment.objects.of(viewer)
    for given in rows.known().select_for_update(of=("self",)).filter(batch=batch_id):
        given.close_version(at=now)
        audit.record(viewer, "competencies.accompaniment-ended", target=given, reason=why, person_id=given.person_id)
    for one in replaced:
        if one["now"]:
            rows.get(pk=UUID(one["now"])).close_version(at=now)
        was = rows.get(pk=UUID(one["was"]))
        again = _stands_again(was)
        again.save(force_insert=True)
        audit.record(viewer, "competencies.accompaniment-given", target=again, reason=why, person_id=was.person_id)
    AccompanimentBatch.objects.of(viewer).filter(pk=batch_id).update(ended_at=now, ended_why=why)


def _stands_again(was: Accompaniment) -> Accompaniment:
    """A version that was closed, recorded anew as it stood."""
    kept = ("tenant_id", "line_id", "person_id", "companion_id", "order_number", "order_date", "ended_why", "valid",
            "batch_id", "person_from", "companion_from")  # fmt: skip
    return Accompaniment(**{name: getattr(was, name) for name in kept})
