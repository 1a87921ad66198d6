"""The companion's desk: who waits and for what, everybody as a strip of cells, the load against the ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.competencies.frameworks import Framework, framework_of
from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import RouteRules, find_regulation, route_rules_of
from marshrut.apps.routes.models import Consultation, Route, RouteStep
from marshrut.apps.routes.queries import pages
from marshrut.apps.routes.types import Ground, ReleaseState, RouteState, StepKind, StepState
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.formats import count, number

__all__ = ["Caseload", "Desk", "InCare", "Waiting", "caseload", "desk", "people_in_care", "queue", "week_of"]

LIVE = [one.value for one in RouteState if one.live]
FORCE = {RouteState.APPROVED, RouteState.RUNNING}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody waits for the viewer: what for, in one line, and where it is answered."""

    what: str
    route_id: UUID
    person_id: UUID
    title: str
    note: str
    step_id: UUID | None = None
    rank: int = 0

    @property
    def key(self) -> str:
        """Its place in the address of the page."""
        return str(self.step_id or self.route_id)


@dataclass(slots=True)
class InCare:
    """One person of the caseload: the route that lives, and how it goes."""

    person_id: UUID
    name: str = ""
    post: str = ""
    place: str = ""
    route: Route | None = None
    state: str = ""
    paint: str = "plain-2"
    still: int = 0
    waits: bool = False
    late: int = 0


class _Step(NamedTuple):
    """What of a step the desk looks at: a thousand of them are read for one page."""

    pk: UUID
    route_id: UUID
    kind: str
    title: str
    state: str
    release: str
    chosen_by: str
    hours: Decimal
    ends: date
    words: str
    replaced: bool

    @property
    def step_kind(self) -> StepKind:
        """What it is."""
        return StepKind(self.kind)

    @property
    def step_state(self) -> StepState:
        """Where it stands."""
        return StepState(self.state)

    @property
    def release_state(self) -> ReleaseState:
        """What the head said."""
        return ReleaseState(self.release)


@dataclass(frozen=True, slots=True)
class Caseload:
    """Everybody in care, the ceiling of the order (None: none is set), after how many days a route stands still."""

    people: list[InCare]
    ceiling: int | None
    still_days: int
    clauses: tuple[str, ...] = ()


def _routes(viewer: Viewer, people: list[UUID]) -> dict[UUID, Route]:
    """Person → the route that lives, else the last completed one."""
    states = [*LIVE, RouteState.COMPLETED.value]
    rows = Route.objects.of(viewer).filter(person_id__in=people, state__in=states).order_by("year", "made_on")
    rows = rows.only("person_id", "state", "year", "made_on", "moved_on", "edition")
    found: dict[UUID, Route] = {}
    for row in rows:
        held = found.get(row.person_id)
        if held is None or not held.route_state.live or row.route_state.live:
            found[row.person_id] = row
    return found


def _steps(viewer: Viewer, routes: Mapping[UUID, Route]) -> dict[UUID, list[_Step]]:
    rows = RouteStep.objects.of(viewer).filter(route_id__in=[one.pk for one in routes.values()])
    replaced = RouteStep.objects.of(viewer).filter(instead_of=OuterRef("pk"))
    found: dict[UUID, list[_Step]] = {}
    fields = ("pk", "route_id", "kind", "title", "state", "release", "chosen_by", "hours", "ends", "words")
    for row in (
        rows.exclude(state="removed")
        .order_by("position")
        .annotate(replaced=Exists(replaced))
        .values_list(*fields, "replaced")
    ):
        found.setdefault(row[1], []).append(_Step(*row))
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """What both the queue and the caseload are made of, read once."""

    people: list[UUID]
    routes: dict[UUID, Route]
    steps: dict[UUID, list[_Step]]
    names: dict[UUID, str]
    jobs: dict[UUID, list[registry.Job]]
    rules: RouteRules
    held: Framework

    @property
    def still(self) -> int:
        """After how many days a route stands still."""
        return self.rules.whole("still_days")


def _read(viewer: Viewer, on: date) -> _Read:
    people = competencies.cared_ids(viewer, on=on)
    routes = _routes(viewer, people)
    order = find_regulation(viewer, on=on)
    return _Read(
        people,
        routes,
        _steps(viewer, routes),
        registry.names_of(viewer, people, on=on),
        registry.jobs_by(viewer, people, on=on),
        route_rules_of(order),
        framework_of(order),
    )


def queue(viewer: Viewer, *, on: date) -> list[Waiting]:
    """Who waits for the viewer: routes first, then what was done, refused, proposed; last who stands still."""
    return _queue(_read(viewer, on), on)


@dataclass(frozen=True, slots=True)
class Desk:
    """The queue and the caseload of one page: everything is read once."""

    read: _Read
    waiting: list[Waiting]
    caseload: Caseload

    def look_at(self, viewer: Viewer, now: Waiting, *, on: date) -> pages.RoutePage:
        """The route of one who waits. Only whom the viewer accompanies waits: that is the ground on which it opens."""
        read, person = self.read, now.person_id
        route = Route.objects.of(viewer).get(pk=now.route_id, person_id__in=read.people)
        about = pages.About(
            ground=Ground.CARE,
            held=read.held,
            rules=read.rules,
            name=read.names.get(person, ""),
            jobs=read.jobs.get(person, []),
        )
        return pages.page_about(viewer, route, about, on=on)


def desk(viewer: Viewer, *, on: date) -> Desk:
    """What the companion's desk is made of."""
    read = _read(viewer, on)
    return Desk(read, _queue(read, on), _caseload(read, on))


def _queue(read: _Read, on: date) -> list[Waiting]:
    found: list[Waiting] = []
    for person, route in read.routes.items():
        if not route.route_state.live:
            continue
        job = next(iter(read.jobs.get(person, ())), None)
        name = read.names.get(person, "")
        who = f"{name} · {job.place}" if job else name
        found += _waits(route, read.steps.get(route.pk, []), who, job.post if job else "", read.still, on)
    return sorted(found, key=lambda one: (one.rank, one.note))


def _waits(route: Route, steps: list[Any], who: str, post: str, still: int, on: date) -> list[Waiting]:
    found: list[Waiting] = []

    def add(rank: int, what: str, title: str, note: str, step: Any = None) -> None:
        found.append(Waiting(what, route.pk, route.person_id, title, note, step.pk if step else None, rank))

    state = route.route_state
    if state is RouteState.AGREEMENT:
        standing = [one for one in steps if one.step_state.standing]
        hours = number(sum(one.hours for one in standing))
        add(0, "route", f"Маршрут · {post}", f"{who} · {hours} ч, {count(len(standing), 'шаг', 'шага', 'шагов')}")
    for one in steps:
        if one.step_state is StepState.CLAIMED:
            add(1, "claimed", f"Шаг состоялся · {one.step_kind.title}", f"{who} · проверить и подтвердить", one)
        elif one.step_state is StepState.REFUSED and not one.replaced and one.chosen_by != "person":
            add(2, "refused", f"Не подходит · «{one.words or one.title}»", f"{who} · подобрать другое", one)
        elif one.step_state is StepState.PROPOSED and one.chosen_by == "person" and state in FORCE:
            add(3, "proposed", f"Свой шаг · {one.title}", f"{who} · согласны?", one)
        elif one.step_state.ahead and one.release_state is ReleaseState.DENIED:
            add(2, "denied", "Руководитель просит другие дни", f"{who} · {one.title}", one)
    idle = (on - route.moved_on).days
    if state in FORCE and idle > still and not found:
        add(5, "still", f"{count(idle, 'день', 'дня', 'дней')} без движения", who)
    return found


def caseload(viewer: Viewer, *, on: date) -> Caseload:
    """Everybody whom the viewer accompanies, by name."""
    return _caseload(_read(viewer, on), on)


def _caseload(read: _Read, on: date) -> Caseload:
    held = read.held.care
    found = []
    for person in read.people:
        job = next(iter(read.jobs.get(person, ())), None)
        one = InCare(person, read.names.get(person, ""), job.post if job else "", job.place if job else "")
        one.route = read.routes.get(person)
        _judge(one, read.steps.get(one.route.pk, []) if one.route else [], read.still, on)
        found.append(one)
    found.sort(key=lambda one: one.name)
    return Caseload(found, held.most_people, read.still, tuple(held.source))


def people_in_care(viewer: Viewer, *, on: date) -> list[tuple[UUID, str]]:
    """(person, name) of whom the viewer accompanies, by name."""
    names = registry.names_of(viewer, competencies.cared_ids(viewer, on=on), on=on)
    return sorted(names.items(), key=lambda one: one[1])


def _judge(one: InCare, steps: list[_Step], still: int, on: date) -> None:
    """Which word and colour stands for a person."""
    if one.route is None:
        one.state, one.paint = "маршрута ещё нет", "plain-2"
        return
    state = one.route.route_state
    one.still = (on - one.route.moved_on).days
    one.late = sum(s.step_state is StepState.MISSED or (s.step_state.ahead and s.ends < on) for s in steps)
    one.waits = state is RouteState.AGREEMENT or any(s.step_state is StepState.CLAIMED for s in steps)
    if state is RouteState.COMPLETED:
        one.state, one.paint = "завершён", "road-3"
    elif state not in FORCE:
        one.state, one.paint = ("ждёт меня" if one.waits else "готовится"), "sky-3"
    elif one.late:
        one.state, one.paint = "просрочено", "risk-3"
    elif one.still > still:
        one.state, one.paint = "без движения", "sun-3"
    else:
        one.state, one.paint = "маршрут идёт", "road"


def week_of(viewer: Viewer, *, on: date) -> list[tuple[date, int]]:
    """Minutes of consultations by day of the week of that day, Monday first."""
    first = on - timedelta(days=on.weekday())
    rows = Consultation.objects.of(viewer).filter(
        companion__account=viewer.account_id, withdrawn_at=None, on__gte=first, on__lt=first + timedelta(days=7)
    )
    minutes = {first + timedelta(days=number): 0 for number in range(7)}
    for day, spent in rows.values_list("on", "minutes"):
        minutes[day] += spent
    return list(minutes.items())
