"""What desks show of learning: one's own applications, what waits for the head, whose term comes up, weak groups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from marshrut.apps.programmes import queries as programmes
from marshrut.apps.regulation.queries import route_rules
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["groups_at_risk", "own_learning", "school_learning"]

#: As many weeks as a head looks ahead on the desk; the page shows more.
WEEKS = 4
#: A group that begins so soon and has too few people is the centre's news.
SOON = timedelta(days=30)


def own_learning(viewer: Viewer, *, since: date | None = None) -> dict[str, Any]:
    """The person's own applications and learning, and what was lost since that day; nothing for who has neither."""
    return {"learning": programmes.own_in_short(viewer, since=since)}


def school_learning(viewer: Viewer, *, on: date) -> dict[str, Any]:
    """Applications that wait, people to be released soon, terms that come up."""
    rules = route_rules(viewer, on=on)
    by = on + timedelta(days=rules.whole("term_ahead_days"))
    due, unknown = programmes.count_due(viewer, years=rules.whole("term_years"), by=by, on=on)
    away, alone = programmes.count_weeks(viewer, on=on, weeks=WEEKS)
    asked = programmes.count_asked(viewer, on=on)
    return {"asked": asked, "due": due, "undated": unknown, "due_by": by, "away": away, "alone": alone, "weeks": WEEKS}


def groups_at_risk(viewer: Viewer, *, on: date) -> list[Any]:
    """Groups that begin soon and have fewer people than they need."""
    return programmes.weak_cohorts(viewer, on=on, until=on + SOON)
