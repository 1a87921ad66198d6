"""What the clock starts for routes. Thin: it calls its service."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from marshrut.apps.routes.services import clock, drafting
from marshrut.foundation.jobs import upkeep
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["drafts", "pass_the_night"]


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


def pass_the_night() -> None:
    """Each night: what nobody marked is missed, what ends soon is called to mind."""
    clock.nights_of_all(on=today(SystemViewer("routes.night")))


upkeep.clock("marshrut.routes_night", "40 3 * * *", pass_the_night)
