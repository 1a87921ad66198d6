"""Routes of a place without a word of results: who is to be let go and when, how many stand where, by school."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from marshrut.apps.registry import queries as registry
from marshrut.apps.routes import access
from marshrut.apps.routes.models import Goal, Route, RouteStep
from marshrut.apps.routes.queries.dressing import ShownStep, shown_steps
from marshrut.apps.routes.types import ChosenBy, ReleaseState, RouteState, StepState
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import Viewer

__all__ = [
    "PlaceStates",
    "Release",
    "count_releases",
    "count_states",
    "list_releases",
    "list_routes_of",
    "states_by_place",
]

AHEAD = ("proposed", "accepted")
LIVE = [one.value for one in RouteState if one.live and one is not RouteState.DRAFT]
MOST = 200


@dataclass(frozen=True, slots=True)
class Release:
    """Somebody asks to be let go: kind, days, hours; nothing of why."""

    step: ShownStep
    person_id: UUID
    route_id: UUID
    name: str
    post: str
    place: str


def list_releases(viewer: Viewer, *, on: date) -> tuple[list[Release], list[Release]]:
    """(who waits for the viewer's word, who was answered and is still ahead); heads wait for who stands above."""
    rows = (
        RouteStep.objects.of(viewer)
        .filter(access.visible(viewer, Right.LIST, on=on, person="route__person"))
        .filter(state__in=AHEAD, route__state__in=LIVE, ends__gte=on)
        .exclude(release=ReleaseState.NOT_ASKED.value)
        .select_related("route")
        .order_by("starts")
    )
    found = list(rows[:MOST])
    people = {row.route.person_id for row in found}
    heads = access.heads_among(viewer, people, on=on)
    own = registry.own_id(viewer)
    mine = {one for one in people if one != own and (one in heads) == (viewer.role is not Role.SCHOOL)}
    names, jobs = registry.names_of(viewer, people, on=on), registry.jobs_by(viewer, people, on=on)
    made = []
    for row, step in zip(found, shown_steps(found, None, opened=False), strict=True):
        person = row.route.person_id
        if person in mine:
            job = next(iter(jobs.get(person, ())), None)
            post, place = (job.post, job.place) if job else ("", "")
            made.append(Release(step, person, row.route_id, names.get(person, ""), post, place))
    asked = [one for one in made if one.step.release is ReleaseState.ASKED]
    return asked, [one for one in made if one.step.release is not ReleaseState.ASKED]


def count_releases(viewer: Viewer, *, on: date) -> int:
    """How many people wait for the viewer's word about being let go; heads wait for who stands above."""
    rows = RouteStep.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on, person="route__person"))
    asked = rows.filter(state__in=AHEAD, route__state__in=LIVE, ends__gte=on, release=ReleaseState.ASKED.value)
    people = set(asked.order_by().values_list("route__person_id", flat=True).distinct())
    heads = access.heads_among(viewer, people, on=on)
    own = registry.own_id(viewer)
    return sum(one != own and (one in heads) == (viewer.role is not Role.SCHOOL) for one in people)


def count_states(viewer: Viewer, *, year: int, on: date) -> list[tuple[str, int]]:
    """(state's title, routes of a school year in it) of who works within the viewer's place; empty states left out."""
    if not access.lists(viewer):
        return []
    rows = Route.objects.of(viewer).filter(registry.people_within(viewer, on=on), year=year).order_by()
    found: Any = dict(rows.values_list("state").annotate(count=Count("pk")))
    return [(one.title, found[one.value]) for one in RouteState if found.get(one.value)]


@dataclass(slots=True)
class PlaceStates:
    """How many routes of a school year stand in which state at one place."""

    node_id: UUID
    name: str
    counts: Counter[str] = field(default_factory=Counter)
    #: Other places stand below it.
    deep: bool = False
    #: Routes that hold a step or a goal of the person's own choice.
    own: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    def cell(self, state: str) -> int:
        """Of one state."""
        return self.counts[state]

    @property
    def cells(self) -> list[tuple[str, int]]:
        """(state's title, count) in the order of states."""
        return [(one.title, self.counts[one.value]) for one in RouteState]


def states_by_place(viewer: Viewer, *, year: int, on: date, top: UUID | None = None) -> list[PlaceStates]:
    """Facts of duty: how many routes of people who work there today stand in which state, place by place right below
    `top` (None: the viewer's own; a place with nothing below stands for itself); most routes first."""
    if not access.lists(viewer):
        return []
    top = top or UUID(str(viewer.node_id))
    rows = Route.objects.of(viewer).filter(registry.people_within(viewer, on=on), year=year).order_by()
    chosen = Exists(_own_choice(viewer)) | Exists(_own_goal(viewer))
    counted: Any = rows.values_list("node_id", "state").annotate(count=Count("pk"), own=Count("pk", filter=chosen))
    here = Placement.objects.of(viewer).true(on)
    above = str(here.filter(node_id=top).values_list("path", flat=True).first() or "nowhere").split(".")
    paths = dict(here.filter(path__under=".".join(above)).values_list("node_id", "path"))
    found: dict[UUID, PlaceStates] = {}
    for node, state, count, own in counted:
        labels = str(paths.get(node, "")).split(".")
        if labels[: len(above)] != above:
            continue
        head = UUID(labels[len(above)]) if len(labels) > len(above) else top
        place = found.setdefault(head, PlaceStates(head, ""))
        place.counts[state] += count
        place.own += own
        place.deep = place.deep or len(labels) > len(above) + 1
    for one in Node.objects.of(viewer).filter(pk__in=found):
        found[one.pk].name = one.short or one.name
    return sorted(found.values(), key=lambda one: (-one.total, one.name))


def _own_choice(viewer: Viewer) -> QuerySet[RouteStep]:
    out = [StepState.REFUSED.value, StepState.REMOVED.value]
    steps = RouteStep.objects.of(viewer).filter(route=OuterRef("pk"), chosen_by=ChosenBy.PERSON.value)
    return steps.exclude(state__in=out)


def _own_goal(viewer: Viewer) -> QuerySet[Goal]:
    return Goal.objects.of(viewer).filter(route=OuterRef("pk"), chosen_by=ChosenBy.PERSON.value, dropped_at=None)


def list_routes_of(viewer: Viewer, node_id: UUID | None, *, year: int, on: date, most: int = MOST) -> list[Any]:
    """Who of a place has a route, where it stands, hours counted; everybody where no place is named."""
    rows = Route.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), year=year)
    if node_id is not None:
        rows = rows.filter(node_id=node_id)
    found: list[Any] = list(rows.select_related("node").order_by("node__name", "made_on")[:most])
    names = registry.names_of(viewer, [row.person_id for row in found], on=on)
    steps = RouteStep.objects.of(viewer).filter(route__in=[row.pk for row in found])
    hours: dict[UUID, list[float]] = {}
    for route, state, planned, counted in steps.values_list("route_id", "state", "hours", "counted"):
        spent = hours.setdefault(route, [0.0, 0.0])
        if state not in {"refused", "removed", "missed"}:
            spent[1] += float(planned)
            spent[0] += float(counted or 0)
    for row in found:
        row.name = names.get(row.person_id, "")
        row.title = RouteState(row.state).title
        row.done, row.planned = hours.get(row.pk, [0.0, 0.0])
    return sorted(found, key=lambda row: (row.node.name, row.name))
