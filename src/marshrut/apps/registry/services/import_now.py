"""A list from the command line: sent, checked and applied at once, without waiting for the worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.registry.models import Import, ImportLine
from marshrut.apps.registry.queries.imports import ProblemGroup, problem_groups
from marshrut.apps.registry.services.import_work import check_list, write_list
from marshrut.apps.registry.services.imports import answer_absences, apply_list, send_list
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState
from marshrut.apps.registry.workbooks import errors_workbook
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["Outcome", "import_now"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a list ended: `refused` says in words why it was not applied, and what to do."""

    import_id: UUID
    state: ImportState
    summary: dict[str, Any]
    problems: list[dict[str, Any]]
    groups: list[ProblemGroup] = field(default_factory=list)
    refused: str = ""


def import_now(
    viewer: SystemViewer,
    source: IO[bytes],
    *,
    name: str,
    kind: ImportKind,
    node_id: UUID,
    completeness: Completeness,
    as_of: date,
    on: date,
    dry_run: bool,
    sure: bool,
    skip_wrong: bool,
    absent: str = "",
    report: IO[bytes] | None = None,
) -> Outcome:
    """Do it in one go. `dry_run`: nothing of it stays. `absent`: the reason for everybody who is missing from a full
    list. What is refused stays checked, and can be gone on with on its page."""
    refused = ""
    with transaction.atomic():
        # the worker's own turn comes after the commit, and finds the work done
        row = send_list(
            viewer, source, name=name, kind=kind, node_id=node_id, completeness=completeness, as_of=as_of, on=on
        )
        check_list(viewer, row.pk)
        if report is not None:
            lines: Any = ImportLine.objects.of(viewer).filter(source=row).iterator()
            errors_workbook(kind, lines, report)
        groups = problem_groups(viewer, row)
        if dry_run:
            row.refresh_from_db()
            transaction.set_rollback(True)
            return Outcome(row.pk, ImportState(row.state), row.summary, row.problems, groups)
        if absent:
            answer_absences(viewer, row.pk, line_ids=None, reason=absent, since=None, on=on)
    try:
        with transaction.atomic():
            apply_list(viewer, row.pk, sure=sure, skip_wrong=skip_wrong, on=on)
            write_list(viewer, row.pk, by=None)
    except Refused as no:
        refused = str(no)
    row = Import.objects.of(viewer).get(pk=row.pk)
    return Outcome(row.pk, ImportState(row.state), row.summary, row.problems, groups, refused)
