"""One search over people, organisations and clauses of the order, each by the viewer's right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.apps.registry.queries.people import StaffFilter, StaffRow, dress_people, list_staff
from marshrut.apps.registry.queries.places import PlaceFilter, list_places
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.types import ClauseFilter, ClauseItem
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
    clauses: tuple[ClauseItem, ...] = ()
    clauses_count: int = 0

    @property
    def total(self) -> int:
        """How many things in all."""
        return self.people_count + self.places_count + self.clauses_count


def find_everywhere(viewer: Viewer, typed: str, *, on: date, known_at: datetime | None = None) -> Found:
    """People only with the right to see who is who, organisations with any right over places, clauses for everybody."""
    if not typed.strip():
        return Found()
    rights = ROLE_RIGHTS[viewer.role]
    people: tuple[StaffRow, ...] = ()
    people_count, places, places_count = 0, (), 0
    if Right.LIST in rights:
        rows = list_staff(viewer, on=on, known_at=known_at, narrowed=StaffFilter(search=typed))
        people_count = rows.count()
        words = dictionaries(viewer, on=on, known_at=known_at)
        people = tuple(dress_people(viewer, list(rows[:EACH]), on=on, known_at=known_at, words=words))
    if rights:
        named = list_places(viewer, on=on, known_at=known_at, narrowed=PlaceFilter(search=typed))
        places_count, places = named.count(), tuple(named[:EACH])
    clauses = _clauses(viewer, typed, on, known_at)
    return Found(people, people_count, places, places_count, clauses[:EACH], len(clauses))


def _clauses(viewer: Viewer, typed: str, on: date, known_at: datetime | None) -> tuple[ClauseItem, ...]:
    reading = regulation.find_reading(viewer, on=on, known_at=known_at)
    if reading is None:
        return ()
    narrowed = ClauseFilter(search=typed)
    return regulation.list_clauses(viewer, reading, on=on, known_at=known_at, narrowed=narrowed).items
