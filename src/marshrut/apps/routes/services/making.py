"""A route is made by hand; its goals, one's own among them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.registry import queries as registry
from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import Goal, Route
from marshrut.apps.routes.queries.basis import Basis, basis_of
from marshrut.apps.routes.services.writing import account_of_viewer, ground_on, lock_route
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import ChosenBy, Ground, RouteOrigin, RouteState
from marshrut.cores.kernel import refuse
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = ["add_goal", "drop_goal", "make_route"]


@transaction.atomic
def make_route(viewer: AnyViewer, person_id: UUID, *, year: int, why: str = "", on: date) -> Route:
    """A new route of a person for the school year that begins in `year`; without diagnostics `why` says the reason.

    Raises Route.DoesNotExist for somebody whom the viewer may not open, Refused by ROUTES-05.
    """
    person = registry.kept_people(viewer, [person_id]).get(person_id)
    ground = access.open_ground(viewer, person, on=on) if person else None
    if person is None or ground is None:
        raise Route.DoesNotExist
    live = Route.objects.of(viewer).filter(
        person_id=person, year=year, state__in=[s.value for s in RouteState if s.live]
    )
    basis = basis_of(viewer, person, on=on)
    facts: dict[str, Any] = {"diagnosed": basis.diagnosed, "why": why}
    decision = rules.may_make(ground, standing=live.exists(), **facts)
    decision.require()
    jobs = registry.jobs_by(viewer, [person], on=on).get(person, [])
    if not jobs:
        refuse("ROUTES-05", "Этот человек сегодня нигде не работает: маршрут привязан к месту работы.").require()
    row = Route(
        tenant_id=tenant_of(viewer),
        person_id=person,
        node_id=jobs[0].node_id,
        year=year,
        origin=RouteOrigin.BY_HAND.value,
        basis=list(basis.rows),
        diagnosed_on=basis.on,
        diagnosed_origin=basis.origin,
        without_basis_why="" if basis.diagnosed else why.strip()[:300],
        made_on=on,
        made_by=account_of_viewer(viewer),
        moved_on=on,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # a second press, or somebody else at the same moment
        rules.may_make(ground, standing=True, **facts).require()
    _record(viewer, "made", row, on=on, after=row.state, words=row.without_basis_why, decision=decision)
    _first_goals(row, basis)
    return row


def _first_goals(route: Route, basis: Basis) -> None:
    """What is worth strengthening is a goal to begin with; the person drops what they do not want."""
    for one in basis.deficits:
        Goal(tenant_id=route.tenant_id, route=route, competency=one, chosen_by=ChosenBy.DRAFT.value).save(
            force_insert=True
        )


@transaction.atomic
def add_goal(
    viewer: AnyViewer, route_id: UUID, *, competency: str = "", text: str = "", edition: int | None = None, on: date
) -> Goal:
    """A goal of one's own: a competency of the framework, or words."""
    route = lock_route(viewer, route_id, on=on)
    rules.same_edition(edition, route.edition).require()
    ground = ground_on(viewer, route, on=on)
    decision = rules.may_change(ground, route.route_state)
    decision.require()
    if competency and competency not in framework(viewer, on).codes:
        refuse("ROUTES-06", "Такой компетенции в модели нет. Выберите из списка или напишите словами.").require()
    if not competency and not text.strip():
        refuse("ROUTES-06", "Напишите цель в двух словах или выберите компетенцию.").require()
    row = Goal(
        tenant_id=route.tenant_id,
        route=route,
        competency=competency,
        text=text.strip()[:400],
        chosen_by=(ChosenBy.PERSON if ground is Ground.OWN else ChosenBy.METHODIST).value,
    )
    row.save(force_insert=True)
    _record(viewer, "goal-added", route, on=on, words=row.text, decision=decision)
    return row


@transaction.atomic
def drop_goal(viewer: AnyViewer, goal_id: UUID, *, on: date) -> None:
    """The goal is no longer pursued; it stays on record."""
    seen = Goal.objects.of(viewer).get(pk=goal_id)
    try:
        route = lock_route(viewer, seen.route_id, on=on)
    except Route.DoesNotExist:
        raise Goal.DoesNotExist from None
    decision = rules.may_change(ground_on(viewer, route, on=on), route.route_state)
    decision.require()
    row: Goal = Goal.objects.of(viewer).select_for_update(of=("self",)).get(pk=goal_id)
    if row.dropped_at is None:
        row.dropped_at = timezone.now()
        row.save(update_fields=["dropped_at"])
        _record(viewer, "goal-dropped", route, on=on, words=row.text, decision=decision)
