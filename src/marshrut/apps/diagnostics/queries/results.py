"""Files with results on a page: where each stands, its lines, what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics import access, hooks
from marshrut.apps.diagnostics.models import (
    CodeFile,
    InstrumentVersion,
    ParticipantCode,
    Result,
    ResultsFile,
    ResultsLine,
)
from marshrut.apps.diagnostics.types import OWN_RESULT, InstrumentState, ResultsState, Verdict
from marshrut.apps.registry.queries import Job, jobs_by, names_of
from marshrut.foundation.jobs.queries import in_vain
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = [
    "Waiting",
    "count_waiting",
    "dependents",
    "dress_lines",
    "files_in_use",
    "find_version",
    "get_file",
    "has_version",
    "list_files",
    "list_keys",
    "list_lines",
    "replaced_by",
    "share_in_words",
    "standing",
]

#: Where a file returns to when its work ended without an end: killed, stopped, silent.
_RETURNS = {
    ResultsState.CHECKING: ResultsState.FAILED,
    ResultsState.APPLYING: ResultsState.CHECKED,
    ResultsState.UNDOING: ResultsState.APPLIED,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What keeps a file from being applied."""

    doubts: int = 0
    wrong: int = 0
    fit: int = 0


def list_files(viewer: Viewer, *, on: date) -> QuerySet[ResultsFile, Any]:
    """Files that the viewer may handle, newest first."""
    rows = ResultsFile.objects.of(viewer).select_related("node", "job")
    return rows.filter(access.handled_files(viewer, on=on))


def get_file(viewer: Viewer, results_id: UUID, *, on: date) -> ResultsFile:
    """A file that the viewer may handle, where it really stands; raises ResultsFile.DoesNotExist."""
    row: ResultsFile = (
        list_files(viewer, on=on).select_related("version__instrument", "file", "held_by").get(pk=results_id)
    )
    row.state = standing(row).value
    return row


def standing(row: ResultsFile) -> ResultsState:
    """Where the file stands: work whose job is over without an end has left nothing behind."""
    state = ResultsState(row.state)
    if state in _RETURNS and in_vain(row.job):
        return _RETURNS[state]
    return state


def has_version(viewer: AnyViewer, version_id: UUID | None) -> bool:
    """Whether there is a version that people were given."""
    rows = InstrumentVersion.objects.of(viewer).exclude(state=InstrumentState.DRAFT)
    return version_id is not None and bool(rows.filter(pk=version_id).exists())


def find_version(viewer: AnyViewer, said: str) -> UUID | None:
    """«КОД» (the newest that people were given) or «КОД:2»."""
    code, _, number = said.partition(":")
    rows = InstrumentVersion.objects.of(viewer).filter(instrument__code=code).exclude(state=InstrumentState.DRAFT)
    rows = rows.filter(number=int(number)) if number.isdigit() else rows
    return rows.order_by("-number").values_list("pk", flat=True).first() if code else None


def list_lines(viewer: AnyViewer, row: ResultsFile, verdict: str) -> QuerySet[ResultsLine, Any]:
    """Lines with this verdict, in the file's order."""
    rows = ResultsLine.objects.of(viewer).filter(source=row)
    return rows.filter(verdict=verdict) if verdict else rows


def count_waiting(viewer: AnyViewer, row: ResultsFile) -> Waiting:
    """Lines that somebody has to answer, that are wrong, that would be recorded."""
    rows = ResultsLine.objects.of(viewer).filter(source=row)
    open_ones = Q(verdict__in=[Verdict.DOUBTFUL, Verdict.CONFLICT], answer="")
    answered = Q(verdict__in=[Verdict.DOUBTFUL, Verdict.CONFLICT]) & ~Q(answer__in=["", "skip", "keep"])
    found = rows.aggregate(
        doubts=Count("pk", filter=open_ones),
        wrong=Count("pk", filter=Q(verdict=Verdict.WRONG)),
        fit=Count("pk", filter=Q(verdict=Verdict.NEW) | answered),
    )
    return Waiting(**found)


def dress_lines(viewer: Viewer, lines: list[Any], *, on: date) -> list[tuple[Any, str, list[tuple[str, str]]]]:
    """Each line with the name it was found under, and candidates as (id, name and work): namesakes differ by work.

    A line's `said` is what came out: (competency, words), no competency where it is the whole; `day`: when; `own`:
    it stands against a result of our own test.
    """
    held = framework(viewer, on)
    for one in lines:
        one.own = any(problem["code"] == OWN_RESULT for problem in one.problems)
        levels, shares = one.values.get("levels") or {}, one.values.get("shares") or {}
        one.said = [
            (held.title(code) if code else "", levels.get(code) or share_in_words(*pair))
            for code, pair in shares.items()
        ]
        one.day = date.fromisoformat(one.values["on"]) if one.values.get("on") else None
    ids = {one.person_id for one in lines if one.person_id} | {pk for one in lines for pk in one.candidates}
    names = names_of(viewer, ids, on=on)
    jobs = jobs_by(viewer, list({pk for one in lines for pk in one.candidates}), on=on)
    return [
        (
            one,
            names.get(one.person_id, "") if one.person_id else "",
            [(str(pk), _known_as(names.get(pk, ""), jobs.get(pk, ()))) for pk in one.candidates],
        )
        for one in lines
    ]


def share_in_words(earned: float, possible: float) -> str:
    """«65 %» of a share of one, «7 из 12» of points."""
    if possible == 1:
        return f"{earned:.0%}".replace("%", " %")
    return f"{earned:g} из {possible:g}".replace(".", ",")


def _known_as(name: str, jobs: Iterable[Job]) -> str:
    """«учитель, Школа № 3 – Ёлкина Анна Петровна»: namesakes are told apart by what stands first."""
    work = "; ".join(dict.fromkeys(f"{one.post}, {one.place}" for one in jobs))
    return f"{work} – {name}" if work else name


def dependents(viewer: AnyViewer, row: ResultsFile) -> list[str]:
    """What of apps above stands on these results."""
    ids = Result.objects.of(viewer).filter(source=row, withdrawn_at=None).values("pk")
    return hooks.dependents_above(viewer, ids)


def files_in_use(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these stored files results or keys came from: they are read again when a file is checked or applied."""
    everybody, wanted = SystemViewer("files.sweep"), list(ids)
    sent = ResultsFile.objects.of(everybody).filter(file_id__in=wanted).values_list("file_id", flat=True)
    keys = CodeFile.objects.of(everybody).filter(file_id__in=wanted).values_list("file_id", flat=True)
    return {*sent, *keys}


def replaced_by(viewer: AnyViewer, row: ResultsFile) -> list[str]:
    """Names of later files whose results stand in the place of these."""
    rows = ResultsFile.objects.of(viewer).filter(replaced__source=row).order_by("-sent_at")
    return list(dict.fromkeys(rows.values_list("file__name", flat=True)))


def list_keys(viewer: Viewer) -> list[tuple[str, int]]:
    """Diagnostics whose key files are here, with how many codes."""
    rows = ParticipantCode.objects.of(SystemViewer("diagnostics.keys", viewer.tenant_id)).filter(withdrawn_at=None)
    return list(rows.values("scheme").annotate(count=Count("pk")).order_by("scheme").values_list("scheme", "count"))
