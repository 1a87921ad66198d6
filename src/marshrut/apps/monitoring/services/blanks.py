"""Blanks are kept, their cells tied to figures once, and given back filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.monitoring import access, blanks, rules
from marshrut.apps.monitoring.models import Blank, BlankTie, Snapshot
from marshrut.apps.monitoring.queries.blanks import blank_book, blank_values, get_blank
from marshrut.apps.monitoring.services.counting import count_figures
from marshrut.apps.monitoring.types import BlankPart, MonitoringError, Needs
from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation import queries as regulation
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["drop_blank", "fill_blank", "keep_blank", "tie_cells"]

_PARTS = frozenset(one.value for one in BlankPart)


@transaction.atomic
def keep_blank(viewer: Viewer, source: IO[bytes], *, title: str, name: str) -> Blank:
    """Keep a blank. Raises Refused by MONITORING-13, BrokenBlankError, FileRefusedError."""
    decision = access.may_keep_blank(viewer)
    decision.require()
    blanks.read_book(source.read())
    source.seek(0)
    row = Blank(
        tenant_id=viewer.tenant_id,
        title=title.strip()[:200],
        file=files.keep(viewer, source, name=name, file_class=FileClass.PAPER, node_id=viewer.node_id),
        kept_by=viewer.account_id,
    )
    row.save(force_insert=True)
    audit.record(viewer, "monitoring.blank-kept", target=row, decision=decision, reason=row.title)
    return row


@transaction.atomic
def tie_cells(viewer: Viewer, blank_id: UUID, sheet: str, ties: Mapping[str, tuple[str, str]], *, on: date) -> int:
    """Say what goes into cells of a sheet: ref → (indicator, part); two empty words leave the cell. Cells that are not
    named stay as they were. Returns how many are tied now. Raises Refused by MONITORING-13 and 14, BrokenBlankError."""
    access.may_keep_blank(viewer).require()
    row = Blank.objects.of(viewer).select_for_update().get(pk=blank_id, dropped_at=None)
    held = blank_book(row).sheet(sheet)
    if held is None:
        raise MonitoringError(f"Листа «{sheet}» в бланке нет.")
    known = _Known(viewer, on)
    made = []
    for cell, (named, part) in ties.items():
        if not named and not part:
            continue
        needs = BlankPart(part).needs if part in _PARTS else Needs.INDICATOR
        rules.check_tie(
            cell=cell, trouble=held.trouble(cell), indicator=named, known=known.has(needs, named), part=part,
            parts=_PARTS, register=needs is Needs.REGISTER,
        ).require()  # fmt: skip
        kept = named if needs is not Needs.NOTHING else ""
        made.append(BlankTie(tenant_id=row.tenant_id, blank=row, sheet=sheet, cell=cell, indicator=kept, part=part))
    there = BlankTie.objects.of(viewer).filter(blank=row)
    there.filter(sheet=sheet, cell__in=list(ties)).delete()
    BlankTie.objects.of(viewer).bulk_create(made)
    audit.record(viewer, "monitoring.blank-tied", target=row, reason=f"{sheet}: {len(made)}")
    return there.count()


class _Known:
    """What a tie may name; registers are looked up when one is named."""

    def __init__(self, viewer: Viewer, on: date) -> None:
        self.viewer, self.on = viewer, on
        self.order = regulation.find_regulation(viewer, on=on)
        self.registers: set[str] | None = None

    def has(self, needs: Needs, named: str) -> bool:
        if needs is Needs.NOTHING:
            return True
        if needs is Needs.INDICATOR:
            return self.order is not None and self.order.indicator(named) is not None
        if self.registers is None:
            self.registers = {code for code, _ in registry.kept_registers(self.viewer, on=self.on)}
        return named in self.registers


def fill_blank(viewer: Viewer, blank_id: UUID, snapshot: Snapshot, *, on: date) -> bytes:
    """The blank with figures of a snapshot. Raises Refused by MONITORING-02 and 13, BrokenBlankError."""
    access.may_keep_blank(viewer).require()
    row = get_blank(viewer, blank_id)
    count_figures(viewer, snapshot, on=on)
    values, left, registers = blank_values(viewer, row, blank_book(row), snapshot, on=on)
    with files.read(row.file) as source:
        made = blanks.fill(source.read(), values, left)
    with transaction.atomic():
        Snapshot.objects.of(viewer).filter(pk=snapshot.pk).update(kept=True)
        said = f"{on}, клеток: {len(values)}"
        if registers:
            said += f"; строки реестров: {', '.join(registers)}"
        audit.record(viewer, "monitoring.blank-filled", target=row, reason=said[:300])
    return made


@transaction.atomic
def drop_blank(viewer: Viewer, blank_id: UUID) -> None:
    """Take a blank out of the list; it stays on record."""
    access.may_keep_blank(viewer).require()
    row = Blank.objects.of(viewer).select_for_update().get(pk=blank_id, dropped_at=None)
    row.dropped_at = timezone.now()
    row.save(update_fields=["dropped_at"])
    audit.record(viewer, "monitoring.blank-dropped", target=row)
