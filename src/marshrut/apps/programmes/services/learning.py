"""Who learns: enrolled by an order, marked as present, left, completed with a document; a cohort that is cancelled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from marshrut.apps.programmes import access, hooks, rules
from marshrut.apps.programmes.models import Application, Cohort, Completion, Enrolment, Meeting, Presence
from marshrut.apps.programmes.queries.seats import busy_with, in_register
from marshrut.apps.programmes.services.applying import fill, lock_cohort
from marshrut.apps.programmes.types import (
    ApplicationState,
    CohortPart,
    CohortState,
    DocumentKind,
    EnrolmentState,
    LearningEvent,
    ProgrammesError,
)
from marshrut.apps.registry.queries import names_of, workplaces_of
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Enrolled", "cancel", "complete", "enrol", "leave", "mark", "move_cohort", "provider_words"]

_LIVE = [one.value for one in ApplicationState if one.live]


@dataclass(slots=True)
class Enrolled:
    """What an order did: who is enrolled, who is not and why (name, words)."""

    rows: list[Enrolment] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def provider_words(row: Any) -> str:
    """Who teaches a programme, in words: part of what makes a document's number one of a kind."""
    return str(row.provider) if row.provider_id else str(row.provider_name)


def _event(row: Enrolment, kind: str, words: str, *, on: date, completion_id: UUID | None = None) -> LearningEvent:
    return LearningEvent(
        kind=kind,
        person_id=row.person_id,
        cohort_id=row.cohort_id,
        on=on,
        application_id=row.application_id,
        step_id=row.step_id,
        completion_id=completion_id,
        words=words,
    )


@transaction.atomic
def enrol(
    viewer: AnyViewer,
    cohort_id: UUID,
    *,
    applications: Collection[UUID] | None,
    order_number: str,
    enrolled_on: date,
    on: date,
) -> Enrolled:
    """Enrol who has a seat (None: everybody who has) by an order of that day.

    How the programme stands in the federal register on that day is written down for good, and where the person works.
    """
    may = access.may_keep(viewer)
    may.require()
    cohort = lock_cohort(viewer, cohort_id)
    asked = Application.objects.of(viewer).filter(cohort=cohort).order_by("turn")
    if applications is None:
        asked = asked.filter(state=ApplicationState.SEATED.value)
    else:
        asked = asked.filter(pk__in=applications)
    rows = list(asked.select_for_update(of=("self",)))
    people = [row.person_id for row in rows]
    works, busy = workplaces_of(viewer, people, on=enrolled_on), busy_with(viewer, people, cohort)
    names = names_of(viewer, people, on=on)
    answer = in_register(viewer, [cohort.programme_id], on=enrolled_on)[cohort.programme_id]
    done, events = Enrolled(), []
    for row in rows:
        decision = rules.may_enrol(
            state=ApplicationState(row.state),
            cohort=CohortState(cohort.state),
            ends=cohort.ends,
            enrolled_on=enrolled_on,
            on=on,
            works=row.person_id in works,
            busy_with=busy.get(row.person_id, ""),
        )
        if not decision:
            done.left_out.append((names.get(row.person_id, ""), decision.text))
            continue
        made = Enrolment(
            tenant_id=row.tenant_id,
            cohort=cohort,
            person_id=row.person_id,
            node_id=works[row.person_id],
            application=row,
            on=enrolled_on,
            order_number=order_number.strip()[:60],
            in_register=answer.value,
            chosen_for=row.chosen_for,
            step_id=row.step_id,
        )
        made.save(force_insert=True)
        row.state = ApplicationState.ENROLLED.value
        row.save(update_fields=["state"])
        audit.record(viewer, "programmes.enrolled", target=made, decision=decision, person_id=row.person_id)
        done.rows.append(made)
        events.append(_event(made, "enrolled", f"Вы зачислены: «{cohort.title}».", on=on))
    hooks.tell(viewer, events)
    return done


def _locked(viewer: AnyViewer, enrolment_id: UUID) -> Enrolment:
    rows = Enrolment.objects.of(viewer).select_for_update(of=("self",)).filter(withdrawn_at=None)
    found: Enrolment = rows.get(pk=enrolment_id)
    return found


@transaction.atomic
def leave(viewer: AnyViewer, enrolment_id: UUID, *, why: str, left_on: date, on: date) -> Enrolment:
    """Somebody leaves before the end; while the group takes people, the seat goes to the first who waits."""
    access.may_keep(viewer).require()
    seen = Enrolment.objects.of(viewer).get(pk=enrolment_id)
    cohort = lock_cohort(viewer, seen.cohort_id)
    row = _locked(viewer, enrolment_id)
    decision = rules.may_leave(EnrolmentState(row.state), why=why)
    decision.require()
    _left(viewer, row, ApplicationState.WITHDRAWN, why=why, left_on=max(row.on, left_on))
    audit.record(viewer, "programmes.left", target=row, decision=decision, reason=why, person_id=row.person_id)
    event = _event(row, "left", f"Вы отчислены из группы «{cohort.title}»: {row.left_why}", on=on)
    hooks.tell(viewer, [event, *fill(viewer, cohort, on=on)])
    return row


def _left(viewer: AnyViewer, row: Enrolment, state: ApplicationState, *, why: str, left_on: date) -> None:
    row.state, row.left_on, row.left_why = EnrolmentState.LEFT.value, left_on, why.strip()[:300]
    row.save(update_fields=["state", "left_on", "left_why"])
    if row.application_id:
        Application.objects.of(viewer).filter(pk=row.application_id).update(
            state=state.value, ended_at=timezone.now(), ended_why=row.left_why
        )


@transaction.atomic
def complete(
    viewer: AnyViewer, cohort_id: UUID, *, numbers: Mapping[UUID, str], completed_on: date, on: date
) -> list[Completion]:
    """Documents were given: enrolment → number. All of them, or with a wrong one none. Empty numbers are passed over.

    Raises Refused; the words name the number.
    """
    access.may_keep(viewer).require()
    cohort = lock_cohort(viewer, cohort_id)
    given = {pk: number.strip() for pk, number in numbers.items() if number.strip()}
    rows = Enrolment.objects.of(viewer).select_for_update(of=("self",)).filter(cohort=cohort, withdrawn_at=None)
    found = list(rows.filter(pk__in=given))
    works = workplaces_of(viewer, [row.person_id for row in found], on=completed_on)
    whose = provider_words(cohort.programme)
    keys = {row.pk: rules.number_key(given[row.pk], whose) for row in found}
    used = _used(viewer, keys.values(), on=on)
    made, events, seen = [], [], dict(used)
    for row in found:
        decision = rules.may_complete(
            state=EnrolmentState(row.state),
            enrolled_on=row.on,
            completed_on=completed_on,
            on=on,
            number=given[row.pk],
            used_by=seen.get(keys[row.pk], ""),
        )
        decision.require()
        seen[keys[row.pk]] = "в этой же группе"
        completion = _completion(row, cohort, given[row.pk], keys[row.pk], completed_on)
        completion.node_id = works.get(row.person_id, row.node_id)
        made.append(completion)
        row.state = EnrolmentState.COMPLETED.value
    _write(viewer, made, found)
    for row, completion in zip(found, made, strict=True):
        audit.record(viewer, "programmes.completed", target=completion, person_id=row.person_id)
        words = f"Обучение завершено: «{completion.title}», документ № {completion.number}."
        events.append(_event(row, "completed", words, on=on, completion_id=completion.pk))
    hooks.tell(viewer, events)
    return made


def _write(viewer: AnyViewer, made: list[Completion], found: list[Enrolment]) -> None:
    try:
        with transaction.atomic():
            Completion.objects.of(viewer).bulk_create(made)
    except IntegrityError:
        raise ProgrammesError("Один из этих номеров только что записали. Обновите страницу и проверьте.") from None
    Enrolment.objects.of(viewer).bulk_update(found, ["state"])


def _used(viewer: AnyViewer, keys: Collection[str], *, on: date) -> dict[str, str]:
    """Numbers that stand already → whose they are."""
    rows = Completion.objects.of(viewer).filter(number_key__in=list(keys), withdrawn_at=None)
    held = dict(rows.values_list("number_key", "person_id"))
    names = names_of(viewer, held.values(), on=on)
    return {key: names.get(person, "другой человек") for key, person in held.items()}


def _completion(row: Enrolment, cohort: Cohort, number: str, key: str, completed_on: date) -> Completion:
    programme = cohort.programme
    part = CohortPart(cohort.part)
    statement = part is CohortPart.INTERNSHIP
    return Completion(
        tenant_id=row.tenant_id,
        person_id=row.person_id,
        node_id=row.node_id,
        on=completed_on,
        enrolled_on=row.on,
        programme=programme,
        enrolment=row,
        title=(cohort.title if statement else programme.title)[:400],
        provider_id=programme.provider_id,
        provider_name=programme.provider_name,
        kind=programme.kind,
        hours=cohort.hours,
        in_register=row.in_register,
        document=DocumentKind.STATEMENT.value if statement else programme.document,
        number=number[:60],
        number_key=key,
        chosen_for=row.chosen_for,
    )


@transaction.atomic
def mark(viewer: AnyViewer, meeting_id: UUID, *, came: Mapping[UUID, bool], on: date) -> int:
    """Who came to a meeting: enrolment → yes or no. Marked again is marked as said last."""
    may = access.may_keep(viewer)
    may.require()
    meeting = Meeting.objects.of(viewer).get(pk=meeting_id)
    here = Enrolment.objects.of(viewer).filter(cohort_id=meeting.cohort_id, withdrawn_at=None)
    known = set(here.filter(pk__in=came).values_list("pk", flat=True))
    rows = []
    for pk, present in came.items():
        rules.may_mark(met_on=meeting.on, on=on, learning=pk in known).require()
        rows.append(
            Presence(
                tenant_id=meeting.tenant_id, enrolment_id=pk, meeting=meeting, came=present, marked_at=timezone.now()
            )
        )
    Presence.objects.of(viewer).bulk_create(
        rows, update_conflicts=True, unique_fields=["enrolment", "meeting"], update_fields=["came", "marked_at"]
    )
    audit.record(viewer, "programmes.attendance-marked", target=meeting, decision=may)
    return len(rows)


@transaction.atomic
def cancel(viewer: AnyViewer, cohort_id: UUID, *, why: str, on: date) -> Cohort:
    """The cohort does not take place: everybody who asked or learns is told why, in one go."""
    access.may_keep(viewer).require()
    cohort = lock_cohort(viewer, cohort_id)
    decision = rules.may_move_cohort(CohortState(cohort.state), CohortState.CANCELLED, reason=why)
    decision.require()
    cohort.state, cohort.cancelled_why = CohortState.CANCELLED.value, why.strip()[:300]
    cohort.save(update_fields=["state", "cancelled_why"])
    words = f"Группа «{cohort.title}» отменена: {cohort.cancelled_why}"
    events = []
    learning = Enrolment.objects.of(viewer).filter(
        cohort=cohort, state=EnrolmentState.LEARNING.value, withdrawn_at=None
    )
    for one in learning.select_for_update(of=("self",)):
        _left(viewer, one, ApplicationState.CANCELLED, why=cohort.cancelled_why, left_on=max(on, one.on))
        events.append(_event(one, "cancelled", words, on=on))
    asked = Application.objects.of(viewer).filter(cohort=cohort, state__in=_LIVE).order_by("turn")
    for row in asked.select_for_update(of=("self",)):
        row.state, row.ended_at = ApplicationState.CANCELLED.value, timezone.now()
        row.ended_why = cohort.cancelled_why
        row.save(update_fields=["state", "ended_at", "ended_why"])
        events.append(
            LearningEvent(
                kind="cancelled",
                person_id=row.person_id,
                cohort_id=cohort.pk,
                on=on,
                application_id=row.pk,
                step_id=row.step_id,
                words=words,
            )
        )
    audit.record(viewer, "programmes.cohort-cancelled", target=cohort, decision=decision, reason=cohort.cancelled_why)
    hooks.tell(viewer, events)
    return cohort


@transaction.atomic
def move_cohort(viewer: AnyViewer, cohort_id: UUID, *, to: CohortState, on: date) -> Cohort:
    """The cohort begins, is finished, or goes on after all. It is cancelled by `cancel`."""
    access.may_keep(viewer).require()
    cohort = lock_cohort(viewer, cohort_id)
    learning = Enrolment.objects.of(viewer).filter(
        cohort=cohort, state=EnrolmentState.LEARNING.value, withdrawn_at=None
    )
    decision = rules.may_move_cohort(CohortState(cohort.state), to, learning=learning.count())
    decision.require()
    cohort.state = to.value
    cohort.save(update_fields=["state"])
    audit.record(viewer, "programmes.cohort-moved", target=cohort, decision=decision, reason=f"{on:%d.%m.%Y}")
    return cohort
