"""Results of 50,000 people with 60 items each go in from a workbook in half a minute; as many are scored in as much."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo50k import PEOPLE, demonstration
from shape import Row, promise, timed

ITEMS, COMPETENCIES, LIMIT = 60, 8, 30.0


@promise
def results() -> Iterator[Row]:
    """Read and checked, recorded with all that follows for competencies, taken back; against the plainest ways."""
    made = demonstration()
    from marshrut.apps.diagnostics.services import results_work
    from marshrut.foundation.scope.queries import today

    on = today(made.system)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.xlsx"
        version, numbers = _instrument(made), _numbers(made)
        _write(path, numbers)
        plain, _ = timed(lambda: _openpyxl(path))
        row = _sent(made, path, version, on)
        before = _resident()
        check, _ = timed(lambda: results_work.check_results(made.system, row.pk))
        row.refresh_from_db()
        verdicts = row.summary.get("verdicts", {})
        if row.state != "checked" or verdicts.get("new", 0) < 0.9 * len(numbers):
            raise RuntimeError(f"{row.state}: {verdicts} {row.problems[:3]}")
        _move(row, "applying")
        apply, _ = timed(lambda: results_work.write_results(made.system, row.pk))
        peak = _resident(peak=True) - before
        copied = _copied(row)
        row.refresh_from_db()
        name = f"Результаты {verdicts['new']} человек × {ITEMS} заданий"
        yield Row(f"{name}: прочитать и проверить", check, "с", "openpyxl только читает", plain, promised=LIMIT)
        yield Row(f"{name}: записать и сделать выводы", apply, "с", "COPY тех же строк наружу", copied, promised=LIMIT)
        yield Row("Память сверх покоя", peak, "МБ", promised=500)
        yield from _scored(made, row)
        _move(row, "undoing")
        undo, _ = timed(lambda: results_work.take_results_back(made.system, row.pk))
        yield Row(f"{name}: отменить", undo, "с", promised=60)


def _scored(made: Any, row: Any) -> Iterator[Row]:
    """Points of as many attempts by their keys, and what each says of competencies; the judging is in the row above."""
    from marshrut.apps.diagnostics.models import Result
    from marshrut.apps.diagnostics.queries.papers import get_paper
    from marshrut.apps.diagnostics.scoring import points_for
    from marshrut.apps.diagnostics.services.scoring import evidence_of

    paper = get_paper(made.system, row.version_id)
    dice = random.Random(7)  # noqa: S311 - answers of nobody
    sheets = [[dice.choice("abcd") for _ in paper.tasks] for _ in range(1000)]
    began = time.perf_counter()
    for number in range(PEOPLE):
        for task, value in zip(paper.tasks, sheets[number % 1000], strict=True):
            points_for(task.kind, task.key, task.top, value)
    seconds = time.perf_counter() - began
    yield Row(f"Баллы по ключам за {PEOPLE} работ", seconds, "с", promised=LIMIT)
    rows = list(Result.objects.of(made.system).filter(source=row))
    seconds, said = timed(lambda: sum(1 for one in rows for _ in evidence_of(one, paper)))
    yield Row(f"Что {len(rows)} работ говорят о компетенциях ({said})", seconds, "с", promised=LIMIT)


def _instrument(made: Any) -> Any:
    """Sixty items of eight competencies, in use."""
    from django.utils import timezone

    from marshrut.apps.competencies.frameworks import framework
    from marshrut.apps.diagnostics.models import InstrumentVersion
    from marshrut.apps.diagnostics.reading.instruments import InstrumentSpec, TaskSpec
    from marshrut.apps.diagnostics.services import bank
    from marshrut.apps.diagnostics.types import Feedback, ItemKind
    from marshrut.foundation.scope.queries import today, top_node

    on = today(made.system)
    found = InstrumentVersion.objects.of(made.system).filter(instrument__code="ЗАМЕР").first()
    if found is not None:
        return found
    codes = [code for code in framework(made.system, on).competencies if "_" in code][-COMPETENCIES:]
    options = {"options": [{"id": one, "text": one} for one in "abcd"]}
    tasks = tuple(
        TaskSpec(f"З-{n}", ItemKind.SINGLE, codes[n % COMPETENCIES], "?", options, {"right": "a"}, 1.0)
        for n in range(1, ITEMS + 1)
    )
    spec = InstrumentSpec("ЗАМЕР", "Замер", "", None, Feedback.AT_ONCE, {"": (0.6, 0.85)}, "", tasks)
    version = bank.record_instrument(made.system, spec, node=top_node(made.system), on=on)
    return bank.put_in_use(made.system, version.pk, on=on, now=timezone.now())


def _numbers(made: Any) -> list[str]:
    from marshrut.apps.registry.models import PersonKey

    rows = PersonKey.objects.of(made.system).known().filter(scheme="snils").order_by("pk")
    return list(rows.values_list("value", flat=True)[:PEOPLE])


def _write(path: Path, numbers: list[str]) -> None:
    import xlsxwriter

    dice = random.Random(3)  # noqa: S311 - results of nobody
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Результаты")
        sheet.write_row(0, 0, ["СНИЛС", *(f"З-{n}" for n in range(1, ITEMS + 1))])
        for row, number in enumerate(numbers, 1):
            sheet.write_row(row, 0, [number, *(int(dice.random() < 0.6) for _ in range(ITEMS))])


def _openpyxl(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))


def _sent(made: Any, path: Path, version: Any, on: Any) -> Any:
    from marshrut.apps.competencies.types import Depth, Stage
    from marshrut.apps.diagnostics.services import results as services
    from marshrut.foundation.scope.queries import top_node

    sent = services.Sent(
        Depth.ITEMS, "centre", Stage.ENTRY, f"Замер {time.time():.0f}", top_node(made.system).pk,
        held_on=on, version_id=version.pk,
    )  # fmt: skip
    with path.open("rb") as source:
        return services.send_results(made.system, source, name="замер.xlsx", sent=sent, on=on)


def _move(row: Any, state: str) -> None:
    row.state = state
    row.save(update_fields=["state"])


def _copied(row: Any) -> float:
    """COPY of the results and of their evidence, out of the database: the application makes no tables."""
    from django.db import connection

    began = time.perf_counter()
    with connection.cursor() as cursor:
        for table, where in (("diagnostics_result", f"source_id = '{row.pk}'"), ("competencies_evidence", "true")):
            with cursor.copy(f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT") as rows:  # noqa: S608
                for _ in rows:
                    pass
    return time.perf_counter() - began


def _resident(*, peak: bool = False) -> float:
    word = "VmHWM" if peak else "VmRSS"
    text = Path(f"/proc/{os.getpid()}/status").read_text()
    return int(text.split(f"{word}:")[1].split()[0]) / 1024
