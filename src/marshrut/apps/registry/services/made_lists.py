"""A large list as a file: asked for, made behind the page in the rights of who asked, taken by them alone."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.registry import rules, workbooks
from marshrut.apps.registry.models import MadeList
from marshrut.apps.registry.queries.made_lists import KEPT_FOR, find_made, find_under_way
from marshrut.apps.registry.queries.tables import Step, Table, find_table, heads
from marshrut.apps.registry.services.requests import note_export
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.queries import find_viewer
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["ask_list", "make_list", "take_list", "write_table"]

JOB = "registry.make-list"


def write_table(
    out: IO[bytes],
    viewer: Viewer,
    table: Table,
    chosen: Mapping[str, str],
    *,
    on: date,
    known_at: datetime | None,
    today: date,
    count: int,
    step: Step | None = None,
) -> int:
    """The list as a workbook; returns how many lines it has. What leaves the system is written down: which list, by
    whom, how many lines."""
    lines = workbooks.sheet_out(
        out,
        title=table.title,
        header_lines=heads(viewer, chosen, on=on, known_at=known_at, today=today),
        columns=[workbooks.Column(one) for one in table.columns],
        rows=table.lines(count, step),
    )
    note_export(viewer, table.title, count=lines)
    return lines


@transaction.atomic
def ask_list(
    viewer: Viewer,
    table: Table,
    *,
    narrowed: Mapping[str, Any],
    chosen: Mapping[str, str],
    on: date,
    known_at: datetime | None,
    today: date,
) -> MadeList:
    """Begin to make the file; pressed twice, it is begun once."""
    Account.objects.of(viewer).select_for_update(no_key=True).get(pk=viewer.account_id)
    plain = {key: str(value) if isinstance(value, UUID) else value for key, value in narrowed.items()}
    again = find_under_way(viewer, table.what, Q(narrowed=plain, on=on, known_at=known_at))
    if again is not None:
        return again
    row = MadeList(
        tenant_id=viewer.tenant_id,
        asked_by_id=viewer.account_id,
        assignment_id=viewer.assignment_id,
        what=table.what,
        title=table.title,
        narrowed=plain,
        chosen=[[label, words] for label, words in chosen.items()],
        on=on,
        known_at=known_at,
        today=today,
    )
    row.save(force_insert=True)
    # the title names the list and the place, never a word of the filter: that may be somebody's name
    row.job = jobs.start(viewer, JOB, title=f"Файл: {table.title}, {viewer.place_name}"[:180], made_id=str(row.pk))
    row.save(update_fields=["job"])
    audit.record(viewer, "registry.file-asked", target=row)
    return row


def make_list(system: SystemViewer, made_id: UUID, *, step: Step) -> MadeList:
    """Make the file as who asked would see it now: nobody gets by waiting what their role no longer shows.

    The file and the note of it are there together or not at all; made already, it is not made again.
    """
    row = MadeList.objects.of(system).get(pk=made_id)
    if row.file_id is not None:
        return row
    viewer = _who_asked(system, row)
    when: dict[str, Any] = {"on": row.on, "known_at": row.known_at}
    table = find_table(viewer, row.what, row.narrowed, **when)
    if table is None:
        raise MadeList.DoesNotExist
    count, name = table.count(), f"{table.file}-{row.on:%Y-%m-%d}.xlsx"
    step(0, count, "Собираем файл")
    with tempfile.TemporaryFile() as out, transaction.atomic():
        row.count = write_table(out, viewer, table, dict(row.chosen), **when, today=row.today, count=count, step=step)
        row.file = files.keep(system, out, name=name, file_class=FileClass.MADE_LIST, node_id=viewer.node_id)
        row.made_at = timezone.now()
        row.save(update_fields=["file", "count", "made_at"])
    return row


def _who_asked(system: SystemViewer, row: MadeList) -> Viewer:
    account = Account.objects.of(system).filter(pk=row.asked_by_id, is_active=True).first()
    viewer = find_viewer(account, str(row.assignment_id)) if account else None
    decision = rules.may_take_made(own=account is not None, same_role=viewer is not None, kept=True)
    if viewer is None:
        raise Refused(decision)
    return viewer


@transaction.atomic
def take_list(viewer: Viewer, made_id: UUID) -> MadeList:
    """The made list, for who asked for it; raises MadeList.DoesNotExist, or Refused with words. Written down."""
    row = find_made(viewer, made_id)
    if row is None or row.asked_by_id != viewer.account_id:
        raise MadeList.DoesNotExist
    kept = row.made_at is not None and timezone.now() < row.made_at + KEPT_FOR
    same = row.assignment_id == viewer.assignment_id
    decision = rules.may_take_made(own=True, same_role=same, kept=kept and row.file_id is not None)
    decision.require()
    audit.record(viewer, "registry.file-taken", target=row, decision=decision, reason=f"{row.title}: строк {row.count}")
    return row
