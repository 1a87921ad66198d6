"""Lists that the schools of a demonstration have sent: on record as sent, never among real ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.db import transaction

from marshrut.apps.registry import rules
from marshrut.apps.registry.models import Import
from marshrut.apps.registry.services.import_work import check_list
from marshrut.apps.registry.services.imports import send_list
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer, tenant_of

__all__ = ["SentList", "record_sent_lists"]

#: From the sending to the decision.
_LOOKED = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class SentList:
    """A school's full list: its people as they were recorded, or (`waits`) a file with faults, not decided on yet."""

    node_id: UUID
    as_of: date
    sent_at: datetime
    by: str
    content: bytes
    count: int
    waits: bool = False


@transaction.atomic
def record_sent_lists(viewer: SystemViewer, lists: Iterable[SentList], *, on: date) -> int:
    """Put them on record (REGISTRY-45: in a demonstration only); how many.

    What is applied says what stands on record already, so it has no lines and no change set of its own, and is not
    undone alone; what waits is sent and checked like any list.
    """
    tenant = Tenant.objects.get(pk=tenant_of(viewer))
    decision = rules.may_demonstrate(empty=tenant.demonstration)
    decision.require()
    applied = []
    many = 0
    for one in lists:
        many += 1
        if one.waits:
            _waiting(viewer, one, on=on)
        else:
            applied.append(_applied(viewer, one))
    Import.objects.of(viewer).bulk_create(applied)
    audit.record(viewer, "registry.demonstration-sent", target=tenant, decision=decision, reason=f"списков: {many}")
    return many


def _name(one: SentList) -> str:
    return f"работники {one.as_of:%d.%m.%Y}.csv"


def _applied(viewer: SystemViewer, one: SentList) -> Import:
    kept = files.keep(viewer, BytesIO(one.content), name=_name(one), file_class=FileClass.LIST, node_id=one.node_id)
    return Import(
        tenant_id=tenant_of(viewer),
        kind=ImportKind.STAFF.value,
        node_id=one.node_id,
        completeness=Completeness.FULL.value,
        as_of=one.as_of,
        file=kept,
        state=ImportState.APPLIED.value,
        sent_by_name=one.by,
        sent_at=one.sent_at,
        checked_at=one.sent_at,
        applied_at=one.sent_at + _LOOKED,
        summary={"demonstration": True, "lines": one.count, "nodes": {str(one.node_id): one.count}},
    )


def _waiting(viewer: SystemViewer, one: SentList, *, on: date) -> None:
    row = send_list(
        viewer,
        BytesIO(one.content),
        name=_name(one),
        kind=ImportKind.STAFF,
        node_id=one.node_id,
        completeness=Completeness.FULL,
        as_of=one.as_of,
        on=on,
    )
    check_list(viewer, row.pk)  # the worker's own turn finds the work done
    Import.objects.of(viewer).filter(pk=row.pk).update(sent_by_name=one.by, sent_at=one.sent_at)
