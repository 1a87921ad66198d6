"""Who stands behind a figure, as facts of participation (what, document, day), and who almost counts and what lacks.

The right is `list`: that somebody took part, never what came out. Rows are of the snapshot; names are today's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.monitoring.engine import names_of, run
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

__all__ = ["Near", "Somebody", "may_list", "people_behind", "people_near"]


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


def may_list(viewer: Viewer, level: Level, place: UUID | None, *, snapshot: Snapshot, on: date) -> bool:
    """Whether the viewer may see by name who stands behind a figure of this place."""
    node = place if level is not Level.REGION and place is not None else snapshot.node_id
    return scope.may(viewer, Right.LIST, node, on=on).ok


def people_behind(
    viewer: Viewer, snapshot: Snapshot, indicator: Indicator, reading: Reading, *, on: date, level: Level,
    place: UUID | None, today: date,
) -> list[Somebody]:  # fmt: skip
    """Everybody whom a figure counts, each once, by name; nobody for who may not see who is who there, nobody behind a
    figure that tells of results."""
    if reading.of_results or not may_list(viewer, level, place, snapshot=snapshot, on=today):
        return []
    facts = reading.numerator
    window = window_of(indicator, facts, on=on)
    plan = facts_plan(facts, window, names_of(snapshot.pk), level=level.value, place=str(place or ""))
    first: dict[Any, dict[str, Any]] = {}
    times: dict[Any, int] = {}
    for row in run(plan):
        first.setdefault(row["one"], row)
        times[row["one"]] = times.get(row["one"], 0) + 1
    names, places = _words(viewer, snapshot, first.values(), today)
    found = [
        Somebody(
            row["person"],
            _called(row, names, places),
            places.get(row["place"], ""),
            row["day"],
            row["title"],
            times[one] - 1,
        )
        for one, row in first.items()
        if one is not None
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), str(one.person)))


def people_near(
    viewer: Viewer, snapshot: Snapshot, indicator: Indicator, reading: Reading, *, on: date, level: Level,
    place: UUID | None, today: date,
) -> list[Near]:  # fmt: skip
    """People whom exactly one condition keeps out and who are not counted by another fact of theirs."""
    conditions = [*reading.numerator.where, *([reading.numerator.also] if reading.numerator.also else [])]
    if not conditions or reading.of_results or not may_list(viewer, level, place, snapshot=snapshot, on=today):
        return []
    window = window_of(indicator, reading.numerator, on=on)
    told: dict[str, Any] = {"level": level.value, "place": str(place or "")}
    counted = {row["one"] for row in run(facts_plan(reading.numerator, window, names_of(snapshot.pk), **told))}
    first: dict[Any, dict[str, Any]] = {}
    for row in run(near_plan(reading.numerator, window, names_of(snapshot.pk), **told)):
        if row["one"] is not None and row["one"] not in counted:
            first.setdefault(row["one"], row)
    names, places = _words(viewer, snapshot, first.values(), today)
    found = [
        Near(
            row["person"],
            _called(row, names, places),
            places.get(row["place"], ""),
            row["day"],
            row["title"],
            conditions[row["lacks"]],
        )
        for row in first.values()
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), str(one.person)))


def _words(viewer: Viewer, snapshot: Snapshot, rows: Any, today: date) -> tuple[dict[UUID, str], dict[UUID, str]]:
    listed = list(rows)
    names = registry.names_of(viewer, {row["person"] for row in listed if row["person"]}, on=today)
    standing = FrozenPlace.objects.of(viewer).filter(snapshot=snapshot, place__in={row["place"] for row in listed})
    places = dict(standing.order_by("since").values_list("place", "name"))
    return names, places


def _called(row: dict[str, Any], names: dict[UUID, str], places: dict[UUID, str]) -> str:
    """A person by name; what is no person by its own words."""
    if row["person"] is not None:
        return names.get(row["person"], "запись убрана")
    return row["title"] or places.get(row["place"], "")
