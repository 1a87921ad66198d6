"""What the desks begin with: how many people there are, what terms come up, what waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db import connection
from django.db.models import CharField, Count, F, Q, Value

from marshrut.apps.registry import access
from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.models import (
    CorrectionRequest,
    Employment,
    Leave,
    OrganisationDetails,
    PersonDetails,
    QualificationCategory,
    StaffRole,
)
from marshrut.apps.registry.types import StaffCategory
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = [
    "SOON",
    "District",
    "Headcount",
    "Term",
    "coming_terms",
    "count_open_requests",
    "count_people",
    "count_roles",
    "list_districts",
    "list_requests",
]

#: How far ahead a desk looks: time enough to prepare an application or find a stand-in.
SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Headcount:
    """People of a place that day, each once; somebody may be among teachers and managers both."""

    people: int = 0
    teaching: int = 0
    management: int = 0
    other: int = 0
    no_access: int = 0
    organisations: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """Something of a person that ends by a written date; `until` is the last day."""

    person_id: UUID
    name: str
    what: str
    until: date


@dataclass(frozen=True, slots=True)
class District:
    """A municipality with its counts."""

    node_id: UUID
    name: str
    organisations: int
    people: int


def count_people(viewer: AnyViewer, *, on: date, known_at: datetime | None = None) -> Headcount:
    """Who works within the viewer's place that day; two queries."""
    here = access.at_nodes(viewer, on=on, known_at=known_at)
    work = Employment.objects.of(viewer).true(on, known_at).filter(here).order_by()
    # one line a person first: five counts of distinct people over 50,000 lines would sort them five times
    flags = {staff.value: BoolOr(Q(staff=staff.value)) for staff in StaffCategory}
    closed = Q(person__account=None) | Q(person__account__is_active=False)
    people = work.values("person_id").annotate(no_access=BoolOr(closed), **flags)
    names = ("no_access", *flags)
    counts = {f"n_{name}": Count("person_id", filter=Q(**{name: True})) for name in names}
    found = people.aggregate(people=Count("person_id"), **counts)
    found = {key.removeprefix("n_"): value for key, value in found.items()}
    organisations = OrganisationDetails.objects.of(viewer).true(on, known_at).filter(here).count()
    return Headcount(**found, organisations=organisations)


def coming_terms(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, words: Dictionaries, most: int = 12
) -> list[Term]:
    """Work, leaves and categories of the viewer's people that end soon by what somebody wrote; two queries."""
    here = access.at_nodes(viewer, on=on, known_at=known_at)
    work = Employment.objects.of(viewer).true(on, known_at).filter(access.may_list(viewer), here)
    soon = {"valid__endswith__gt": on, "valid__endswith__lte": on + SOON}

    def columns(rows: Any, what: str, text: str) -> Any:
        kind = Value(what, output_field=CharField())
        return rows.filter(**soon).order_by().values_list("person_id", "valid__endswith", kind, F(text))

    leaves = Leave.objects.of(viewer).true(on, known_at).filter(access.may_list(viewer), here)
    held = QualificationCategory.objects.of(viewer).true(on, known_at).filter(person_id__in=work.values("person_id"))
    found = columns(work, "work", "post").union(columns(leaves, "leave", "kind"), columns(held, "category", "code"))
    rows = list(found.order_by("valid__endswith")[:most])
    named = PersonDetails.objects.of(viewer).true(on, known_at).filter(person_id__in=[row[0] for row in rows])
    names = {one.person_id: one.full_name for one in named}
    return [
        Term(person_id, names.get(person_id, ""), _term_words(what, text, words), ended - timedelta(days=1))
        for person_id, ended, what, text in rows
    ]


def _term_words(what: str, text: str, words: Dictionaries) -> str:
    if what == "category":
        return f"категория: {words.categories.get(text, text)}"
    if what == "leave":
        known = words.leave_kinds.get(text)
        return f"заканчивается {known.name if known else text}"
    return f"заканчивается работа: {text}"


def list_requests(viewer: AnyViewer, *, on: date, answered: bool = False) -> Any:
    """Requests for a correction from people of the viewer's place."""
    rows = CorrectionRequest.objects.of(viewer).filter(answered_at__isnull=not answered)
    mine = access.people_of(viewer, on=on)
    return rows.filter(access.may_list(viewer), person_id__in=mine).select_related("person")


def count_open_requests(viewer: AnyViewer, *, on: date) -> int:
    """How many of them wait for an answer."""
    return int(list_requests(viewer, on=on).count())


def count_roles(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, words: Dictionaries
) -> list[tuple[str, str, int]]:
    """(code, name of many, how many people) of the roles of the order held within the viewer's place."""
    here = access.at_nodes(viewer, on=on, known_at=known_at)
    rows = StaffRole.objects.of(viewer).true(on, known_at).filter(here).order_by().values_list("role")
    counts = dict(rows.annotate(n=Count("person", distinct=True)))
    return [(code, one.many, counts.get(code, 0)) for code, one in words.staff_roles.items()]


def list_districts(viewer: AnyViewer, *, on: date, known_at: datetime | None = None) -> list[District]:
    """Municipalities of the viewer's place with organisations and people, each person once in a municipality."""
    placed = access.nodes_of(viewer, on=on, known_at=known_at)
    rows = Placement.objects.of(viewer).true(on, known_at).filter(node_id__in=placed).select_related("node")
    everything = list(rows.order_by("node__name"))
    districts = {row.node.label: row.node for row in everything if row.node.kind == NodeKind.MUNICIPALITY}
    of_node: dict[UUID, UUID] = {}
    for row in everything:
        above = next((label for label in reversed(row.path.split(".")) if label in districts), None)
        if above is not None:
            of_node[row.node_id] = districts[above].pk
    working = OrganisationDetails.objects.of(viewer).true(on, known_at).filter(node_id__in=of_node)
    organisations: dict[UUID, int] = {}
    for node_id in working.values_list("node_id", flat=True):
        organisations[of_node[node_id]] = organisations.get(of_node[node_id], 0) + 1
    people = _people_by(viewer, list(of_node), list(of_node.values()), on, known_at)
    return [
        District(node.pk, node.short or node.name, organisations.get(node.pk, 0), people.get(node.pk, 0))
        for node in districts.values()
    ]


def _people_by(
    viewer: AnyViewer, nodes: Sequence[UUID], groups: Sequence[UUID], on: date, known_at: datetime | None
) -> dict[UUID, int]:
    """People by group of places; a join with two arrays, because a tree lookup for each of 50,000 rows is slow."""
    recorded = "upper_inf(e.recorded)" if known_at is None else "e.recorded @> %s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.grouped, count(DISTINCT e.person_id) FROM registry_employment e"  # noqa: S608 - no words of a person
            " JOIN unnest(%s::uuid[], %s::uuid[]) AS m(node, grouped) ON m.node = e.node_id"
            f" WHERE e.tenant_id = %s AND e.valid @> %s AND {recorded} GROUP BY 1",
            [list(nodes), list(groups), tenant_of(viewer), on, *([known_at] if known_at else [])],
        )
        return dict(cursor.fetchall())
