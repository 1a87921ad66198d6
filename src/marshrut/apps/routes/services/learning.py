"""Steps that need a seat: asked for, given back; what learning tells of them is carried into the route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes import services as programmes
from marshrut.apps.programmes.types import LearningEvent
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Route, RouteStep
from marshrut.apps.routes.services import replacing
from marshrut.apps.routes.services.writing import move_step
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import StepDeed, StepState
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["ask_seat", "give_back", "on_learning"]

#: One step asks one group once an edition, however often it is pressed.
_PRESS = UUID("6f1c9a52-4e0b-5d2e-9d3c-0a6c5f2b7e11")


def ask_seat(viewer: AnyViewer, route: Route, step: RouteStep, *, on: date) -> None:
    """Ask for the seat of a step, for what it serves. A no of learning is written down and stops nothing else."""
    if step.cohort_id is None or step.application_id is not None or not step.step_state.standing:
        return
    try:
        with transaction.atomic():
            asked = programmes.apply(
                viewer,
                cohort_id=step.cohort_id,
                person_id=route.person_id,
                client_key=uuid5(_PRESS, f"{step.pk}:{step.cohort_id}:{route.edition}"),
                on=on,
                step_id=step.pk,
                chosen_for=_chosen_for(viewer, route, step, on=on),
            )
    except Refused as no:
        _record(viewer, "seat-refused", route, step=step, on=on, words=no.decision.text, decision=no.decision)
        return
    step.application_id = asked.pk
    step.save(update_fields=["application_id"])
    _record(viewer, "seat-asked", route, step=step, on=on, words=step.title)


def _chosen_for(viewer: AnyViewer, route: Route, step: RouteStep, *, on: date) -> list[dict[str, Any]]:
    """Deficits of the day the route was made that this step serves."""
    held = framework(viewer, on)
    return [
        dict(row) for row in route.basis if row.get("competency") in step.serves and row["competency"] in held.codes
    ]


def give_back(viewer: AnyViewer, step: RouteStep, *, why: str, on: date) -> None:
    """The seat goes to who waits. Where learning says no (it is over, or ended by itself) the route goes on alone."""
    asked = step.application_id
    if asked is None:
        return
    step.application_id = None
    step.save(update_fields=["application_id"])
    try:
        with transaction.atomic():
            programmes.withdraw(viewer, asked, why=why or "шаг убран из маршрута", on=on)
    except Refused:
        return


def on_learning(viewer: AnyViewer, events: Sequence[LearningEvent]) -> None:
    """What learning tells: seats given, groups cancelled, certificates. Called in the transaction of that deed."""
    system = SystemViewer("routes.learning", viewer.tenant_id)
    rows = RouteStep.objects.of(system).filter(
        Q(pk__in=[one.step_id for one in events if one.step_id]) | Q(cohort_id__in={one.cohort_id for one in events})
    )
    found = list(rows.select_related("route").order_by("route_id", "pk"))
    held = Route.objects.of(system).select_for_update(of=("self",)).filter(pk__in={row.route_id for row in found})
    list(held.order_by("pk").only("pk"))  # all of them, in one order, before anything is written
    steps = {row.pk: row for row in found}
    of_groups = {(row.cohort_id, row.route.person_id): row for row in found if row.step_state.standing}
    offers: dict[date, Any] = {}
    for event in events:
        step = steps.get(event.step_id) if event.step_id else None
        step = step or of_groups.get((event.cohort_id, event.person_id))
        if step is not None:
            _carry(system, step.pk, event, offers)
    gone = {one.cohort_id: one for one in events if one.kind == "cancelled"}
    for row in found:  # who had not asked yet has the same step in a draft
        if row.cohort_id in gone and row.application_id is None and row.route.route_state.live:
            _carry(system, row.pk, replace(gone[row.cohort_id], application_id=None), offers)


def _carry(viewer: SystemViewer, step_id: UUID, event: LearningEvent, offers: dict[date, Any]) -> None:
    seen = RouteStep.objects.of(viewer).only("route_id").get(pk=step_id)
    route: Route = Route.objects.of(viewer).select_for_update(of=("self",)).get(pk=seen.route_id)
    step: RouteStep = RouteStep.objects.of(viewer).select_for_update(of=("self",)).get(pk=step_id)
    step.route = route
    if not step.step_state.standing or not route.route_state.live:
        return
    if event.kind == "completed":
        if rules.may_move_step(step.step_state, StepDeed.COMPLETE):
            before, after = move_step(step, StepDeed.COMPLETE, done_on=event.on, counted=Decimal(step.hours))
            _record(viewer, "learnt", route, step=step, on=event.on, before=before, after=after, words=event.words)
    elif event.kind in {"cancelled", "left", "refused"}:
        _lose(viewer, route, step, event, offers)
    elif event.kind == "moved":
        _record(viewer, "seat-moved", route, step=step, on=event.on, words=event.words)
    elif event.kind in {"seated", "waiting", "enrolled"}:
        _record(viewer, "seat-told", route, step=step, on=event.on, after=event.kind, words=event.words)


def _lose(viewer: SystemViewer, route: Route, step: RouteStep, event: LearningEvent, offers: dict[date, Any]) -> None:
    """No seat any more: the step did not take place, and something is proposed in its place."""
    if step.step_state in {StepState.DONE, StepState.MISSED}:
        return
    if event.application_id is not None and event.application_id != step.application_id:
        return  # the route gave this seat back itself
    if not rules.may_move_step(step.step_state, StepDeed.MISS):
        return
    before, after = move_step(step, StepDeed.MISS, words=event.words[:300], application_id=None)
    _record(viewer, "missed", route, step=step, on=event.on, before=before, after=after, words=event.words)
    replacing.propose(viewer, route, step, on=event.on, offers=offers)
