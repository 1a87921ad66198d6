"""What apps above ask about people they know by key: which record stands for whom, where somebody works, what they are
called. Whether the viewer may know it is said by those who ask: they stand on a ground of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from marshrut.apps.registry import access
from marshrut.apps.registry.models import Employment, Leave, Person, PersonDetails, StaffRole, TeamMember
from marshrut.apps.registry.queries.cards import find_own
from marshrut.apps.registry.queries.facts import among, place_name
from marshrut.apps.registry.queries.people import StaffFilter, list_staff
from marshrut.apps.registry.types import JobKind
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.types import NodeKind, Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "Holder",
    "Job",
    "TeamSeat",
    "account_of",
    "accounts_by",
    "accounts_by_name",
    "find_people",
    "holders_of",
    "jobs_by",
    "kept_people",
    "leaves_of",
    "main_places",
    "names_in_order",
    "names_of",
    "own_id",
    "people_within",
    "places_around",
    "records_of",
    "team_seats",
    "workplaces_of",
    "works_within",
]


@dataclass(frozen=True, slots=True)
class Job:
    """One employment on a day."""

    post: str
    node_id: UUID
    place: str
    subjects: tuple[str, ...]
    main: bool
    staff: str


def kept_people(viewer: AnyViewer, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Record → the record that stands for this person today; who is not the tenant's or was taken back is left out."""
    rows = Person.objects.of(viewer).filter(withdrawn_by=None)
    few = 1000
    if len(ids) <= few:
        rows = rows.filter(pk__in=ids)
    found = dict(rows.values_list("pk", "merged_into_id"))
    kept = {}
    for one in ids:
        here = one
        while found.get(here) is not None:
            here = found[here]
            if here not in found:
                found.update(Person.objects.of(viewer).filter(pk=here).values_list("pk", "merged_into_id"))
        if here in found:
            kept[one] = here
    return kept


def records_of(viewer: AnyViewer, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Every record that speaks for these people, themselves among them → the one that stands."""
    found = {one: one for one in ids}
    waiting = set(ids)
    while waiting:
        rows = Person.objects.of(viewer).filter(merged_into__in=waiting).values_list("pk", "merged_into_id")
        fresh = {pk: found[above] for pk, above in rows}
        found.update(fresh)
        waiting = set(fresh)
    return found


def own_id(viewer: AnyViewer) -> UUID | None:
    """The record of the list that is joined to the viewer's access."""
    if not isinstance(viewer, Viewer):
        return None
    person = find_own(viewer)
    return person.pk if person else None


def account_of(viewer: AnyViewer, person_id: UUID) -> UUID | None:
    """The access of this person."""
    rows = Person.objects.of(viewer).filter(pk=person_id)
    return rows.values_list("account_id", flat=True).first()


def accounts_by(viewer: AnyViewer, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Person → their access; who has none is left out."""
    rows = Person.objects.of(viewer).filter(pk__in=ids, account__isnull=False)
    return dict(rows.values_list("pk", "account_id"))


def names_of(viewer: AnyViewer, ids: Iterable[UUID], *, on: date) -> dict[UUID, str]:
    """Full names on the day; the last known one where the day is before or after all of them."""
    wanted = list(ids)
    rows = PersonDetails.objects.of(viewer).known().filter(person_id__in=wanted).order_by("valid")
    found: dict[UUID, str] = {}
    for person, valid, *parts in rows.values_list("person_id", "valid", "family_name", "given_name", "patronymic"):
        if person not in found or valid.lower is None or valid.lower <= on:
            found[person] = " ".join(part for part in parts if part)
    return found


def names_in_order(viewer: AnyViewer, *, on: date) -> tuple[str, tuple[Any, ...]]:
    """A statement of `person_id` and `sort_name` on the day, with its parameters: for lists that are sorted and cut by
    the database. It says nothing of who may see whom: whoever joins it has asked."""
    rows = PersonDetails.objects.of(viewer).true(on).order_by().values_list("person_id", "sort_name")
    text, params = rows.query.sql_with_params()
    return text, tuple(params)


def jobs_by(viewer: AnyViewer, ids: Iterable[UUID], *, on: date) -> dict[UUID, list[Job]]:
    """Where these people work on the day, the main job first."""
    rows = Employment.objects.of(viewer).true(on).filter(person_id__in=list(ids))
    found: dict[UUID, list[Job]] = {}
    named = rows.annotate(place=place_name(viewer, on=on, known_at=None))
    for row in sorted(named, key=lambda one: (one.job != JobKind.MAIN, one.post, str(one.node_id))):
        job = Job(row.post, row.node_id, row.place, tuple(row.subjects), row.job == JobKind.MAIN, row.staff)
        found.setdefault(row.person_id, []).append(job)
    return found


def workplaces_of(viewer: AnyViewer, ids: Iterable[UUID], *, on: date) -> dict[UUID, UUID]:
    """Where each of these people mainly works that day, as `jobs_by` would say it first; nowhere: left out."""
    rows = Employment.objects.of(viewer).true(on).filter(person_id__in=list(ids)).order_by()
    found: dict[UUID, UUID] = {}
    told = rows.values_list("person_id", "job", "post", "node_id")
    for person, _job, _post, node in sorted(told, key=lambda one: (one[1] != JobKind.MAIN, one[2], str(one[3]))):
        found.setdefault(person, node)
    return found


def main_places(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, ids: Collection[UUID] | None = None
) -> dict[UUID, tuple[UUID, list[str]]]:
    """Everybody (of `ids`) who works that day → (place of the main work, subjects there): each person at one place.

    Without a main job it is the first of the others; who has two main jobs stands at one of them, the same each time.
    """
    rows = Employment.objects.of(viewer).true(on, known_at).values_list("person_id", "job", "node_id", "subjects")
    if ids is not None:
        rows = rows.filter(among("person_id", ids))
    found: dict[UUID, tuple[UUID, list[str]]] = {}
    main: set[UUID] = set()
    for person, job, node, subjects in rows.order_by("person_id", "node_id", "post").iterator(chunk_size=5000):
        if person not in found or (job == JobKind.MAIN and person not in main):
            found[person] = (node, subjects)
            if job == JobKind.MAIN:
                main.add(person)
    return found


def leaves_of(
    viewer: AnyViewer, ids: Collection[UUID], *, since: date, until: date
) -> dict[UUID, list[tuple[date, date]]]:
    """Days on which these people are away, both ends inside, as far as they meet the stretch; no end is its end."""
    rows = (
        Leave.objects.of(viewer).known().filter(among("person_id", ids), valid__overlap=DateRange(since, until, "[]"))
    )
    found: dict[UUID, list[tuple[date, date]]] = {}
    for person, valid in rows.order_by().values_list("person_id", "valid"):
        last = min(until, valid.upper - timedelta(days=1)) if valid.upper else until
        found.setdefault(person, []).append((max(since, valid.lower) if valid.lower else since, last))
    return found


def places_around(viewer: AnyViewer, *, on: date) -> dict[UUID, tuple[UUID | None, UUID | None]]:
    """Place → the settlement and the municipality it stands in, itself where it is one."""
    rows = Placement.objects.of(viewer).true(on).order_by().values_list("node_id", "path", "node__kind")
    held = {str(path): (node, kind) for node, path, kind in rows}
    found: dict[UUID, tuple[UUID | None, UUID | None]] = {}
    for path, (node, _) in held.items():
        labels = path.split(".")
        above = [held.get(".".join(labels[:end])) for end in range(1, len(labels) + 1)]
        kinds = {one[1]: one[0] for one in above if one is not None}
        found[node] = (kinds.get(NodeKind.SETTLEMENT.value), kinds.get(NodeKind.MUNICIPALITY.value))
    return found


@dataclass(frozen=True, slots=True)
class TeamSeat:
    """Somebody's place in the management team of an organisation."""

    team: UUID
    node_id: UUID
    person_id: UUID
    part: str


def team_seats(viewer: AnyViewer, *, on: date) -> list[TeamSeat]:
    """Who stands in which management team that day."""
    rows = TeamMember.objects.of(viewer).true(on).order_by("team_line", "person_id")
    return [TeamSeat(*one) for one in rows.values_list("team_line", "node_id", "person_id", "part")]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role of the order at a place, for a subject or a direction."""

    person_id: UUID
    role: str
    direction: str
    node_id: UUID


def holders_of(viewer: AnyViewer, roles: Collection[str], *, on: date) -> list[Holder]:
    """Who holds one of these roles within the viewer's place that day; nobody for who may not see who is who."""
    rows = StaffRole.objects.of(viewer).true(on).filter(access.may_list(viewer), access.at_nodes(viewer, on=on))
    rows = rows.filter(role__in=roles).order_by("person_id", "role", "direction", "node_id")
    return [Holder(*one) for one in rows.values_list("person_id", "role", "direction", "node_id")]


def find_people(viewer: AnyViewer, typed: str, *, on: date, most: int = 20) -> list[tuple[UUID, str]]:
    """(person, full name) within the viewer's place whose names begin with these words; nothing for no words."""
    if not typed.strip():
        return []
    rows = list_staff(viewer, on=on, narrowed=StaffFilter(search=typed))
    return [(row.person_id, row.full_name) for row in rows[:most]]


def people_within(viewer: AnyViewer, *, on: date, person: str = "person_id") -> Q:
    """Rows whose person (by that column) works or holds a role within the viewer's place that day."""
    return access.visible(viewer, Right.LIST, on=on, person=person, with_own=False)


def works_within(viewer: AnyViewer, person_id: UUID, *, on: date) -> bool:
    """Whether the person works or holds a role of the order within the viewer's place that day."""
    person = Person.objects.of(viewer).filter(pk=person_id).first()
    return person is not None and bool(access.may(viewer, Right.LIST, person, on=on))


def accounts_by_name(viewer: AnyViewer, typed: str, *, on: date, most: int = 10) -> list[tuple[UUID, UUID, str]]:
    """(account, person, full name) of people with an access whose names begin with these words."""
    words = typed.lower().replace("ё", "е").replace("\x00", "").split()[:4]
    if not words:
        return []
    rows = PersonDetails.objects.of(viewer).true(on).filter(person__account__is_active=True)
    for word in words:
        rows = rows.filter(Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}"))
    return [
        (row.person.account_id, row.person_id, row.full_name)
        for row in rows.select_related("person").order_by("sort_name")[:most]
        if row.person.account_id is not None
    ]
