"""Long work on files, and what the clock starts. Thin: each calls its service."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from marshrut.apps.programmes.services import applying, files_work
from marshrut.foundation.jobs import upkeep
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.scope.queries import list_tenants, today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["apply_file", "check_file", "move_queues", "undo_file"]


def _page(file_id: UUID) -> str:
    return reverse("programmes:file", args=[file_id])


@kind("programmes.check-file", "Проверка файла с обучением")
def check_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Read a file and compare it with what is recorded."""
    file_id = UUID(arguments["file_id"])
    files_work.check_file(viewer, file_id, step=progress.step)
    return _page(file_id)


@kind("programmes.apply-file", "Запись файла с обучением")
def apply_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Record a checked file in one transaction."""
    file_id = UUID(arguments["file_id"])
    files_work.write_file(viewer, file_id, step=progress.step)
    return _page(file_id)


@kind("programmes.undo-file", "Отмена файла с обучением")
def undo_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Take a recorded file back in one transaction."""
    file_id = UUID(arguments["file_id"])
    files_work.take_file_back(viewer, file_id, step=progress.step)
    return _page(file_id)


def move_queues() -> None:
    """Every few minutes: free seats find who waits, groups that have begun stop taking people."""
    for tenant in list_tenants():
        viewer = SystemViewer("programmes.queues", tenant.pk)
        applying.move_queues(viewer, on=today(viewer))


upkeep.clock("marshrut.move_queues", "*/5 * * * *", move_queues)
