"""Files with routes made elsewhere: sent, answered, recorded, taken back. The long work itself is in `files_work`."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import IO
from uuid import UUID

from django.db import transaction

from marshrut.apps.registry import workbooks
from marshrut.apps.routes import access
from marshrut.apps.routes.models import RouteFile, RouteLine
from marshrut.apps.routes.queries import files as queries
from marshrut.apps.routes.rules import files as rules
from marshrut.apps.routes.types import RouteFileState
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["answer_line", "apply_file", "drop_file", "errors_of", "recheck", "send_file", "undo_file"]


@transaction.atomic
def send_file(viewer: AnyViewer, source: IO[bytes], *, name: str, node_id: UUID, on: date) -> RouteFile:
    """Keep the file and begin to check it. Raises Refused or FileRefusedError with words."""
    decision = access.may_send_file(viewer, node_id, on=on)
    decision.require()
    row = RouteFile(
        tenant_id=tenant_of(viewer),
        node_id=node_id,
        file=files.keep(viewer, source, name=name, file_class=FileClass.LIST, node_id=node_id),
        state=RouteFileState.CHECKING.value,
        sent_by=viewer.account_id if isinstance(viewer, Viewer) else None,
        sent_by_name=viewer.name if isinstance(viewer, Viewer) else "",
    )
    row.save(force_insert=True)
    _begin(viewer, row, "routes.check-file")
    audit.record(viewer, "routes.file-sent", target=row, decision=decision)
    return row


def _begin(viewer: AnyViewer, row: RouteFile, work: str) -> None:
    row.job = jobs.start(viewer, work, title="Файл: маршруты, составленные не здесь", file_id=str(row.pk))
    row.save(update_fields=["job"])


def _locked(viewer: AnyViewer, file_id: UUID, *, on: date) -> RouteFile:
    rows = RouteFile.objects.of(viewer).select_for_update(of=("self",)).select_related("node")
    row: RouteFile = rows.get(pk=file_id)
    access.may_send_file(viewer, row.node_id, on=on).require()
    row.state = queries.standing(row).value
    return row


def _move(row: RouteFile, to: RouteFileState) -> None:
    rules.may_move_file(RouteFileState(row.state), to).require()
    row.state = to.value
    row.save(update_fields=["state"])


@transaction.atomic
def recheck(viewer: AnyViewer, file_id: UUID, *, on: date) -> RouteFile:
    """Read and compare once more; what was answered stays."""
    row = _locked(viewer, file_id, on=on)
    _move(row, RouteFileState.CHECKING)
    _begin(viewer, row, "routes.check-file")
    audit.record(viewer, "routes.file-rechecked", target=row)
    return row


@transaction.atomic
def drop_file(viewer: AnyViewer, file_id: UUID, *, on: date) -> RouteFile:
    """The file is not wanted; nothing of it was recorded."""
    row = _locked(viewer, file_id, on=on)
    _move(row, RouteFileState.DROPPED)
    audit.record(viewer, "routes.file-dropped", target=row)
    return row


@transaction.atomic
def answer_line(viewer: AnyViewer, line_id: UUID, *, answer: str, on: date) -> RouteLine:
    """Whose a doubtful line is (a candidate's id or `skip`); whether our route gives way to it (`close` or `skip`)."""
    line: RouteLine = RouteLine.objects.of(viewer).get(pk=line_id)
    row = _locked(viewer, line.source_id, on=on)
    offered = {"skip", *(str(one) for one in line.candidates)} if line.candidates else set()
    if any(one["code"] == "live-route" for one in line.problems):
        offered |= {rules.CLOSE, "skip"}
    decision = rules.may_answer_line(state=RouteFileState(row.state), answer=answer, offered=offered)
    decision.require()
    line.answer = answer
    line.save(update_fields=["answer"])
    audit.record(viewer, "routes.file-line-answered", target=line, decision=decision)
    return line


def errors_of(viewer: AnyViewer, row: RouteFile) -> BytesIO:
    """Lines with something to mend, as a workbook."""
    lines = RouteLine.objects.of(viewer).filter(source=row).exclude(problems=[])
    note = viewer.caveat if isinstance(viewer, Viewer) else ""
    return workbooks.problems_book(lines.iterator(), note=note)


@transaction.atomic
def apply_file(viewer: AnyViewer, file_id: UUID, *, skip_wrong: bool, on: date) -> RouteFile:
    """Begin to record what was checked; refused while somebody has to say who is meant."""
    row = _locked(viewer, file_id, on=on)
    waiting = queries.count_waiting(viewer, row)
    decision = rules.may_apply_file(
        RouteFileState(row.state), doubts=waiting.doubts, wrong=waiting.wrong, fit=waiting.fit, skip_wrong=skip_wrong
    )
    decision.require()
    _move(row, RouteFileState.APPLYING)
    _begin(viewer, row, "routes.apply-file")
    audit.record(viewer, "routes.file-apply-asked", target=row, decision=decision)
    return row


@transaction.atomic
def undo_file(viewer: AnyViewer, file_id: UUID, *, on: date) -> RouteFile:
    """Begin to take what a file brought back, all of it."""
    row = _locked(viewer, file_id, on=on)
    decision = rules.may_take_back(dependents=queries.dependents(viewer, row))
    decision.require()
    _move(row, RouteFileState.UNDOING)
    _begin(viewer, row, "routes.undo-file")
    audit.record(viewer, "routes.file-undo-asked", target=row, decision=decision)
    return row
