"""Routes as facts that indicators count, by whichever reading an order has: made from diagnosis, supported, mentored;
and how many people each companion has.

Each person once; records that were joined are one person. The day of the fact decides which year and place it counts
for: the day a route was made, of a consultation, of a mentoring step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.registry.queries import kept_people
from marshrut.apps.routes.models import Consultation, Route, RouteStep
from marshrut.apps.routes.types import RouteState, StepKind, StepState
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Load", "Reading", "Routed", "list_mentored", "list_routed", "list_supported", "loads", "routed_people"]

IN_FORCE = tuple(one.value for one in RouteState if one.in_force)
LIVE_FORCE = (RouteState.APPROVED.value, RouteState.RUNNING.value)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an order means by «разработан ИОМ»; empty: any route that is not withdrawn."""

    #: First day that counts; None: since ever («нарастающим итогом» names its year here).
    since: date | None
    #: Last day that counts.
    until: date
    #: Only routes that rest on a result («по результатам диагностики»).
    diagnosed: bool = False
    #: Codes of origins of that result: «в ЦНППМ» is the centre's alone.
    origins: frozenset[str] = frozenset()
    #: «Утверждён» rather than «разработан»: approved, running or completed; its day is the approval's.
    in_force: bool = False
    #: Completed only.
    completed: bool = False
    #: Only people who were working at these places when the route was made.
    places: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """One person, by the first fact that counts: what a figure opens to."""

    person_id: UUID
    on: date
    node_id: UUID
    diagnosed_on: date | None
    origin: str
    route_id: UUID


@dataclass(frozen=True, slots=True)
class Load:
    """One companion: how many people on the day, how many of them with a route in force."""

    companion_id: UUID
    people: int
    with_route: int


def list_routed(viewer: AnyViewer, reading: Reading) -> list[Routed]:
    """Everybody who counts, each once, by the earliest route that does."""
    rows = _facts(viewer, reading)
    kept = kept_people(viewer, set(rows.values_list("person_id", flat=True)))
    found: dict[UUID, Routed] = {}
    for row in rows:
        person = kept.get(row.person_id)
        if person is None or person in found:
            continue
        on = row.approved_on if reading.in_force and row.approved_on else row.made_on
        found[person] = Routed(person, on, row.node_id, row.diagnosed_on, row.diagnosed_origin, row.pk)
    return list(found.values())


def routed_people(viewer: AnyViewer, reading: Reading) -> Collection[UUID]:
    """Their ids."""
    return {one.person_id for one in list_routed(viewer, reading)}


def _facts(viewer: AnyViewer, reading: Reading) -> QuerySet[Route]:
    day = "approved_on" if reading.in_force else "made_on"
    asked = ~Q(state=RouteState.WITHDRAWN.value) & Q(**{f"{day}__lte": reading.until})
    if reading.since is not None:
        asked &= Q(**{f"{day}__gte": reading.since})
    if reading.in_force:
        asked &= Q(state__in=IN_FORCE)
    if reading.completed:
        asked &= Q(state=RouteState.COMPLETED.value, ended_on__lte=reading.until)
    if reading.diagnosed or reading.origins:
        asked &= Q(diagnosed_on__isnull=False)
    if reading.origins:
        asked &= Q(diagnosed_origin__in=reading.origins)
    if reading.places is not None:
        asked &= Q(node_id__in=reading.places)
    rows: QuerySet[Route] = Route.objects.of(viewer).filter(asked)
    return rows.order_by(day, "pk")


def list_supported(viewer: AnyViewer, *, since: date | None, until: date) -> dict[UUID, date]:
    """Person → the first day in these on which a companion helped them: a consultation, or a step that took place and
    was confirmed in a route that somebody accompanies."""
    talks = Consultation.objects.of(viewer).filter(on__lte=until, withdrawn_at=None)
    steps = RouteStep.objects.of(viewer).filter(
        state=StepState.DONE.value, done_on__lte=until, confirmed_by__isnull=False, route__companion__isnull=False
    )
    if since is not None:
        talks, steps = talks.filter(on__gte=since), steps.filter(done_on__gte=since)
    days: list[tuple[UUID, date | None]] = [
        *talks.values_list("person_id", "on"),
        *steps.values_list("route__person_id", "done_on"),
    ]
    return _first(viewer, days)


def list_mentored(viewer: AnyViewer, *, since: date | None, until: date) -> dict[UUID, date]:
    """Person → the first day of mentoring, as far as routes record it: a step of this kind that took place."""
    rows = RouteStep.objects.of(viewer).filter(
        kind=StepKind.MENTORING.value, state=StepState.DONE.value, done_on__lte=until
    )
    if since is not None:
        rows = rows.filter(done_on__gte=since)
    return _first(viewer, rows.values_list("route__person_id", "done_on"))


def _first(viewer: AnyViewer, days: Iterable[tuple[UUID, date | None]]) -> dict[UUID, date]:
    known = sorted((on, person) for person, on in days if on is not None)
    kept = kept_people(viewer, {person for _, person in known})
    found: dict[UUID, date] = {}
    for on, person in known:
        if (stands := kept.get(person)) is not None:
            found.setdefault(stands, on)
    return found


def loads(viewer: AnyViewer, *, on: date) -> list[Load]:
    """Everybody who accompanies somebody on that day, the heaviest load first."""
    pairs = competencies.care_pairs(viewer, on=on)
    going = set(
        Route.objects.of(viewer).filter(state__in=LIVE_FORCE, approved_on__lte=on).values_list("person_id", flat=True)
    )
    found: dict[UUID, set[UUID]] = {}
    for person, companion in pairs:
        found.setdefault(companion, set()).add(person)
    made = [Load(companion, len(people), len(people & going)) for companion, people in found.items()]
    return sorted(made, key=lambda one: (-one.people, one.companion_id))
