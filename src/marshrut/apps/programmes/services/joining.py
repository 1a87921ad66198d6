"""Two records became one person, or two again: what they asked for, learn and completed goes along.

Of two places in one group one stands. The other is put aside, its seat goes to who waits, and it comes back to its turn
when the records are divided.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from marshrut.apps.programmes import hooks, rules
from marshrut.apps.programmes.models import Application, Cohort, Completion, Enrolment, PlanLine, StandIn
from marshrut.apps.programmes.queries.seats import seats_left
from marshrut.apps.programmes.services.applying import fill, lock_cohort
from marshrut.apps.programmes.types import ApplicationState, CohortState, EnrolmentState, LearningEvent
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.services import carry, carry_back
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["identity_changed"]

_LIVE = [one.value for one in ApplicationState if one.live]
_TABLES: tuple[tuple[Any, str], ...] = (
    (Application, "person"),
    (Enrolment, "person"),
    (Completion, "person"),
    (PlanLine, "person"),
    (StandIn, "away"),
    (StandIn, "colleague"),
)


def identity_changed(viewer: AnyViewer, kept: UUID, gone: UUID) -> None:
    """Everything of the record that went stands at the kept one; divided, each has its own again."""
    if registry.kept_people(viewer, [gone]).get(gone) == kept:
        for cohort_id in _both_in(viewer, kept, gone):
            _give_way(viewer, lock_cohort(viewer, cohort_id), kept, gone)
        _plan_once(viewer, kept, gone)
        for model, column in _TABLES:
            carry(model.objects.of(viewer), column, kept, gone)
    else:
        for model, column in _TABLES:
            carry_back(model.objects.of(viewer), column, gone)
        PlanLine.objects.of(viewer).filter(aside_with=gone).update(dropped_at=None, aside_with=None)
        _bring_back(viewer, gone)


def _standing(viewer: AnyViewer, person: UUID) -> tuple[Any, Any]:
    asked = Application.objects.of(viewer).filter(person_id=person, state__in=_LIVE)
    return asked, Enrolment.objects.of(viewer).filter(person_id=person, withdrawn_at=None)


def _both_in(viewer: AnyViewer, kept: UUID, gone: UUID) -> list[UUID]:
    """Groups in which both records have a place, in the order of locks."""
    places = [
        {pk for rows in _standing(viewer, person) for pk in rows.values_list("cohort_id", flat=True)}
        for person in (kept, gone)
    ]
    return sorted(places[0] & places[1])


def _claim(viewer: AnyViewer, cohort: Cohort, person: UUID) -> tuple[rules.Claim, Application | None, Enrolment | None]:
    asked, learns = (rows.select_for_update(of=("self",)).filter(cohort=cohort) for rows in _standing(viewer, person))
    application, enrolment = asked.first(), learns.first()
    first = application.turn if application else 0
    state = ApplicationState(application.state) if application else None
    learning = EnrolmentState(enrolment.state) if enrolment else None
    return rules.Claim(application=state, enrolment=learning, turn=first), application, enrolment


def _give_way(viewer: AnyViewer, cohort: Cohort, kept: UUID, gone: UUID) -> None:
    ours, theirs = _claim(viewer, cohort, kept), _claim(viewer, cohort, gone)
    decision = rules.stands_first(ours[0], theirs[0])
    _, application, enrolment = theirs if decision else ours
    decision = decision or rules.stands_first(theirs[0], ours[0])  # why the other one stands
    now = timezone.now()
    if enrolment is not None:
        enrolment.withdrawn_at, enrolment.withdrawn_why, enrolment.aside_with = now, rules.JOINED, gone
        enrolment.save(update_fields=["withdrawn_at", "withdrawn_why", "aside_with"])
    if application is not None:
        application.aside_with, application.aside_state = gone, application.state
        application.state, application.ended_at = ApplicationState.WITHDRAWN.value, now
        application.ended_why = rules.JOINED
        application.save(update_fields=["aside_with", "aside_state", "state", "ended_at", "ended_why"])
    row = enrolment or application
    audit.record(viewer, "programmes.gave-way", target=row, decision=decision, reason=rules.JOINED, person_id=kept)
    hooks.tell(viewer, fill(viewer, cohort, on=today(viewer)))


def _plan_once(viewer: AnyViewer, kept: UUID, gone: UUID) -> None:
    """A school plans one person once a year: what it planned for the record that went gives way."""
    rows = PlanLine.objects.of(viewer).filter(dropped_at=None)
    planned = set(rows.filter(person_id=kept).values_list("node_id", "year"))
    for row in rows.filter(person_id=gone):
        if (row.node_id, row.year) in planned:
            row.dropped_at, row.aside_with = timezone.now(), gone
            row.save(update_fields=["dropped_at", "aside_with"])


def _bring_back(viewer: AnyViewer, gone: UUID) -> None:
    """What gave way comes back: to its seat while it is free, else to its turn in the queue."""
    asked = Application.objects.of(viewer).filter(aside_with=gone)
    learns = Enrolment.objects.of(viewer).filter(aside_with=gone)
    cohorts = {*asked.values_list("cohort_id", flat=True), *learns.values_list("cohort_id", flat=True)}
    for cohort_id in sorted(cohorts):
        cohort = lock_cohort(viewer, cohort_id)
        application = asked.select_for_update(of=("self",)).filter(cohort=cohort).first()
        enrolment = learns.select_for_update(of=("self",)).filter(cohort=cohort).first()
        _come_back(viewer, cohort, application, enrolment)


def _come_back(viewer: AnyViewer, cohort: Cohort, application: Application | None, enrolment: Enrolment | None) -> None:
    before = ApplicationState(application.aside_state) if application else None
    decision = rules.may_come_back(
        cohort=CohortState(cohort.state), held_seat=before in rules.HELD, free=seats_left(viewer, cohort)
    )
    waits = not decision and cohort.state == CohortState.OPEN and application is not None
    if enrolment is not None:
        enrolment.aside_with = None
        if decision or application is None:  # who came by a file has learnt, whoever else sits there by now
            enrolment.withdrawn_at, enrolment.withdrawn_why = None, ""
        elif waits:
            enrolment.application = None  # who waits again may be enrolled again
        enrolment.save(update_fields=["aside_with", "withdrawn_at", "withdrawn_why", "application"])
    if application is not None and before is not None:
        application.aside_with, application.aside_state = None, ""
        if decision or waits:
            application.state = (ApplicationState.WAITING if waits else before).value
            application.ended_at, application.ended_why = None, ""
        application.save(update_fields=["aside_with", "aside_state", "state", "ended_at", "ended_why"])
    row: Any = enrolment or application
    why = "" if decision else decision.text
    audit.record(viewer, "programmes.came-back", target=row, decision=decision, reason=why, person_id=row.person_id)
    on = today(viewer)
    events = fill(viewer, cohort, on=on)
    if waits and application is not None and not any(one.application_id == application.pk for one in events):
        told = LearningEvent(
            kind="waiting",
            person_id=application.person_id,
            cohort_id=cohort.pk,
            on=on,
            application_id=application.pk,
            step_id=application.step_id,
            words=f"Вы снова в очереди на «{cohort.title}».",
        )
        events = [told, *events]
    hooks.tell(viewer, events)
