"""What the registry gives to a snapshot: roles and sites as facts; people at work, places and teams as they stood.

All of it as it was recorded by a moment. Nobody's page shows these rows: they are frozen, then counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    DateField,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast

from marshrut.apps.registry.models import (
    Employment,
    OpeningValue,
    OrganisationDetails,
    OrganisationRole,
    Person,
    PersonDetails,
    SchoolStatus,
    StaffRole,
    TeamMember,
)
from marshrut.apps.registry.queries.known import kept_people
from marshrut.apps.registry.types import JobKind
from marshrut.apps.regulation.hooks import FactRows, FactsAsked, Tags, marked
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "STAFF_COLUMNS",
    "TEAM_COLUMNS",
    "PlaceSpell",
    "fact_rows",
    "holders_known",
    "kinds_of_places",
    "merged_people",
    "opening_values",
    "place_spells",
    "staff_rows",
    "team_rows",
]

#: Columns of `staff_rows` and of `team_rows`, in their order.
STAFF_COLUMNS = ("person", "place", "staff", "subjects", "main", "since", "until", "born", "teaching_since")
TEAM_COLUMNS = ("team", "place", "person", "part", "since", "until")


def fact_rows(viewer: AnyViewer, asked: FactsAsked) -> Iterator[FactRows]:
    """`role`: somebody holds a role of the order; `site`: an organisation does. Both last."""
    none, number = Value(None, output_field=UUIDField()), Value(None, output_field=FloatField())
    held = StaffRole.objects.of(viewer).known(asked.known_at).order_by()
    told = held.annotate(
        fact_subject=none, fact_tags=Tags(marked("role", F("role"))), fact_amount=number,
        fact_title=Cast(F("direction"), TextField()),
    )  # fmt: skip
    days = ("valid__startswith", "valid__endswith")
    columns = (*days, "fact_tags", "fact_amount", "fact_title", "line_id")
    yield FactRows("role", told.values_list("fact_subject", "person_id", "node_id", *columns))
    sites = OrganisationRole.objects.of(viewer).known(asked.known_at).order_by()
    standing = sites.annotate(
        fact_person=none, fact_tags=Tags(marked("role", F("role"))), fact_amount=number,
        fact_title=Cast(F("topic"), TextField()),
    )  # fmt: skip
    yield FactRows("site", standing.values_list("node_id", "fact_person", F("node_id"), *columns))


def staff_rows(viewer: AnyViewer, *, known_at: datetime) -> QuerySet[Any, Any]:
    """Every employment, with the dates that age and experience are told from."""
    details = PersonDetails.objects.of(viewer).known(known_at).filter(person=OuterRef("person")).order_by("-valid")
    main = Case(When(job=JobKind.MAIN.value, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = Employment.objects.of(viewer).known(known_at).filter(person__withdrawn_by=None).order_by()
    told = rows.annotate(
        is_main=main,
        born=Subquery(details.values("birth_date")[:1], output_field=DateField()),
        teaching=Subquery(details.values("teaching_since")[:1], output_field=DateField()),
    )
    days = ("valid__startswith", "valid__endswith")
    return told.values_list("person_id", "node_id", "staff", "subjects", "is_main", *days, "born", "teaching")


def team_rows(viewer: AnyViewer, *, known_at: datetime) -> QuerySet[Any, Any]:
    """Who belongs to which management team."""
    rows = TeamMember.objects.of(viewer).known(known_at).order_by()
    return rows.values_list("team_line", "node_id", "person_id", "part", "valid__startswith", "valid__endswith")


@dataclass(frozen=True, slots=True)
class PlaceSpell:
    """A place as it stood for some days: what it was called, of which kind it was, in which municipality it lay."""

    place: UUID
    name: str
    kind: str
    municipality: UUID | None
    since: date | None
    until: date | None
    #: With the year: `rural:2026`.
    statuses: tuple[str, ...] = ()


def place_spells(viewer: AnyViewer, *, known_at: datetime) -> list[PlaceSpell]:
    """Every organisation and municipality by the days on which name, kind and municipality stayed the same."""
    stood: dict[UUID, list[tuple[date | None, date | None, UUID | None]]] = {}
    kinds: dict[str, tuple[UUID, str, str]] = {}
    rows = Placement.objects.of(viewer).known(known_at).order_by("node", "valid")
    listed = list(rows.values_list("node_id", "path", "valid", "node__kind", "node__name"))
    for node, path, _, kind, name in listed:
        kinds[str(path).rsplit(".", 1)[-1]] = (node, kind, name)
    found: list[PlaceSpell] = []
    for node, path, valid, kind, name in listed:
        above = next(
            (kinds[one][0] for one in str(path).split(".") if one in kinds and _is_municipality(kinds[one])), None
        )
        stood.setdefault(node, []).append((valid.lower, valid.upper, above))
        if kind == NodeKind.MUNICIPALITY.value:
            found.append(PlaceSpell(node, name, "", above, valid.lower, valid.upper))
    statuses: dict[UUID, list[str]] = {}

    def held_by(node: UUID) -> tuple[str, ...]:
        return tuple(sorted(statuses.get(node, ())))

    for node, code, year in SchoolStatus.objects.of(viewer).known(known_at).values_list("node_id", "code", "year"):
        statuses.setdefault(node, []).append(f"{code}:{year}")
    for row in OrganisationDetails.objects.of(viewer).known(known_at).order_by("node", "valid"):
        for since, until, above in stood.get(row.node_id, ()):
            first, last = _later(since, row.valid.lower), _earlier(until, row.valid.upper)
            if first is None or last is None or first < last:
                found.append(
                    PlaceSpell(row.node_id, row.short or row.name, row.kind, above, first, last, held_by(row.node_id))
                )
    return found


def _is_municipality(one: tuple[UUID, str, str]) -> bool:
    return one[1] == NodeKind.MUNICIPALITY.value


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def kinds_of_places(viewer: AnyViewer, *, known_at: datetime) -> dict[UUID, str]:
    """Place → its kind, the last one known."""
    rows = OrganisationDetails.objects.of(viewer).known(known_at).order_by("valid")
    return dict(rows.values_list("node_id", "kind"))


def holders_known(viewer: AnyViewer, role: str, *, known_at: datetime) -> QuerySet[Any, Any]:
    """Ids of everybody who holds or held a role of the order, ready for `__in`."""
    return StaffRole.objects.of(viewer).known(known_at).filter(role=role).values("person_id")


def merged_people(viewer: AnyViewer) -> dict[UUID, UUID]:
    """Record → the one that stands for this person, of records that were joined to another."""
    gone = set(Person.objects.of(viewer).filter(merged_into__isnull=False).values_list("pk", flat=True))
    return kept_people(viewer, gone) if gone else {}


def opening_values(viewer: AnyViewer, *, node_id: UUID) -> list[OpeningValue]:
    """Figures of past years of a place, from documents."""
    return list(OpeningValue.objects.of(viewer).known().filter(node_id=node_id).order_by("what", "year", "part"))
