"""What the desks begin with: how many people there are, what terms come up, what waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    Person,
    PersonDetails,
    QualificationCategory,
    StaffRole,
)
from marshrut.apps.registry.types import StaffCategory
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = [
    "SOON",
    "District",
    "Headcount",
    "Term",
    "coming_terms",
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
    #: People's requests for a correction that wait for an answer.
    requests: int = 0
    #: How many people hold each role of the order, by its code.
    roles: Mapping[str, int] = field(default_factory=dict)

    def held(self, words: Dictionaries) -> list[tuple[str, str, int]]:
        """(code, name of many, how many people) of the roles that somebody holds, in the order of the dictionary."""
        named = ((code, one.many, self.roles.get(code, 0)) for code, one in words.staff_roles.items())
        return [row for row in named if row[2]]


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
    """Who works within the viewer's place that day, and what else its desk counts; two queries."""
    here = access.at_nodes(viewer, on=on, known_at=known_at)
    work = Employment.objects.of(viewer).true(on, known_at).filter(here).order_by()
    # one line a person first: five counts of distinct people over 50,000 lines would sort them five times
    flags = {staff.value: BoolOr(Q(staff=staff.value)) for staff in StaffCategory}
    people = work.values("person_id").annotate(**flags)
    # asked of each person once, against those few or many who can sign in, not by a join for each line of work
    able = Person.objects.of(viewer).filter(account__is_active=True)
    counts = {f"n_{name}": Count("person_id", filter=Q(**{name: True})) for name in flags}
    counts["n_no_access"] = Count("person_id", filter=~Q(person_id__in=able.values("pk")))
    found = people.aggregate(people=Count("person_id"), **counts)
    found = {key.removeprefix("n_"): value for key, value in found.items()}
    return Headcount(**found, **_counted_beside(viewer, here, on, known_at))


def _counted_beside(viewer: AnyViewer, here: Q, on: date, known_at: datetime | None) -> dict[str, Any]:
    """Organisations, open requests, holders of roles: small counts of three tables in one statement."""

    def lines(what: str, rows: Any, counted: str, key: Any) -> Any:
        listed = rows.order_by().values(counted_of=Value(what, output_field=CharField()), counted_by=key)
        return listed.annotate(counted=Count(counted, distinct=True)).values_list("counted_of", "counted_by", "counted")

    nothing = Value("", output_field=CharField())
    places = OrganisationDetails.objects.of(viewer).true(on, known_at).filter(here)
    roles = StaffRole.objects.of(viewer).true(on, known_at).filter(here)
    asked = lines("requests", list_requests(viewer, on=on).select_related(None), "pk", nothing)
    found = asked.union(
        lines("organisations", places, "pk", nothing), lines("roles", roles, "person", F("role")), all=True
    )
    answer: dict[str, Any] = {"requests": 0, "organisations": 0, "roles": {}}
    for what, key, n in found:
        if key:
            answer[what][key] = n
        else:
            answer[what] = n
    return answer


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


def count_roles(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, words: Dictionaries
) -> list[tuple[str, str, int]]:
    """(code, name of many, how many people) of the roles of the order held within the viewer's place."""
    here = access.at_nodes(viewer, on=on, known_at=known_at)
    rows = StaffRole.objects.of(viewer).true(on, known_at).filter(here).order_by().values_list("role")
    counts = dict(rows.annotate(n=Count("person", distinct=True)))
    return [(code, one.many, counts.get(code, 0)) for code, one in words.staff_roles.items()]


#: The innermost municipality above each place, then everything counted by it: in one pass, without naming thousands of
#: places one by one in the statement.
_DISTRICTS = """
WITH placed AS (
  SELECT p.node_id, p.path, n.kind, n.name, coalesce(nullif(n.short, ''), n.name) AS called
  FROM scope_placement p JOIN scope_node n ON n.id = p.node_id
  WHERE p.tenant_id = %(tenant)s AND p.valid @> %(on)s::date AND {p}
    AND (%(path)s::ltree IS NULL OR p.path <@ %(path)s::ltree)
), district AS (
  SELECT * FROM placed WHERE kind = 'municipality'
), inside AS (
  SELECT DISTINCT ON (p.node_id) p.node_id, d.node_id AS district
  FROM placed p JOIN district d ON p.path <@ d.path ORDER BY p.node_id, nlevel(d.path) DESC
), organisations AS (
  SELECT i.district, count(*) AS n FROM registry_organisationdetails o JOIN inside i ON i.node_id = o.node_id
  WHERE o.tenant_id = %(tenant)s AND o.valid @> %(on)s::date AND {o} GROUP BY 1
), people AS (
  SELECT district, count(*) AS n FROM (
    SELECT DISTINCT i.district, e.person_id FROM registry_employment e JOIN inside i ON i.node_id = e.node_id
    WHERE e.tenant_id = %(tenant)s AND e.valid @> %(on)s::date AND {e}
  ) each_once GROUP BY 1
)
SELECT d.node_id, d.called, coalesce(o.n, 0), coalesce(p.n, 0)
FROM district d LEFT JOIN organisations o ON o.district = d.node_id LEFT JOIN people p ON p.district = d.node_id
ORDER BY d.name
"""


def list_districts(viewer: AnyViewer, *, on: date, known_at: datetime | None = None) -> list[District]:
    """Municipalities of the viewer's place with organisations and people, each person once in a municipality."""
    then = "upper_inf({0}.recorded)" if known_at is None else "{0}.recorded @> %(known_at)s::timestamptz"
    path = viewer.node_path if isinstance(viewer, Viewer) else None
    asked: dict[str, Any] = {"tenant": tenant_of(viewer), "on": on, "known_at": known_at, "path": path}
    with connection.cursor() as cursor:
        cursor.execute(_DISTRICTS.format(**{table: then.format(table) for table in "poe"}), asked)
        return [District(*row) for row in cursor.fetchall()]
