"""Files with learning: sent, answered, recorded, taken back. The long work itself is in `files_work`."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import IO
from uuid import UUID

from django.db import transaction

from marshrut.apps.programmes import access, rules
from marshrut.apps.programmes.models import LearningFile, LearningLine
from marshrut.apps.programmes.queries import files as queries
from marshrut.apps.programmes.types import LearningFileKind, LearningFileState, LineVerdict
from marshrut.apps.registry import workbooks
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["answer_line", "apply_file", "drop_file", "errors_of", "recheck", "send_file", "undo_file"]


@transaction.atomic
def send_file(
    viewer: AnyViewer, source: IO[bytes], *, name: str, kind: LearningFileKind, node_id: UUID, on: date
) -> LearningFile:
    """Keep the file and begin to check it. Raises Refused or FileRefusedError with words."""
    decision = access.may_send_file(viewer, kind, node_id, on=on)
    decision.require()
    row = LearningFile(
        tenant_id=tenant_of(viewer),
        kind=kind.value,
        node_id=node_id,
        file=files.keep(viewer, source, name=name, file_class=FileClass.LIST, node_id=node_id),
        state=LearningFileState.CHECKING.value,
        sent_by=viewer.account_id if isinstance(viewer, Viewer) else None,
        sent_by_name=viewer.name if isinstance(viewer, Viewer) else "",
    )
    row.save(force_insert=True)
    _begin(viewer, row, "programmes.check-file")
    audit.record(viewer, "programmes.file-sent", target=row, decision=decision)
    return row


def _begin(viewer: AnyViewer, row: LearningFile, work: str) -> None:
    title = f"Файл: {LearningFileKind(row.kind).title}"
    row.job = jobs.start(viewer, work, title=title, file_id=str(row.pk))
    row.save(update_fields=["job"])


def _locked(viewer: AnyViewer, file_id: UUID, *, on: date) -> LearningFile:
    rows = LearningFile.objects.of(viewer).select_for_update(of=("self",)).select_related("node")
    row: LearningFile = rows.get(pk=file_id)
    access.may_send_file(viewer, LearningFileKind(row.kind), row.node_id, on=on).require()
    row.state = queries.standing(row).value
    return row


def _move(row: LearningFile, to: LearningFileState) -> None:
    rules.may_move_file(LearningFileState(row.state), to).require()
    row.state = to.value
    row.save(update_fields=["state"])


@transaction.atomic
def recheck(viewer: AnyViewer, file_id: UUID, *, on: date) -> LearningFile:
    """Read and compare once more; what was answered stays."""
    row = _locked(viewer, file_id, on=on)
    _move(row, LearningFileState.CHECKING)
    _begin(viewer, row, "programmes.check-file")
    audit.record(viewer, "programmes.file-rechecked", target=row)
    return row


@transaction.atomic
def drop_file(viewer: AnyViewer, file_id: UUID, *, on: date) -> LearningFile:
    """The file is not wanted; nothing of it was recorded."""
    row = _locked(viewer, file_id, on=on)
    _move(row, LearningFileState.DROPPED)
    audit.record(viewer, "programmes.file-dropped", target=row)
    return row


@transaction.atomic
def answer_line(viewer: AnyViewer, line_id: UUID, *, answer: str, on: date) -> LearningLine:
    """Whose a doubtful line is (a candidate's id or `skip`), or what is right of two (keep, take)."""
    line: LearningLine = LearningLine.objects.of(viewer).get(pk=line_id)
    row = _locked(viewer, line.source_id, on=on)
    offered = {"keep", "take"} if line.verdict == LineVerdict.CONFLICT else _offered(line)
    decision = rules.may_answer_line(state=LearningFileState(row.state), answer=answer, offered=offered)
    decision.require()
    line.answer = answer
    line.save(update_fields=["answer"])
    audit.record(viewer, "programmes.file-line-answered", target=line, decision=decision)
    return line


def _offered(line: LearningLine) -> set[str]:
    return {"skip", *(str(one) for one in line.candidates)} if line.candidates else set()


def errors_of(viewer: AnyViewer, row: LearningFile) -> BytesIO:
    """Lines with something to mend, as a workbook."""
    lines = LearningLine.objects.of(viewer).filter(source=row).exclude(problems=[])
    note = viewer.caveat if isinstance(viewer, Viewer) else ""
    return workbooks.problems_book(lines.iterator(), note=note)


@transaction.atomic
def apply_file(viewer: AnyViewer, file_id: UUID, *, skip_wrong: bool, on: date) -> LearningFile:
    """Begin to record what was checked; refused while somebody has to say who or which."""
    row = _locked(viewer, file_id, on=on)
    waiting = queries.count_waiting(viewer, row)
    decision = rules.may_apply_file(
        LearningFileState(row.state), doubts=waiting.doubts, wrong=waiting.wrong, fit=waiting.fit, skip_wrong=skip_wrong
    )
    decision.require()
    _move(row, LearningFileState.APPLYING)
    _begin(viewer, row, "programmes.apply-file")
    audit.record(viewer, "programmes.file-apply-asked", target=row, decision=decision)
    return row


@transaction.atomic
def undo_file(viewer: AnyViewer, file_id: UUID, *, on: date) -> LearningFile:
    """Begin to take what a file brought back, all of it."""
    row = _locked(viewer, file_id, on=on)
    decision = rules.may_take_back(dependents=queries.dependents(viewer, row))
    decision.require()
    _move(row, LearningFileState.UNDOING)
    _begin(viewer, row, "programmes.undo-file")
    audit.record(viewer, "programmes.file-undo-asked", target=row, decision=decision)
    return row
