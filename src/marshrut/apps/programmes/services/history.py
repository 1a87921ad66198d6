"""Years of learning recorded at once: what a demonstration begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.programmes.models import Application, Cohort, Completion, Enrolment, FederalListing, Programme
from marshrut.apps.programmes.queries.seats import in_register
from marshrut.apps.programmes.rules import number_key
from marshrut.apps.programmes.rules.past import may_record_past
from marshrut.apps.programmes.services.catalogue import set_effects
from marshrut.apps.programmes.types import (
    ApplicationState,
    CohortState,
    DocumentKind,
    EnrolmentState,
    ProgrammeKind,
    RegisterAnswer,
)
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import SystemViewer, tenant_of

__all__ = ["Learner", "PastCohort", "PastCompletion", "PastProgramme", "record_catalogue", "record_learners"]

_SOME = 1000
#: Why somebody left, where nothing else is said.
UNFINISHED = "итоговая работа не сдана"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCohort:
    """A group as it was announced; it takes people until `record_learners` says what became of it."""

    key: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastProgramme:
    """A programme with what experts expect of it and its days in the federal register (first, day after the last)."""

    fields: Mapping[str, Any]
    effects: Mapping[str, float]
    basis: str = ""
    listings: tuple[tuple[date, date | None, str], ...] = ()
    cohorts: tuple[PastCohort, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """Somebody who asked for a seat, and what became of it. `number`: of the document, where they completed."""

    cohort_id: UUID
    person_id: UUID
    node_id: UUID
    asked_at: datetime
    state: ApplicationState
    enrolled_on: date | None = None
    order_number: str = ""
    number: str = ""
    ended_why: str = ""
    chosen_for: Sequence[Mapping[str, Any]] = field(default_factory=list)
    step_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCompletion:
    """Learning of past years and of other providers, known by its document alone."""

    person_id: UUID
    node_id: UUID
    on: date
    title: str
    provider_name: str
    hours: int
    number: str
    kind: ProgrammeKind = ProgrammeKind.UPSKILLING
    in_register: RegisterAnswer = RegisterAnswer.UNKNOWN


def _allowed(viewer: SystemViewer) -> Tenant:
    tenant = Tenant.objects.get(pk=tenant_of(viewer))
    may_record_past(demonstration=tenant.demonstration).require()
    return tenant


@transaction.atomic
def record_catalogue(viewer: SystemViewer, programmes: Iterable[PastProgramme]) -> dict[str, Cohort]:
    """Write programmes, their listings and groups, in a demonstration only (PROGRAMMES-25); groups by their keys."""
    tenant, made = _allowed(viewer), dict[str, Cohort]()
    count = 0
    for one in programmes:
        row = Programme(tenant_id=tenant.pk, **one.fields)
        row.save(force_insert=True)
        set_effects(viewer, row, one.effects, basis=one.basis)
        for since, until, number in one.listings:
            listing = FederalListing(tenant_id=tenant.pk, programme=row, number=number, valid=period(since, until))
            listing.save(force_insert=True)
        for cohort in one.cohorts:
            made[cohort.key] = Cohort(tenant_id=tenant.pk, programme=row, **cohort.fields)
        count += 1
    Cohort.objects.of(viewer).bulk_create(made.values())
    audit.record(viewer, "programmes.past-recorded", target=tenant, reason=f"программ: {count}, групп: {len(made)}")
    return made


@transaction.atomic
def record_learners(
    viewer: SystemViewer, learners: Sequence[Learner], completions: Sequence[PastCompletion], *, on: date
) -> dict[tuple[UUID, UUID], UUID]:
    """Write applications, enrolments and documents; groups stand as the day says. (group, person) → application."""
    tenant = _allowed(viewer)
    rows = Cohort.objects.of(viewer).filter(pk__in={one.cohort_id for one in learners}).select_related("programme")
    cohorts = {row.pk: row for row in rows}
    asked = [_application(tenant, one) for one in sorted(learners, key=lambda one: one.asked_at)]
    Application.objects.of(viewer).bulk_create(asked, batch_size=_SOME)
    ids = {(row.cohort_id, row.person_id): row.pk for row in asked}
    listed: dict[tuple[UUID, date], RegisterAnswer] = {}
    learning, documents = [], []
    for one in learners:
        if one.enrolled_on is None:
            continue
        cohort = cohorts[one.cohort_id]
        key = (cohort.programme_id, one.enrolled_on)
        if key not in listed:
            listed[key] = in_register(viewer, [cohort.programme_id], on=one.enrolled_on)[cohort.programme_id]
        row = _enrolment(tenant, one, one.enrolled_on, ids[one.cohort_id, one.person_id], listed[key])
        if not one.number and cohort.ends < on:
            row.state, row.left_on, row.left_why = EnrolmentState.LEFT.value, cohort.ends, one.ended_why or UNFINISHED
        learning.append(row)
        if one.number:
            documents.append(_document(tenant, one, row, cohort))
    Enrolment.objects.of(viewer).bulk_create(learning, batch_size=_SOME)
    documents += [_elsewhere(tenant, one) for one in completions]
    Completion.objects.of(viewer).bulk_create(documents, batch_size=_SOME)
    _move_on(viewer, on=on)
    words = f"заявок: {len(asked)}, завершений: {len(documents)}"
    audit.record(viewer, "programmes.past-recorded", target=tenant, reason=words)
    return ids


def _move_on(viewer: SystemViewer, *, on: date) -> None:
    """A group that has begun runs, one whose last day is past is over."""
    standing = Cohort.objects.of(viewer).filter(state=CohortState.OPEN.value)
    standing.filter(ends__lt=on).update(state=CohortState.FINISHED.value)
    standing.filter(starts__lte=on).update(state=CohortState.RUNNING.value)


def _application(tenant: Tenant, one: Learner) -> Application:
    agreed = one.asked_at if one.state not in {ApplicationState.ASKED, ApplicationState.REFUSED} else None
    seated = agreed if one.state in {ApplicationState.SEATED, ApplicationState.ENROLLED} else None
    return Application(
        tenant_id=tenant.pk,
        cohort_id=one.cohort_id,
        person_id=one.person_id,
        node_id=one.node_id,
        state=one.state.value,
        asked_at=one.asked_at,
        agreed_at=agreed,
        seated_at=seated,
        ended_at=None if one.state.live else one.asked_at,
        ended_why=one.ended_why,
        chosen_for=[dict(found) for found in one.chosen_for],
        step_id=one.step_id,
    )


def _enrolment(tenant: Tenant, one: Learner, day: date, application_id: UUID, listed: RegisterAnswer) -> Enrolment:
    return Enrolment(
        id=new_id(),
        tenant_id=tenant.pk,
        cohort_id=one.cohort_id,
        person_id=one.person_id,
        node_id=one.node_id,
        application_id=application_id,
        on=day,
        order_number=one.order_number,
        state=(EnrolmentState.COMPLETED if one.number else EnrolmentState.LEARNING).value,
        in_register=listed.value,
        chosen_for=[dict(found) for found in one.chosen_for],
        step_id=one.step_id,
    )


def _document(tenant: Tenant, one: Learner, row: Enrolment, cohort: Cohort) -> Completion:
    programme = cohort.programme
    return Completion(
        tenant_id=tenant.pk,
        person_id=one.person_id,
        node_id=one.node_id,
        on=cohort.ends,
        enrolled_on=row.on,
        programme=programme,
        enrolment=row,
        title=programme.title,
        provider_id=programme.provider_id,
        provider_name=programme.provider_name,
        kind=programme.kind,
        hours=cohort.hours,
        in_register=row.in_register,
        document=programme.document,
        number=one.number,
        number_key=number_key(one.number, str(programme.provider_id or programme.provider_name)),
        chosen_for=row.chosen_for,
    )


def _elsewhere(tenant: Tenant, one: PastCompletion) -> Completion:
    upskilling = one.kind is ProgrammeKind.UPSKILLING
    return Completion(
        tenant_id=tenant.pk,
        person_id=one.person_id,
        node_id=one.node_id,
        on=one.on,
        title=one.title,
        provider_name=one.provider_name,
        kind=one.kind.value,
        hours=one.hours,
        in_register=one.in_register.value,
        document=(DocumentKind.CERTIFICATE if upskilling else DocumentKind.DIPLOMA).value,
        number=one.number,
        number_key=number_key(one.number, one.provider_name),
    )
