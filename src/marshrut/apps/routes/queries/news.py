"""What changed in a person's route without their doing, as long as it is still so: for their own front page.

Made of the entries that the page of the route has read already: it asks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from marshrut.apps.routes.queries.dressing import ShownStep
from marshrut.apps.routes.queries.pages import RoutePage
from marshrut.apps.routes.types import ReleaseState, RouteState, StepState

__all__ = ["News", "news_of"]


@dataclass(frozen=True, slots=True)
class News:
    """One line: when, what, in whose words; where one goes from it."""

    at: datetime
    title: str
    note: str
    url: str


def news_of(page: RoutePage, *, by: UUID, since: date, on: date, most: int = 5) -> list[News]:
    """Newest first. `by`: whose own deeds are no news to them. What was overtaken since is no news any more."""
    steps = {one.id: one for one in (*page.steps, *page.refused)}
    found: list[News] = []
    told: set[tuple[str, UUID | None]] = set()
    for entry in page.entries:
        key = (entry.what, entry.step_id)
        if entry.by == by or entry.at.date() < since or key in told:
            continue
        told.add(key)
        step = steps.get(entry.step_id)
        title = _of_route(page, entry) if entry.step_id is None else _of_step(step, entry, on) if step else ""
        if title:
            where = ("routes:step", step.id) if step else ("routes:route", page.route.pk)
            said = "" if entry.words.rstrip(".") in title or (step and entry.words == step.title) else entry.words
            found.append(News(entry.at, title, said, reverse(where[0], args=[where[1]])))
    return found[:most]


def _of_route(page: RoutePage, entry: Any) -> str:
    who = f": {entry.name}" if entry.name else ""
    if entry.what == "approved" and page.in_force:
        return f"Маршрут утверждён{who}"
    if entry.what == "returned" and page.state is RouteState.REVISED:
        return f"Маршрут вернули с замечанием{who}"
    if entry.what == "revised" and page.state is RouteState.REVISED:
        return f"Маршрут открыт для пересмотра{who}"
    if entry.what == "lives-again":
        return "Маршрут снова в силе"
    return ""


def _of_step(step: ShownStep, entry: Any, on: date) -> str:
    name, state = f"«{step.title}»", step.state
    ahead = {
        "reminded": f"Скоро закончится: {name}" if step.ends >= on else "",
        "seat-told": entry.words.rstrip(".") or f"Новость о месте: {name}",
        "seat-refused": f"Места пока нет: {name}",
        "seat-moved": f"Группу перенесли: {name}",
        "released": f"Руководитель отпускает: {name}" if step.release is ReleaseState.AGREED else "",
        "not-released": f"Руководитель предлагает другие дни: {name}" if step.release is ReleaseState.DENIED else "",
        "not-confirmed": f"Методист спрашивает ещё: {name}",
    }
    if state.ahead and entry.what in ahead:
        return ahead[entry.what]
    if state is StepState.PROPOSED and entry.what in {"replacement-proposed", "step-added"}:
        return f"Предложена замена: {name}" if step.instead else f"Предложен шаг: {name}"
    if state is StepState.MISSED and entry.what == "missed":
        return f"Не состоялось: {name}"
    if state is StepState.DONE and entry.what in {"confirmed", "learnt"}:
        return f"Засчитано: {name}"
    return ""
