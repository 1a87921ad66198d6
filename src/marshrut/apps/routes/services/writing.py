"""What every deed about a route does: lock it, compare the edition, write the entry and the journal."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import Route, RouteEntry, RouteStep
from marshrut.apps.routes.types import (
    Formality,
    Ground,
    PlannedStep,
    ReleaseState,
    RouteDeed,
    RouteState,
    StepDeed,
    StepState,
)
from marshrut.cores.kernel import Decision
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "account_of_viewer",
    "ground_on",
    "hold_groups",
    "in_force",
    "lock_route",
    "lock_step",
    "move_route",
    "move_step",
    "next_position",
    "planned",
    "record",
    "standing_steps",
]

SHORT = 300


def account_of_viewer(viewer: AnyViewer) -> UUID | None:
    """Who acts, where somebody does."""
    return viewer.account_id if isinstance(viewer, Viewer) else None


def lock_route(viewer: AnyViewer, route_id: UUID, *, on: date, right: Right = Right.OPEN) -> Route:
    """The route, held until the transaction is over. Raises Route.DoesNotExist for who may not know of it."""
    rows = Route.objects.of(viewer).select_for_update(of=("self",))
    if right is Right.OPEN:
        rows = rows.filter(access.visible(viewer, Right.OPEN, on=on))
    else:
        rows = rows.filter(access.visible(viewer, Right.LIST, on=on))
    found: Route = rows.get(pk=route_id)
    return found


def hold_groups(viewer: AnyViewer, **which: Any) -> None:
    """Groups in which these steps hold seats, held before any route is: learning takes its locks in this order too, so
    that a cancelled group and somebody who gives a seat back never wait for each other."""
    seats = RouteStep.objects.of(viewer).filter(cohort__isnull=False, application_id__isnull=False, **which)
    list(seats.select_related("cohort").order_by("cohort_id").select_for_update(of=("cohort",), no_key=True))


def lock_step(
    viewer: AnyViewer, step_id: UUID, *, on: date, right: Right = Right.OPEN, edition: int | None = None
) -> tuple[Route, RouteStep]:
    """A step with its route, both held; locks are always taken in one order: groups, route, steps."""
    hold_groups(viewer, pk=step_id)
    seen = RouteStep.objects.of(viewer).only("pk", "route_id").get(pk=step_id)
    try:
        route = lock_route(viewer, seen.route_id, on=on, right=right)
    except Route.DoesNotExist:
        raise RouteStep.DoesNotExist from None
    rules.same_edition(edition, route.edition).require()
    step: RouteStep = RouteStep.objects.of(viewer).select_for_update(of=("self",)).get(pk=step_id)
    step.route = route
    return route, step


def ground_on(viewer: AnyViewer, route: Route, *, on: date) -> Ground | None:
    """On which ground the viewer stands before this route."""
    return access.open_ground(viewer, route.person_id, on=on)


def standing_steps(viewer: AnyViewer, route: Route) -> list[RouteStep]:
    """Steps that belong to the route as it is now, in order."""
    gone = (StepState.REFUSED.value, StepState.REMOVED.value)
    return list(RouteStep.objects.of(viewer).filter(~Q(state__in=gone), route=route).order_by("position", "starts"))


def next_position(viewer: AnyViewer, route: Route) -> int:
    """Behind the last step."""
    last = RouteStep.objects.of(viewer).filter(route=route).aggregate(last=Max("position"))["last"]
    return int(last or 0) + 1


def planned(step: RouteStep) -> PlannedStep:
    """The step as a plan, for the rules."""
    return PlannedStep(
        kind=step.step_kind,
        formality=Formality(step.formality),
        title=step.title,
        starts=step.starts,
        ends=step.ends,
        hours=step.hours,
        away=step.release_state is not ReleaseState.NOT_ASKED,
    )


def record(
    viewer: AnyViewer,
    what: str,
    route: Route,
    *,
    on: date,
    step: RouteStep | None = None,
    before: str = "",
    after: str = "",
    words: str = "",
    decision: Decision | None = None,
) -> RouteEntry:
    """Write down what happened: the route has moved, its edition grows, the journal has its line."""
    moved = Greatest(F("moved_on"), Value(on))
    Route.objects.of(viewer).filter(pk=route.pk).update(edition=F("edition") + 1, moved_on=moved)
    route.refresh_from_db(fields=["edition", "moved_on"])
    ground = decision.reasons[0].rule if decision and decision.reasons else ""
    entry = RouteEntry(
        tenant_id=route.tenant_id,
        route=route,
        step=step,
        at=timezone.now(),
        by=account_of_viewer(viewer),
        name=viewer.name if isinstance(viewer, Viewer) else "",
        what=what,
        before=before,
        after=after,
        words=words.strip()[:SHORT],
        rule=ground,
    )
    entry.save(force_insert=True)
    audit.record(
        viewer,
        f"routes.{what}",
        target=step or route,
        reason=words.strip()[:SHORT],
        decision=decision,
        person_id=route.person_id,
    )
    return entry


def move_route(route: Route, deed: RouteDeed, **also: Any) -> tuple[str, str]:
    """Take the route to its next state by the table; returns before and after. Other columns are written with it."""
    before = route.route_state
    rules.may_move_route(before, deed).require()
    route.state = rules.ROUTE_MOVES[(before, deed)].value
    for name, value in also.items():
        setattr(route, name, value)
    route.save(update_fields=["state", *also])
    return before.value, route.state


def move_step(step: RouteStep, deed: StepDeed, **also: Any) -> tuple[str, str]:
    """The same for a step."""
    before = step.step_state
    rules.may_move_step(before, deed).require()
    step.state = rules.STEP_MOVES[(before, deed)].value
    step.changed_at = timezone.now()
    for name, value in also.items():
        setattr(step, name, value)
    step.save(update_fields=["state", "changed_at", *also])
    return before.value, step.state


def in_force(route: Route) -> bool:
    """Whether steps of the route are taken now."""
    return route.route_state in {RouteState.APPROVED, RouteState.RUNNING}
