"""What a teacher's front page shows of the route: the next step as one card, the year as a line, who waits for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.apps.routes import queries as routes
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["own_way"]


def own_way(viewer: Viewer, *, on: date) -> dict[str, Any]:
    """The route that lives with its next step; lessons one is asked to see; None and nothing where there are none."""
    found = routes.find_own(viewer, on=on)
    page = routes.get_page(viewer, found.pk, on=on) if found and found.route_state.live else None
    step = page.next if page else None
    waiting = routes.queue(viewer, on=on) if page is None else []
    return {
        "way": page,
        "step": step,
        "begun": step is not None and step.starts <= on,
        "why": routes.warm_why(page, step) if page and step else "",
        "stops": routes.year_stops(page) if page else [],
        "lessons": [one for one in routes.my_calls(viewer, on=on) if len(one.sent) < BOTH],
        "waiting": len(waiting),
    }


#: A lesson is seen before and after.
BOTH = 2
