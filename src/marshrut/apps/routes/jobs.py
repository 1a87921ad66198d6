"""What the clock starts for routes. Thin: it calls its service."""

from __future__ import annotations

from marshrut.apps.routes.services import clock
from marshrut.foundation.jobs import upkeep
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["pass_the_night"]


def pass_the_night() -> None:
    """Each night: what nobody marked is missed, what ends soon is called to mind."""
    clock.nights_of_all(on=today(SystemViewer("routes.night")))


upkeep.clock("marshrut.routes_night", "40 3 * * *", pass_the_night)
