"""What the clock does with routes each night: begins those whose first day came, calls missed what nobody marked, asks
again for seats that were never asked for, reminds of what ends soon."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from marshrut.apps.programmes.types import CohortState
from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Route, RouteEntry, RouteStep
from marshrut.apps.routes.services import taking
from marshrut.apps.routes.services.writing import move_route
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import RouteDeed, RouteState, StepDeed, StepState
from marshrut.foundation.scope.queries import list_tenants
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["REMIND_BEFORE", "night", "nights_of_all"]

AHEAD = (StepState.PROPOSED.value, StepState.ACCEPTED.value)
LIVE = tuple(one.value for one in RouteState if one.live)
FORCE = (RouteState.APPROVED.value, RouteState.RUNNING.value)
#: So long before its last day a person is reminded of a step.
REMIND_BEFORE = timedelta(days=3)


def nights_of_all(*, on: date) -> int:
    """Every operator's routes; returns how many rows changed."""
    return sum(night(SystemViewer("routes.night", one.pk), on=on) for one in list_tenants())


def night(viewer: SystemViewer, *, on: date) -> int:
    """One operator's night. Each route is a transaction of its own: a killed process loses none and doubles none."""
    days = route_rules(viewer, on=on).whole("answer_days")
    begun = Route.objects.of(viewer).filter(state=RouteState.APPROVED.value, steps__starts__lte=on)
    late = RouteStep.objects.of(viewer).filter(
        state__in=AHEAD, route__state__in=FORCE, ends__lt=on - timedelta(days=days)
    )
    gone = RouteStep.objects.of(viewer).filter(
        state__in=AHEAD, route__state__in=LIVE, cohort__state=CohortState.CANCELLED.value
    )
    soon = RouteStep.objects.of(viewer).filter(
        state__in=AHEAD, route__state__in=FORCE, ends__gte=on, ends__lte=on + REMIND_BEFORE
    )
    done = 0
    for pk in begun.order_by("pk").values_list("pk", flat=True).distinct():
        done += _begin(viewer, pk, on=on)
    for pk in list(gone.order_by("pk").values_list("pk", flat=True)):
        done += _lose(viewer, pk, on=on)
    for pk in list(late.order_by("pk").values_list("pk", flat=True)):
        done += _miss(viewer, pk, days=days, on=on)
    for pk in list(soon.order_by("pk").values_list("pk", flat=True)):
        done += _remind(viewer, pk, on=on)
    return done


@transaction.atomic
def _begin(viewer: SystemViewer, route_id: UUID, *, on: date) -> int:
    route = Route.objects.of(viewer).select_for_update(of=("self",)).get(pk=route_id)
    if not rules.may_move_route(route.route_state, RouteDeed.START):
        return 0
    before, after = move_route(route, RouteDeed.START)
    _record(viewer, "started", route, on=on, before=before, after=after)
    return 1


def _held(viewer: SystemViewer, step_id: UUID) -> tuple[Route, RouteStep]:
    seen = RouteStep.objects.of(viewer).only("route_id").get(pk=step_id)
    route = Route.objects.of(viewer).select_for_update(of=("self",)).get(pk=seen.route_id)
    step = RouteStep.objects.of(viewer).select_for_update(of=("self",)).get(pk=step_id)
    step.route = route
    return route, step


@transaction.atomic
def _miss(viewer: SystemViewer, step_id: UUID, *, days: int, on: date) -> int:
    route, step = _held(viewer, step_id)
    decision = rules.must_call_missed(step.ends, days=days, on=on)
    if not decision or not rules.may_move_step(step.step_state, StepDeed.MISS) or not route.route_state.in_force:
        return 0
    moved = route.moved_on  # a night is no movement of the person
    taking.miss(viewer, route, step, words=decision.text, on=on)
    Route.objects.of(viewer).filter(pk=route.pk).update(moved_on=moved)
    return 1


@transaction.atomic
def _lose(viewer: SystemViewer, step_id: UUID, *, on: date) -> int:
    """A group was cancelled before anybody asked for its seats: nobody was told then."""
    route, step = _held(viewer, step_id)
    if not rules.may_move_step(step.step_state, StepDeed.MISS):
        return 0
    taking.miss(viewer, route, step, words="Группа отменена.", on=on)
    return 1


@transaction.atomic
def _remind(viewer: SystemViewer, step_id: UUID, *, on: date) -> int:
    route, step = _held(viewer, step_id)
    if RouteEntry.objects.of(viewer).filter(step=step, what="reminded", at__date__gte=step.starts).exists():
        return 0
    moved = route.moved_on
    _record(viewer, "reminded", route, step=step, on=on, words=f"Шаг заканчивается {step.ends:%d.%m.%Y}.")
    Route.objects.of(viewer).filter(pk=route.pk).update(moved_on=moved)
    return 1
