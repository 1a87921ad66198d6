"""Files that say who accompanies whom: what a line becomes, and how a file is taken back whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from marshrut.apps.competencies import access
from marshrut.apps.competencies.importing import compare, days_of
from marshrut.apps.competencies.models import (
    Accompaniment,
    AccompanimentBatch,
    AccompanimentFile,
    AccompanimentLine,
)
from marshrut.apps.competencies.queries.files import dependents
from marshrut.apps.competencies.reading import read_accompaniments
from marshrut.apps.competencies.services.giving import alone
from marshrut.apps.competencies.services.replacing import replace, take_batch_back
from marshrut.apps.registry.sent.kinds import FileKind, Looked
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["ALIKE", "KIND"]

_WHO = ("family_name", "given_name", "patronymic", "snils", "organisation")
#: A namesake is answered once for every line that names them alike; who stays is asked of each line for itself.
ALIKE = {"person": _WHO, "companion": tuple(f"companion_{name}" for name in _WHO), "standing": ()}


def _write(viewer: SystemViewer, row: Any, looked: Sequence[Looked], _on: date) -> dict[str, Any]:
    """Record lines that fit; who was replaced ends the day before. Answers keys of what was made and replaced."""
    batch = _batch(row, looked)
    batch.save(force_insert=True)
    replaced = [_replaced(viewer, one, was) for one in looked for was in one.rows.get("replaced", ())]
    made = [_given(row, batch, one) for one in looked]
    Accompaniment.objects.of(viewer).bulk_create(made, batch_size=500)
    for given in made:
        audit.record(viewer, "competencies.accompaniment-given", target=given, person_id=given.person_id)
    AccompanimentFile.objects.of(viewer).filter(pk=row.pk).update(batch=batch)
    return {"made": [str(one.pk) for one in made], "replaced": replaced}


def _batch(row: Any, looked: Sequence[Looked]) -> AccompanimentBatch:
    orders = {(one.line.values["order_number"], one.line.values["order_date"]) for one in looked}
    number, day = orders.pop() if len(orders) == 1 else ("", None)
    return AccompanimentBatch(
        tenant_id=row.tenant_id,
        node_id=row.node_id,
        words=f"Файл «{row.file.name}»"[:600],
        count=len(looked),
        order_number=number,
        order_date=day,
        given_by=row.sent_by,
        given_by_name=row.sent_by_name,
    )


def _given(row: Any, batch: AccompanimentBatch, one: Looked) -> Accompaniment:
    return Accompaniment(
        tenant_id=row.tenant_id,
        person_id=one.who["person"],
        companion_id=one.who["companion"],
        order_number=one.line.values["order_number"],
        order_date=one.line.values["order_date"],
        valid=days_of(one.line.values),
        batch=batch,
    )


def _replaced(viewer: SystemViewer, one: Looked, was: Accompaniment) -> dict[str, str]:
    return replace(viewer, was, since=one.line.values["since"], order_number=one.line.values["order_number"])


def _take_back(viewer: SystemViewer, row: Any, _on: date) -> None:
    """What the file gave never was; what it replaced stands again."""
    replaced = row.summary.get("replaced", [])
    take_batch_back(viewer, row.batch_id, replaced, why=row.undone_why, now=timezone.now())


KIND = FileKind(
    area="competencies",
    title="кто кого сопровождает",
    files=AccompanimentFile,
    lines=AccompanimentLine,
    who=("person", "companion"),
    may_send=lambda viewer, node_id, on: access.may_send_file(viewer, node_id, on=on),
    read=lambda _viewer, source, on, step: read_accompaniments(source, today=on, step=step),
    compare=compare,
    alone=alone,
    write=_write,
    take_back=_take_back,
    dependents=dependents,
)
