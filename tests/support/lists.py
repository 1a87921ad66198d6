"""Lists as people send them, and the whole way of one: sent, checked, applied, taken back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry.models import Import, ImportLine
from marshrut.apps.registry.services import import_work
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.types import Completeness, ImportKind
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["AS_OF", "TODAY", "applied", "as_csv", "check", "checked", "snils", "teacher", "undone", "verdicts"]

AS_OF = date(2026, 9, 1)
TODAY = date(2026, 9, 10)


def snils(number: int) -> str:
    """An invented СНИЛС with the right control number."""
    digits = f"{number:09d}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    return f"{digits}{total % 101 % 100:02d}"


def teacher(name: str, **more: Any) -> dict[str, Any]:
    """A line of a staff list by the headings of the template."""
    family, given, *rest = name.split()
    line = {"Фамилия": family, "Имя": given, "Отчество": " ".join(rest), "Должность": "учитель"}
    return {**line, **more}


def as_csv(lines: Sequence[Mapping[str, Any]]) -> io.BytesIO:
    """The lines as a text file with semicolons."""
    headings = list(dict.fromkeys(heading for line in lines for heading in line))
    rows = [headings, *([_cell(line.get(heading)) for heading in headings] for line in lines)]
    return io.BytesIO("\n".join(";".join(row) for row in rows).encode("utf-8-sig"))


def _cell(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else f'"{value}"' if ";" in str(value) else str(value)


def checked(
    viewer: AnyViewer,
    lines: Sequence[Mapping[str, Any]],
    *,
    node: Node,
    kind: ImportKind = ImportKind.STAFF,
    full: bool = False,
    as_of: date = AS_OF,
) -> Import:
    """A list that was sent and checked."""
    row = services.send_list(
        viewer,
        as_csv(lines),
        name="список.csv",
        kind=kind,
        node_id=node.pk,
        completeness=Completeness.FULL if full else Completeness.ADDITION,
        as_of=as_of,
        on=TODAY,
    )
    return check(viewer, row)


def _worker(viewer: AnyViewer) -> SystemViewer:
    return SystemViewer("tests.worker", viewer.tenant_id)


def check(viewer: AnyViewer, row: Import) -> Import:
    """What the worker does with a list that waits for its check."""
    import_work.check_list(_worker(viewer), row.pk)
    row.refresh_from_db()
    return row


def applied(viewer: AnyViewer, row: Import, *, sure: bool = False, skip_wrong: bool = False) -> Import:
    """Applied, by the press and by the worker."""
    services.apply_list(viewer, row.pk, sure=sure, skip_wrong=skip_wrong, on=TODAY)
    by: UUID | None = getattr(viewer, "account_id", None)
    import_work.write_list(_worker(viewer), row.pk, by=by)
    row.refresh_from_db()
    return row


def undone(viewer: AnyViewer, row: Import) -> Import:
    """Taken back, by the press and by the worker."""
    services.undo_list(viewer, row.pk, reason="прислали не тот файл", on=TODAY)
    import_work.take_list_back(_worker(viewer), row.pk, by=getattr(viewer, "account_id", None))
    row.refresh_from_db()
    return row


def verdicts(viewer: AnyViewer, row: Import) -> dict[int, str]:
    """What the check said, by row."""
    return dict(ImportLine.objects.of(viewer).filter(source=row).values_list("row", "verdict"))
