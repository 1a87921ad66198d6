"""Long work on lists: checked, applied, taken back. Thin: each calls its service, which says how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from marshrut.apps.registry.services import import_work, made_lists, name_places
from marshrut.foundation.jobs import upkeep
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["apply", "check", "make_list", "name_of_the_day", "undo"]


def _page(import_id: UUID) -> str:
    return reverse("registry:list", args=[import_id])


@kind("registry.check", "Проверка списка")
def check(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Read the file of a list and compare it with what is recorded."""
    import_id = UUID(arguments["import_id"])
    import_work.check_list(viewer, import_id, step=progress.step, job_id=progress.job_id)
    return _page(import_id)


@kind("registry.apply", "Применение списка")
def apply(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Apply a checked list in one transaction."""
    import_id = UUID(arguments["import_id"])
    by = UUID(arguments["by"]) if arguments.get("by") else None
    import_work.write_list(viewer, import_id, by=by, step=progress.step, job_id=progress.job_id)
    return _page(import_id)


@kind("registry.undo", "Отмена списка")
def undo(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Take an applied list back in one transaction."""
    import_id = UUID(arguments["import_id"])
    by = UUID(arguments["by"]) if arguments.get("by") else None
    import_work.take_list_back(viewer, import_id, by=by, step=progress.step, job_id=progress.job_id)
    return _page(import_id)


@kind(made_lists.JOB, "Файл со списком")
def make_list(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Make a large list as a workbook for who asked for it."""
    made = made_lists.make_list(viewer, UUID(arguments["made_id"]), step=progress.step)
    return reverse("registry:made-list", args=[made.pk])


def name_of_the_day() -> None:
    """A name that was recorded for a day to come is borne from that day: midnight comes to each zone in its hour."""
    name_places()


upkeep.clock("marshrut.name_places", "1,31 * * * *", name_of_the_day)
