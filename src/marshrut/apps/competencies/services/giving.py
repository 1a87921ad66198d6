"""Many people are given by a rule in one press, and the press is taken back whole."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.models import Accompaniment, AccompanimentBatch
from marshrut.apps.competencies.queries.giving import Wanted, propose
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["alone", "end_batch", "give_by_rule"]

ONE_DAY = timedelta(days=1)


def alone(viewer: AnyViewer) -> None:
    """Two who press at once wait for each other: the second sees what the first gave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, -3)", [tenant_of(viewer).int & 0x7FFFFFFF])


@transaction.atomic
def give_by_rule(
    viewer: Viewer, wanted: Wanted, *, seen: str, words: str, order_number: str, order_date: date | None, on: date
) -> AccompanimentBatch:
    """Write what was looked at (`seen` is its key), all of it or nothing."""
    alone(viewer)
    found = propose(viewer, wanted, on=on)
    decision = rules.may_give_many(
        viewer.role,
        inside=scope_access.inside(viewer, viewer.node_id, on=on),
        found=len(found.pairs),
        asked=found.asked,
        same=found.key == seen,
        order_number=order_number,
    )
    decision.require()
    batch = AccompanimentBatch(
        tenant_id=viewer.tenant_id,
        node_id=viewer.node_id,
        words=words[:600],
        count=len(found.pairs),
        order_number=order_number.strip(),
        order_date=order_date,
        given_by=viewer.account_id,
        given_by_name=viewer.name,
    )
    batch.save(force_insert=True)
    rows = [
        Accompaniment(
            tenant_id=viewer.tenant_id,
            person_id=person,
            companion_id=companion,
            order_number=batch.order_number,
            order_date=order_date,
            valid=wanted.days,
            batch=batch,
        )
        for person, companion in found.pairs
    ]
    Accompaniment.objects.of(viewer).bulk_create(rows, batch_size=500)
    audit.record(viewer, "competencies.given-by-rule", target=batch, decision=decision, reason=words[:300])
    for row in rows:
        audit.record(viewer, "competencies.accompaniment-given", target=row, person_id=row.person_id)
    return batch


@transaction.atomic
def end_batch(viewer: Viewer, batch_id: UUID, *, last: date, why: str, on: date) -> AccompanimentBatch:
    """Everything that press gave and that still stands ends with that day."""
    rows = AccompanimentBatch.objects.of(viewer).select_for_update(of=("self",))
    batch: AccompanimentBatch = rows.get(pk=batch_id)
    inside = scope_access.inside(viewer, batch.node_id, on=on)
    decision = rules.may_end_batch(viewer.role, inside=inside, ended=batch.ended_at is not None, why=why)
    decision.require()
    standing = Accompaniment.objects.of(viewer).known().select_for_update(of=("self",)).filter(batch=batch)
    for row in standing:
        if row.valid.upper is not None and row.valid.upper <= last + ONE_DAY:
            continue  # it ends no later by itself
        if last < row.valid.lower:
            row.close_version(at=timezone.now())
        else:
            row.supersede(valid=DateRange(row.valid.lower, last + ONE_DAY, "[)"), ended_why=why[:300])
        audit.record(viewer, "competencies.accompaniment-ended", target=row, reason=why, person_id=row.person_id)
    batch.ended_at, batch.ended_why = timezone.now(), why.strip()[:300]
    batch.save(update_fields=["ended_at", "ended_why"])
    audit.record(viewer, "competencies.batch-ended", target=batch, decision=decision, reason=why)
    return batch
