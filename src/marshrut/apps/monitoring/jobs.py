"""Snapshots as long work, and what the clock starts. Thin: it calls its service."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from marshrut.apps.monitoring.queries import find_snapshot
from marshrut.apps.monitoring.services import count_figures, keep_note, make_snapshot, sweep
from marshrut.apps.monitoring.types import MonitoringError
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.jobs.upkeep import clock
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["JOB", "NOTE", "each_night", "note", "snapshot"]

JOB = "monitoring.snapshot"
NOTE = "monitoring.note"


@kind(JOB, "Снимок данных и показатели")
def snapshot(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Freeze what is recorded and count every indicator on today."""
    by = (UUID(arguments["by"]), str(arguments.get("by_name", ""))) if arguments.get("by") else None
    made = make_snapshot(viewer, words=str(arguments.get("words", "")), step=progress.step, asked_by=by)
    count_figures(viewer, made, on=made.day)
    return reverse("monitoring:figures")


@kind(NOTE, "Аналитическая справка")
def note(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Write a note of a day: from the newest snapshot that knows the day, or from one taken now."""
    on = date.fromisoformat(arguments["on"])
    progress.step(0, 2, "Снимок данных")
    taken = find_snapshot(viewer, on=on) or make_snapshot(viewer, words="для справки")
    progress.step(1, 2, "Показатели, прогноз и документ")
    keep_note(viewer, taken, on=on, by=UUID(arguments["by"]))
    return reverse("monitoring:note")


def each_night() -> None:
    """Each night: a snapshot of every region with its figures; those that nothing names go after some days."""
    for tenant in Tenant.objects.all():
        viewer = SystemViewer("monitoring.night", tenant.pk)
        try:
            made = make_snapshot(viewer)
        except MonitoringError:
            continue  # no order, nothing to count
        count_figures(viewer, made, on=made.day)
        sweep(viewer)


clock("marshrut.monitoring_snapshots", "23 3 * * *", each_night)
