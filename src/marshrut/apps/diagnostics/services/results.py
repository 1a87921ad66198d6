"""Files with results: sent, answered, applied, taken back; files of keys. The long work itself is in `results_work`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.types import Depth, Stage
from marshrut.apps.diagnostics import access, rules
from marshrut.apps.diagnostics.importing import fingerprint
from marshrut.apps.diagnostics.models import CodeFile, ParticipantCode, PersonAnswer, ResultsFile, ResultsLine
from marshrut.apps.diagnostics.queries import results as queries
from marshrut.apps.diagnostics.reading.results import Layout, read_results
from marshrut.apps.diagnostics.types import OWN_RESULT, DiagnosticsError, ResultsState, Verdict
from marshrut.apps.registry import workbooks
from marshrut.apps.registry.services import match_people
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = [
    "Sent",
    "answer_line",
    "apply_results",
    "drop_results",
    "errors_of",
    "recheck",
    "send_keys",
    "send_results",
    "undo_results",
]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the person says of a file."""

    depth: Depth
    origin: str
    stage: Stage
    diagnostic: str
    node_id: UUID
    held_by_id: UUID | None = None
    held_by_name: str = ""
    held_on: date | None = None
    version_id: UUID | None = None
    #: Of which competency a level or a per cent of the whole speaks; empty: of none, it is only kept.
    competency: str = ""
    #: What the cells of items hold: points or answers.
    cells: str = "points"


@transaction.atomic
def send_results(viewer: AnyViewer, source: IO[bytes], *, name: str, sent: Sent, on: date) -> ResultsFile:
    """Keep the file and begin to check it. Raises Refused, FileRefusedError or DiagnosticsError with words."""
    decision = access.may_send_results(viewer, sent.node_id, on=on)
    decision.require()
    words = framework(viewer, on)
    if sent.origin not in words.origins:
        raise DiagnosticsError("Скажите, откуда результаты.")
    if sent.competency and sent.competency not in words.codes:
        raise DiagnosticsError("Такой компетенции в модели нет.")
    if sent.depth is Depth.ITEMS and not queries.has_version(viewer, sent.version_id):
        raise DiagnosticsError("Для баллов по заданиям выберите инструмент и его версию.")
    if not sent.diagnostic.strip():
        raise DiagnosticsError("Назовите диагностику.")
    row = ResultsFile(
        tenant_id=tenant_of(viewer),
        node_id=sent.node_id,
        held_by_id=sent.held_by_id,
        held_by_name=sent.held_by_name[:300],
        origin=sent.origin,
        depth=sent.depth.value,
        stage=sent.stage.value,
        version_id=sent.version_id if sent.depth is Depth.ITEMS else None,
        held_on=sent.held_on,
        file=files.keep(viewer, source, name=name, file_class=FileClass.LIST, node_id=sent.node_id),
        state=ResultsState.CHECKING.value,
        summary={"diagnostic": sent.diagnostic.strip()[:300], "competency": sent.competency, "cells": sent.cells},
        sent_by=viewer.account_id if isinstance(viewer, Viewer) else None,
        sent_by_name=viewer.name if isinstance(viewer, Viewer) else "",
    )
    row.save(force_insert=True)
    _begin(viewer, row, "diagnostics.check-results")
    audit.record(viewer, "diagnostics.results-sent", target=row, decision=decision)
    return row


def _begin(viewer: AnyViewer, row: ResultsFile, kind: str) -> None:
    row.job = jobs.start(viewer, kind, title=f"Результаты: {row.node}"[:180], results_id=str(row.pk))
    row.save(update_fields=["job"])


def _locked(viewer: AnyViewer, results_id: UUID, *, on: date) -> ResultsFile:
    rows = ResultsFile.objects.of(viewer).select_for_update(of=("self",)).select_related("node")
    row: ResultsFile = rows.get(pk=results_id)
    access.may_send_results(viewer, row.node_id, on=on).require()
    row.state = queries.standing(row).value
    return row


def _move(row: ResultsFile, to: ResultsState) -> None:
    rules.may_move_results(ResultsState(row.state), to).require()
    row.state = to.value
    row.save(update_fields=["state"])


@transaction.atomic
def recheck(viewer: AnyViewer, results_id: UUID, *, on: date) -> ResultsFile:
    """Read and compare once more; what was answered stays."""
    row = _locked(viewer, results_id, on=on)
    _move(row, ResultsState.CHECKING)
    _begin(viewer, row, "diagnostics.check-results")
    audit.record(viewer, "diagnostics.results-rechecked", target=row)
    return row


@transaction.atomic
def drop_results(viewer: AnyViewer, results_id: UUID, *, on: date) -> ResultsFile:
    """The file is not wanted; nothing of it was applied."""
    row = _locked(viewer, results_id, on=on)
    _move(row, ResultsState.DROPPED)
    audit.record(viewer, "diagnostics.results-dropped", target=row)
    return row


@transaction.atomic
def answer_line(viewer: AnyViewer, line_id: UUID, *, answer: str, on: date, now: datetime) -> ResultsLine:
    """Whose a doubtful line is (a candidate's id or `skip`), or which of two results holds (keep, take, both)."""
    line: ResultsLine = ResultsLine.objects.of(viewer).get(pk=line_id)
    row = _locked(viewer, line.source_id, on=on)
    doubtful = line.verdict != Verdict.CONFLICT
    offered = _offered(line)
    decision = rules.may_answer_line(state=ResultsState(row.state), answer=answer, offered=offered)
    decision.require()
    line.answer = answer
    line.save(update_fields=["answer"])
    if doubtful:
        _remember(viewer, line, None if answer == "skip" else UUID(answer), now=now)
    audit.record(viewer, "diagnostics.results-line-answered", target=line, decision=decision)
    return line


def _offered(line: ResultsLine) -> set[str]:
    if line.verdict == Verdict.CONFLICT:
        ours = any(one["code"] == OWN_RESULT for one in line.problems)
        return {"keep", "both"} if ours else {"keep", "take", "both"}
    return {"skip", *(str(one) for one in line.candidates)} if line.candidates else set()


def _remember(viewer: AnyViewer, line: ResultsLine, person_id: UUID | None, *, now: datetime) -> None:
    mark = fingerprint(line.values)
    PersonAnswer.objects.of(viewer).filter(fingerprint=mark, withdrawn_at=None).update(withdrawn_at=now)
    if person_id is None:
        return
    PersonAnswer(
        tenant_id=line.tenant_id,
        fingerprint=mark,
        person_id=person_id,
        by=viewer.account_id if isinstance(viewer, Viewer) else None,
    ).save(force_insert=True)


def errors_of(viewer: AnyViewer, row: ResultsFile) -> BytesIO:
    """Lines with something to mend, as a workbook."""
    lines = ResultsLine.objects.of(viewer).filter(source=row).exclude(problems=[])
    return workbooks.problems_book(lines.iterator())


@transaction.atomic
def apply_results(viewer: AnyViewer, results_id: UUID, *, skip_wrong: bool, on: date) -> ResultsFile:
    """Begin to record what was checked; refused while somebody has to say who or which."""
    row = _locked(viewer, results_id, on=on)
    waiting = queries.count_waiting(viewer, row)
    decision = rules.may_apply_results(
        ResultsState(row.state), doubts=waiting.doubts, wrong=waiting.wrong, fit=waiting.fit, skip_wrong=skip_wrong
    )
    decision.require()
    _move(row, ResultsState.APPLYING)
    _begin(viewer, row, "diagnostics.apply-results")
    audit.record(viewer, "diagnostics.results-apply-asked", target=row, decision=decision)
    return row


@transaction.atomic
def undo_results(viewer: AnyViewer, results_id: UUID, *, on: date) -> ResultsFile:
    """Begin to take applied results back, with everything that they said of competencies."""
    row = _locked(viewer, results_id, on=on)
    decision = rules.may_take_back(
        dependents=queries.dependents(viewer, row), replaced_by=queries.replaced_by(viewer, row)
    )
    decision.require()
    _move(row, ResultsState.UNDOING)
    _begin(viewer, row, "diagnostics.undo-results")
    audit.record(viewer, "diagnostics.results-undo-asked", target=row, decision=decision)
    return row


@transaction.atomic
def send_keys(
    viewer: AnyViewer, source: IO[bytes], *, name: str, scheme: str, node_id: UUID, on: date
) -> tuple[CodeFile | None, list[dict[str, Any]], int]:
    """Whose the codes of one diagnostic are: (the file, problems, how many codes). With a problem nothing is kept."""
    decision = access.may_send_results(viewer, node_id, on=on)
    decision.require()
    scheme = scheme.strip()[:120]
    if not scheme:
        raise DiagnosticsError("Назовите диагностику, к которой эти ключи.")
    read = read_results(source, Layout(Depth.FACT, held_on=on), today=on)
    problems = [one for one in read.problems if not one["warning"]]
    for line in read.lines:
        named = str(line.values.get("diagnostic") or "")
        if named:
            rules.may_match_codes(scheme=named, wanted=scheme).require()
        if not line.values.get("code"):
            line.problem("no-code", "Код участника", "", "Нет кода участника.", "Впишите код.")
    matches = match_people(viewer, [one.values for one in read.lines], node_id=node_id, as_of=on) if read.lines else []
    found: dict[str, UUID] = {}
    for line, match in zip(read.lines, matches, strict=True):
        code = str(line.values.get("code") or "")
        if match.person_id is None and not line.wrong:
            cure = "Добавьте СНИЛС, дату рождения или организацию."
            line.problem("person", "ФИО", line.values.get("family_name", ""), "Не ясно, кто это.", cure)
        elif match.person_id and found.setdefault(code, match.person_id) != match.person_id:
            line.problem("code-twice", "Код участника", code, "Этот код стоит у двух разных людей.", "Исправьте код.")
        problems += [one for one in line.problems if not one["warning"]]
    if not problems:
        problems += _taken(viewer, scheme, found)
    if problems or not found:
        return None, problems, 0
    source.seek(0)
    kept = CodeFile(
        tenant_id=tenant_of(viewer),
        scheme=scheme,
        node_id=node_id,
        file=files.keep(viewer, source, name=name, file_class=FileClass.LIST, node_id=node_id),
        sent_by=viewer.account_id if isinstance(viewer, Viewer) else None,
    )
    kept.save(force_insert=True)
    known = set(_codes(viewer, scheme).values_list("code", flat=True))
    rows = [
        ParticipantCode(tenant_id=kept.tenant_id, scheme=scheme, code=code[:80], person_id=person, source=kept)
        for code, person in found.items()
        if code not in known
    ]
    ParticipantCode.objects.of(viewer).bulk_create(rows, batch_size=2000)
    audit.record(viewer, "diagnostics.keys-sent", target=kept, decision=decision)
    return kept, [], len(rows)


def _codes(viewer: AnyViewer, scheme: str) -> Any:
    return ParticipantCode.objects.of(viewer).filter(scheme=scheme, withdrawn_at=None)


def _taken(viewer: AnyViewer, scheme: str, found: Mapping[str, UUID]) -> list[dict[str, Any]]:
    """Codes that another key file gave to somebody else."""
    rows = _codes(viewer, scheme).filter(code__in=list(found))
    text, cure = "Этот код уже записан за другим человеком.", "Исправьте код: у двух людей один код не бывает."
    return [
        {"code": "code-taken", "text": text, "cure": cure, "sheet": "", "row": 0, "column": "Код участника",
         "value": code, "warning": False}
        for code, person in rows.values_list("code", "person_id")
        if found[code] != person
    ]  # fmt: skip
