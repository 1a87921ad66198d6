"""Files with results as people send them: sent, checked and applied."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from marshrut.apps.competencies.types import Depth, Stage
from marshrut.apps.diagnostics.models import ResultsFile, ResultsLine
from marshrut.apps.diagnostics.services import results, results_work
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.diagnostics_scene import Scene

__all__ = ["DAY", "FIOKO", "HEAD", "apply", "book", "check", "send", "told", "who"]

FIOKO = "Оценка компетенций 2026"
DAY = date(2026, 5, 12)
HEAD = ["ФИО", "Организация"]


def book(head: list[str], *rows: list[Any]) -> BytesIO:
    """A workbook as a person fills it in."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    made.save(out)
    out.seek(0)
    return out


def send(scene: Scene, depth: Depth, head: list[str], *rows: list[Any], **more: Any) -> ResultsFile:
    """The centre sends a file; it is checked."""
    viewer = scene.country.viewer(Role.CENTRE)
    said = {"origin": "fioko", "stage": Stage.ENTRY, "diagnostic": FIOKO, "held_on": DAY, **more}
    sent = results.Sent(depth=depth, node_id=scene.country.places["top"].pk, **said)
    row = results.send_results(viewer, book(head, *rows), name="итоги.xlsx", sent=sent, on=scene.today)
    return check(row)


def check(row: ResultsFile) -> ResultsFile:
    """The check ends."""
    results_work.check_results(SystemViewer("tests", row.tenant_id), row.pk)
    row.refresh_from_db()
    return row


def apply(scene: Scene, row: ResultsFile, *, skip_wrong: bool = False) -> ResultsFile:
    """The centre records what was checked; the work ends."""
    results.apply_results(scene.country.viewer(Role.CENTRE), row.pk, skip_wrong=skip_wrong, on=scene.today)
    results_work.write_results(SystemViewer("tests", row.tenant_id), row.pk)
    row.refresh_from_db()
    return row


def told(row: ResultsFile) -> list[str]:
    """What lines of the file are told."""
    lines = ResultsLine.objects.of(SystemViewer("tests", row.tenant_id)).filter(source=row)
    return [one["text"] for line in lines for one in line.problems]


def who(scene: Scene, name: str = "Рябинин Пётр Ильич") -> list[Any]:
    """Cells that say who, under `HEAD`."""
    return [name, scene.country.places["school"].name]
