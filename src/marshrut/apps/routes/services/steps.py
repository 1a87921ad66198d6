"""Steps of a route: added, changed, moved, removed; accepted or refused by whom they were proposed to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes.types import Offer
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Route, RouteStep
from marshrut.apps.routes.queries.calendar import school_year
from marshrut.apps.routes.queries.offers import find_offer
from marshrut.apps.routes.services import learning
from marshrut.apps.routes.services.writing import (
    ground_on,
    in_force,
    lock_route,
    lock_step,
    move_step,
    next_position,
    planned,
    standing_steps,
)
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import (
    ChosenBy,
    Formality,
    Ground,
    PlannedStep,
    Reach,
    ReleaseState,
    StepDeed,
    StepKind,
    StepState,
)
from marshrut.cores.kernel import Decision, refuse
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "NewStep",
    "accept_step",
    "add_step",
    "change_step",
    "move_in_order",
    "refuse_step",
    "remove_step",
    "swap_step",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """What somebody wants to do: typed by hand, or a seat in a group (`cohort_id`: the rest is the group's)."""

    kind: StepKind = StepKind.OWN
    formality: Formality = Formality.INFORMAL
    title: str = ""
    starts: date | None = None
    ends: date | None = None
    hours: Decimal = Decimal(0)
    reach: Reach = Reach.SETTLEMENT
    place: str = ""
    serves: tuple[str, ...] = ()
    cohort_id: UUID | None = None

    @property
    def away(self) -> bool:
        """Whether the head has to let the person go for it."""
        return bool(rules.must_ask_release(self.kind, self.reach))


def of_offer(offer: Offer) -> NewStep:
    """A step that is a seat in a group."""
    return NewStep(
        kind=StepKind(offer.kind),
        formality=Formality.FORMAL,
        title=offer.title,
        starts=offer.starts,
        ends=offer.ends,
        hours=Decimal(offer.hours),
        reach=Reach.DISTANCE if offer.form == "distance" else Reach.DISTRICT,
        place=offer.place,
        serves=tuple(offer.effects),
        cohort_id=offer.cohort_id,
    )


def checked(viewer: AnyViewer, route: Route, new: NewStep, *, on: date, without: Collection[UUID] = ()) -> Decision:
    """Raises Refused for what is no step, or stands on days that are taken; the yes may carry a warning."""
    if new.starts is None or new.ends is None:
        refuse("ROUTES-16", "Назовите первый и последний день шага.").require()
        raise AssertionError
    plan = PlannedStep(
        kind=new.kind,
        formality=new.formality,
        title=new.title,
        starts=new.starts,
        ends=new.ends,
        hours=new.hours,
        away=new.away,
    )
    rules.check_step(plan, year=school_year(viewer, route.year, on=on)).require()
    known = framework(viewer, on).codes
    if strange := [one for one in new.serves if one not in known]:
        refuse("ROUTES-16", f"Компетенции «{strange[0]}» в модели нет.").require()
    others = [planned(one) for one in standing_steps(viewer, route) if one.pk not in without and _takes_days(one)]
    decision = rules.fits_in_time(plan, others)
    decision.require()
    return decision


def _takes_days(step: RouteStep) -> bool:
    return step.step_state is not StepState.MISSED


@transaction.atomic
def add_step(
    viewer: AnyViewer,
    route_id: UUID,
    new: NewStep,
    *,
    edition: int | None = None,
    on: date,
    why: Mapping[str, Any] | None = None,
    instead_of: UUID | None = None,
) -> tuple[RouteStep, Decision]:
    """A step of one's own choice; returns it with the decision about its days, which may warn.

    While the plan is written the person's own step is accepted at once, the companion's waits for the person; in a
    route that stands each side proposes to the other.
    """
    route = lock_route(viewer, route_id, on=on)
    rules.same_edition(edition, route.edition).require()
    ground = ground_on(viewer, route, on=on)
    rules.may_change(ground, route.route_state).require()
    if new.cohort_id is not None:
        offer = find_offer(viewer, new.cohort_id, on=on)
        if offer is None:
            refuse("ROUTES-16", "В эту группу уже не записаться. Выберите другую.").require()
            raise AssertionError
        new = of_offer(offer)
    replaced = RouteStep.objects.of(viewer).filter(route=route, pk=instead_of).first() if instead_of else None
    fits = checked(viewer, route, new, on=on, without=[replaced.pk] if replaced else ())
    own = ground is Ground.OWN
    step = RouteStep(
        tenant_id=route.tenant_id,
        route=route,
        position=replaced.position if replaced else next_position(viewer, route),
        chosen_by=(ChosenBy.PERSON if own else ChosenBy.METHODIST).value,
        state=(StepState.ACCEPTED if own and not in_force(route) else StepState.PROPOSED).value,
        why=dict(why or {}),
        instead_of=replaced,
        **fields_of(new),
    )
    step.save(force_insert=True)
    _record(viewer, "step-added", route, step=step, on=on, after=step.state, words=step.title, decision=fits)
    return step, fits


def fields_of(new: NewStep) -> dict[str, Any]:
    """Columns of a step that come from what was wished; the head is asked where working time is touched."""
    release = ReleaseState.ASKED if new.away else ReleaseState.NOT_ASKED
    return {
        "kind": new.kind.value,
        "formality": new.formality.value,
        "title": new.title.strip()[:400],
        "starts": new.starts,
        "ends": new.ends,
        "hours": new.hours,
        "reach": new.reach.value,
        "place": new.place.strip()[:300],
        "cohort_id": new.cohort_id,
        "serves": list(new.serves),
        "release": release.value,
    }


@transaction.atomic
def change_step(
    viewer: AnyViewer, step_id: UUID, new: NewStep, *, edition: int | None = None, on: date
) -> tuple[RouteStep, Decision]:
    """Other words, days or hours for a step that is still a plan; the head is asked anew when the days are others."""
    route, step = lock_step(viewer, step_id, on=on, edition=edition)
    ground = ground_on(viewer, route, on=on)
    rules.may_change(ground, route.route_state).require()
    if not step.step_state.ahead:
        rules.may_move_step(step.step_state, StepDeed.RESCHEDULE).require()
    if step.cohort_id is not None:
        refuse(
            "ROUTES-22", "Программу и её дни назначил организатор. Выберите другую группу или уберите шаг."
        ).require()
    fits = checked(viewer, route, new, on=on, without=[step.pk])
    same_days = (step.starts, step.ends) == (new.starts, new.ends)
    fields = {**fields_of(new), "cohort_id": None}
    if same_days and new.away and step.release != ReleaseState.NOT_ASKED.value:
        fields["release"] = step.release
    fields["state"] = _after_change(ground, route, step)
    for name, value in fields.items():
        setattr(step, name, value)
    step.save(update_fields=[name.removesuffix("_id") for name in fields])
    _record(viewer, "step-changed", route, step=step, on=on, words=step.title, decision=fits)
    return step, fits


def _after_change(ground: Ground | None, route: Route, step: RouteStep) -> str:
    """The side that did not change it is asked again, unless the person changes their own draft."""
    if ground is Ground.OWN and not in_force(route):
        return StepState.ACCEPTED.value
    return StepState.PROPOSED.value if ground is not Ground.SYSTEM else step.state


@transaction.atomic
def swap_step(
    viewer: AnyViewer, step_id: UUID, new: NewStep, *, why: str, edition: int | None = None, on: date
) -> tuple[RouteStep, Decision]:
    """Another step in place of this one: this is removed, the new one stands where it stood."""
    route, step = lock_step(viewer, step_id, on=on, edition=edition)
    _remove(viewer, route, step, why=why or "заменён другим", on=on)
    return add_step(viewer, route.pk, new, on=on, instead_of=step.pk, why=step.why if new.cohort_id is None else None)


@transaction.atomic
def remove_step(viewer: AnyViewer, step_id: UUID, *, why: str = "", edition: int | None = None, on: date) -> RouteStep:
    """The step leaves the route; what was written of it stays on record."""
    route, step = lock_step(viewer, step_id, on=on, edition=edition)
    _remove(viewer, route, step, why=why, on=on)
    return step


def _remove(viewer: AnyViewer, route: Route, step: RouteStep, *, why: str, on: date) -> None:
    decision = rules.may_change(ground_on(viewer, route, on=on), route.route_state)
    decision.require()
    before, after = move_step(step, StepDeed.REMOVE)
    _record(viewer, "step-removed", route, step=step, on=on, before=before, after=after, words=why, decision=decision)
    learning.give_back(viewer, step, why=why or "шаг убран из маршрута", on=on)


@transaction.atomic
def move_in_order(viewer: AnyViewer, step_id: UUID, *, up: bool, edition: int | None = None, on: date) -> None:
    """The step changes places with its neighbour."""
    route, step = lock_step(viewer, step_id, on=on, edition=edition)
    decision = rules.may_change(ground_on(viewer, route, on=on), route.route_state)
    decision.require()
    rules.may_reorder(step.step_state).require()
    steps = standing_steps(viewer, route)
    at = next((number for number, one in enumerate(steps) if one.pk == step.pk), None)
    other = at + (-1 if up else 1) if at is not None else -1
    if at is None or not 0 <= other < len(steps):
        return
    steps[at], steps[other] = steps[other], steps[at]
    for number, one in enumerate(steps, 1):
        RouteStep.objects.of(viewer).filter(pk=one.pk).update(position=number)
    _record(viewer, "step-moved", route, step=step, on=on, words=step.title, decision=decision)


def _may_answer(viewer: AnyViewer, route: Route, step: RouteStep, *, refuses: bool, words: str, on: date) -> Decision:
    ground = ground_on(viewer, route, on=on)
    rules.may_change(ground, route.route_state).require()
    decision = rules.may_answer_step(
        own=ground is Ground.OWN,
        accompanies=ground is Ground.CARE,
        proposed_by_person=step.chosen_by == ChosenBy.PERSON.value,
        refuses=refuses,
        words=words,
    )
    decision.require()
    return decision


@transaction.atomic
def accept_step(viewer: AnyViewer, step_id: UUID, *, edition: int | None = None, on: date) -> RouteStep:
    """«Принимаю»: in a route that stands a seat is asked for at once."""
    route, step = lock_step(viewer, step_id, on=on, edition=edition)
    if step.step_state is StepState.ACCEPTED:
        return step
    decision = _may_answer(viewer, route, step, refuses=False, words="", on=on)
    before, after = move_step(step, StepDeed.ACCEPT, words="")
    _record(viewer, "step-accepted", route, step=step, on=on, before=before, after=after, decision=decision)
    if in_force(route):
        learning.ask_seat(viewer, route, step, on=on)
    return step


@transaction.atomic
def refuse_step(viewer: AnyViewer, step_id: UUID, *, words: str, edition: int | None = None, on: date) -> RouteStep:
    """«Не подходит», with a reason: a seat is given back, the companion sees it among who waits."""
    route, step = lock_step(viewer, step_id, on=on, edition=edition)
    if step.step_state is StepState.REFUSED:
        return step
    decision = _may_answer(viewer, route, step, refuses=True, words=words, on=on)
    before, after = move_step(step, StepDeed.REFUSE, words=words.strip()[:300])
    _record(viewer, "step-refused", route, step=step, on=on, before=before, after=after, words=words, decision=decision)
    learning.give_back(viewer, step, why=words, on=on)
    return step
