"""What people enter for indicators: a value with its proof; a later one stands instead, nothing is overwritten."""

from __future__ import annotations

from datetime import date
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.monitoring import access, rules
from marshrut.apps.monitoring.models import Entry
from marshrut.apps.monitoring.types import EntryKind, MonitoringError
from marshrut.apps.regulation import queries as regulation
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope import access as scope
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["enter_value", "withdraw_entry"]

_PERCENT = 100.0


@transaction.atomic
def enter_value(
    viewer: AnyViewer,
    *,
    node_id: UUID,
    indicator: str,
    kind: EntryKind,
    on: date,
    value: float,
    denominator: float | None,
    document: str,
    link: str = "",
    proof: tuple[str, IO[bytes]] | None = None,
) -> Entry:
    """Write a value of an indicator of a place down, with a file (name, bytes) where there is one. Raises Refused,
    FileRefusedError, or MonitoringError for an unknown indicator or a place outside the viewer's."""
    access.may_enter(viewer).require()
    if not scope.inside(viewer, node_id, on=today(viewer)):
        raise MonitoringError("Это место вне вашего.")
    held = regulation.find_regulation(viewer, on=on)
    one = held.indicator(indicator) if held else None
    if one is None:
        raise MonitoringError("Такого показателя в приказе нет.")
    most = _PERCENT if one.unit == "percent" and kind is not EntryKind.DENOMINATOR else None
    decision = rules.check_entry(
        value=value, denominator=denominator, document=document, on=on, today=today(viewer), most=most
    )
    decision.require()
    # two who enter at once take turns: the later one stands, both are in the history
    Node.objects.of(viewer).select_for_update(no_key=True).get(pk=node_id)
    standing = {"node_id": node_id, "indicator": indicator, "kind": kind.value, "on": on, "replaced_at": None}
    Entry.objects.of(viewer).filter(**standing).update(replaced_at=timezone.now())
    made = Entry(
        tenant_id=tenant_of(viewer),
        node_id=node_id,
        indicator=indicator,
        kind=kind.value,
        on=on,
        value=value,
        denominator=denominator,
        document=document[:300],
        link=link[:500],
        file=_kept(viewer, proof, node_id) if proof else None,
        entered_by=viewer.account_id if isinstance(viewer, Viewer) else None,
        entered_by_name=viewer.name if isinstance(viewer, Viewer) else "",
    )
    made.save(force_insert=True)
    audit.record(viewer, "monitoring.value-entered", target=made, decision=decision, reason=f"{indicator} {on}")
    return made


def _kept(viewer: AnyViewer, proof: tuple[str, IO[bytes]], node_id: UUID) -> StoredFile:
    name, source = proof
    return files.keep(viewer, source, name=name, file_class=FileClass.ENTRY, node_id=node_id)


@transaction.atomic
def withdraw_entry(viewer: AnyViewer, entry_id: UUID, *, why: str) -> None:
    """Take an entry back: it stays on record with the reason."""
    access.may_enter(viewer).require()
    row = Entry.objects.of(viewer).select_for_update().get(pk=entry_id, replaced_at=None)
    if not scope.inside(viewer, row.node_id, on=today(viewer)):
        raise MonitoringError("Это место вне вашего.")
    row.replaced_at, row.withdrawn_why = timezone.now(), why[:300]
    row.save(update_fields=["replaced_at", "withdrawn_why"])
    audit.record(viewer, "monitoring.value-withdrawn", target=row, reason=why)
