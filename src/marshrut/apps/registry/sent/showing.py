"""Files from elsewhere, on a page: where each stands, its lines, what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from marshrut.apps.registry.sent.kinds import FileKind
from marshrut.apps.registry.types import SentState, SentVerdict
from marshrut.foundation.jobs.queries import in_vain
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Waiting", "count_waiting", "list_lines", "standing"]

#: Where a file returns to when its work ended without an end: killed, stopped, silent.
_RETURNS = {
    SentState.CHECKING: SentState.FAILED,
    SentState.APPLYING: SentState.CHECKED,
    SentState.UNDOING: SentState.APPLIED,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What keeps a file from being recorded, and how many lines would be."""

    doubts: int = 0
    wrong: int = 0
    fit: int = 0


def standing(row: Any) -> SentState:
    """Where the file stands: work whose job is over without an end has left nothing behind."""
    state = SentState(row.state)
    if state in _RETURNS and in_vain(row.job):
        return _RETURNS[state]
    return state


def list_lines(kind: FileKind, viewer: AnyViewer, row: Any, verdict: str) -> Any:
    """Lines with this verdict, in the file's order."""
    rows = kind.lines.objects.of(viewer).filter(source=row)
    return rows.filter(verdict=verdict) if verdict else rows


def count_waiting(kind: FileKind, viewer: AnyViewer, row: Any) -> Waiting:
    """Lines that somebody has to answer, that are wrong, that would be recorded."""
    found = (
        kind.lines.objects.of(viewer)
        .filter(source=row)
        .aggregate(
            doubts=Count("pk", filter=Q(waits=True)),
            wrong=Count("pk", filter=Q(verdict=SentVerdict.FAULTY.value)),
            fit=Count("pk", filter=Q(verdict=SentVerdict.NEW.value)),
        )
    )
    return Waiting(**found)
