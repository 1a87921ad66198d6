"""The long work on a file from elsewhere: read and compared, recorded in one transaction, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from marshrut.apps.registry import rules
from marshrut.apps.registry.reading import UnreadableError
from marshrut.apps.registry.reading.rows import SentRead
from marshrut.apps.registry.reading.tidy import mask_snils
from marshrut.apps.registry.sent.kinds import FileKind, Looked, Step
from marshrut.apps.registry.types import Problem, RegistryError, SentState
from marshrut.foundation.files import services as files
from marshrut.foundation.scope.bulk import unswept
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["check_file", "take_file_back", "write_file"]

_S = SentState
_Before = tuple[str, bool, tuple[UUID | None, ...]]


def _quiet(done: int, total: int, words: str) -> None:
    """Nobody watches."""


def _set(kind: FileKind, viewer: SystemViewer, row: Any, state: SentState, **fields: Any) -> None:
    rules.may_move_sent(SentState(row.state), state).require()
    kind.files.objects.of(viewer).filter(pk=row.pk).update(state=state.value, **fields)


def _taken(kind: FileKind, viewer: SystemViewer, file_id: UUID, state: SentState) -> Any:
    row = kind.files.objects.of(viewer).select_related("node", "file").get(pk=file_id)
    return row if row.state == state else None


def _told(error: Exception) -> Exception:
    """The database's own words quote the row: a person's number must not stand in a job's error."""
    if isinstance(error, DatabaseError):
        return RegistryError("База данных не приняла строки файла. Ничего не изменено.")
    return error


def check_file(kind: FileKind, viewer: SystemViewer, file_id: UUID, *, step: Step = _quiet) -> None:
    """Read the file, compare it with what is recorded, write down what each line would do."""
    row = _taken(kind, viewer, file_id, _S.CHECKING)
    if row is None:
        return
    try:
        with unswept():
            _check(kind, viewer, row, step)
    except UnreadableError as error:
        problem = Problem("unreadable", str(error)).plain()
        _set(kind, viewer, row, _S.FAILED, problems=[problem], checked_at=timezone.now())
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(kind, viewer, row, _S.FAILED)
        raise _told(error) from None


def _check(kind: FileKind, viewer: SystemViewer, row: Any, step: Step) -> None:
    on = today(viewer)
    read = _read(kind, viewer, row, on, step)
    facts = {"problems": read.problems, "columns": read.columns, "checked_at": timezone.now()}
    if not read.lines or any(not one["warning"] for one in read.problems):
        _set(kind, viewer, row, _S.FAILED, **facts)
        return
    step(len(read.lines), len(read.lines), "Сравнение с записанным")
    looked = kind.compare(viewer, row, read.lines, _answers(kind, viewer, row), on)
    with transaction.atomic():
        _write_lines(kind, viewer, row, looked)
        _set(kind, viewer, row, _S.CHECKED, summary=_summary(row, looked), **facts)
        kind.note(viewer, "file-checked", row)


def _read(kind: FileKind, viewer: SystemViewer, row: Any, on: date, step: Step) -> SentRead:
    with files.read(row.file) as source:
        return kind.read(viewer, source, on, lambda done, total: step(done, total, "Чтение файла"))


def _summary(row: Any, looked: list[Looked]) -> dict[str, Any]:
    counts = Counter(one.verdict.value for one in looked)
    return {**row.summary, "lines": len(looked), "verdicts": dict(counts)}


def _answers(kind: FileKind, viewer: SystemViewer, row: Any) -> dict[tuple[str, int], dict[str, str]]:
    lines = kind.lines.objects.of(viewer).filter(source=row).exclude(answers={})
    return {(one[0], one[1]): one[2] for one in lines.values_list("sheet", "row", "answers")}


def _write_lines(kind: FileKind, viewer: SystemViewer, row: Any, looked: list[Looked]) -> None:
    kind.lines.objects.of(viewer).filter(source=row).delete()
    kind.lines.objects.of(viewer).bulk_create((_line(kind, row, one) for one in looked), batch_size=2000)


def _line(kind: FileKind, row: Any, one: Looked) -> Any:
    values = {key: value.isoformat() if isinstance(value, date) else value for key, value in one.line.values.items()}
    values |= {key: mask_snils(str(value)) for key, value in values.items() if key.endswith("snils")}
    return kind.lines(
        id=new_id(),
        tenant_id=row.tenant_id,
        source_id=row.pk,
        sheet=one.line.sheet[:120],
        row=one.line.row,
        verdict=one.verdict.value,
        values=values,
        problems=one.line.problems,
        asked=one.asked,
        answers=dict(one.answers),
        waits=one.waits,
        **{f"{name}_id": one.who.get(name) for name in kind.who},
    )


def write_file(kind: FileKind, viewer: SystemViewer, file_id: UUID, *, step: Step = _quiet) -> bool:
    """Record a checked file in one transaction; False: what is recorded changed since, the person must look again."""
    row = _taken(kind, viewer, file_id, _S.APPLYING)
    if row is None:
        return False
    try:
        with unswept():
            return _write(kind, viewer, row, step)
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(kind, viewer, row, _S.FAILED)
        raise _told(error) from None


def _write(kind: FileKind, viewer: SystemViewer, row: Any, step: Step) -> bool:
    """The file is read and compared anew: what was shown is what is recorded, or nothing is."""
    on = today(viewer)
    read = _read(kind, viewer, row, on, step)
    with transaction.atomic():
        kind.alone(viewer)
        shown = _shown(kind, viewer, row)
        looked = kind.compare(viewer, row, read.lines, _answers(kind, viewer, row), on)
        if any(_moved(kind, shown, one) for one in looked):
            _look_again(kind, viewer, row, looked)
            return False
        step(0, 1, "Запись")
        fit = [one for one in looked if one.fit]
        done = kind.write(viewer, row, fit, on)
        summary = {**row.summary, **done, "recorded": len(fit)}
        _set(kind, viewer, row, _S.APPLIED, applied_at=timezone.now(), summary=summary)
        kind.note(viewer, "file-applied", row, reason=f"строк: {len(fit)}")
    return True


def _shown(kind: FileKind, viewer: SystemViewer, row: Any) -> dict[tuple[str, int], _Before]:
    lines = kind.lines.objects.of(viewer).filter(source=row)
    listed = lines.values_list("sheet", "row", "verdict", "waits", *(f"{name}_id" for name in kind.who))
    return {(one[0], one[1]): (one[2], one[3], tuple(one[4:])) for one in listed}


def _moved(kind: FileKind, shown: Mapping[tuple[str, int], _Before], one: Looked) -> bool:
    """Somebody changed what is recorded since the person looked: the line would do something else now."""
    who = tuple(one.who.get(name) for name in kind.who)
    return shown.get((one.line.sheet[:120], one.line.row)) != (one.verdict.value, one.waits, who)


def _look_again(kind: FileKind, viewer: SystemViewer, row: Any, looked: list[Looked]) -> None:
    text = "С тех пор как файл проверили, записанное изменилось. Посмотрите ещё раз и подтвердите."
    problem = Problem("stale", text, warning=True).plain()
    kept = [one for one in row.problems if one["code"] != "stale"]
    _write_lines(kind, viewer, row, looked)
    _set(kind, viewer, row, _S.CHECKED, summary=_summary(row, looked), problems=[*kept, problem])


def take_file_back(kind: FileKind, viewer: SystemViewer, file_id: UUID, *, step: Step = _quiet) -> bool:
    """Take back what a file brought, in one transaction: what it replaced stands again."""
    row = _taken(kind, viewer, file_id, _S.UNDOING)
    if row is None:
        return False
    try:
        with transaction.atomic():
            step(0, 1, "Отмена")
            kind.alone(viewer)
            rules.may_take_back_sent(dependents=kind.dependents(viewer, row), why=row.undone_why).require()
            kind.take_back(viewer, row, today(viewer))
            _set(kind, viewer, row, _S.UNDONE, undone_at=timezone.now())
            kind.note(viewer, "file-undone", row, reason=row.undone_why)
    except Exception as error:  # noqa: BLE001 - the file is told first, then the same error goes on
        _set(kind, viewer, row, _S.APPLIED)
        raise _told(error) from None
    return True
