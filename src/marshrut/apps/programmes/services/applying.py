"""From a press to a seat: asking, agreeing, giving seats, the waiting list that moves by itself.

Asking is one row; its place in the queue is the number that the database gives it. A seat is given under a lock of the
cohort's row, so the last one has exactly one taker. Where no seat is to be seen, nobody stands in line for that lock.
Locks are taken in one order: the cohort, then its applications.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from marshrut.apps.programmes import access, hooks, rules
from marshrut.apps.programmes.models import Application, Cohort
from marshrut.apps.programmes.queries.seats import busy_with, count_held, seats_left
from marshrut.apps.programmes.types import ApplicationState, ApplyGround, CohortState, LearningEvent
from marshrut.apps.registry.queries import kept_people, workplaces_of
from marshrut.cores.kernel import Decision, Refused
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = ["agree", "apply", "deny", "fill", "lock_cohort", "move_queues", "withdraw"]

_WAITING = ApplicationState.WAITING
_AGREED = frozenset({ApplicationState.SEATED, _WAITING, ApplicationState.ENROLLED})


def lock_cohort(viewer: AnyViewer, cohort_id: UUID) -> Cohort:
    """The cohort, held until the transaction is over: only one gives its seats."""
    rows = Cohort.objects.of(viewer).select_for_update(of=("self",), no_key=True).select_related("programme")
    found: Cohort = rows.get(pk=cohort_id)
    return found


def _account(viewer: AnyViewer) -> UUID | None:
    return viewer.account_id if isinstance(viewer, Viewer) else None


@transaction.atomic
def apply(
    viewer: AnyViewer,
    *,
    cohort_id: UUID,
    person_id: UUID,
    client_key: UUID,
    on: date,
    step_id: UUID | None = None,
    chosen_for: Sequence[Mapping[str, Any]] = (),
) -> Application:
    """Ask for a seat. The same press again (by `client_key`) is the same application.

    What the head asks for is agreed in the same press. Raises Refused; Cohort.DoesNotExist for a cohort of others.
    """
    person_id = kept_people(viewer, [person_id]).get(person_id, person_id)
    cohort: Cohort = Cohort.objects.of(viewer).get(pk=cohort_id)
    node_id = workplaces_of(viewer, [person_id], on=on).get(person_id)
    ground = access.applying_ground(viewer, person_id, node_id, on=on)
    facts: dict[str, Any] = {
        "state": CohortState(cohort.state),
        "starts": cohort.starts,
        "apply_until": cohort.apply_until,
        "on": on,
        "works": node_id is not None,
        "busy_with": busy_with(viewer, [person_id], cohort).get(person_id, "") if ground else "",
    }
    decision = rules.may_apply(ground, already=False, **facts)
    if not decision and (pressed := _pressed(viewer, client_key, cohort_id, person_id)):
        return pressed
    decision.require()
    if node_id is None:
        raise ValueError("who works nowhere was refused")
    row = Application(
        tenant_id=tenant_of(viewer),
        cohort=cohort,
        person_id=person_id,
        node_id=node_id,
        asked_by=_account(viewer),
        client_key=client_key,
        chosen_for=[dict(one) for one in chosen_for],
        step_id=step_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if pressed := _pressed(viewer, client_key, cohort_id, person_id):
            return pressed
        rules.may_apply(ground, already=True, **facts).require()
    audit.record(viewer, "programmes.applied", target=row, decision=decision, person_id=person_id)
    if ground is ApplyGround.HEAD and access.may_agree(viewer, person_id, row.node_id, on=on):
        return agree(viewer, row.pk, on=on)
    return row


def _pressed(viewer: AnyViewer, client_key: UUID, cohort_id: UUID, person_id: UUID) -> Application | None:
    """What this press made already. A key that was somebody else's press says nothing of this one."""
    rows = Application.objects.of(viewer).filter(client_key=client_key)
    found: Application | None = rows.filter(cohort_id=cohort_id, person_id=person_id).first()
    return found


def _seen(viewer: AnyViewer, application_id: UUID, *, on: date) -> Application:
    """An application that the viewer may see; raises Application.DoesNotExist."""
    rows = Application.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on))
    found: Application = rows.get(pk=application_id)
    return found


def _locked(viewer: AnyViewer, application_id: UUID) -> Application:
    rows = Application.objects.of(viewer).select_for_update(of=("self",)).select_related("cohort")
    found: Application = rows.get(pk=application_id)
    return found


def _event(row: Application, kind: str, words: str, *, on: date) -> LearningEvent:
    return LearningEvent(
        kind=kind,
        person_id=row.person_id,
        cohort_id=row.cohort_id,
        on=on,
        application_id=row.pk,
        step_id=row.step_id,
        words=words,
    )


@transaction.atomic
def agree(viewer: AnyViewer, application_id: UUID, *, on: date) -> Application:
    """The head lets somebody go: a seat while there is one, else a place in the queue. Agreed twice is agreed once."""
    seen = _seen(viewer, application_id, on=on)
    waits = seats_left(viewer, seen.cohort) <= 0
    cohort = seen.cohort if waits else lock_cohort(viewer, seen.cohort_id)
    row = _locked(viewer, application_id)
    node_id = workplaces_of(viewer, [row.person_id], on=on).get(row.person_id, row.node_id)
    decision = access.may_agree(viewer, row.person_id, node_id, on=on)
    decision.require()
    if ApplicationState(row.state) in _AGREED:
        return row
    rules.may_move_application(ApplicationState(row.state), _WAITING).require()
    _still_open(viewer, row, cohort, on=on).require()
    row.state, row.node_id = _WAITING.value, node_id
    row.agreed_at, row.agreed_by = timezone.now(), _account(viewer)
    row.save(update_fields=["state", "node", "agreed_at", "agreed_by"])
    audit.record(viewer, "programmes.agreed", target=row, decision=decision, person_id=row.person_id)
    events = [] if waits else fill(viewer, cohort, on=on)
    if not any(one.application_id == row.pk for one in events):
        events = [*events, _event(row, "waiting", f"Вы в очереди на «{cohort.title}».", on=on)]
        _look_once_more(viewer, row.cohort_id, on=on)
    hooks.tell(viewer, events)
    row.refresh_from_db()
    return row


def _still_open(viewer: AnyViewer, row: Application, cohort: Cohort, *, on: date) -> Decision:
    """Whether there is anything to agree to: the cohort may have begun, the person may have a seat elsewhere by now."""
    return rules.may_apply(
        ApplyGround.HEAD,
        state=CohortState(cohort.state),
        starts=cohort.starts,
        apply_until=None,
        on=min(on, cohort.starts),
        works=True,
        already=False,
        busy_with=busy_with(viewer, [row.person_id], cohort).get(row.person_id, ""),
    )


def _look_once_more(viewer: AnyViewer, cohort_id: UUID, *, on: date) -> None:
    """Somebody may have given a seat back between our look and our word: then it is given now, not at the next."""

    def look() -> None:
        cohort = Cohort.objects.of(viewer).get(pk=cohort_id)
        if seats_left(viewer, cohort):
            with transaction.atomic():
                hooks.tell(viewer, fill(viewer, lock_cohort(viewer, cohort_id), on=on))

    transaction.on_commit(look)


def fill(viewer: AnyViewer, cohort: Cohort, *, on: date) -> list[LearningEvent]:
    """Give free seats to who waits, in the order of the queue. The cohort is locked by the caller, who tells others."""
    free = cohort.seats - count_held(viewer, cohort.pk)
    if free <= 0 or CohortState(cohort.state) is not CohortState.OPEN:
        return []
    rows = Application.objects.of(viewer).filter(cohort_id=cohort.pk, state=_WAITING.value).order_by("turn")
    taken = list(rows.select_for_update(of=("self",))[:free])
    now = timezone.now()
    for row in taken:
        row.state, row.seated_at = ApplicationState.SEATED.value, now
        row.save(update_fields=["state", "seated_at"])
        audit.record(viewer, "programmes.seated", target=row, person_id=row.person_id)
    words = f"Есть место: «{cohort.title}», начало {cohort.starts:%d.%m.%Y}."
    return [_event(row, "seated", words, on=on) for row in taken]


@transaction.atomic
def deny(viewer: AnyViewer, application_id: UUID, *, why: str, on: date) -> Application:
    """The head does not let somebody go, and says why."""
    seen = _seen(viewer, application_id, on=on)
    row = _locked(viewer, application_id)
    node_id = workplaces_of(viewer, [row.person_id], on=on).get(row.person_id, seen.node_id)
    decision = access.may_agree(viewer, row.person_id, node_id, on=on)
    decision.require()
    if ApplicationState(row.state) is not ApplicationState.ASKED:
        raise Refused(rules.may_move_application(ApplicationState(row.state), ApplicationState.ASKED))
    rules.must_say_why(why).require()
    _end(row, ApplicationState.REFUSED, why)
    audit.record(
        viewer, "programmes.denied", target=row, decision=decision, reason=row.ended_why, person_id=row.person_id
    )
    hooks.tell(viewer, [_event(row, "refused", f"Руководитель не согласовал: {row.ended_why}", on=on)])
    return row


def _end(row: Application, state: ApplicationState, why: str) -> None:
    row.state, row.ended_at, row.ended_why = state.value, timezone.now(), why.strip()[:300]
    row.save(update_fields=["state", "ended_at", "ended_why"])


@transaction.atomic
def withdraw(viewer: AnyViewer, application_id: UUID, *, why: str, on: date) -> Application:
    """The application is taken back; its seat goes to the first who waits. Taken back twice is taken back once."""
    seen = _seen(viewer, application_id, on=on)
    cohort = lock_cohort(viewer, seen.cohort_id)
    row = _locked(viewer, application_id)
    state = ApplicationState(row.state)
    node_id = workplaces_of(viewer, [row.person_id], on=on).get(row.person_id)
    ground = access.applying_ground(viewer, row.person_id, node_id, on=on)
    if state is ApplicationState.WITHDRAWN and ground:
        return row
    decision = rules.may_withdraw(ground, state)
    decision.require()
    _end(row, ApplicationState.WITHDRAWN, why)
    audit.record(
        viewer, "programmes.withdrawn", target=row, decision=decision, reason=row.ended_why, person_id=row.person_id
    )
    events = [_event(row, "left", f"Заявка на «{cohort.title}» отозвана.", on=on)]
    hooks.tell(viewer, [*events, *fill(viewer, cohort, on=on)])
    return row


def move_queues(viewer: SystemViewer, *, on: date) -> int:
    """What the clock does: free seats find who waits, groups that have begun stop taking people. Returns how many."""
    moved = 0
    waiting = Application.objects.of(viewer).filter(state=_WAITING.value, cohort__state=CohortState.OPEN.value)
    for cohort_id in set(waiting.order_by().values_list("cohort_id", flat=True)):
        with transaction.atomic():
            cohort = lock_cohort(viewer, cohort_id)
            events = fill(viewer, cohort, on=on)
            hooks.tell(viewer, events)
            moved += len(events)
    begun = Cohort.objects.of(viewer).filter(state=CohortState.OPEN.value, starts__lt=on)
    for cohort_id in begun.values_list("pk", flat=True):
        moved += _begin(viewer, cohort_id, on=on)
    return moved


@transaction.atomic
def _begin(viewer: SystemViewer, cohort_id: UUID, *, on: date) -> int:
    """The day has come: who still waits is told that no seat came free."""
    cohort = lock_cohort(viewer, cohort_id)
    decision = rules.may_move_cohort(CohortState(cohort.state), CohortState.RUNNING)
    if not decision:
        return 0
    cohort.state = CohortState.RUNNING.value
    cohort.save(update_fields=["state"])
    audit.record(viewer, "programmes.cohort-begun", target=cohort, decision=decision)
    late = Application.objects.of(viewer).filter(
        cohort=cohort, state__in=[_WAITING.value, ApplicationState.ASKED.value]
    )
    why = "Группа начала учиться, свободного места не нашлось."
    events = []
    for row in late.select_for_update(of=("self",)):
        _end(row, ApplicationState.REFUSED, why)
        events.append(_event(row, "refused", why, on=on))
    hooks.tell(viewer, events)
    return len(events) + 1
