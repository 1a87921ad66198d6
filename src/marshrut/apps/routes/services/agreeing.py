"""A route goes to agreement, is let go by the head, approved, taken back, revised, withdrawn, completed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.programmes import services as programmes
from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import Route, RouteEntry, RouteStep
from marshrut.apps.routes.services import learning
from marshrut.apps.routes.services.writing import (
    account_of_viewer,
    ground_on,
    hold_groups,
    lock_route,
    lock_step,
    move_route,
    standing_steps,
)
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import Ground, ReleaseState, RouteDeed, RouteState, StepState
from marshrut.cores.kernel import Refused, refuse
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["approve", "complete", "release_step", "return_route", "revise", "send", "undo_approval", "withdraw"]

SHORT = 300


@transaction.atomic
def send(viewer: AnyViewer, route_id: UUID, *, edition: int | None = None, on: date) -> Route:
    """To who accompanies the person. The person's own sending accepts what was proposed and not refused."""
    route = lock_route(viewer, route_id, on=on)
    if route.route_state is RouteState.AGREEMENT:
        return route
    rules.same_edition(edition, route.edition).require()
    ground = ground_on(viewer, route, on=on)
    steps = standing_steps(viewer, route)
    companions = competencies.companions_by(viewer, [route.person_id], on=on).get(route.person_id, [])
    decision = rules.may_send(ground, steps=len(steps), companion=bool(companions))
    decision.require()
    if ground is Ground.OWN:
        proposed = [one.pk for one in steps if one.step_state is StepState.PROPOSED]
        RouteStep.objects.of(viewer).filter(pk__in=proposed).update(
            state=StepState.ACCEPTED.value, changed_at=timezone.now()
        )
    before, after = move_route(route, RouteDeed.SEND, companion_id=companions[0])
    _record(viewer, "sent", route, on=on, before=before, after=after, decision=decision)
    return route


def _accompanies(viewer: AnyViewer, route: Route, *, on: date) -> tuple[bool, bool]:
    ground = ground_on(viewer, route, on=on)
    return ground in {Ground.CARE, Ground.SYSTEM}, ground is Ground.OWN


@transaction.atomic
def return_route(viewer: AnyViewer, route_id: UUID, *, why: str, edition: int | None = None, on: date) -> Route:
    """Back to the person, with words: what to change."""
    route = lock_route(viewer, route_id, on=on)
    rules.same_edition(edition, route.edition).require()
    accompanies, own = _accompanies(viewer, route, on=on)
    rules.may_approve(accompanies=accompanies, own=own, steps=1, denied=0).require()
    decision = rules.may_withdraw(Ground.CARE, why=why)
    decision.require()
    before, after = move_route(route, RouteDeed.RETURN)
    _record(viewer, "returned", route, on=on, before=before, after=after, words=why, decision=decision)
    return route


@transaction.atomic
def approve(viewer: AnyViewer, route_id: UUID, *, edition: int | None, on: date) -> Route:
    """It stands from today. `edition`: what the companion saw; who comes second, or saw less, changes nothing.

    Seats are asked for in the same transaction; where learning says no it is written down and the route stands.
    """
    route = lock_route(viewer, route_id, on=on)
    accompanies, own = _accompanies(viewer, route, on=on)
    steps = standing_steps(viewer, route)
    denied = sum(one.release_state is ReleaseState.DENIED for one in steps)
    decision = rules.may_approve(accompanies=accompanies, own=own, steps=len(steps), denied=denied)
    decision.require()
    if route.route_state is RouteState.APPROVED and isinstance(viewer, Viewer):
        by = route.approver if route.approved_by != viewer.account_id else "вы"
        refuse("ROUTES-01", f"Маршрут уже утверждён: {by or 'коллега'}. Ничего не изменилось.").require()
    rules.same_edition(edition, route.edition).require()
    before, after = move_route(
        route,
        RouteDeed.APPROVE,
        approved_on=on,
        approved_by=account_of_viewer(viewer),
        approver=viewer.name[:260] if isinstance(viewer, Viewer) else "",
    )
    _record(viewer, "approved", route, on=on, before=before, after=after, decision=decision)
    for one in steps:
        if one.step_state is StepState.ACCEPTED:
            learning.ask_seat(viewer, route, one, on=on)
    return route


def _approval(viewer: AnyViewer, route: Route) -> tuple[RouteEntry | None, bool]:
    """The entry of the last approval, and whether anything happened after it besides the seats it asked for."""
    last = RouteEntry.objects.of(viewer).filter(route=route, what="approved").order_by("-at").first()
    if last is None:
        return None, True
    later = RouteEntry.objects.of(viewer).filter(route=route, at__gt=last.at)
    return last, later.exclude(what__in=("seat-asked", "seat-refused", "seat-told")).exists()


@transaction.atomic
def undo_approval(viewer: Viewer, route_id: UUID, *, now: datetime, on: date) -> Route:
    """As if it had not been pressed: the state before stands again, seats are given back, and both are written down."""
    hold_groups(viewer, route_id=route_id)
    route = lock_route(viewer, route_id, on=on)
    entry, changed = _approval(viewer, route)
    decision = rules.may_undo(
        same=entry is not None and entry.by == viewer.account_id,
        state=route.route_state,
        at=entry.at if entry else None,
        now=now,
        changed=changed,
    )
    decision.require()
    before, after = move_route(route, RouteDeed.UNDO, approved_on=None, approved_by=None, approver="")
    _record(viewer, "approval-undone", route, on=on, before=before, after=after, decision=decision)
    _give_back_all(viewer, route, why="согласование отменено", on=on)
    return route


def _give_back_all(viewer: AnyViewer, route: Route, *, why: str, on: date) -> None:
    """Seats that were asked for and are not taken yet go to who waits; the step may ask again."""
    for one in standing_steps(viewer, route):
        if one.application_id is not None and one.step_state.ahead:
            learning.give_back(viewer, one, why=why, on=on)


@transaction.atomic
def release_step(viewer: AnyViewer, step_id: UUID, *, agrees: bool, words: str = "", on: date) -> RouteStep:
    """The head lets a person go on these days, or asks for others. The same press answers for the seat."""
    route, step = lock_step(viewer, step_id, on=on, right=Right.LIST)
    decision = access.may_release(viewer, step, on=on)
    decision.require()
    if not route.route_state.live or not step.step_state.ahead:
        refuse("ROUTES-11", "Этот шаг уже не ждёт ответа: он прошёл или убран.").require()
    if not agrees and not words.strip():
        refuse("ROUTES-11", "Напишите, какие дни подойдут: педагог и методист перенесут шаг.").require()
    after = ReleaseState.AGREED if agrees else ReleaseState.DENIED
    if step.release == after.value:
        return step
    before, step.release = step.release, after.value
    step.release_words, step.released_at = words.strip()[:SHORT], timezone.now()
    step.released_by = account_of_viewer(viewer)
    step.save(update_fields=["release", "release_words", "released_at", "released_by"])
    what: dict[str, Any] = {"step": step, "on": on, "before": before, "after": after.value, "decision": decision}
    if agrees:
        _record(viewer, "released", route, **what)
    else:
        _record(viewer, "not-released", route, words=words, **what)
    _tell_learning(viewer, step, agrees=agrees, words=words, on=on)
    return step


def _tell_learning(viewer: AnyViewer, step: RouteStep, *, agrees: bool, words: str, on: date) -> None:
    """The same word answers the application; where it was answered there already, nothing is said twice."""
    if step.application_id is None:
        return
    try:
        with transaction.atomic():
            if agrees:
                programmes.agree(viewer, step.application_id, on=on)
            else:
                programmes.deny(viewer, step.application_id, why=words, on=on)
    except Refused:
        return


@transaction.atomic
def revise(viewer: AnyViewer, route_id: UUID, *, why: str, edition: int | None = None, on: date) -> Route:
    """The agreement is opened again: steps may be changed, and it is sent and approved anew."""
    route = lock_route(viewer, route_id, on=on)
    rules.same_edition(edition, route.edition).require()
    decision = rules.may_withdraw(ground_on(viewer, route, on=on), why=why)
    decision.require()
    before, after = move_route(route, RouteDeed.REVISE, approved_on=None, approved_by=None, approver="")
    _record(viewer, "revised", route, on=on, before=before, after=after, words=why, decision=decision)
    return route


@transaction.atomic
def withdraw(viewer: AnyViewer, route_id: UUID, *, why: str, edition: int | None = None, on: date) -> Route:
    """It ends before its time; seats that are not taken yet are given back."""
    hold_groups(viewer, route_id=route_id)
    route = lock_route(viewer, route_id, on=on)
    rules.same_edition(edition, route.edition).require()
    decision = rules.may_withdraw(ground_on(viewer, route, on=on), why=why)
    decision.require()
    before, after = move_route(route, RouteDeed.WITHDRAW, ended_on=on, ended_why=why.strip()[:SHORT])
    _record(viewer, "withdrawn", route, on=on, before=before, after=after, words=why, decision=decision)
    _give_back_all(viewer, route, why=why, on=on)
    return route


@transaction.atomic
def complete(viewer: AnyViewer, route_id: UUID, *, edition: int | None = None, on: date) -> Route:
    """Every step is answered for: the year is done."""
    route = lock_route(viewer, route_id, on=on)
    rules.same_edition(edition, route.edition).require()
    accompanies, own = _accompanies(viewer, route, on=on)
    steps = standing_steps(viewer, route)
    decision = rules.may_complete(
        accompanies=accompanies,
        own=own,
        done=sum(one.step_state is StepState.DONE for one in steps),
        open_steps=sum(one.step_state.ahead or one.step_state is StepState.CLAIMED for one in steps),
    )
    decision.require()
    before, after = move_route(route, RouteDeed.COMPLETE, ended_on=on)
    _record(viewer, "completed", route, on=on, before=before, after=after, decision=decision)
    return route
