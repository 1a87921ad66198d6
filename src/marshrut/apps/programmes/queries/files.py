"""Files with learning on a page: where each stands, its lines, what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from marshrut.apps.programmes import hooks, rules
from marshrut.apps.programmes.models import Cohort, Completion, LearningFile, LearningLine, Presence, ProgrammeNeed
from marshrut.apps.programmes.types import LearningFileKind, LearningFileState, LineVerdict
from marshrut.apps.registry.access import nodes_of
from marshrut.apps.registry.queries import jobs_by, names_of
from marshrut.foundation.jobs.queries import in_vain
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = [
    "Waiting",
    "count_waiting",
    "dependents",
    "dress_lines",
    "files_in_use",
    "get_file",
    "list_files",
    "list_lines",
    "standing",
]

#: Where a file returns to when its work ended without an end: killed, stopped, silent.
_RETURNS = {
    LearningFileState.CHECKING: LearningFileState.FAILED,
    LearningFileState.APPLYING: LearningFileState.CHECKED,
    LearningFileState.UNDOING: LearningFileState.APPLIED,
}
_ASKS = [LineVerdict.DOUBTFUL.value, LineVerdict.CONFLICT.value]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What keeps a file from being recorded."""

    doubts: int = 0
    wrong: int = 0
    fit: int = 0


def list_files(viewer: Viewer, *, on: date) -> QuerySet[LearningFile, Any]:
    """Files that the viewer may handle, newest first."""
    rows = LearningFile.objects.of(viewer).select_related("node", "job", "file")
    if not rules.may_send_file(viewer.role, LearningFileKind.PROGRAMMES, inside=True):
        return rows.none()
    return rows.filter(node_id__in=nodes_of(viewer, on=on))


def get_file(viewer: Viewer, file_id: UUID, *, on: date) -> LearningFile:
    """A file that the viewer may handle, where it really stands; raises LearningFile.DoesNotExist."""
    row: LearningFile = list_files(viewer, on=on).get(pk=file_id)
    row.state = standing(row).value
    return row


def standing(row: LearningFile) -> LearningFileState:
    """Where the file stands: work whose job is over without an end has left nothing behind."""
    state = LearningFileState(row.state)
    if state in _RETURNS and in_vain(row.job):
        return _RETURNS[state]
    return state


def list_lines(viewer: AnyViewer, row: LearningFile, verdict: str) -> QuerySet[LearningLine, Any]:
    """Lines with this verdict, in the file's order."""
    rows = LearningLine.objects.of(viewer).filter(source=row)
    return rows.filter(verdict=verdict) if verdict else rows


def count_waiting(viewer: AnyViewer, row: LearningFile) -> Waiting:
    """Lines that somebody has to answer, that are wrong, that would be recorded."""
    open_ones = Q(verdict__in=_ASKS, answer="")
    answered = Q(verdict__in=_ASKS) & ~Q(answer__in=["", "skip", "keep"])
    found = (
        LearningLine.objects.of(viewer)
        .filter(source=row)
        .aggregate(
            doubts=Count("pk", filter=open_ones),
            wrong=Count("pk", filter=Q(verdict=LineVerdict.FAULTY.value)),
            fit=Count("pk", filter=Q(verdict=LineVerdict.NEW.value) | answered),
        )
    )
    return Waiting(**found)


def dress_lines(viewer: Viewer, lines: list[Any], *, on: date) -> list[tuple[Any, str, list[tuple[str, str]]]]:
    """Each line with the name it was found under, and candidates as (id, work and name): namesakes differ by work."""
    for one in lines:
        one.day = date.fromisoformat(one.values["on"]) if one.values.get("on") else None
    candidates = list({pk for one in lines for pk in one.candidates})
    names = names_of(viewer, {one.person_id for one in lines if one.person_id} | set(candidates), on=on)
    jobs = jobs_by(viewer, candidates, on=on)

    def known(pk: UUID) -> str:
        work = "; ".join(dict.fromkeys(f"{job.post}, {job.place}" for job in jobs.get(pk, ())))
        return f"{work} – {names.get(pk, '')}" if work else names.get(pk, "")

    return [
        (one, names.get(one.person_id, "") if one.person_id else "", [(str(pk), known(pk)) for pk in one.candidates])
        for one in lines
    ]


def dependents(viewer: AnyViewer, row: LearningFile) -> list[str]:
    """What stands on what this file brought: here, and in apps above."""
    made = [UUID(one) for one in row.summary.get("made", [])]
    kind = LearningFileKind(row.kind)
    found: list[tuple[str, int]] = []
    if kind is LearningFileKind.PROGRAMMES:
        cohorts = Cohort.objects.of(viewer).filter(programme_id__in=made)
        completed = Completion.objects.of(viewer).filter(programme_id__in=made, withdrawn_at=None)
        needing = ProgrammeNeed.objects.of(viewer).filter(needed_id__in=made).exclude(programme_id__in=made)
        changed = [UUID(one["id"]) for one in row.summary.get("changed", [])]
        found = [
            ("группы", cohorts.count()),
            ("завершённое обучение", completed.count()),
            ("программы, для которых они нужны сначала", needing.exclude(programme_id__in=changed).count()),
        ]
    elif kind is LearningFileKind.ENROLMENTS:
        completed = Completion.objects.of(viewer).filter(enrolment_id__in=made, withdrawn_at=None)
        marked = Presence.objects.of(viewer).filter(enrolment_id__in=made)
        found = [("завершённое обучение", completed.count()), ("отметки о посещении", marked.count())]
    told = [f"{words}: {count}" for words, count in found if count]
    return [*told, *hooks.dependents_above(viewer, made)]


def files_in_use(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these stored files are still read."""
    rows = LearningFile.objects.of(SystemViewer("files.sweep")).filter(file_id__in=list(ids))
    return set(rows.values_list("file_id", flat=True))
