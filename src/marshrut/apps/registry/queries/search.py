"""One search over people, organisations and clauses of the order, each by the viewer's right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Window

from marshrut.apps.registry.dictionaries import Dictionaries, words_of
from marshrut.apps.registry.queries.people import KeysFirst, StaffFilter, StaffRow, dress_people, list_staff
from marshrut.apps.registry.queries.places import PlaceFilter, list_places
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.types import ClauseHit
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["Found", "find_everywhere"]

#: Of each kind on the page of results; the rest is behind «все».
EACH = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; a number is how many there are in all."""

    people: tuple[StaffRow, ...] = ()
    people_count: int = 0
    places: tuple[Any, ...] = ()
    places_count: int = 0
    clauses: tuple[ClauseHit, ...] = ()
    clauses_count: int = 0

    @property
    def total(self) -> int:
        """How many things in all."""
        return self.people_count + self.places_count + self.clauses_count


def find_everywhere(viewer: Viewer, typed: str, *, on: date, known_at: datetime | None = None) -> Found:
    """People only with the right to see who is who, organisations with any right over places, clauses for everybody."""
    if not typed.strip():
        return Found()
    when: dict[str, Any] = {"on": on, "known_at": known_at}
    reading = regulation.find_reading(viewer, **when)
    clauses = regulation.search_clauses(viewer, reading, typed) if reading else ()
    people, people_count = _people(viewer, typed, words_of(viewer, reading), when)
    places, places_count = _places(viewer, typed, when)
    return Found(people, people_count, places, places_count, clauses[:EACH], len(clauses))


def _people(viewer: Viewer, typed: str, words: Dictionaries, when: dict[str, Any]) -> tuple[tuple[StaffRow, ...], int]:
    if Right.LIST not in ROLE_RIGHTS[viewer.role]:
        return (), 0
    rows = KeysFirst(viewer, list_staff(viewer, **when, narrowed=StaffFilter(search=typed)))
    return tuple(dress_people(viewer, rows[:EACH], **when, words=words)), rows.count()


def _places(viewer: Viewer, typed: str, when: dict[str, Any]) -> tuple[tuple[Any, ...], int]:
    """The first of them, each beside how many there are in all: one query."""
    if not ROLE_RIGHTS[viewer.role]:
        return (), 0
    named = list_places(viewer, **when, narrowed=PlaceFilter(search=typed))
    found: tuple[Any, ...] = tuple(named.annotate(in_all=Window(Count("pk")))[:EACH])
    return found, found[0].in_all if found else 0
