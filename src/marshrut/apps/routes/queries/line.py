"""The year of a route as a line, and why the next step stands there, in words for the person."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from marshrut.apps.routes.queries.dressing import ShownStep
from marshrut.apps.routes.queries.pages import RoutePage
from marshrut.apps.routes.types import StepState
from marshrut.foundation.ui.formats import day, number, typo

__all__ = ["warm_why", "year_stops"]


def year_stops(page: RoutePage) -> list[dict[str, Any]]:
    """Stops of the line of the year: done, now, to come; for who opens it each is a door to its step."""
    stops = []
    for one in page.steps:
        now = page.next is not None and one.id == page.next.id
        parts = [f"{number(one.hours)} ч", one.when]
        if one.title.lower() != one.kind.title:
            parts.append(one.kind.title)
        if one.state not in {StepState.ACCEPTED, StepState.PROPOSED} or (one.state is StepState.PROPOSED and page.acts):
            parts.append(one.state.title)
        stops.append(
            {
                "title": typo(one.title),
                "note": " · ".join(parts),
                "state": "now" if now else one.line_state,
                "url": reverse("routes:step", args=[one.id]) if page.opened else "",
            }
        )
    return stops


def warm_why(page: RoutePage, step: ShownStep) -> str:
    """What it helps with and what speaks for it; helps and never accuses."""
    titles = [f"«{title}»" for _, title in step.serves]
    if not titles:
        return f"Почему этот шаг: {step.why}" if step.why else ""
    shown = f" Диагностика {day(page.route.diagnosed_on)} показала, что здесь есть куда расти." if page.basis else ""
    return f"Почему этот шаг: поможет с тем, что стоит подтянуть: {', '.join(titles)}.{shown}"
