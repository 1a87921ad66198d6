"""What desks of places show of routes: who waits to be let go, how many routes stand where; nothing of why."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.apps.routes import access
from marshrut.apps.routes import queries as routes
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["place_routes"]


def place_routes(viewer: Viewer, *, on: date) -> dict[str, Any]:
    """Numbers of the school year that goes on, for a card."""
    states = routes.count_states(viewer, year=routes.current_year(viewer, on=on), on=on)
    waits = routes.count_releases(viewer, on=on)
    told = {"drafts": access.drafts(viewer), "plans": access.plans(viewer)}
    return {"routes": {"states": states, "waits": waits, **told}}
