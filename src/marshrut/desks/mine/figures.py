"""What desks show of the order's indicators: the few that are furthest behind, and how many stand how."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marshrut.apps.monitoring import queries as monitoring
from marshrut.apps.monitoring.cards import card_of, count_standings, most_behind
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["figures_here"]

SHOWN = 3


def figures_here(viewer: Viewer, *, on: date, known_at: datetime | None = None) -> dict[str, Any]:
    """The viewer's place (the region where it has no figures of its own); nothing is counted for a front page."""
    found = monitoring.find_present(viewer, on=on, known_at=known_at)
    if found is None:
        return {"figures": None, "loop": None}
    counts = count_standings(found.here)
    return {
        "figures": {
            "worst": [card_of(one) for one in most_behind(found.here, SHOWN)],
            "counts": [(one.title, number) for one, number in counts.items() if number],
            "day": found.day,
            "ours": bool(found.own),
        },
        "loop": found.loop,
    }
