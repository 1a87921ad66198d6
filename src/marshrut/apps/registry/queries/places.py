"""The list of organisations of a place: with what they were that day, where they stood, who works there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from marshrut.apps.registry import access
from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.models import Employment, NodeKey, OrganisationDetails, SchoolStatus
from marshrut.apps.registry.queries.facts import place_name
from marshrut.apps.registry.queries.people import place_words
from marshrut.apps.registry.types import StaffCategory
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "PlaceFilter",
    "PlaceRow",
    "count_staff",
    "dress_places",
    "get_place",
    "list_municipalities",
    "list_places",
    "parents_of",
    "suggest_places",
    "workplaces",
]

#: As many as one looks through before typing another letter.
MOST_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """What the list is narrowed by; empty: every organisation of the place."""

    search: str = ""
    municipality: UUID | None = None
    kind: str = ""
    rural: str = ""
    status: str = ""
    year: int | None = None
    staff: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self) if one.name != "year")


@dataclass(slots=True)
class PlaceRow:
    """An organisation in a list, on the day of the list."""

    node_id: UUID
    name: str
    short: str
    kind: str
    rural: bool | None
    settlement: str
    above: str = ""
    statuses: list[str] = field(default_factory=list)
    people: int = 0
    teaching: int = 0
    management: int = 0

    @property
    def title(self) -> str:
        """How the list calls it."""
        return self.short or self.name


def list_municipalities(viewer: AnyViewer, *, on: date, known_at: datetime | None = None) -> list[Node]:
    """Municipalities within the viewer's place, by name."""
    ids = access.nodes_of(viewer, on=on, known_at=known_at)
    rows = Node.objects.of(viewer).filter(pk__in=ids, kind=NodeKind.MUNICIPALITY.value)
    return list(rows.order_by("name"))


def list_places(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, narrowed: PlaceFilter | None = None
) -> QuerySet[OrganisationDetails, Any]:
    """Organisations that work that day within the viewer's place, by name."""
    asked = narrowed or PlaceFilter()
    nodes = access.nodes_of(viewer, on=on, known_at=known_at)
    if asked.municipality is not None:
        top = Placement.objects.of(viewer).true(on, known_at).filter(node_id=asked.municipality)
        nodes = nodes.filter(path__under=top.values_list("path", flat=True).first() or "nowhere")
    rows = OrganisationDetails.objects.of(viewer).true(on, known_at).filter(node_id__in=nodes)
    if asked.search:
        keyed = NodeKey.objects.of(viewer).true(on, known_at).filter(value=asked.search.strip()).values("node_id")
        rows = rows.filter(place_words(asked.search) | Q(node_id__in=keyed))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.rural:
        rows = rows.filter(rural={"yes": True, "no": False}.get(asked.rural))
    if asked.status:
        held = SchoolStatus.objects.of(viewer).known(known_at).filter(code=asked.status, year=asked.year or on.year)
        rows = rows.filter(node_id__in=held.values("node_id"))
    if asked.staff:
        works = Exists(Employment.objects.of(viewer).true(on, known_at).filter(node_id=OuterRef("node_id")))
        rows = rows.filter(works) if asked.staff == "yes" else rows.filter(~works)
    return rows.order_by("search_name", "pk")


def suggest_places(viewer: AnyViewer, typed: str, *, on: date) -> list[OrganisationDetails]:
    """The first organisations whose names have these words."""
    return list(list_places(viewer, on=on, narrowed=PlaceFilter(search=typed))[:MOST_SUGGESTED])


def count_staff(
    viewer: AnyViewer, node_ids: Sequence[UUID], *, on: date, known_at: datetime | None = None
) -> dict[UUID, dict[str, int]]:
    """People of each organisation, by category of staff: each person once, whatever posts they hold there."""
    work = Employment.objects.of(viewer).true(on, known_at).filter(node_id__in=node_ids).order_by()
    rows: Any = work.values("node_id").annotate(
        people=Count("person", distinct=True),
        **{
            staff.value: Count("person", distinct=True, filter=Q(staff=staff.value))
            for staff in (StaffCategory.TEACHING, StaffCategory.MANAGEMENT, StaffCategory.OTHER)
        },
    )
    return {row.pop("node_id"): row for row in rows}


def dress_places(
    viewer: AnyViewer,
    places: Sequence[OrganisationDetails],
    *,
    on: date,
    known_at: datetime | None = None,
    words: Dictionaries,
) -> list[PlaceRow]:
    """One page of the list with parent, statuses of the year and counts of staff: three queries."""
    ids = [one.node_id for one in places]
    rows = {
        one.node_id: PlaceRow(
            one.node_id,
            one.name,
            one.short,
            words.organisation_kinds[one.kind].short if one.kind in words.organisation_kinds else one.kind,
            one.rural,
            one.settlement,
        )
        for one in places
    }
    placed = Placement.objects.of(viewer).true(on, known_at).filter(node_id__in=ids).exclude(parent=None)
    above = place_name(viewer, on=on, known_at=known_at, node="parent_id")
    for node_id, name in placed.values_list("node_id", above):
        rows[node_id].above = name
    held = SchoolStatus.objects.of(viewer).known(known_at).filter(node_id__in=ids, year=on.year).order_by("code")
    for node_id, code in held.values_list("node_id", "code"):
        known = words.school_statuses.get(code)
        rows[node_id].statuses.append(known.short if known else code)
    for node_id, counted in count_staff(viewer, ids, on=on, known_at=known_at).items():
        row_ = rows[node_id]
        row_.people, row_.teaching, row_.management = counted["people"], counted["teaching"], counted["management"]
    return [rows[node_id] for node_id in ids]


def get_place(viewer: AnyViewer, node_id: UUID, *, on: date, known_at: datetime | None = None) -> Placement:
    """Where an organisation, also a closed one, stood within the viewer's place that day: the row knows it and what
    it stood under. Raises Placement.DoesNotExist."""
    rows = Placement.objects.of(viewer).true(on, known_at).select_related("node", "parent")
    if isinstance(viewer, Viewer):
        rows = rows.filter(path__under=viewer.node_path)
    found: Placement = rows.get(node_id=node_id)
    return found


def parents_of(viewer: AnyViewer, *, on: date) -> QuerySet[Node, Any]:
    """Places of the viewer's that an organisation may stand below: territories and organisations."""
    return Node.objects.of(viewer).filter(pk__in=access.nodes_of(viewer, on=on))


def workplaces(viewer: AnyViewer, *, on: date) -> QuerySet[Node, Any]:
    """Organisations that somebody may work at within the viewer's place."""
    return Node.objects.of(viewer).filter(pk__in=list_places(viewer, on=on).order_by().values("node_id"))
