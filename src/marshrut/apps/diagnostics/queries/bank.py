"""Instruments with their versions, for who keeps the bank; texts that wait to be marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics import access
from marshrut.apps.diagnostics.models import Answer, Attempt, InstrumentVersion, Marking
from marshrut.apps.diagnostics.queries.papers import Paper, Task, get_paper
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.apps.diagnostics.scoring import find_faults, tidy_short
from marshrut.apps.diagnostics.types import AttemptState, ItemKind
from marshrut.apps.registry.access import nodes_of
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "TextWaiting",
    "count_texts",
    "coverage",
    "faults_of",
    "get_version",
    "list_instruments",
    "list_texts",
    "names_of_competencies",
    "texts_of",
]


def list_instruments(viewer: AnyViewer) -> QuerySet[InstrumentVersion, Any]:
    """The latest version of each instrument and the one in use, by title."""
    rows = InstrumentVersion.objects.of(viewer).select_related("instrument", "instrument__node")
    return rows.annotate(tasks=Count("slots")).order_by("instrument__title", "-number")


def get_version(viewer: AnyViewer, version_id: UUID, *, on: date) -> InstrumentVersion:
    """A version whose keys the viewer may see; raises Refused, or InstrumentVersion.DoesNotExist."""
    version: InstrumentVersion = (
        InstrumentVersion.objects.of(viewer).select_related("instrument", "instrument__node").get(pk=version_id)
    )
    access.may_keep_bank(viewer, version.instrument.node_id, on=on).require()
    return version


def faults_of(viewer: AnyViewer, version: InstrumentVersion, *, on: date) -> list[str]:
    """What keeps a version from being given to people, in words."""
    paper, words = get_paper(viewer, version.pk), framework(viewer, on)
    found = [] if "" in version.cuts else ["не задан общий порог"]
    for task in paper.tasks:
        faults = find_faults(task.kind, task.body, task.key, task.top)
        if task.competency not in words.codes:
            faults.append("не проверяет ни одной компетенции модели")
        found += [f"задание {task.place} ({task.code}): {one}" for one in faults]
    return found


def coverage(paper: Paper) -> list[tuple[str, int, float]]:
    """Competency, how many tasks, how many points: whether each is asked often enough to say anything."""
    tasks, points = Counter[str](), Counter[str]()
    for one in paper.tasks:
        tasks[one.competency] += 1
        points[one.competency] += one.top  # type: ignore[assignment]
    return [(code, number, float(points[code])) for code, number in tasks.most_common()]


def names_of_competencies(viewer: AnyViewer, *, on: date) -> dict[str, str]:
    """Tidied code or title → code: what a workbook may call a competency."""
    found: dict[str, str] = {}
    for code, one in framework(viewer, on).competencies.items():
        found[tidy_short(code)] = code
        found.setdefault(tidy_short(one.title), code)
    return found


@dataclass(frozen=True, slots=True)
class TextWaiting:
    """A text to be marked; whose it is, is not said."""

    attempt_id: UUID
    task: Task
    title: str
    text: str


def list_texts(viewer: Viewer, *, on: date) -> QuerySet[Attempt, Any]:
    """Attempts with unmarked texts within the viewer's place, the oldest first; one's own and colleagues' left out."""
    if not access.marks(viewer):
        return Attempt.objects.of(viewer).none()
    rows = Attempt.objects.of(viewer).filter(state=AttemptState.MARKING, node_id__in=nodes_of(viewer, on=on))
    rows = rows.exclude(person__account_id=viewer.account_id).exclude(node_id__in=access.own_workplaces(viewer, on=on))
    return rows.select_related("version__instrument", "campaign").order_by("handed_in_at")


def count_texts(viewer: Viewer, *, on: date) -> int:
    """How many such attempts wait; for a desk."""
    return int(list_texts(viewer, on=on).order_by().count()) if access.marks(viewer) else 0


def texts_of(viewer: Viewer, attempt: Attempt) -> list[TextWaiting]:
    """Texts of an attempt that nobody has marked yet."""
    paper = get_paper(viewer, attempt.version_id)
    marked = set(Marking.objects.of(viewer).filter(attempt=attempt).values_list("item_version_id", flat=True))
    answers: dict[UUID, Answer] = current_answers(viewer, attempt.pk)
    return [
        TextWaiting(attempt.pk, task, paper.title, str(answers[task.id].value))
        for task in paper.tasks
        if task.kind is ItemKind.TEXT and task.id not in marked and task.id in answers and answers[task.id].value
    ]
