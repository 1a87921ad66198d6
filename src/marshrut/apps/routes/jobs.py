"""Long work on drafts and files, and what the clock starts for routes. Thin: it calls its service."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from marshrut.apps.routes.services import clock, drafting, files_work, region_plans, region_publish, region_work
from marshrut.foundation.jobs import upkeep
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["apply_file", "check_file", "drafts", "pass_the_night", "plan_region", "publish_region_plan", "undo_file"]


@kind(drafting.JOB, "Черновики маршрутов")
def drafts(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Draft routes for everybody of a place who has none."""
    drafting.draft_people(
        viewer,
        UUID(arguments["node_id"]),
        year=int(arguments["year"]),
        on=date.fromisoformat(arguments["on"]),
        seed=int(arguments["seed"]),
        step=progress.step,
        account=UUID(arguments["by"]),
    )
    return reverse("routes:drafts")


@kind(region_plans.WORK, "План региона")
def plan_region(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Plan everybody of a place who has no route."""
    plan_id = UUID(arguments["plan_id"])
    region_work.make_plan(viewer, plan_id, step=progress.step, job_id=progress.job_id)
    return reverse("routes:region-plan", args=[plan_id])


@kind(region_plans.PUBLISH, "Черновики маршрутов по плану региона")
def publish_region_plan(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Write the drafts of a plan."""
    plan_id = UUID(arguments["plan_id"])
    region_publish.publish_plan(
        viewer,
        plan_id,
        on=date.fromisoformat(arguments["on"]),
        account=UUID(arguments["by"]),
        only_what_holds=bool(arguments["only_what_holds"]),
        step=progress.step,
    )
    return reverse("routes:region-plan", args=[plan_id])


@kind("routes.check-file", "Проверка файла с маршрутами")
def check_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Read a file and compare it with what is recorded."""
    file_id = UUID(arguments["file_id"])
    files_work.check_file(viewer, file_id, step=progress.step)
    return reverse("routes:file", args=[file_id])


@kind("routes.apply-file", "Запись файла с маршрутами")
def apply_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Record a checked file in one transaction."""
    file_id = UUID(arguments["file_id"])
    files_work.write_file(viewer, file_id, step=progress.step)
    return reverse("routes:file", args=[file_id])


@kind("routes.undo-file", "Отмена файла с маршрутами")
def undo_file(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str | None:
    """Take a recorded file back in one transaction."""
    file_id = UUID(arguments["file_id"])
    files_work.take_file_back(viewer, file_id, step=progress.step)
    return reverse("routes:file", args=[file_id])


def pass_the_night() -> None:
    """Each night: what nobody marked is missed, what ends soon is called to mind."""
    clock.nights_of_all(on=today(SystemViewer("routes.night")))


upkeep.clock("marshrut.routes_night", "40 3 * * *", pass_the_night)
