"""Lists: sent, explained, answered, applied, taken back. The long work itself is in `import_work`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.importing import answers
from marshrut.apps.registry.models import Absence, Import, ImportLine, Layout
from marshrut.apps.registry.queries import imports as queries
from marshrut.apps.registry.queries.list_page import Waiting, count_waiting
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState, LineVerdict
from marshrut.cores.kernel import Decision
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.queries import get_node
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = [
    "answer_absences",
    "answer_line",
    "answer_lines",
    "apply_list",
    "drop_list",
    "narrow_list",
    "recheck",
    "send_list",
    "teach_columns",
    "undo_list",
    "withdraw_answers",
]


@transaction.atomic
def send_list(
    viewer: AnyViewer,
    source: IO[bytes],
    *,
    name: str,
    kind: ImportKind,
    node_id: UUID,
    completeness: Completeness,
    as_of: date,
    on: date,
) -> Import:
    """Keep the file and begin to check it. Raises Refused, or FileRefusedError with words for the screen."""
    decision = access.may_send(viewer, kind, node_id, on=on)
    decision.require()
    node = get_node(viewer, node_id)
    row = Import(
        tenant_id=tenant_of(viewer),
        kind=kind.value,
        node=node,
        completeness=completeness.value,
        as_of=as_of,
        file=files.keep(viewer, source, name=name, file_class=FileClass.LIST, node_id=node.pk),
        state=ImportState.CHECKING.value,
        sent_by=viewer.account_id if isinstance(viewer, Viewer) else None,
        sent_by_name=viewer.name if isinstance(viewer, Viewer) else "",
    )
    row.save(force_insert=True)
    _begin(viewer, row, "registry.check")
    audit.record(viewer, "registry.list-sent", target=row, decision=decision)
    return row


def _begin(viewer: AnyViewer, row: Import, kind: str, **arguments: Any) -> None:
    """Start the work on a list; its title names the kind of list and the place, never a person."""
    words = f"{ImportKind(row.kind).title}: {row.node}"[:180]
    row.job = jobs.start(viewer, kind, title=words, import_id=str(row.pk), **arguments)
    row.save(update_fields=["job"])


def _locked(viewer: AnyViewer, import_id: UUID, *, on: date) -> tuple[Import, Decision]:
    """The list, locked, where it really stands; whoever may send it handles it."""
    row: Import = Import.objects.of(viewer).select_for_update(of=("self",)).select_related("node").get(pk=import_id)
    decision = access.may_send(viewer, ImportKind(row.kind), row.node_id, on=on)
    decision.require()
    row.state = queries.standing(viewer, row).value
    return row, decision


def _move(row: Import, to: ImportState) -> None:
    """REGISTRY-11."""
    rules.may_move_list(ImportState(row.state), to).require()
    row.state = to.value
    row.save(update_fields=["state", "completeness"])


@transaction.atomic
def recheck(viewer: AnyViewer, import_id: UUID, *, on: date) -> Import:
    """Read and compare the file once more; answers that were given stay."""
    row, decision = _locked(viewer, import_id, on=on)
    _move(row, ImportState.CHECKING)
    _begin(viewer, row, "registry.check")
    audit.record(viewer, "registry.list-rechecked", target=row, decision=decision)
    return row


@transaction.atomic
def teach_columns(
    viewer: AnyViewer, import_id: UUID, *, columns: Mapping[str, str], remember: bool, on: date
) -> Import:
    """The person says which column is which field (heading → field code, '' for none); remembered for the layout."""
    row, decision = _locked(viewer, import_id, on=on)
    _move(row, ImportState.CHECKING)
    row.columns = {**row.columns, **columns}
    row.summary = {**row.summary, "taught": dict(columns)}
    row.save(update_fields=["columns", "summary"])
    signature = str(row.summary.get("signature") or "")
    if remember and signature:
        taught = viewer.account_id if isinstance(viewer, Viewer) else None
        Layout.objects.of(viewer).update_or_create(
            tenant_id=row.tenant_id,
            kind=row.kind,
            signature=signature,
            defaults={"columns": row.columns, "taught_by": taught},
        )
    _begin(viewer, row, "registry.check")
    audit.record(viewer, "registry.layout-taught", target=row, decision=decision, changed=["columns"])
    return row


@transaction.atomic
def narrow_list(viewer: AnyViewer, import_id: UUID, *, on: date) -> Import:
    """The list turns out to be an addition: nobody is absent from it any more."""
    row, decision = _locked(viewer, import_id, on=on)
    row.completeness = Completeness.ADDITION.value
    _move(row, ImportState.CHECKING)
    Absence.objects.of(viewer).filter(source=row).delete()
    _begin(viewer, row, "registry.check")
    audit.record(viewer, "registry.list-narrowed", target=row, decision=decision, changed=["completeness"])
    return row


@transaction.atomic
def drop_list(viewer: AnyViewer, import_id: UUID, *, reason: str, on: date) -> Import:
    """The list is not wanted; nothing of it was applied."""
    row, decision = _locked(viewer, import_id, on=on)
    _move(row, ImportState.DROPPED)
    audit.record(viewer, "registry.list-dropped", target=row, decision=decision, reason=reason)
    return row


@transaction.atomic
def answer_line(viewer: AnyViewer, line_id: UUID, *, answer: str, reason: str, on: date) -> ImportLine:
    """Who a doubtful line is: the id of one of its candidates, `new` or `skip`. Remembered: it is asked once."""
    line: ImportLine = ImportLine.objects.of(viewer).get(pk=line_id)
    row, _ = _locked(viewer, line.source_id, on=on)
    decision = _may_answer(row, line, answer)
    decision.require()
    answers.remember(viewer, row, {line.pk: answer}, reason=reason, by=_actor(viewer))
    audit.record(viewer, "registry.line-answered", target=line, decision=decision, reason=reason)
    line.refresh_from_db()
    return line


def _actor(viewer: AnyViewer) -> UUID | None:
    return viewer.account_id if isinstance(viewer, Viewer) else None


def _may_answer(row: Import, line: ImportLine, answer: str) -> Decision:
    offered = {str(one) for one in line.candidates}
    return rules.may_answer_line(state=ImportState(row.state), candidates=offered, answer=answer)


@transaction.atomic
def answer_lines(viewer: AnyViewer, import_id: UUID, *, line_ids: Iterable[UUID], answer: str, on: date) -> int:
    """One answer to many doubtful lines: `new`, `skip`, or `same` where each line has one candidate; how many.

    Remembered like single answers; `withdraw_answers` takes the last such answer back before the list is applied.
    """
    row, _ = _locked(viewer, import_id, on=on)
    wanted = set(line_ids)
    lines = list(ImportLine.objects.of(viewer).filter(source=row, pk__in=wanted))
    if len(lines) != len(wanted) or not lines:
        raise ImportLine.DoesNotExist
    said = {}
    for line in lines:
        only = str(line.candidates[0]) if answer == "same" and len(line.candidates) == 1 else answer
        decision = _may_answer(row, line, only)
        decision.require()
        said[line.pk] = only
    answered = answers.remember(viewer, row, said, reason="", by=_actor(viewer))
    together = [[one.sheet, one.row, [str(person) for person in one.candidates]] for one in answered]
    row.summary = {**row.summary, "together": {"answer": answer, "lines": together}}
    row.save(update_fields=["summary"])
    audit.record(viewer, "registry.lines-answered", target=row, decision=decision, reason=f"строк: {len(answered)}")
    return len(answered)


@transaction.atomic
def withdraw_answers(viewer: AnyViewer, import_id: UUID, *, on: date) -> int:
    """The last answer to many lines is taken back: they are asked about as before; how many."""
    row, _ = _locked(viewer, import_id, on=on)
    told = row.summary.get("together", {}).get("lines", ())
    asked = {(sheet, number): [UUID(one) for one in people] for sheet, number, people in told}
    rows = ImportLine.objects.of(viewer).filter(source=row, row__in=[number for _, number in asked])
    lines = {one.pk: asked[key] for one in rows.exclude(answer="") if (key := (one.sheet, one.row)) in asked}
    decision = rules.may_answer_line(state=ImportState(row.state), candidates=["lines"] if lines else [], answer="skip")
    decision.require()
    answers.withdraw(viewer, row, lines)
    row.summary = {key: value for key, value in row.summary.items() if key != "together"}
    row.save(update_fields=["summary"])
    audit.record(viewer, "registry.answers-withdrawn", target=row, decision=decision, reason=f"строк: {len(lines)}")
    return len(lines)


@transaction.atomic
def answer_absences(
    viewer: AnyViewer,
    import_id: UUID,
    *,
    line_ids: Iterable[UUID] | None,
    reason: str,
    since: date | None,
    on: date,
) -> int:
    """Why these are absent (`line_ids`: of the absences' own `line_id`; None: all without an answer); how many."""
    row, _ = _locked(viewer, import_id, on=on)
    known = not reason or reason in {one.code for one in queries.absence_reasons(ImportKind(row.kind))}
    decision = rules.may_explain_absence(state=ImportState(row.state), known=known, since=since, as_of=row.as_of)
    decision.require()
    rows = Absence.objects.of(viewer).filter(source=row)
    rows = rows.filter(reason="") if line_ids is None else rows.filter(line_id__in=list(line_ids))
    changed = rows.update(reason=reason, since=since)
    audit.record(viewer, "registry.absences-answered", target=row, decision=decision, reason=reason)
    return changed


@transaction.atomic
def apply_list(viewer: AnyViewer, import_id: UUID, *, sure: bool, skip_wrong: bool, on: date) -> Import:
    """Begin to apply a checked list as one change set; refused with words while something waits for the person."""
    row, _ = _locked(viewer, import_id, on=on)
    rules.may_move_list(ImportState(row.state), ImportState.APPLYING).require()
    decision = may_apply(row, count_waiting(viewer, row), sure=sure, skip_wrong=skip_wrong)
    decision.require()
    _move(row, ImportState.APPLYING)
    by = str(viewer.account_id) if isinstance(viewer, Viewer) else ""
    _begin(viewer, row, "registry.apply", by=by)
    audit.record(viewer, "registry.list-apply-asked", target=row, decision=decision)
    return row


def may_apply(row: Import, waiting: Waiting, *, sure: bool, skip_wrong: bool) -> Decision:
    """REGISTRY-12, 13, 16, 14 in the order in which a person deals with them; the first no is the answer."""
    wrong = waiting.counts.get(LineVerdict.WRONG, 0)
    summary = row.summary
    decision = rules.may_apply_surely(
        absent=waiting.missing,
        recorded=int(summary.get("recorded") or 0),
        warnings=summary.get("asks") or [],
        sure=sure,
    )
    for asked in (
        rules.may_apply_doubts(doubtful=waiting.open_lines),
        rules.may_apply_absences(unanswered=waiting.open_absent),
        rules.may_apply_wrong(wrong=wrong, skip_wrong=skip_wrong, fit=waiting.total - wrong),
    ):
        if not asked:
            return asked
    return decision


@transaction.atomic
def undo_list(viewer: AnyViewer, import_id: UUID, *, reason: str, on: date) -> Import:
    """Begin to take an applied list back, unless something depends on it (REGISTRY-15 says what)."""
    row, _ = _locked(viewer, import_id, on=on)
    rules.may_move_list(ImportState(row.state), ImportState.UNDOING).require()
    decision = rules.may_take_back(dependents=queries.dependents(viewer, row.pk, on=on))
    decision.require()
    _move(row, ImportState.UNDOING)
    by = str(viewer.account_id) if isinstance(viewer, Viewer) else ""
    _begin(viewer, row, "registry.undo", by=by)
    audit.record(viewer, "registry.list-undo-asked", target=row, decision=decision, reason=reason)
    return row
