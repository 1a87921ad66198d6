"""The long work on a file with results: read and compared, recorded in one transaction, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.services import record_evidence, restore_evidence, withdraw_evidence
from marshrut.apps.competencies.types import Depth, NewEvidence, Stage
from marshrut.apps.diagnostics import rules
from marshrut.apps.diagnostics.importing import Looked, compare, diagnostic_of, layout_of
from marshrut.apps.diagnostics.models import Instrument, Result, ResultsFile, ResultsLine
from marshrut.apps.diagnostics.queries import results as queries
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.reading.results import ResultLine, ResultsRead, read_results
from marshrut.apps.diagnostics.scoring import tidy_short
from marshrut.apps.diagnostics.services.scaling import beside_scale, scale_results
from marshrut.apps.diagnostics.services.scoring import SOURCE, evidence_of
from marshrut.apps.diagnostics.types import DiagnosticsError, NewResult, ResultsState, Verdict
from marshrut.apps.registry.reading import UnreadableError
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.scope.bulk import copy_rows, unswept
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["check_results", "take_results_back", "write_results"]

Step = Callable[[int, int, str], None]
#: Why a result was withdrawn, when another was said to be the right one.
REPLACED = "заменён более верным результатом"
_LINE = (
    *("id", "tenant_id", "source_id", "sheet", "row", "verdict", "values", "answers", "scores", "problems"),
    *("person_id", "candidates", "answer"),
)
_RESULT = (
    *("id", "tenant_id", "person_id", "on", "node_id", "origin", "held_by_id", "held_by_name", "depth", "stage"),
    *("instrument_id", "instrument_name", "version_id", "source_id", "outcome", "scores", "recorded_at"),
    *("withdrawn_at", "withdrawn_why"),
)


def _quiet(done: int, total: int, words: str) -> None:
    """Nobody watches."""


def _set(viewer: SystemViewer, row: ResultsFile, state: ResultsState, **fields: Any) -> None:
    rules.may_move_results(ResultsState(row.state), state).require()
    ResultsFile.objects.of(viewer).filter(pk=row.pk).update(state=state.value, **fields)


def _taken(viewer: SystemViewer, results_id: UUID, state: ResultsState) -> ResultsFile | None:
    row = ResultsFile.objects.of(viewer).select_related("node", "file", "version").get(pk=results_id)
    return row if row.state == state else None


def _told(error: Exception) -> Exception:
    """The database's own words quote the row: a person's number must not stand in a job's error."""
    if isinstance(error, DatabaseError):
        return DiagnosticsError("База данных не приняла строки файла. Ничего не изменено.")
    return error


def check_results(viewer: SystemViewer, results_id: UUID, *, step: Step = _quiet) -> None:
    """Read the file, compare it with what is recorded, write down what each line would do."""
    row = _taken(viewer, results_id, ResultsState.CHECKING)
    if row is None:
        return
    try:
        with unswept():
            _check(viewer, row, step)
    except UnreadableError as error:
        problem = {"code": "unreadable", "text": str(error), "cure": "", "warning": False}
        _set(viewer, row, ResultsState.UNREADABLE, problems=[problem], checked_at=timezone.now())
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(viewer, row, ResultsState.FAILED)
        raise _told(error) from None


def _check(viewer: SystemViewer, row: ResultsFile, step: Step) -> None:
    on = today(viewer)
    read = _read(viewer, row, on, step)
    if not read.lines or any(not one["warning"] for one in read.problems):
        _set(
            viewer,
            row,
            ResultsState.UNREADABLE,
            problems=read.problems,
            columns=read.columns,
            checked_at=timezone.now(),
        )
        return
    step(len(read.lines), len(read.lines), "Сравнение с записанным")
    looked = compare(viewer, row, read.lines, answers=_answers(viewer, row), on=on)
    counts = Counter(one.verdict.value for one in looked)
    summary = {**row.summary, "lines": len(looked), "verdicts": dict(counts), "unknown": read.unknown}
    with transaction.atomic():
        _write_lines(viewer, row, looked)
        _set(
            viewer, row, ResultsState.CHECKED, summary=summary, problems=read.problems, columns=read.columns,
            checked_at=timezone.now(),
        )  # fmt: skip
        audit.record(viewer, "diagnostics.results-checked", target=row)


def _read(viewer: SystemViewer, row: ResultsFile, on: date, step: Step) -> ResultsRead:
    with files.read(row.file) as source:
        return read_results(
            source, layout_of(viewer, row, on=on), today=on, step=lambda done, total: step(done, total, "Чтение файла")
        )


def _answers(viewer: SystemViewer, row: ResultsFile) -> dict[tuple[str, int], str]:
    lines = ResultsLine.objects.of(viewer).filter(source=row).exclude(answer="")
    return {(one[0], one[1]): one[2] for one in lines.values_list("sheet", "row", "answer")}


def _write_lines(viewer: SystemViewer, row: ResultsFile, looked: list[Looked]) -> None:
    ResultsLine.objects.of(viewer).filter(source=row).delete()
    copy_rows(ResultsLine, _LINE, (_line_row(row, one) for one in looked))


def _line_row(row: ResultsFile, one: Looked) -> tuple[Any, ...]:
    line = one.line
    values = {key: value.isoformat() if isinstance(value, date) else value for key, value in line.values.items()}
    if "snils" in values:
        values["snils"] = f"***-***-{str(values['snils'])[-5:-2]} {str(values['snils'])[-2:]}"
    if line.shares:
        values["shares"] = {code: list(pair) for code, pair in line.shares.items()}
    return (
        *(new_id(), row.tenant_id, row.pk, line.sheet[:120], line.row, one.verdict.value, Jsonb(values), None),
        *(line.scores, Jsonb(line.problems), one.person_id, one.candidates, one.answer),
    )


def write_results(viewer: SystemViewer, results_id: UUID, *, step: Step = _quiet) -> bool:
    """Record a checked file in one transaction; False: what is recorded changed since, the person must look again."""
    row = _taken(viewer, results_id, ResultsState.APPLYING)
    if row is None:
        return False
    try:
        with unswept():
            return _write(viewer, row, step)
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(viewer, row, ResultsState.FAILED)
        raise _told(error) from None


def _write(viewer: SystemViewer, row: ResultsFile, step: Step) -> bool:
    """The file is read and compared anew: what was shown is what is recorded, or nothing is."""
    on = today(viewer)
    read = _read(viewer, row, on, step)
    with transaction.atomic():
        beside_scale(viewer)  # before any person is held: who changes the scale holds it first, too
        rows = ResultsLine.objects.of(viewer).filter(source=row)
        shown = {(one[0], one[1]): (one[2], one[3]) for one in rows.values_list("sheet", "row", "verdict", "person_id")}
        answers = _answers(viewer, row)
        looked = compare(viewer, row, read.lines, answers=answers, on=on)
        if any(_moved(shown.get((one.line.sheet, one.line.row)), one) for one in looked):
            _look_again(viewer, row, looked)
            return False
        step(0, 1, "Запись результатов")
        taken = [one for one in looked if one.verdict is Verdict.NEW and one.person_id]
        now = timezone.now()
        results = [_result(row, one, now) for one in taken]
        replaced = [pk for one in taken for pk in one.against]
        if replaced:
            _withdraw(viewer, replaced, why=REPLACED, replaced_by=row)
        copy_rows(Result, _RESULT, (_result_row(one) for one in results), exact=True)
        step(0, 1, "Выводы по компетенциям")
        told = ((made, one.line) for made, one in zip(results, taken, strict=True))
        said = record_evidence(viewer, _evidence(viewer, row, told, on=on), now=timezone.now())
        if row.depth == Depth.ITEMS.value:
            scale_results(viewer, [one.pk for one in results])
        summary = {**row.summary, "recorded": len(results), "evidence": said}
        _set(viewer, row, ResultsState.APPLIED, applied_at=timezone.now(), summary=summary)
        audit.record(viewer, "diagnostics.results-applied", target=row, reason=f"результатов: {len(results)}")
    return True


def _moved(shown: tuple[str, UUID | None] | None, one: Looked) -> bool:
    """Somebody changed what is recorded since the check; an answer given since is no surprise."""
    if shown is None:
        return True
    if one.verdict in {Verdict.DOUBTFUL, Verdict.CONFLICT}:
        return one.answer != "skip"
    return not (one.answer or one.superseded) and shown != (one.verdict.value, one.person_id)


def _look_again(viewer: SystemViewer, row: ResultsFile, looked: list[Looked]) -> None:
    text = "С тех пор как файл проверили, записанное изменилось. Посмотрите ещё раз и подтвердите."
    problem = {"code": "stale", "text": text, "cure": "", "warning": True}
    counts = Counter(one.verdict.value for one in looked)
    _write_lines(viewer, row, looked)
    summary = {**row.summary, "verdicts": dict(counts)}
    _set(viewer, row, ResultsState.CHECKED, summary=summary, problems=[*row.problems, problem])


def _result(row: ResultsFile, one: Looked, now: datetime) -> NewResult:
    line = one.line
    outcome: dict[str, Any] = {}
    if line.shares:
        outcome["shares"] = {code: list(pair) for code, pair in sorted(line.shares.items())}
    if "levels" in line.values:
        outcome["levels"] = line.values["levels"]
    return NewResult(
        pk=new_id(),
        tenant_id=row.tenant_id,
        person_id=_somebody(one),
        on=line.values["on"],
        node_id=one.node_id or row.node_id,
        origin=row.origin,
        held_by_id=row.held_by_id,
        held_by_name=str(line.values.get("held_by") or row.held_by_name)[:300],
        depth=row.depth,
        stage=row.stage,
        instrument_id=row.version.instrument_id if row.version else None,
        instrument_name=diagnostic_of(row, line),
        version_id=row.version_id,
        source_id=row.pk,
        outcome=outcome,
        scores=line.scores,
        recorded_at=now,
    )


def _somebody(one: Looked) -> UUID:
    if one.person_id is None:
        raise ValueError("a result is somebody's")
    return one.person_id


def _result_row(one: NewResult) -> tuple[Any, ...]:
    return (
        *(one.pk, one.tenant_id, one.person_id, one.on, one.node_id, one.origin, one.held_by_id, one.held_by_name),
        *(one.depth, one.stage, one.instrument_id, one.instrument_name, one.version_id, one.source_id),
        *(Jsonb(one.outcome), one.scores, one.recorded_at, None, ""),
    )


def _evidence(
    viewer: SystemViewer, row: ResultsFile, made: Iterator[tuple[NewResult, ResultLine]], *, on: date
) -> Iterator[NewEvidence]:
    """What the results say of competencies. A bare fact says nothing; a share of the whole speaks of the competency
    that the sender named, or of none."""
    depth = Depth(row.depth)
    if depth is Depth.FACT:
        return
    if depth is Depth.ITEMS and row.version_id is not None:
        paper = get_paper(viewer, row.version_id)
        for result, _line in made:
            yield from evidence_of(result, paper)
        return
    codes, whole = framework(viewer, on).codes, str(row.summary.get("competency") or "")
    rows = Instrument.objects.of(viewer).values_list("title", "code")
    ours = {tidy_short(title): code for title, code in rows}
    for result, line in made:
        name = tidy_short(result.instrument_name)
        for code, (earned, possible) in line.shares.items():
            competency = code or whole
            if competency in codes:
                yield _new(result, depth, competency, (earned, possible), key=ours.get(name, name))


def _new(result: NewResult, depth: Depth, competency: str, points: tuple[float, float], *, key: str) -> NewEvidence:
    """`key`: the same for one diagnostic however its name is typed, in a file or here, so that it is one source."""
    level = depth is Depth.LEVEL
    return NewEvidence(
        person_id=result.person_id,
        competency=competency,
        on=result.on,
        earned=points[0],
        possible=points[1],
        cut=0.5 if level else None,
        strong=0.75 if level else None,
        origin=result.origin,
        depth=depth,
        stage=Stage(result.stage),
        source_type=SOURCE,
        source_id=result.pk,
        instrument_key=key,
        instrument_title=result.instrument_name,
        node_id=result.node_id,
    )


def _withdraw(viewer: SystemViewer, ids: list[UUID], *, why: str, replaced_by: ResultsFile | None = None) -> None:
    withdraw_evidence(viewer, source_type=SOURCE, source_ids=ids, why=why)
    rows = Result.objects.of(viewer).filter(pk__in=ids, withdrawn_at=None)
    rows.update(withdrawn_at=timezone.now(), withdrawn_why=why, replaced_by=replaced_by)


def _restore_replaced(viewer: SystemViewer, row: ResultsFile) -> None:
    """What gave way to this file stands again, with what it said; not that of a file taken back meanwhile."""
    rows = Result.objects.of(viewer).filter(replaced_by=row).exclude(source__state=ResultsState.UNDONE)
    ids = list(rows.values_list("pk", flat=True))
    rows.filter(pk__in=ids).update(withdrawn_at=None, withdrawn_why="", replaced_by=None)
    restore_evidence(viewer, source_type=SOURCE, source_ids=ids, why=REPLACED, now=timezone.now())
    scale_results(viewer, ids)


def take_results_back(viewer: SystemViewer, results_id: UUID, *, step: Step = _quiet) -> bool:
    """Take an applied file back in one transaction: its results and what they said are withdrawn, what gave way to
    them stands again."""
    row = _taken(viewer, results_id, ResultsState.UNDOING)
    if row is None:
        return False
    try:
        with transaction.atomic():
            step(0, 1, "Отмена")
            later = queries.replaced_by(viewer, row)
            rules.may_take_back(dependents=queries.dependents(viewer, row), replaced_by=later).require()
            beside_scale(viewer)
            ids = list(Result.objects.of(viewer).filter(source=row, withdrawn_at=None).values_list("pk", flat=True))
            _withdraw(viewer, ids, why="файл с результатами отменён")
            _restore_replaced(viewer, row)
            _set(viewer, row, ResultsState.UNDONE, undone_at=timezone.now())
            audit.record(viewer, "diagnostics.results-undone", target=row)
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(viewer, row, ResultsState.APPLIED)
        raise _told(error) from None
    return True
