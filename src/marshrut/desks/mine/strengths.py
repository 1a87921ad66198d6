"""What desks show of competencies: one's own in short, whom one accompanies, what is common at the place."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.apps.competencies import access
from marshrut.apps.competencies import queries as competencies
from marshrut.apps.competencies.types import Standing
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["own_in_short", "typical_here"]

#: As many as one takes in at a glance; the page has all of them.
SHOWN = 4


def own_in_short(viewer: Viewer, *, on: date) -> dict[str, Any]:
    """Counts of one's own standings (None: nobody of the lists is joined to this access) and of people in care."""
    found = competencies.mine_in_short(viewer, on=on)
    care = competencies.care_in_short(viewer, on=on)
    if found is None:
        return {"strengths": None, "care": care}
    counted = {
        "strong": found.get(Standing.STRONG.value, 0),
        "to_raise": found.get(Standing.CERTAIN.value, 0) + found.get(Standing.LIKELY.value, 0),
        "unknown": found.get(Standing.UNKNOWN.value, 0),
    }
    return {"strengths": counted if found else {}, "care": care}


def typical_here(viewer: Viewer, *, on: date) -> list[competencies.Typical]:
    """The most common deficits of the viewer's place; nothing for a role that counts nobody."""
    if not access.counts_places(viewer):
        return []
    return competencies.typical_deficits(viewer, viewer.node_id, on=on, most=SHOWN)
