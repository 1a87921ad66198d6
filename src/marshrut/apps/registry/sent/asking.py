"""What people do with a file from elsewhere: send, answer, record, take back. The long work itself is in `work`."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.registry import rules, workbooks
from marshrut.apps.registry.sent.kinds import FileKind
from marshrut.apps.registry.sent.showing import count_waiting, standing
from marshrut.apps.registry.types import SentState
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = ["answer_line", "apply_file", "drop_file", "errors_of", "recheck", "send_file", "undo_file"]


@transaction.atomic
def send_file(kind: FileKind, viewer: AnyViewer, source: IO[bytes], *, name: str, node_id: UUID, on: date) -> Any:
    """Keep the file and begin to check it. Raises Refused or FileRefusedError with words."""
    decision = kind.may_send(viewer, node_id, on)
    decision.require()
    row = kind.files(
        tenant_id=tenant_of(viewer),
        node_id=node_id,
        file=files.keep(viewer, source, name=name, file_class=FileClass.LIST, node_id=node_id),
        state=SentState.CHECKING.value,
        sent_by=viewer.account_id if isinstance(viewer, Viewer) else None,
        sent_by_name=viewer.name if isinstance(viewer, Viewer) else "",
    )
    row.save(force_insert=True)
    _begin(kind, viewer, row, "check")
    kind.note(viewer, "file-sent", row, decision=decision)
    return row


def _begin(kind: FileKind, viewer: AnyViewer, row: Any, work: str) -> None:
    row.job = jobs.start(viewer, f"{kind.area}.{work}-file", title=f"Файл: {kind.title}", file_id=str(row.pk))
    row.save(update_fields=["job"])


def _locked(kind: FileKind, viewer: AnyViewer, file_id: UUID, *, on: date) -> Any:
    row = kind.files.objects.of(viewer).select_for_update(of=("self",)).select_related("node").get(pk=file_id)
    kind.may_send(viewer, row.node_id, on).require()
    row.state = standing(row).value
    return row


def _move(row: Any, to: SentState, *also: str) -> None:
    rules.may_move_sent(SentState(row.state), to).require()
    row.state = to.value
    row.save(update_fields=["state", *also])


@transaction.atomic
def recheck(kind: FileKind, viewer: AnyViewer, file_id: UUID, *, on: date) -> Any:
    """Read and compare once more; what was answered stays."""
    row = _locked(kind, viewer, file_id, on=on)
    _move(row, SentState.CHECKING)
    _begin(kind, viewer, row, "check")
    kind.note(viewer, "file-rechecked", row)
    return row


@transaction.atomic
def drop_file(kind: FileKind, viewer: AnyViewer, file_id: UUID, *, on: date) -> Any:
    """The file is not wanted; nothing of it was recorded."""
    row = _locked(kind, viewer, file_id, on=on)
    _move(row, SentState.DROPPED)
    kind.note(viewer, "file-dropped", row)
    return row


@transaction.atomic
def answer_line(
    kind: FileKind, viewer: AnyViewer, line_id: UUID, *, question: str, answer: str, alike: tuple[str, ...], on: date
) -> Any:
    """One answer, remembered for every line of the file that asks the same of the same (`alike`: fields that name it).
    After the last one the file is checked once more: an answer may bring up what was hidden behind it."""
    line = kind.lines.objects.of(viewer).get(pk=line_id)
    row = _locked(kind, viewer, line.source_id, on=on)
    decision = rules.may_answer_sent(SentState(row.state), answer=answer, offered=line.asked.get(question, []))
    decision.require()
    same = kind.lines.objects.of(viewer).filter(source=row, asked__has_key=question)
    for one in same.select_for_update(of=("self",)):
        if one.pk != line.pk and (not alike or question in one.answers or _named(one, alike) != _named(line, alike)):
            continue
        one.answers = {**one.answers, question: answer}
        one.waits = any(name not in one.answers for name in one.asked)
        one.save(update_fields=["answers", "waits"])
    kind.note(viewer, "file-line-answered", line, decision=decision)
    if not count_waiting(kind, viewer, row).doubts:
        _move(row, SentState.CHECKING)
        _begin(kind, viewer, row, "check")
    return line


def _named(line: Any, alike: tuple[str, ...]) -> list[Any]:
    return [line.values.get(name) for name in alike]


def errors_of(kind: FileKind, viewer: AnyViewer, row: Any) -> BytesIO:
    """Lines with something to mend, as a workbook."""
    lines = kind.lines.objects.of(viewer).filter(source=row).exclude(problems=[])
    note = viewer.caveat if isinstance(viewer, Viewer) else ""
    return workbooks.problems_book(lines.iterator(), note=note)


@transaction.atomic
def apply_file(kind: FileKind, viewer: AnyViewer, file_id: UUID, *, skip_wrong: bool, on: date) -> Any:
    """Begin to record what was checked; refused while somebody has to say who is meant or what stays."""
    row = _locked(kind, viewer, file_id, on=on)
    waiting = count_waiting(kind, viewer, row)
    decision = rules.may_apply_sent(
        SentState(row.state), doubts=waiting.doubts, wrong=waiting.wrong, fit=waiting.fit, skip_wrong=skip_wrong
    )
    decision.require()
    _move(row, SentState.APPLYING)
    _begin(kind, viewer, row, "apply")
    kind.note(viewer, "file-apply-asked", row, decision=decision)
    return row


@transaction.atomic
def undo_file(kind: FileKind, viewer: AnyViewer, file_id: UUID, *, why: str, on: date) -> Any:
    """Begin to take what a file brought back, all of it, for a reason."""
    row = _locked(kind, viewer, file_id, on=on)
    decision = rules.may_take_back_sent(dependents=kind.dependents(viewer, row), why=why)
    decision.require()
    row.undone_why = why.strip()[:300]
    _move(row, SentState.UNDOING, "undone_why")
    _begin(kind, viewer, row, "undo")
    kind.note(viewer, "file-undo-asked", row, decision=decision, reason=why)
    return row
