"""Lines and absences of a list as rows: written with COPY after a check, read back for applying and for answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from marshrut.apps.registry.importing.absences import Answers
from marshrut.apps.registry.importing.bulk import as_json, copy_rows
from marshrut.apps.registry.importing.plan import COMPARED, Brief, Item, Plan
from marshrut.apps.registry.models import Absence, Import, ImportLine
from marshrut.apps.registry.types import Completeness, ImportKind, LineVerdict
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import get_path
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "absence_answers",
    "absent_lines",
    "brief_of",
    "line_answers",
    "outcomes",
    "read_items",
    "summary_of",
    "write_plan",
]

_DATES = frozenset(
    {
        "birth_date",
        "since",
        "until",
        "teaching_since",
        "category_since",
        "leave_from",
        "leave_until",
        "order_date",
    }
)
_NUMBERS = frozenset({"load", "hours"})
_COLUMNS = (
    *"id tenant_id source_id sheet row verdict values problems changes person_id node_id".split(),  # noqa: SIM905
    *("candidates", "doubt", "answer"),
)


def brief_of(viewer: AnyViewer, row: Import) -> Brief:
    """What the comparison needs to know of a list."""
    return Brief(
        row.pk,
        row.tenant_id,
        ImportKind(row.kind),
        Completeness(row.completeness),
        row.as_of,
        row.node_id,
        get_path(viewer, row.node_id, on=row.as_of),
    )


def _plain(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=_plain_value)


def _plain_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    for code, value in values.items():
        if code in _DATES and value:
            values[code] = date.fromisoformat(value)
        elif code in _NUMBERS and value is not None:
            values[code] = Decimal(value)
        elif isinstance(value, list):
            values[code] = tuple(value)
    return values


def write_plan(row: Import, plan: Plan) -> None:
    """The lines and absences of a check instead of those of the check before it; answers to absences stay."""
    before = absence_answers(row)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_importline WHERE source_id = %s", [row.pk])
        cursor.execute("DELETE FROM registry_absence WHERE source_id = %s", [row.pk])
    tenant, source = row.tenant_id, row.pk
    copy_rows(
        ImportLine,
        _COLUMNS,
        (
            (
                new_id(),
                tenant,
                source,
                one.sheet,
                one.row,
                one.verdict.value,
                _plain(one.values),
                as_json(one.problems) if one.problems else "[]",
                as_json(one.changes) if one.changes else "[]",
                one.person,
                one.node,
                one.candidates,
                one.doubt,
                one.answer,
            )
            for one in plan.items
        ),
    )
    copy_rows(
        Absence,
        ("id", "tenant_id", "source_id", "person_id", "node_id", "line_id", "what", "reason", "since"),
        (
            (
                new_id(),
                tenant,
                source,
                one.person,
                one.node,
                one.line_id,
                one.what,
                *before.get(one.line_id, ("", None)),
            )
            for one in plan.absent
        ),
    )


def read_items(row: Import, *, only: Iterable[UUID] | None = None) -> list[Item]:
    """The lines of a list as they were read; problems that came from the comparison are found again by it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sheet, row, values, problems, answer, id FROM registry_importline WHERE source_id = %s"
            " AND (%s OR id = ANY(%s)) ORDER BY sheet, row, id",
            [row.pk, only is None, list(only or ())],
        )
        items = []
        for sheet, number, values, problems, answer, line_id in cursor.fetchall():
            read = [one for one in _loaded(problems) if one["code"] not in COMPARED]
            item = Item(sheet, number, _typed(_loaded(values)), read, answer, line_id)
            item.wrong = any(not one["warning"] for one in read)
            items.append(item)
    return items


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def outcomes(row: Import) -> dict[tuple[str, int], tuple[str, str, str]]:
    """What the last check said of each line: `check.outcome` of what is stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sheet, row, verdict, person_id, changes FROM registry_importline WHERE source_id = %s", [row.pk]
        )
        return {
            (sheet, number): (verdict, str(person or ""), repr(_loaded(changes)))
            for sheet, number, verdict, person, changes in cursor.fetchall()
        }


def absent_lines(row: Import) -> set[UUID]:
    """Who the last check missed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line_id FROM registry_absence WHERE source_id = %s", [row.pk])
        return {line for (line,) in cursor.fetchall()}


def line_answers(row: Import) -> dict[tuple[str, int], str]:
    """Answers to lines, by sheet and row: a new check keeps them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sheet, row, answer FROM registry_importline WHERE source_id = %s AND answer <> ''", [row.pk]
        )
        return {(sheet, number): answer for sheet, number, answer in cursor.fetchall()}


def absence_answers(row: Import) -> Answers:
    """Answers to absences, by the line of the fact."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line_id, reason, since FROM registry_absence WHERE source_id = %s", [row.pk])
        return {line: (reason, since) for line, reason, since in cursor.fetchall() if reason}


def summary_of(plan: Plan) -> dict[str, Any]:
    """Counts for the page: verdicts, kinds of problems, lines by organisation, what is recorded and absent."""
    verdicts = Counter(one.verdict.value for one in plan.items)
    problems = Counter(problem["code"] for one in plan.items for problem in one.problems)
    applied = (one.node for one in plan.items if one.node and one.verdict is not LineVerdict.WRONG)
    return {
        "lines": len(plan.items),
        "verdicts": {one.value: verdicts.get(one.value, 0) for one in LineVerdict},
        "problems": dict(problems.most_common()),
        "nodes": {str(node): count for node, count in Counter(applied).items()},
        "recorded": plan.recorded,
        "absent": len(plan.absent),
        "writes": plan.deeds.count,
        "asks": list(plan.asks),
    }
