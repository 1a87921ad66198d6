"""Whom one accompanies, who disagrees and waits; who opened their results to whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.competencies import access
from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.models import Accompaniment, Appeal, Judgement, Share
from marshrut.apps.competencies.queries.people import _on
from marshrut.apps.competencies.types import AppealState, Standing
from marshrut.apps.registry import queries as registry
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "Cared",
    "care_in_short",
    "care_list",
    "care_pairs",
    "cared_ids",
    "companions_by",
    "companions_of",
    "find_colleagues",
    "get_accompaniment",
    "list_accompaniments",
    "list_appeals",
    "list_shares",
    "shared_with_me",
]


@dataclass(slots=True)
class Cared:
    """Somebody in care: name, work, and by area how many strong sides and things to catch up with."""

    person_id: UUID
    name: str
    posts: str
    place: str
    areas: list[tuple[str, str, str]] = field(default_factory=list)
    waits: bool = False
    until: date | None = None
    note: str = ""

    @property
    def asked(self) -> bool:
        """Whether anything is known at all."""
        return bool(self.areas)


def care_list(viewer: Viewer, *, on: date) -> list[Cared]:
    """People whom the viewer accompanies, who waits for an answer first; a handful of queries whatever their number."""
    rows = list(Accompaniment.objects.of(viewer).true(on).filter(access.in_care(viewer, on=on)))
    return _dressed(viewer, [row.person_id for row in rows], on)


def shared_with_me(viewer: Viewer, *, on: date) -> list[Cared]:
    """People who opened their results to the viewer."""
    rows = Share.objects.of(viewer).filter(account_id=viewer.account_id, until__gte=on, recalled_at=None)
    until = dict(rows.values_list("person_id", "until"))
    found = _dressed(viewer, list(until), on)
    for one in found:
        one.until = until[one.person_id]
    return found


def _dressed(viewer: Viewer, people: list[UUID], on: date) -> list[Cared]:
    held = framework(viewer, on)
    names = registry.names_of(viewer, people, on=on)
    jobs = registry.jobs_by(viewer, people, on=on)
    areas = _areas(viewer, people, held, on)
    waiting = set(
        Appeal.objects.of(viewer)
        .filter(person_id__in=people, state=AppealState.ASKED.value)
        .values_list("person_id", flat=True)
    )
    found = [
        Cared(
            one,
            names.get(one, ""),
            ", ".join(dict.fromkeys(job.post for job in jobs.get(one, ()))),
            ", ".join(dict.fromkeys(job.place for job in jobs.get(one, ()))),
            areas.get(one, []),
            one in waiting,
        )
        for one in people
    ]
    return sorted(found, key=lambda one: (not one.waits, one.name))


def _areas(viewer: Viewer, people: list[UUID], held: Framework, on: date) -> dict[UUID, list[tuple[str, str, str]]]:
    """person → (area, words, tone): one chip an area, of the weightiest that is said there."""
    rows = Judgement.objects.of(viewer).filter(access.visible(viewer, Right.OPEN, on=on), person_id__in=people)
    counts: dict[UUID, dict[str, dict[Standing, int]]] = {}
    for person, code, standing in _on(rows, on).values_list("person_id", "competency", "standing"):
        area = held.area_of(code)
        found = counts.setdefault(person, {}).setdefault(area, {})
        found[Standing(standing)] = found.get(Standing(standing), 0) + 1
    return {
        person: [(held.areas[area].short, *_chip(found[area])) for area in held.areas if area in found]
        for person, found in counts.items()
    }


def _chip(found: dict[Standing, int]) -> tuple[str, str]:
    lows = sum(count for standing, count in found.items() if standing.deficit)
    if lows:
        return f"подтянуть: {lows}", "sun"
    if strong := found.get(Standing.STRONG, 0):
        return f"сильных: {strong}", "road"
    if found.get(Standing.SOUND, 0):
        return "в порядке", "plain"
    return "мало данных", "sky"


def care_in_short(viewer: Viewer, *, on: date) -> dict[str, int]:
    """How many people one accompanies, and how many of them wait for an answer."""
    people = Accompaniment.objects.of(viewer).true(on).filter(access.in_care(viewer, on=on)).values("person_id")
    waiting = Appeal.objects.of(viewer).filter(person_id__in=people, state=AppealState.ASKED.value)
    return {"people": people.count(), "appeals": waiting.values("person_id").distinct().count()}


def list_appeals(viewer: Viewer, *, on: date) -> list[Any]:
    """Who in care does not agree and waits; then the last that were answered."""
    people = Accompaniment.objects.of(viewer).true(on).filter(access.in_care(viewer, on=on)).values("person_id")
    rows: list[Any] = list(Appeal.objects.of(viewer).filter(person_id__in=people).order_by("-state", "-asked_at")[:100])
    held = framework(viewer, on)
    names = registry.names_of(viewer, {row.person_id for row in rows}, on=on)
    for row in rows:
        row.name, row.title = names.get(row.person_id, ""), held.title(row.competency)
    return rows


def list_shares(viewer: Viewer, person_id: UUID, *, on: date) -> QuerySet[Share]:
    """To whom this person's results are open now."""
    return (
        Share.objects.of(viewer).filter(person_id=person_id, recalled_at=None, until__gte=on).select_related("account")
    )


def companions_of(viewer: Viewer, person_id: UUID, *, on: date) -> list[tuple[str, Any]]:
    """(name, accompaniment) of whoever accompanies this person on the day."""
    rows = list(Accompaniment.objects.of(viewer).true(on).filter(person_id=person_id))
    names = registry.names_of(viewer, [row.companion_id for row in rows], on=on)
    return [(names.get(row.companion_id, ""), row) for row in rows]


def find_colleagues(viewer: Viewer, typed: str, *, on: date) -> list[tuple[UUID, UUID, str]]:
    """(account, person, name) of whom the viewer may open their results to; nobody for who has none, or for less than
    three letters: this is a search for somebody one knows, not a list of people."""
    least = 3
    if len(typed.strip()) < least or registry.own_id(viewer) is None:
        return []
    found = registry.accounts_by_name(viewer, typed, on=on)
    return [one for one in found if one[0] != viewer.account_id]


def cared_ids(viewer: AnyViewer, *, on: date) -> list[UUID]:
    """Whom the viewer accompanies on that day."""
    rows = Accompaniment.objects.of(viewer).true(on).filter(access.in_care(viewer, on=on))
    return list(rows.values_list("person_id", flat=True).distinct())


def companions_by(viewer: AnyViewer, people: Collection[UUID], *, on: date) -> dict[UUID, list[UUID]]:
    """Person → who accompanies them on that day, the first given first."""
    found: dict[UUID, list[UUID]] = {}
    rows = Accompaniment.objects.of(viewer).true(on).filter(person_id__in=people).order_by("valid", "pk")
    for person, companion in rows.values_list("person_id", "companion_id"):
        found.setdefault(person, []).append(companion)
    return found


def list_accompaniments(viewer: Viewer, *, on: date) -> list[tuple[str, UUID, list[Any]]]:
    """(companion, their id, whom they accompany), of people who stand within the viewer's place; by name."""
    within = registry.people_within(viewer, on=on)
    rows: list[Any] = list(Accompaniment.objects.of(viewer).true(on).filter(within))
    names = registry.names_of(viewer, {one for row in rows for one in (row.person_id, row.companion_id)}, on=on)
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        row.name = names.get(row.person_id, "")
        found.setdefault(row.companion_id, []).append(row)
    listed = [(names.get(one, ""), one, sorted(held, key=lambda row: row.name)) for one, held in found.items()]
    return sorted(listed, key=lambda one: one[0])


def get_accompaniment(viewer: Viewer, line_id: UUID, *, on: date) -> Any:
    """One of them, with the names; None where it is none of the viewer's place."""
    row: Any = Accompaniment.objects.of(viewer).known().filter(line_id=line_id).first()
    if row is None or not registry.works_within(viewer, row.person_id, on=on):
        return None
    names = registry.names_of(viewer, [row.person_id, row.companion_id], on=on)
    row.name, row.companion_name = names.get(row.person_id, ""), names.get(row.companion_id, "")
    return row


def care_pairs(viewer: AnyViewer, *, on: date) -> list[tuple[UUID, UUID]]:
    """(person, companion) of everybody who is accompanied on that day, as far as the viewer may know: work without a
    person all, a companion their own."""
    rows = Accompaniment.objects.of(viewer).true(on).filter(access.in_care(viewer, on=on)).order_by("pk")
    return list(rows.values_list("person_id", "companion_id"))
