"""Transfer into practice: observers are called, say a conflict, observe before and after; the teacher reflects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Observation, ObserverCall, Reflection, Route, RouteStep
from marshrut.apps.routes.services.writing import account_of_viewer, ground_on, lock_step
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import Ground, Moment, RouteState, StepKind, StepState
from marshrut.cores.kernel import refuse
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["FORM", "call_observer", "decline", "observe", "reflect", "uncall"]

#: The form that a lesson is observed on unless another is named.
FORM = "lesson"
SHORT = 300


def _colleague(viewer: AnyViewer, one: UUID, other: UUID, *, on: date) -> bool:
    jobs = registry.jobs_by(viewer, [one, other], on=on)
    here, there = ({job.node_id for job in jobs.get(who, ())} for who in (one, other))
    return bool(here & there)


@transaction.atomic
def call_observer(viewer: AnyViewer, step_id: UUID, *, observer_id: UUID, on: date) -> ObserverCall:
    """Ask somebody to look at the lessons of a transfer step."""
    route, step = lock_step(viewer, step_id, on=on)
    if step.step_kind is not StepKind.TRANSFER:
        refuse("ROUTES-25", "Наблюдателей зовут на шаг «перенос в практику».").require()
    observer = registry.kept_people(viewer, [observer_id]).get(observer_id)
    if observer is None:
        refuse("ROUTES-25", "Такого человека в реестре нет. Найдите его по фамилии ещё раз.").require()
        raise AssertionError
    calls = list(ObserverCall.objects.of(viewer).filter(step=step))
    standing = [one for one in calls if one.declined_at is None]
    most = route_rules(viewer, on=on).whole("observers")
    decision = rules.may_call_observer(
        ground_on(viewer, route, on=on),
        oneself=observer == route.person_id,
        called=len(standing),
        most=most,
        already=any(one.observer_id == observer for one in standing),
        declined=any(one.observer_id == observer and one.declined_at for one in calls),
        colleague=_colleague(viewer, route.person_id, observer, on=on),
        colleagues_called=sum(_colleague(viewer, route.person_id, one.observer_id, on=on) for one in standing),
        colleagues_most=max(0, most - 1),
    )
    decision.require()
    row = ObserverCall(tenant_id=route.tenant_id, step=step, observer_id=observer, called_by=account_of_viewer(viewer))
    row.save(force_insert=True)
    _record(viewer, "observer-called", route, step=step, on=on, decision=decision)
    return row


@transaction.atomic
def decline(viewer: Viewer, call_id: UUID, *, why: str = "", on: date) -> ObserverCall:
    """«У меня конфликт интересов»: one press; the place among the observers is free again."""
    call, route, step = _own_call(viewer, call_id)
    observed = Observation.objects.of(viewer).filter(step=step, observer_id=call.observer_id).exists()
    decision = rules.may_decline(own=True, declined=call.declined_at is not None, observed=observed)
    decision.require()
    call.declined_at, call.declined_why = timezone.now(), why.strip()[:SHORT]
    call.save(update_fields=["declined_at", "declined_why"])
    _record(viewer, "observer-declined", route, step=step, on=on, words=why, decision=decision)
    return call


@transaction.atomic
def uncall(viewer: Viewer, call_id: UUID, *, on: date) -> None:
    """The call is taken back by whoever may call, before anything was observed."""
    seen = ObserverCall.objects.of(viewer).get(pk=call_id)
    try:
        route, step = lock_step(viewer, seen.step_id, on=on)
    except RouteStep.DoesNotExist:
        raise ObserverCall.DoesNotExist from None
    if ground_on(viewer, route, on=on) not in {Ground.OWN, Ground.CARE}:
        refuse("ROUTES-25", "Наблюдателей зовёт и отзывает педагог или тот, кто его сопровождает.").require()
    if Observation.objects.of(viewer).filter(step=step, observer_id=seen.observer_id).exists():
        refuse("ROUTES-25", "Этот человек уже наблюдал урок: его лист остаётся.").require()
    ObserverCall.objects.of(viewer).filter(pk=call_id).delete()
    _record(viewer, "observer-uncalled", route, step=step, on=on)


def _own_call(viewer: Viewer, call_id: UUID) -> tuple[ObserverCall, Route, RouteStep]:
    """A call to the viewer, with its route and step held. Raises ObserverCall.DoesNotExist for anybody else's."""
    own = registry.own_id(viewer)
    seen: ObserverCall = ObserverCall.objects.of(viewer).select_related("step").get(pk=call_id, observer_id=own)
    system = SystemViewer("routes.observing", viewer.tenant_id)
    route: Route = Route.objects.of(system).select_for_update(of=("self",)).get(pk=seen.step.route_id)
    step: RouteStep = RouteStep.objects.of(system).select_for_update(of=("self",)).get(pk=seen.step_id)
    step.route = route
    call: ObserverCall = ObserverCall.objects.of(viewer).select_for_update(of=("self",)).get(pk=call_id)
    return call, route, step


@transaction.atomic
def observe(
    viewer: Viewer,
    call_id: UUID,
    *,
    moment: Moment,
    on: date,
    lesson: str,
    marks: Mapping[str, int],
    note: str,
    client_key: UUID,
    written_at: datetime,
    today: date,
    form: str = FORM,
) -> Observation:
    """What the observer saw. The same writing again (by `client_key`) is one row; what was written later stands,
    however the line mixed them up; the earlier one stays on record."""
    call, route, step = _own_call(viewer, call_id)
    rows = Observation.objects.of(viewer).select_for_update(of=("self",))
    sent: Observation | None = rows.filter(client_key=client_key, observer_id=call.observer_id).first()
    if sent is not None:
        return sent
    held = route_rules(viewer, on=today).form(form)
    if held is None:
        refuse("ROUTES-28", "Такого листа наблюдения больше нет. Обновите страницу, когда будет связь.").require()
        raise AssertionError
    state_open = step.step_state.standing and route.route_state is not RouteState.WITHDRAWN
    decision = rules.may_observe(called=call.declined_at is None, on=on, today=today, state_open=state_open)
    decision.require()
    best = max(one.value for one in held.marks)
    rules.check_observation(marks, criteria={one.code: best for one in held.criteria}).require()
    row = Observation(
        tenant_id=route.tenant_id,
        step=step,
        observer_id=call.observer_id,
        moment=moment.value,
        form=f"{held.code}:{held.version}",
        on=on,
        lesson=lesson.strip()[:SHORT],
        marks=dict(marks),
        note=note.strip()[:4000],
        client_key=client_key,
        written_at=min(written_at, timezone.now()),
    )
    now = timezone.now()
    stands = rows.filter(step=step, observer_id=call.observer_id, moment=moment.value, replaced_at=None).first()
    if stands is not None and stands.written_at > row.written_at:
        row.replaced_at = now
    elif stands is not None:
        stands.replaced_at = now
        stands.save(update_fields=["replaced_at"])
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Observation.objects.of(viewer).get(client_key=client_key, observer_id=call.observer_id)
    _record(viewer, "observed", route, step=step, on=min(on, today), after=moment.value, decision=decision)
    return row


@transaction.atomic
def reflect(viewer: AnyViewer, step_id: UUID, *, moment: Moment, text: str, client_key: UUID, on: date) -> Reflection:
    """What the teacher says of their own lesson; every sending stays, the last one is shown."""
    route, step = lock_step(viewer, step_id, on=on)
    sent = Reflection.objects.of(viewer).filter(client_key=client_key, step=step).first()
    if sent is not None:
        return sent
    decision = rules.may_reflect(own=ground_on(viewer, route, on=on) is Ground.OWN, text=text)
    decision.require()
    if step.step_state is StepState.REMOVED:
        refuse("ROUTES-28", "Этот шаг убран из маршрута.").require()
    row = Reflection(
        tenant_id=route.tenant_id, step=step, moment=moment.value, text=text.strip()[:4000], client_key=client_key
    )
    row.save(force_insert=True)
    _record(viewer, "reflected", route, step=step, on=on, after=moment.value, decision=decision)
    return row
