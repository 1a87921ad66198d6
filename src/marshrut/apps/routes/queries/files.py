"""Files with routes made elsewhere, on a page: where each stands, its lines, what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from marshrut.apps.programmes.types import LineVerdict
from marshrut.apps.registry.access import nodes_of
from marshrut.apps.registry.queries import jobs_by, names_of
from marshrut.apps.routes.models import Goal, Route, RouteEntry, RouteFile, RouteLine, RouteStep
from marshrut.apps.routes.rules import files as rules
from marshrut.apps.routes.types import RouteFileState, RouteState
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
    "moved_here",
    "standing",
]

#: Where a file returns to when its work ended without an end: killed, stopped, silent.
_RETURNS = {
    RouteFileState.CHECKING: RouteFileState.FAILED,
    RouteFileState.APPLYING: RouteFileState.CHECKED,
    RouteFileState.UNDOING: RouteFileState.APPLIED,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What keeps a file from being recorded."""

    doubts: int = 0
    wrong: int = 0
    fit: int = 0


def list_files(viewer: Viewer, *, on: date) -> QuerySet[RouteFile, Any]:
    """Files that the viewer may handle, newest first."""
    rows = RouteFile.objects.of(viewer).select_related("node", "job", "file")
    if not rules.may_send_file(viewer.role, inside=True):
        return rows.none()
    return rows.filter(node_id__in=nodes_of(viewer, on=on))


def get_file(viewer: Viewer, file_id: UUID, *, on: date) -> RouteFile:
    """A file that the viewer may handle, where it really stands; raises RouteFile.DoesNotExist."""
    row: RouteFile = list_files(viewer, on=on).get(pk=file_id)
    row.state = standing(row).value
    return row


def standing(row: RouteFile) -> RouteFileState:
    """Where the file stands: work whose job is over without an end has left nothing behind."""
    state = RouteFileState(row.state)
    if state in _RETURNS and in_vain(row.job):
        return _RETURNS[state]
    return state


def list_lines(viewer: AnyViewer, row: RouteFile, verdict: str) -> QuerySet[RouteLine, Any]:
    """Lines with this verdict, in the file's order."""
    rows = RouteLine.objects.of(viewer).filter(source=row)
    return rows.filter(verdict=verdict) if verdict else rows


def count_waiting(viewer: AnyViewer, row: RouteFile) -> Waiting:
    """Lines that somebody has to answer, that are wrong, that would be recorded."""
    open_ones = Q(verdict=LineVerdict.DOUBTFUL.value, answer="")
    answered = Q(verdict=LineVerdict.DOUBTFUL.value) & ~Q(answer__in=["", "skip"])
    answered |= Q(verdict=LineVerdict.SKIPPED.value, answer=rules.CLOSE)
    fits = Q(verdict__in=[LineVerdict.NEW.value, LineVerdict.UPDATES.value])
    found = (
        RouteLine.objects.of(viewer)
        .filter(source=row)
        .aggregate(
            doubts=Count("pk", filter=open_ones),
            wrong=Count("pk", filter=Q(verdict=LineVerdict.FAULTY.value)),
            fit=Count("pk", filter=fits | answered),
        )
    )
    return Waiting(**found)


def dress_lines(viewer: Viewer, lines: list[Any], *, on: date) -> list[tuple[Any, str, list[tuple[str, str]]]]:
    """Each line with the name it was found under, and candidates as (id, work and name): namesakes differ by work."""
    for one in lines:
        one.closable = any(problem["code"] == "live-route" for problem in one.problems)
        one.day = date.fromisoformat(one.values["made_on"]) if one.values.get("made_on") else None
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


def dependents(viewer: AnyViewer, row: RouteFile) -> list[str]:
    """What stands on routes that this file brought: steps, goals, orders, anything that moved them on."""
    made = Route.objects.of(viewer).filter(source=row).exclude(state=RouteState.WITHDRAWN.value)
    changed = [one["route"] for one in row.summary.get("changed", ())]
    brought = Route.objects.of(viewer).filter(Q(pk__in=changed) | Q(pk__in=made.values("pk")))
    by_files = Count("entries", filter=Q(entries__what__in=("brought-again", "put-back")))
    moved = Q(Exists(moved_here(viewer))) | Q(edition__gt=F("by_files") + 1)
    touched = brought.annotate(by_files=by_files).filter(moved).count()
    found = [
        ("шаги", RouteStep.objects.of(viewer).filter(route__in=made).count()),
        ("цели", Goal.objects.of(viewer).filter(route__in=made).count()),
        ("приказы об утверждении", made.exclude(approval_order=None).count()),
        ("маршруты, которые уже меняли", touched),
        ("более поздние файлы", _later(viewer, row)),
    ]
    return [f"{words}: {count}" for words, count in found if count]


def moved_here(viewer: AnyViewer) -> QuerySet[RouteEntry, Any]:
    """What happened in a route beside files, for `Exists`."""
    return RouteEntry.objects.of(viewer).filter(route=OuterRef("pk")).exclude(what__in=rules.BY_FILES)


def _later(viewer: AnyViewer, row: RouteFile) -> int:
    """Files recorded after this one that changed the same routes."""
    own = {*row.summary.get("made", ()), *(one["route"] for one in row.summary.get("changed", ()))}
    if row.applied_at is None or not own:
        return 0
    rows = RouteFile.objects.of(viewer).filter(state=RouteFileState.APPLIED.value, applied_at__gt=row.applied_at)
    later = rows.values_list("summary__changed", flat=True)
    return sum(any(one["route"] in own for one in changed or ()) for changed in later)


def files_in_use(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these stored files are still read."""
    rows = RouteFile.objects.of(SystemViewer("files.sweep")).filter(file_id__in=list(ids))
    return set(rows.values_list("file_id", flat=True))
