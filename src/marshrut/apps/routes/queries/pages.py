"""One route as a page: for the person and who accompanies them with what and why; for others days and hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.types import Standing, expert_word, kind_word, tone_of
from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import RouteRules, route_rules
from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import Goal, Route, RouteEntry, RouteStep, StepEvidence
from marshrut.apps.routes.queries.dressing import ShownStep, hours_of, next_of, shown_steps
from marshrut.apps.routes.types import ENTRIES, EvidenceKind, Ground, RouteState
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.formats import count, number

__all__ = [
    "About",
    "RoutePage",
    "find_own",
    "get_page",
    "get_step_page",
    "list_ended",
    "list_own",
    "own_person",
    "page_about",
]


@dataclass(slots=True)
class RoutePage:
    """Everything a page of a route shows; what only OPEN reads is empty for who has LIST alone."""

    route: Route
    name: str
    post: str
    place: str
    year: str
    ground: Ground | None
    steps: list[ShownStep]
    refused: list[ShownStep]
    next: ShownStep | None
    done: Decimal
    planned: Decimal
    goals: list[tuple[Any, str]] = field(default_factory=list)
    basis: list[dict[str, Any]] = field(default_factory=list)
    unserved: list[tuple[str, str]] = field(default_factory=list)
    entries: list[Any] = field(default_factory=list)
    companions: list[str] = field(default_factory=list)
    #: Of the step that is looked at: whether it may change places with the one before, with the one behind.
    may_raise: bool = False
    may_lower: bool = False

    @property
    def opened(self) -> bool:
        """Whether the viewer reads what and why."""
        return self.ground is not None

    @property
    def own(self) -> bool:
        """Whether it is the viewer's own."""
        return self.ground is Ground.OWN

    @property
    def cares(self) -> bool:
        """Whether the viewer accompanies the person."""
        return self.ground is Ground.CARE

    @property
    def acts(self) -> bool:
        """Whether the viewer changes it."""
        return self.ground in {Ground.OWN, Ground.CARE} and self.route.route_state.live

    @property
    def state(self) -> RouteState:
        """Where it stands."""
        return self.route.route_state

    @property
    def in_force(self) -> bool:
        """Whether steps are taken now."""
        return self.state in {RouteState.APPROVED, RouteState.RUNNING}

    @property
    def proposed(self) -> int:
        """Steps the person has not answered."""
        return sum(one.state == "proposed" for one in self.steps)

    @property
    def news(self) -> str:
        """The headline for who approves: what it is about, how long, whether there are seats."""
        serves = {code for one in self.steps for code, _ in one.serves}
        about = count(len(serves), "компетенция", "компетенции", "компетенций") if serves else "Своя цель"
        return f"{about}, {number(self.planned)} ч, {count(len(self.steps), 'шаг', 'шага', 'шагов')}"


def find_own(viewer: Viewer, *, on: date) -> Route | None:
    """The viewer's route that lives; else the last one. None: there was none."""
    return next(iter(list_own(viewer, on=on)), None)


def own_person(viewer: Viewer) -> UUID | None:
    """The record of the list that is the viewer; None: nobody is joined to this access."""
    return registry.own_id(viewer)


def list_own(viewer: Viewer, *, on: date) -> list[Route]:
    """All of the viewer's routes, the one that lives first."""
    own = registry.own_id(viewer)
    if own is None:
        return []
    rows = Route.objects.of(viewer).filter(access.visible(viewer, Right.OPEN, on=on), person_id=own)
    return sorted(rows, key=lambda one: (not one.route_state.live, -one.year, -one.made_on.toordinal()))


def list_ended(viewer: Viewer, *, on: date) -> list[tuple[str, Route]]:
    """School year and route of those that live no more, the newest first."""
    rules = route_rules(viewer, on=on)
    rows = list_own(viewer, on=on)
    return [(rules.school_year(row.year).title, row) for row in rows if not row.route_state.live]


def get_page(viewer: Viewer, route_id: UUID, *, on: date) -> RoutePage:
    """Raises Route.DoesNotExist for who may not know of it."""
    route: Route = Route.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on)).get(pk=route_id)
    return page_of(viewer, route, on=on)


def page_of(viewer: Viewer, route: Route, *, on: date) -> RoutePage:
    """The same for a route that was found."""
    about = About(
        ground=access.ground_of(viewer, route.person_id, on=on),
        held=framework(viewer, on),
        rules=route_rules(viewer, on=on),
        name=registry.names_of(viewer, [route.person_id], on=on).get(route.person_id, ""),
        jobs=registry.jobs_by(viewer, [route.person_id], on=on).get(route.person_id, []),
    )
    page = page_about(viewer, route, about, on=on)
    if about.ground is not None:
        _open(viewer, page, about.held, on=on)
    return page


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page says beside the route itself: known already where many people are read at once."""

    ground: Ground | None
    held: Framework
    rules: RouteRules
    name: str
    jobs: list[registry.Job]


def page_about(viewer: Viewer, route: Route, about: About, *, on: date) -> RoutePage:
    """Steps and hours, and what found no step, of a route that the viewer may see: one query."""
    rows = RouteStep.objects.of(viewer).filter(route=route).exclude(state="removed").order_by("position", "starts")
    ground, jobs, held = about.ground, about.jobs, about.held
    steps = shown_steps(rows, held, opened=ground is not None)
    standing = [one for one in steps if one.state.standing]
    done, planned = hours_of(standing)
    page = RoutePage(
        route=route,
        name=about.name,
        post=", ".join(dict.fromkeys(job.post for job in jobs)),
        place=", ".join(dict.fromkeys(job.place for job in jobs)),
        year=about.rules.school_year(route.year).title,
        ground=ground,
        steps=standing,
        refused=[one for one in steps if one.state == "refused"],
        next=next_of(standing, on=on),
        done=done,
        planned=planned,
    )
    if ground is not None:
        page.unserved = [
            (held.title(row["competency"]), str(row.get("words") or row.get("reason", "")))
            for row in route.unserved
            if isinstance(row, dict) and row.get("competency") in held.codes
        ]
    return page


def _open(viewer: Viewer, page: RoutePage, held: Framework, *, on: date) -> None:
    route = page.route
    goals = Goal.objects.of(viewer).filter(route=route, dropped_at=None)
    page.goals = [(one, held.title(one.competency) if one.competency else one.text) for one in goals]
    word = kind_word if page.own else expert_word
    for row in route.basis:
        if row.get("competency") in held.codes:
            standing = Standing(row["standing"])
            page.basis.append(
                {**row, "title": held.title(row["competency"]), "words": word(standing), "tone": tone_of(standing)}
            )
    entries: list[Any] = list(RouteEntry.objects.of(viewer).filter(route=route).order_by("-at")[:60])
    for entry in entries:
        entry.title = ENTRIES.get(entry.what, entry.what)
    page.entries = entries
    people = competencies.companions_by(viewer, [route.person_id], on=on).get(route.person_id, [])
    names = registry.names_of(viewer, people, on=on)
    page.companions = [names[one] for one in people if one in names]


def get_step_page(viewer: Viewer, step_id: UUID, *, on: date) -> tuple[RoutePage, ShownStep, list[Any]]:
    """A step with its route and evidence, for who may open. Raises RouteStep.DoesNotExist for everybody else."""
    rows = RouteStep.objects.of(viewer).filter(access.visible(viewer, Right.OPEN, on=on, person="route__person"))
    row: RouteStep = rows.select_related("route").get(pk=step_id)
    page = page_of(viewer, row.route, on=on)
    step = shown_steps([row], framework(viewer, on), opened=True)[0]
    order = [one.id for one in page.steps]
    if page.acts and rules.may_reorder(step.state) and step.id in order:
        page.may_raise, page.may_lower = order[0] != step.id, order[-1] != step.id
    found: list[Any] = list(
        StepEvidence.objects.of(viewer).filter(step=row, withdrawn_at=None).select_related("file").order_by("at")
    )
    for one in found:
        one.kind_title = EvidenceKind(one.kind).title
    return page, step, found
