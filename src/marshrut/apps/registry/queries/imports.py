"""Reads of lists that were sent: where each stands, its lines, its problems, who has sent theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from marshrut.apps.registry import access, hooks
from marshrut.apps.registry.dictionaries import base_dictionaries
from marshrut.apps.registry.models import Absence, Import, ImportLine
from marshrut.apps.registry.queries.dependents import dependents_of
from marshrut.apps.registry.queries.sent import Sending, Sent, who_has_sent
from marshrut.apps.registry.reading import FIELDS
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState, JobKind
from marshrut.cores.kernel import Decision
from marshrut.cores.regulation.people import AbsenceReason
from marshrut.foundation.files.hooks import ClassKeeper
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, tenant_of

__all__ = [
    "LIST_KEEPER",
    "ProblemGroup",
    "Sending",
    "Sent",
    "absence_reasons",
    "dependents",
    "get_import",
    "list_absences",
    "list_imports",
    "list_lines",
    "problem_groups",
    "rivals",
    "shown_values",
    "standing",
    "who_has_sent",
]

_UNDER_WAY = {
    ImportState.CHECKING: ImportState.FAILED,
    ImportState.APPLYING: ImportState.FAILED,
    ImportState.UNDOING: ImportState.APPLIED,
}


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Lines with one kind of problem: how many, one of them in words."""

    code: str
    text: str
    cure: str
    count: int
    warning: bool


def list_imports(viewer: AnyViewer, *, on: date, kind: ImportKind | None = None) -> QuerySet[Import]:
    """Lists that the viewer may handle, newest first."""
    rows = Import.objects.of(viewer).filter(access.visible_lists(viewer, on=on)).select_related("node", "file", "job")
    return rows.filter(kind=kind.value) if kind else rows


def get_import(viewer: AnyViewer, import_id: UUID, *, on: date) -> Import:
    """One of them; raises Import.DoesNotExist."""
    return list_imports(viewer, on=on).get(pk=import_id)


def standing(viewer: AnyViewer, row: Import) -> ImportState:
    """Where a list really stands: work that was killed or stopped has left everything as it was before it."""
    state = ImportState(row.state)
    if state not in _UNDER_WAY or row.job_id is None:
        return state
    jobs = Job.objects.of(viewer)
    job = jobs.filter(pk=row.job_id).first()
    if job is None or not JobState(job.state).over or jobs.filter(retry_of=job).exists():
        return state
    return ImportState.CHECKED if _stopped_applying(state, job) else _UNDER_WAY[state]


def _stopped_applying(state: ImportState, job: Job) -> bool:
    return state is ImportState.APPLYING and job.state == JobState.STOPPED


def list_lines(
    viewer: AnyViewer, source: Import, *, verdict: str = "", code: str = "", open_only: bool = False
) -> QuerySet[ImportLine]:
    """Lines in the order of the file, narrowed by verdict, by a kind of problem, to those that wait for an answer."""
    rows = ImportLine.objects.of(viewer).filter(source=source)
    if verdict:
        rows = rows.filter(verdict=verdict)
    if code:
        rows = rows.filter(problems__contains=[{"code": code}])
    return rows.filter(verdict="doubtful", answer="") if open_only else rows


def problem_groups(viewer: AnyViewer, source: Import) -> list[ProblemGroup]:
    """Kinds of problems with counts, errors first; `source`: a list that the viewer was found to handle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p->>'code', min(p->>'text'), min(p->>'cure'), count(*), (p->>'warning')::boolean"
            " FROM registry_importline l, jsonb_array_elements(l.problems) p"
            " WHERE l.source_id = %s AND l.tenant_id = %s GROUP BY 1, 5 ORDER BY 5, 4 DESC, 1",
            [source.pk, tenant_of(viewer)],
        )
        return [ProblemGroup(*row) for row in cursor.fetchall()]


def list_absences(
    viewer: AnyViewer, source: Import, *, open_only: bool = False, node_id: UUID | None = None
) -> QuerySet[Absence]:
    """Those who are recorded and absent from a full list."""
    rows = Absence.objects.of(viewer).filter(source=source).select_related("node")
    if node_id is not None:
        rows = rows.filter(node_id=node_id)
    return rows.filter(reason="") if open_only else rows


def absence_reasons(kind: ImportKind) -> list[AbsenceReason]:
    """The reasons that a list of this kind offers."""
    return [one for one in base_dictionaries().absence_reasons.values() if kind.value in one.lists]


def shown_values(kind: ImportKind, values: dict[str, Any]) -> list[tuple[str, str]]:
    """A line's values in words for the screen, in the order of the template; the СНИЛС masked."""
    shown = []
    for field in FIELDS[kind]:
        value = values.get(field.code)
        if value in (None, "", []):
            continue
        if field.code == "snils":
            value = f"***-***-*{str(value)[7:9]} {str(value)[9:]}"
        elif isinstance(value, list):
            value = ", ".join(value)
        elif isinstance(value, bool):
            value = "да" if value else "нет"
        elif field.kind in {"date", "experience"}:
            value = f"{date.fromisoformat(str(value)):%d.%m.%Y}"
        elif field.kind == "job":
            value = JobKind(value).title
        shown.append((field.title, str(value)))
    return shown


def dependents(viewer: AnyViewer, import_id: UUID, *, on: date) -> list[str]:
    """What an applied list cannot be taken back over, in words (REGISTRY-15)."""
    rows = Import.objects.of(viewer).filter(access.visible_lists(viewer, on=on)).select_related("change")
    return dependents_of(viewer, rows.get(pk=import_id))


_LIVE = (ImportState.CHECKED, ImportState.APPLYING, ImportState.APPLIED)


def rivals(viewer: AnyViewer, row: Import) -> list[str]:
    """Full lists of the same place and day that somebody else sent before this one."""
    if row.completeness != Completeness.FULL:
        return []
    others = Import.objects.of(viewer).filter(
        kind=row.kind, node_id=row.node_id, completeness=row.completeness, state__in=[one.value for one in _LIVE]
    )
    same_day = Q(as_of=row.as_of) | Q(sent_at__date=row.sent_at.date())
    found = others.filter(same_day, sent_at__lt=row.sent_at).exclude(pk=row.pk).exclude(sent_by=row.sent_by)
    return [
        f"Полный список этого места на тот же день уже есть: {one.sent_by_name or 'прислан системой'},"
        f" {timezone.localtime(one.sent_at):%d.%m.%Y %H:%M}, {ImportState(one.state).title}."
        for one in found.order_by("sent_at")
    ]


def _may_have_list(viewer: AnyViewer, file: StoredFile, on: date) -> Decision:
    row = Import.objects.of(viewer).filter(file_id=file.pk).first()
    kind = ImportKind(row.kind) if row else ImportKind.STAFF
    node = row.node_id if row else file.node_id
    return access.may_send(viewer, kind, node or file.tenant_id, on=on)


def _used_lists(ids: Iterable[UUID]) -> set[UUID]:
    wanted = list(ids)
    rows: Any = Import.objects.of(SystemViewer("files.sweep")).filter(file_id__in=wanted)
    own: set[UUID] = set(rows.values_list("file_id", flat=True))
    return own | hooks.files_above(wanted)


#: Whoever handles the lists of a place opens their files; a file that a list points to is kept.
LIST_KEEPER = ClassKeeper(may=_may_have_list, used=_used_lists)
