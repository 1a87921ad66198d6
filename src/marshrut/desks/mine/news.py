"""What changed for a person lately without their doing: in their route, with seats they asked for by themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from marshrut.apps.routes import queries as routes
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["own_news", "since_of"]

#: Older is no news; more than so many nobody reads.
DAYS, MOST = 14, 5


def since_of(on: date) -> date:
    """From which day on something is news."""
    return on - timedelta(days=DAYS)


def own_news(viewer: Viewer, way: Any, learning: Any, *, on: date) -> list[routes.News]:
    """Newest first. What a step of the route asked for is told by the route."""
    since = since_of(on)
    found = routes.news_of(way, by=viewer.account_id, since=since, on=on, most=MOST) if way else []
    for one in learning.asked:
        if one.step_id is None and one.seated_at is not None and one.seated_at.date() >= since:
            title = f"Есть место: «{one.cohort.title}»"
            url = reverse("programmes:cohort", args=[one.cohort_id])
            found.append(routes.News(one.seated_at, title, f"начало {one.cohort.starts:%d.%m.%Y}", url))
    for one in learning.lost:
        if one.step_id is None or way is None:
            what = "Группа отменена" if one.state == "cancelled" else "Заявка не принята"
            title, url = f"{what}: «{one.cohort.title}»", reverse("programmes:mine")
            found.append(routes.News(one.ended_at, title, one.ended_why, url))
    return sorted(found, key=lambda news: news.at, reverse=True)[:MOST]
