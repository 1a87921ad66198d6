"""The long work on a list: read and compared, written as one change set, taken back. Called by jobs and commands.

The work on the registry itself is one transaction: a killed worker leaves nothing of it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from marshrut.apps.registry import rules
from marshrut.apps.registry.dictionaries import Dictionaries, dictionaries
from marshrut.apps.registry.importing import lines, taking, writing
from marshrut.apps.registry.importing.answers import remembered_by
from marshrut.apps.registry.importing.bulk import count_again, unswept
from marshrut.apps.registry.importing.check import Step, compare, outcome
from marshrut.apps.registry.importing.plan import Item, Plan
from marshrut.apps.registry.ledger import ChangeSet
from marshrut.apps.registry.models import Import, Layout
from marshrut.apps.registry.queries import imports as queries
from marshrut.apps.registry.reading import FileRead, UnreadableError, read_file
from marshrut.apps.registry.types import ImportKind, ImportState, RegistryError
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.jobs.types import StoppedError
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["check_list", "take_list_back", "write_list"]

#: From so many rows on the database's picture of its tables is drawn anew at once.
MANY_ROWS = 500


def _quiet(done: int, total: int, words: str) -> None:
    """Nobody watches."""


def _taken(viewer: SystemViewer, import_id: UUID, state: ImportState, job_id: UUID | None) -> Import | None:
    """The list, if it still waits for this work; from now on this job stands for it."""
    row: Import = Import.objects.of(viewer).select_related("node", "file").get(pk=import_id)
    if row.state != state:
        return None
    if job_id is not None and row.job_id != job_id:
        Import.objects.of(viewer).filter(pk=row.pk).update(job_id=job_id)
    return row


def _set(viewer: SystemViewer, row: Import, state: ImportState, **fields: Any) -> None:
    rules.may_move_list(ImportState(row.state), state).require()
    Import.objects.of(viewer).filter(pk=row.pk).update(state=state.value, **fields)


def check_list(viewer: SystemViewer, import_id: UUID, *, step: Step = _quiet, job_id: UUID | None = None) -> None:
    """Read the file, compare it with what is recorded, write down what each line would do."""
    row = _taken(viewer, import_id, ImportState.CHECKING, job_id)
    if row is None:
        return
    try:
        with unswept():
            _check(viewer, row, step)
    except StoppedError:
        _set(viewer, row, ImportState.DROPPED)
        raise
    except Exception as error:  # noqa: BLE001 - the list is told first, then the same error goes on
        _set(viewer, row, ImportState.FAILED)
        raise _told(error) from None


def _told(error: Exception) -> Exception:
    """The database's own words quote the row, and a job's error is kept: a person's number must not stand there."""
    if isinstance(error, DatabaseError):
        state = getattr(error.__cause__, "sqlstate", "") or type(error).__name__
        return RegistryError(f"База данных не приняла строки списка (код {state}). Ничего не изменено.")
    return error


def _check(viewer: SystemViewer, row: Import, step: Step) -> None:
    words = dictionaries(viewer, on=row.as_of)
    read = _read(viewer, row, words, step)
    if read is None:
        return
    kept = lines.line_answers(row)
    items = [
        Item(
            one.sheet,
            one.row,
            one.values,
            [problem.plain() for problem in one.problems],
            kept.get((one.sheet, one.row), ""),
            wrong=one.wrong,
        )
        for one in read.lines
    ]
    facts = {"unknown": list(read.unknown), "signature": read.signature, "sheets": list(read.sheets)}
    problems, columns = [one.plain() for one in read.problems], dict(read.columns)
    del read  # the words of 50,000 lines are not needed twice
    plan = _compared(viewer, row, items, words, step)
    step(len(items), len(items), "Запись проверки")
    _write_check(viewer, row, plan, facts=facts, problems=problems, columns=columns)


def _read(viewer: SystemViewer, row: Import, words: Dictionaries, step: Step) -> FileRead | None:
    """The lines of the file; None where there are none, and the list says why."""
    layouts = Layout.objects.of(viewer).filter(kind=row.kind).values_list("signature", "columns")
    try:
        with files.read(row.file) as source:
            read = read_file(
                source,
                name=row.file.name,
                kind=ImportKind(row.kind),
                words=words,
                as_of=row.as_of,
                columns=row.summary.get("taught"),
                remembered=dict(layouts),
                step=lambda done, total: step(done, 2 * total, "Чтение файла"),
            )
    except UnreadableError as error:
        _unreadable(viewer, row, [{"code": "unreadable", "text": str(error), "cure": "", "warning": False}], {})
        return None
    own = row.node.kind in {NodeKind.ORGANISATION, NodeKind.UNIT}  # the list of one school need not name the school
    missing = [one for one in read.missing if not (own and one == "organisation")]
    if read.lines and not missing:
        return read
    problems = [one.plain() for one in read.problems]
    facts = {"unknown": list(read.unknown), "missing": missing, "signature": read.signature}
    facts["sheets"] = list(read.sheets)
    _unreadable(viewer, row, problems, facts, dict(read.columns))
    return None


def _unreadable(
    viewer: SystemViewer,
    row: Import,
    problems: list[dict[str, Any]],
    facts: dict[str, Any],
    columns: dict[str, str] | None = None,
) -> None:
    with transaction.atomic():
        lines.write_plan(row, Plan([]))
        summary = {**row.summary, **facts, "lines": 0}
        _set(
            viewer,
            row,
            ImportState.UNREADABLE,
            problems=problems,
            summary=summary,
            columns=columns or row.columns,
            checked_at=timezone.now(),
        )
        audit.record(viewer, "registry.list-checked", target=row)


def _compared(viewer: SystemViewer, row: Import, items: list[Item], words: Dictionaries, step: Step) -> Plan:
    plan = compare(
        lines.brief_of(viewer, row),
        items,
        words=words,
        remembered=remembered_by(viewer),
        answers=lines.absence_answers(row),
        step=step,
    )
    plan.asks += queries.rivals(viewer, row)
    return plan


def _write_check(viewer: SystemViewer, row: Import, plan: Plan, **found: Any) -> None:
    """The outcome of a check, at once and whole."""
    summary = {**row.summary, **lines.summary_of(plan), **found.pop("facts", {})}
    summary["missing"] = []
    with transaction.atomic():
        lines.write_plan(row, plan)
        _set(viewer, row, ImportState.CHECKED, summary=summary, checked_at=timezone.now(), **found)
        audit.record(viewer, "registry.list-checked", target=row)
    _count_again(len(plan.items))


def write_list(
    viewer: SystemViewer, import_id: UUID, *, by: UUID | None, step: Step = _quiet, job_id: UUID | None = None
) -> bool:
    """Apply a checked list in one transaction; False: the registry changed since, the person must look again."""
    row = _taken(viewer, import_id, ImportState.APPLYING, job_id)
    if row is None:
        return False
    try:
        with unswept():
            return _write(viewer, row, by, step)
    except writing.StaleError:
        return _look_again(viewer, row, step)
    except StoppedError:
        _set(viewer, row, ImportState.CHECKED)
        raise
    except Exception as error:  # noqa: BLE001 - the list is told first, then the same error goes on
        _set(viewer, row, ImportState.FAILED)
        raise _told(error) from None


def _write(viewer: SystemViewer, row: Import, by: UUID | None, step: Step) -> bool:
    with transaction.atomic():
        taking.lock_places(viewer, row)
        step(0, 1, "Сравнение с записанным")
        before = lines.outcomes(row)
        absent = lines.absent_lines(row)
        plan = _compared(viewer, row, lines.read_items(row), dictionaries(viewer, on=row.as_of), _quiet)
        if outcome(plan.items) != before or {one.line_id for one in plan.absent} != absent:
            raise writing.StaleError
        change = ChangeSet(tenant_id=row.tenant_id, what="import", title=_title(row), actor_id=by)
        change.purpose = viewer.purpose[:80]
        change.save(force_insert=True)
        mark = f"import:{row.pk}"
        writing.write_deeds(plan.deeds, change, mark=mark, at=timezone.now(), step=step)
        summary = {**row.summary, "moves": taking.told_moves(plan.deeds.moves)}
        _set(viewer, row, ImportState.APPLIED, change=change, applied_at=timezone.now(), summary=summary)
        audit.record(viewer, "registry.list-applied", target=row)
    _count_again(plan.deeds.count)
    return True


def _count_again(rows: int) -> None:
    """Statistics follow a large list at once; a small one leaves them to the database's own rounds."""
    if rows > MANY_ROWS:
        count_again()


def _title(row: Import) -> str:
    return f"Список «{ImportKind(row.kind).title}»: {row.node}"[:300]


def _look_again(viewer: SystemViewer, row: Import, step: Step) -> bool:
    """Somebody changed the registry between the check and the press: the new difference is shown, nothing is done."""
    items = lines.read_items(row)
    plan = _compared(viewer, row, items, dictionaries(viewer, on=row.as_of), step)
    text = "С тех пор как список проверили, записанное изменилось. Посмотрите новую разницу и подтвердите ещё раз."
    problems = [one for one in row.problems if one.get("code") != "stale"]
    problems.append({"code": "stale", "text": text, "cure": "", "warning": True})
    _write_check(viewer, row, plan, problems=problems)
    return False


def take_list_back(
    viewer: SystemViewer, import_id: UUID, *, by: UUID | None, step: Step = _quiet, job_id: UUID | None = None
) -> bool:
    """Take an applied list back in one transaction; the registry then answers as before."""
    row = _taken(viewer, import_id, ImportState.UNDOING, job_id)
    if row is None:
        return False
    try:
        with transaction.atomic():
            taking.lock_places(viewer, row)
            step(0, 1, "Отмена")
            # what was pressed a minute ago may not be possible any more
            rules.may_take_back(dependents=queries.dependents(viewer, row.pk, on=row.as_of)).require()
            undo = taking.take_import_back(viewer, row, by=by)
            _set(viewer, row, ImportState.UNDONE, undo=undo, undone_at=timezone.now())
            audit.record(viewer, "registry.list-undone", target=row)
        _count_again(sum(row.summary.get("nodes", {}).values()))
    except Exception as error:  # noqa: BLE001 - the list is told first, then the same error goes on
        _set(viewer, row, ImportState.APPLIED)
        raise _told(error) from None
    return True
