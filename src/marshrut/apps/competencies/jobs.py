"""Long work on figures of groups, started after a large import and by the clock. Thin: each calls its service."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.services.figures import FIGURES, figures_are_due, refresh_figures
from marshrut.apps.competencies.services.thresholds import follow_thresholds
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.scope.queries import list_tenants, today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["figures", "follow_new_thresholds", "make_due_figures"]


@kind(FIGURES, "Сводка по компетенциям")
def figures(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Make the figures of a month."""
    progress.step(0, 1, "считаем людей по местам")
    refresh_figures(viewer, on=date.fromisoformat(arguments["on"]), now=timezone.now())
    return reverse("competencies:groups")


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
