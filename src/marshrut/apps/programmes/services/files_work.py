"""The long work on a file with learning: read and compared, recorded in one transaction, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes import rules
from marshrut.apps.programmes.importing import Looked, compare
from marshrut.apps.programmes.models import LearningFile, LearningLine
from marshrut.apps.programmes.queries import files as queries
from marshrut.apps.programmes.reading import read_learning
from marshrut.apps.programmes.services import files_write
from marshrut.apps.programmes.types import LearningFileKind, LearningFileState, LineVerdict, ProgrammesError
from marshrut.apps.registry.reading import UnreadableError
from marshrut.apps.registry.reading.named import tidy_heading
from marshrut.apps.registry.reading.rows import SentRead
from marshrut.apps.registry.reading.tidy import mask_snils
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.scope.bulk import unswept
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["check_file", "take_file_back", "write_file"]

Step = Callable[[int, int, str], None]
_S = LearningFileState


def _quiet(done: int, total: int, words: str) -> None:
    """Nobody watches."""


def _set(viewer: SystemViewer, row: LearningFile, state: LearningFileState, **fields: Any) -> None:
    rules.may_move_file(LearningFileState(row.state), state).require()
    LearningFile.objects.of(viewer).filter(pk=row.pk).update(state=state.value, **fields)


def _taken(viewer: SystemViewer, file_id: UUID, state: LearningFileState) -> LearningFile | None:
    row: LearningFile = LearningFile.objects.of(viewer).select_related("node", "file").get(pk=file_id)
    return row if row.state == state else None


def _told(error: Exception) -> Exception:
    """The database's own words quote the row: a person's number must not stand in a job's error."""
    if isinstance(error, DatabaseError):
        return ProgrammesError("База данных не приняла строки файла. Ничего не изменено.")
    return error


def check_file(viewer: SystemViewer, file_id: UUID, *, step: Step = _quiet) -> None:
    """Read the file, compare it with what is recorded, write down what each line would do."""
    row = _taken(viewer, file_id, _S.CHECKING)
    if row is None:
        return
    try:
        with unswept():
            _check(viewer, row, step)
    except UnreadableError as error:
        problem = {"code": "unreadable", "text": str(error), "cure": "", "warning": False}
        _set(viewer, row, _S.FAILED, problems=[problem], checked_at=timezone.now())
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(viewer, row, _S.FAILED)
        raise _told(error) from None


def _check(viewer: SystemViewer, row: LearningFile, step: Step) -> None:
    on = today(viewer)
    read = _read(viewer, row, on, step)
    facts = {"problems": read.problems, "columns": read.columns, "checked_at": timezone.now()}
    if not read.lines or any(not one["warning"] for one in read.problems):
        _set(viewer, row, _S.FAILED, **facts)
        return
    step(len(read.lines), len(read.lines), "Сравнение с записанным")
    looked = compare(viewer, row, read.lines, answers=_answers(viewer, row), on=on)
    with transaction.atomic():
        _write_lines(viewer, row, looked)
        _set(viewer, row, _S.CHECKED, summary=_summary(row, looked), **facts)
        audit.record(viewer, "programmes.file-checked", target=row)


def _read(viewer: SystemViewer, row: LearningFile, on: date, step: Step) -> SentRead:
    names: dict[str, str] = {}
    for code, one in framework(viewer, on).competencies.items():
        names[tidy_heading(code)] = code
        names.setdefault(tidy_heading(one.title), code)
    with files.read(row.file) as source:
        return read_learning(
            source,
            LearningFileKind(row.kind),
            today=on,
            competencies=names,
            step=lambda done, total: step(done, total, "Чтение файла"),
        )


def _summary(row: LearningFile, looked: list[Looked]) -> dict[str, Any]:
    counts = Counter(one.verdict.value for one in looked)
    return {**row.summary, "lines": len(looked), "verdicts": dict(counts)}


def _answers(viewer: SystemViewer, row: LearningFile) -> dict[tuple[str, int], str]:
    lines = LearningLine.objects.of(viewer).filter(source=row).exclude(answer="")
    return {(one[0], one[1]): one[2] for one in lines.values_list("sheet", "row", "answer")}


def _write_lines(viewer: SystemViewer, row: LearningFile, looked: list[Looked]) -> None:
    LearningLine.objects.of(viewer).filter(source=row).delete()
    LearningLine.objects.of(viewer).bulk_create((_line(row, one) for one in looked), batch_size=2000)


def _line(row: LearningFile, one: Looked) -> LearningLine:
    values = {key: value.isoformat() if isinstance(value, date) else value for key, value in one.line.values.items()}
    if "snils" in values:
        values["snils"] = mask_snils(str(values["snils"]))
    return LearningLine(
        id=new_id(),
        tenant_id=row.tenant_id,
        source_id=row.pk,
        sheet=one.line.sheet[:120],
        row=one.line.row,
        verdict=one.verdict.value,
        values=values,
        problems=one.line.problems,
        person_id=one.person_id,
        candidates=one.candidates,
        answer=one.answer,
    )


def write_file(viewer: SystemViewer, file_id: UUID, *, step: Step = _quiet) -> bool:
    """Record a checked file in one transaction; False: what is recorded changed since, the person must look again."""
    row = _taken(viewer, file_id, _S.APPLYING)
    if row is None:
        return False
    try:
        with unswept():
            return _write(viewer, row, step)
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(viewer, row, _S.FAILED)
        raise _told(error) from None


def _write(viewer: SystemViewer, row: LearningFile, step: Step) -> bool:
    """The file is read and compared anew: what was shown is what is recorded, or nothing is."""
    on = today(viewer)
    read = _read(viewer, row, on, step)
    with transaction.atomic():
        files_write.lock(viewer, row)
        rows = LearningLine.objects.of(viewer).filter(source=row)
        shown = {(one[0], one[1]): (one[2], one[3]) for one in rows.values_list("sheet", "row", "verdict", "person_id")}
        looked = compare(viewer, row, read.lines, answers=_answers(viewer, row), on=on)
        if any(_moved(shown, one) for one in looked):
            _look_again(viewer, row, looked)
            return False
        step(0, 1, "Запись")
        done = files_write.write(viewer, row, [one for one in looked if one.fit], on=on)
        summary = {**row.summary, **done, "recorded": len(done["made"]) + len(done.get("changed", []))}
        _set(viewer, row, _S.APPLIED, applied_at=timezone.now(), summary=summary)
        audit.record(viewer, "programmes.file-applied", target=row, reason=f"строк: {summary['recorded']}")
    return True


def _moved(shown: Mapping[tuple[str, int], tuple[str, UUID | None]], one: Looked) -> bool:
    """Somebody changed what is recorded since the check; an answer given since is no surprise."""
    before = shown.get((one.line.sheet, one.line.row))
    if before is None or one.verdict in {LineVerdict.DOUBTFUL, LineVerdict.CONFLICT}:
        return True
    return not one.answer and before != (one.verdict.value, one.person_id)


def _look_again(viewer: SystemViewer, row: LearningFile, looked: list[Looked]) -> None:
    text = "С тех пор как файл проверили, записанное изменилось. Посмотрите ещё раз и подтвердите."
    problem = {"code": "stale", "text": text, "cure": "", "warning": True}
    _write_lines(viewer, row, looked)
    _set(viewer, row, _S.CHECKED, summary=_summary(row, looked), problems=[*row.problems, problem])


def take_file_back(viewer: SystemViewer, file_id: UUID, *, step: Step = _quiet) -> bool:
    """Take back what a file brought, in one transaction: what it replaced stands again."""
    row = _taken(viewer, file_id, _S.UNDOING)
    if row is None:
        return False
    try:
        with transaction.atomic():
            step(0, 1, "Отмена")
            files_write.lock(viewer, row)
            rules.may_take_back(dependents=queries.dependents(viewer, row)).require()
            files_write.take_back(viewer, row, on=today(viewer))
            _set(viewer, row, _S.UNDONE, undone_at=timezone.now())
            audit.record(viewer, "programmes.file-undone", target=row)
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(viewer, row, _S.APPLIED)
        raise _told(error) from None
    return True
