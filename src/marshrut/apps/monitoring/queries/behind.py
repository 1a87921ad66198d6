"""Who stands behind a figure, as facts of participation (what, document, day), and who almost counts and what lacks.

The right is `list`: that somebody took part, never what came out. Rows are of the snapshot; names are today's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from marshrut.apps.monitoring.engine import Sought, names_of, only, page_of_people, run
from marshrut.apps.monitoring.models import FrozenPlace, Snapshot
from marshrut.apps.monitoring.queries.windows import window_of
from marshrut.apps.monitoring.types import Level
from marshrut.apps.registry import queries as registry
from marshrut.cores.indicators import facts_plan, near_plan
from marshrut.cores.regulation import Indicator
from marshrut.cores.regulation.counting import Also, Mark, Reading
from marshrut.foundation.scope import access as scope
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["Behind", "Listed", "Near", "Somebody", "may_list", "people_behind", "people_near"]

T = TypeVar("T")
#: More than any region has: a list without pages.
EVERYBODY = 10_000_000


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody (or a place, a programme) that a figure counts, by the first fact that does. `again`: further facts."""

    person: UUID | None
    name: str
    place: str
    day: date | None
    title: str
    again: int


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody with the fact whom one condition keeps out of the count, and which."""

    person: UUID | None
    name: str
    place: str
    day: date | None
    title: str
    lacks: Mark | Also


@dataclass(frozen=True, slots=True)
class Behind:
    """Of which figure, and which page of its list: `typed` narrows by a name, a place or a record."""

    indicator: Indicator
    reading: Reading
    on: date
    level: Level
    place: UUID | None
    today: date
    typed: str = ""
    limit: int = EVERYBODY
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list, by name, and how many there are altogether; no rows past the last page."""

    count: int
    rows: list[T]


def may_list(viewer: Viewer, level: Level, place: UUID | None, *, snapshot: Snapshot, on: date) -> bool:
    """Whether the viewer may see by name who stands behind a figure of this place."""
    node = place if level is not Level.REGION and place is not None else snapshot.node_id
    return scope.may(viewer, Right.LIST, node, on=on).ok


def people_behind(viewer: Viewer, snapshot: Snapshot, behind: Behind) -> Listed[Somebody]:
    """Everybody whom a figure counts, each once, by name; nobody for who may not see who is who there, nobody behind a
    figure that tells of results."""
    if not _may_open(viewer, snapshot, behind):
        return Listed(0, [])
    facts = behind.reading.numerator
    plan = facts_plan(facts, _window(behind), names_of(snapshot.pk), **_of_place(behind))

    def shown(row: dict[str, Any], again: int, called: str, place: str) -> Somebody:
        return Somebody(row["person"], called, place, row["day"], row["title"], again)

    return _listed(viewer, snapshot, behind, plan, shown)


def people_near(viewer: Viewer, snapshot: Snapshot, behind: Behind) -> Listed[Near]:
    """People whom exactly one condition keeps out and who are not counted by another fact of theirs."""
    facts = behind.reading.numerator
    conditions = [*facts.where, *([facts.also] if facts.also else [])]
    if not conditions or not _may_open(viewer, snapshot, behind):
        return Listed(0, [])
    plan = near_plan(facts, _window(behind), names_of(snapshot.pk), **_of_place(behind))

    def shown(row: dict[str, Any], _again: int, called: str, place: str) -> Near:
        return Near(row["person"], called, place, row["day"], row["title"], conditions[row["lacks"]])

    return _listed(viewer, snapshot, behind, plan, shown)


def _may_open(viewer: Viewer, snapshot: Snapshot, behind: Behind) -> bool:
    may = may_list(viewer, behind.level, behind.place, snapshot=snapshot, on=behind.today)
    return may and not behind.reading.of_results


def _window(behind: Behind) -> Any:
    return window_of(behind.indicator, behind.reading.numerator, on=behind.on)


def _of_place(behind: Behind) -> dict[str, Any]:
    return {"level": behind.level.value, "place": str(behind.place or "")}


def _listed(
    viewer: Viewer, snapshot: Snapshot, behind: Behind, plan: Any, shown: Callable[[dict[str, Any], int, str, str], T]
) -> Listed[T]:
    """People are sorted and cut by the database, a region has tens of thousands; places and programmes are few."""
    if behind.reading.numerator.each in {"person", "team"}:
        names = registry.names_in_order(viewer, on=behind.today)
        sought = _sought(viewer, snapshot, behind.typed)
        count, ones = page_of_people(plan, names, sought, limit=behind.limit, offset=behind.offset)
        rows = _grouped(run(plan if behind.limit == EVERYBODY else only(plan, ones))) if ones else {}
        called = _words(viewer, snapshot, rows.values(), behind.today)
        return Listed(count, [shown(rows[one][0], rows[one][1], *called(rows[one][0])) for one in ones])
    rows = _grouped(run(plan))
    called = _words(viewer, snapshot, rows.values(), behind.today)
    asked = behind.typed.casefold()
    kept = [one for one in rows.values() if asked in " ".join((*called(one[0]), one[0]["title"])).casefold()]
    kept.sort(key=lambda one: (called(one[0])[0].casefold(), str(one[0]["one"])))
    page = kept[behind.offset : behind.offset + behind.limit]
    return Listed(len(kept), [shown(row, again, *called(row)) for row, again in page])


def _grouped(rows: Iterable[dict[str, Any]]) -> dict[Any, tuple[dict[str, Any], int]]:
    """The first row of each and how many more there are; rows come the earliest first."""
    found: dict[Any, tuple[dict[str, Any], int]] = {}
    for row in rows:
        if row["one"] is not None:
            first, again = found.get(row["one"], (row, -1))
            found[row["one"]] = first, again + 1
    return found


def _sought(viewer: Viewer, snapshot: Snapshot, typed: str) -> Sought | None:
    if not typed:
        return None
    places = FrozenPlace.objects.of(viewer).filter(snapshot=snapshot, name__icontains=typed)
    found = list(places.values_list("place", flat=True).distinct())
    return Sought(name=typed.lower().replace("ё", "е"), title=typed.lower(), places=found)


def _words(
    viewer: Viewer, snapshot: Snapshot, rows: Iterable[tuple[dict[str, Any], int]], today: date
) -> Callable[[dict[str, Any]], tuple[str, str]]:
    """What a row is called and its place: a person by name, what is no person by its own words."""
    listed = [row for row, _ in rows]
    names = registry.names_of(viewer, {row["person"] for row in listed if row["person"]}, on=today)
    standing = FrozenPlace.objects.of(viewer).filter(snapshot=snapshot, place__in={row["place"] for row in listed})
    places = dict(standing.order_by("since").values_list("place", "name"))

    def called(row: dict[str, Any]) -> tuple[str, str]:
        place = places.get(row["place"], "")
        if row["person"] is not None:
            return names.get(row["person"], "запись убрана"), place
        return row["title"] or place, place

    return called
