"""Long work on figures of groups and on files, started by people and by the clock. Thin: each calls its service."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.services.figures import FIGURES, figures_are_due, refresh_figures
from marshrut.apps.competencies.services.files import KIND
from marshrut.apps.competencies.services.spreading import ACCEPTING, MAKING, make_draft, write_draft
from marshrut.apps.competencies.services.thresholds import follow_thresholds
from marshrut.apps.registry.sent import work
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.scope.queries import list_tenants, today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = [
    "accept_spread",
    "apply_file",
    "check_file",
    "figures",
    "follow_new_thresholds",
    "make_due_figures",
    "spread",
    "undo_file",
]


@kind(FIGURES, "Сводка по компетенциям")
def figures(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Make the figures of a month."""
    progress.step(0, 1, "считаем людей по местам")
    refresh_figures(viewer, on=date.fromisoformat(arguments["on"]), now=timezone.now())
    return reverse("competencies:groups")


@kind("competencies.check-file", "Проверка файла: кто кого сопровождает")
def check_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Read a file and compare it with what is recorded."""
    file_id = UUID(arguments["file_id"])
    work.check_file(KIND, viewer, file_id, step=progress.step)
    return reverse("competencies:file", args=[file_id])


@kind("competencies.apply-file", "Запись файла: кто кого сопровождает")
def apply_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Record a checked file in one transaction."""
    file_id = UUID(arguments["file_id"])
    work.write_file(KIND, viewer, file_id, step=progress.step)
    return reverse("competencies:file", args=[file_id])


@kind("competencies.undo-file", "Отмена файла: кто кого сопровождает")
def undo_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Take a recorded file back in one transaction."""
    file_id = UUID(arguments["file_id"])
    work.take_file_back(KIND, viewer, file_id, step=progress.step)
    return reverse("competencies:file", args=[file_id])


@kind(MAKING, "Распределение по методистам")
def spread(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Count a draft of who goes to which methodist."""
    draft_id = UUID(arguments["draft_id"])
    make_draft(viewer, draft_id, step=progress.step)
    return reverse("competencies:spread-draft", args=[draft_id])


@kind(ACCEPTING, "Запись распределения по методистам")
def accept_spread(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Record a large draft in one transaction."""
    draft_id = UUID(arguments["draft_id"])
    write_draft(viewer, draft_id, step=progress.step)
    return reverse("competencies:spread-draft", args=[draft_id])


def make_due_figures() -> None:
    """Each night: the month's figures of every tenant that has none yet or has new results."""
    for tenant in list_tenants():
        viewer = SystemViewer("competencies.figures", tenant.pk)
        day = today(viewer)
        if figures_are_due(viewer, on=day):
            refresh_figures(viewer, on=day, now=timezone.now())


def follow_new_thresholds() -> None:
    """Each night, before the figures: where an order or the product changed a threshold, everybody is judged anew."""
    for tenant in list_tenants():
        viewer = SystemViewer("competencies.thresholds", tenant.pk)
        follow_thresholds(viewer, on=today(viewer), now=timezone.now())
