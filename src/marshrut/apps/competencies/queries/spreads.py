"""A draft of who goes to which methodist, on a page: loads and places before and after, who moves, who is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.competencies.models import AccompanimentDraft
from marshrut.apps.competencies.queries.spreading import gather_question, standing_draft, wanted_of
from marshrut.apps.competencies.rules import MOST_AT_ONCE
from marshrut.apps.competencies.types import SpreadState
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.access import nodes_of
from marshrut.foundation.scope.viewer import SystemViewer, Viewer
from marshrut.foundation.ui.formats import number

__all__ = ["Load", "PlaceLoad", "SpreadPage", "find_spread", "list_spreads", "spread_page", "spread_rows"]

#: So many names stand under one methodist, or one reason; the others are in the workbook.
NAMES = 30


@dataclass(frozen=True, slots=True)
class Load:
    """A methodist: how many they have now and would have."""

    person_id: UUID
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PlaceLoad:
    """A municipality: of how many people, how many are accompanied now and would be."""

    title: str
    people: int
    before: int
    after: int


#: A heading, a key for its address on the page, how many, the first names, how many more.
Named = tuple[str, str, int, list[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadPage:
    """Everything the page shows. `stale`: the lists have changed since; None: a large draft, looked at when taken."""

    row: AccompanimentDraft
    state: SpreadState
    stale: bool | None
    loads: list[Load]
    places: list[PlaceLoad]
    came: list[Named]
    moved: list[Named]
    left: list[Named]

    @property
    def proof(self) -> dict[str, Any]:
        """Cost, bound, how many stand above an even share."""
        return dict(self.row.result.get("proof", {}))

    @property
    def roads(self) -> dict[str, int]:
        """How far those who would be given are from their methodist."""
        return {"settlement": 0, "municipality": 0, "further": 0, **self.row.result.get("roads", {})}

    @property
    def found(self) -> int:
        """How many would be given."""
        return len(self.row.result.get("pairs", ()))

    @property
    def moves(self) -> int:
        """How many of them leave another methodist."""
        return sum(bool(before) for _, _, before in self.row.result.get("pairs", ()))

    @property
    def alone(self) -> int:
        """How many stay without, or with somebody who has too many."""
        return sum(map(len, self.row.result.get("left", {}).values()))

    @property
    def spans(self) -> tuple[str, str]:
        """From how many to how many people methodists have before, and after."""
        return _span([one.before for one in self.loads]), _span([one.after for one in self.loads])


def _span(loads: list[int]) -> str:
    least, most = min(loads, default=0), max(loads, default=0)
    return f"по {number(most)}" if least == most else f"от {number(least)} до {number(most)}"


def list_spreads(viewer: Viewer, *, on: date, most: int = 10) -> list[AccompanimentDraft]:
    """Drafts within the viewer's place, the newest first."""
    rows = AccompanimentDraft.objects.of(viewer).filter(node_id__in=nodes_of(viewer, on=on)).defer("result")
    found = list(rows.select_related("job")[:most])
    for row in found:
        row.state = standing_draft(row).value
    return found


def find_spread(viewer: Viewer, draft_id: UUID, *, on: date) -> AccompanimentDraft:
    """One of them. Raises AccompanimentDraft.DoesNotExist where it is none of the viewer's place."""
    rows = AccompanimentDraft.objects.of(viewer).filter(node_id__in=nodes_of(viewer, on=on))
    row: AccompanimentDraft = rows.select_related("job", "batch").get(pk=draft_id)
    return row


def spread_page(viewer: Viewer, draft_id: UUID, *, on: date) -> SpreadPage:
    """The draft with names, as many as a page holds."""
    row = find_spread(viewer, draft_id, on=on)
    state = standing_draft(row)
    pairs, left = row.result.get("pairs", []), row.result.get("left", {})
    came = _grouped((companion, person) for person, companion, before in pairs if not before)
    moved = _grouped((f"{before} {companion}", person) for person, companion, before in pairs if before)
    loads = row.result.get("loads", [])
    shown = {one for groups in (came, moved, left) for people in groups.values() for one in people[:NAMES]}
    names = registry.names_of(viewer, {UUID(one) for one in (*shown, *(load[0] for load in loads))}, on=on)

    def name(one: str) -> str:
        return names.get(UUID(one), "")

    return SpreadPage(
        row=row,
        state=state,
        stale=_stale(row, on=on) if state is SpreadState.READY else False,
        loads=sorted(
            (Load(UUID(one), name(one), *held) for one, *held in loads), key=lambda one: (-one.after, one.name)
        ),
        places=_places(viewer, row, on=on),
        came=_named(came, name, name),
        moved=_named(moved, lambda key: " → ".join(map(name, key.split())), name),
        left=_named(left, lambda why: why, name),
    )


def _stale(row: AccompanimentDraft, *, on: date) -> bool | None:
    if row.result.get("asked", 0) > MOST_AT_ONCE:
        return None
    system = SystemViewer("competencies.spread", row.tenant_id)
    return gather_question(system, wanted_of(row.wanted), node_id=row.node_id, on=on).key != row.key


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return found


def _named(groups: dict[str, list[str]], title: Callable[[str], str], name: Callable[[str], str]) -> list[Named]:
    found = [
        (title(key), key.replace(" ", "-"), len(people), sorted(map(name, people[:NAMES])), max(0, len(people) - NAMES))
        for key, people in groups.items()
    ]
    return sorted(found, key=lambda one: (-one[2], one[0]))


def _places(viewer: Viewer, row: AccompanimentDraft, *, on: date) -> list[PlaceLoad]:
    titles = {str(one.node_id): one.name for one in registry.list_districts(viewer, on=on)}
    held = row.result.get("places", {})
    found = [PlaceLoad(titles.get(key, "не в муниципалитете"), *counts) for key, counts in held.items()]
    return sorted(found, key=lambda one: one.title)


def spread_rows(viewer: Viewer, row: AccompanimentDraft, *, on: date) -> list[tuple[str, ...]]:
    """The whole draft, a line a person: (name, places, posts, subjects, methodist before, methodist after, why not)."""
    told = [(person, before, companion, "") for person, companion, before in row.result.get("pairs", [])]
    told += [(person, "", "", why) for why, people in row.result.get("left", {}).items() for person in people]
    people = {UUID(one[0]) for one in told}
    names = registry.names_of(viewer, people | {UUID(one) for _, *two, _ in told for one in two if one}, on=on)
    jobs = registry.jobs_by(viewer, people, on=on)

    def joined(one: str, of: Callable[[registry.Job], Iterable[str]]) -> str:
        return ", ".join(dict.fromkeys(word for job in jobs.get(UUID(one), ()) for word in of(job) if word))

    def name(one: str) -> str:
        return names.get(UUID(one), "") if one else ""

    rows = [
        (
            name(one),
            joined(one, lambda job: (job.place,)),
            joined(one, lambda job: (job.post,)),
            joined(one, lambda job: job.subjects),
            name(before),
            name(after),
            why,
        )
        for one, before, after, why in told
    ]
    return sorted(rows, key=lambda row: (row[5] == "", row[5], row[6], row[0]))
