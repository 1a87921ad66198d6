"""The catalogue: programmes with effects and listings, cohorts with days on which they meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.programmes import access, hooks, rules
from marshrut.apps.programmes.models import (
    Cohort,
    FederalListing,
    Meeting,
    Presence,
    Programme,
    ProgrammeEffect,
    ProgrammeNeed,
)
from marshrut.apps.programmes.queries.seats import count_held
from marshrut.apps.programmes.services.applying import fill, lock_cohort
from marshrut.apps.programmes.types import CohortState, ProgrammesError
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = [
    "drop_meeting",
    "end_listing",
    "keep_cohort",
    "keep_programme",
    "list_in_register",
    "plan_meeting",
    "set_effects",
    "set_requires",
]

_PROGRAMME = (
    *("code", "title", "about", "kind", "hours", "form", "document", "provider_id", "provider_name", "network_form"),
    *("partners", "cascade", "cost", "language", "state"),
)
_COHORT = (
    *("part", "title", "starts", "ends", "seats", "min_size", "hours", "form", "node_id", "place", "order_number"),
    *("order_date", "leader", "apply_until"),
)


@transaction.atomic
def keep_programme(
    viewer: AnyViewer,
    programme_id: UUID | None,
    *,
    fields: Mapping[str, Any],
    effects: Mapping[str, float] | None = None,
    requires: Collection[UUID] | None = None,
) -> Programme:
    """A new programme, or changes of one; `effects`: competency → share of the deficit; `requires`: what comes first.
    None leaves them be."""
    may = access.may_keep(viewer)
    may.require()
    if programme_id is None:
        row = Programme(tenant_id=tenant_of(viewer))
    else:
        row = Programme.objects.of(viewer).select_for_update(of=("self",)).get(pk=programme_id)
    for name in _PROGRAMME:
        if name in fields:
            setattr(row, name, fields[name])
    shares = list((effects or {}).values())
    rules.check_programme(title=row.title, hours=row.hours, cost=row.cost, effects=shares).require()
    twin = Programme.objects.of(viewer).filter(code=row.code).exclude(pk=row.pk)
    if row.code and twin.exists():
        raise ProgrammesError(f"Код {row.code} уже у другой программы: у каждой свой.")
    row.save(force_insert=programme_id is None)
    if effects is not None:
        set_effects(viewer, row, effects)
    if requires is not None:
        set_requires(viewer, row, requires)
    audit.record(viewer, "programmes.programme-kept", target=row, decision=may, changed=sorted(fields))
    return row


def set_effects(viewer: AnyViewer, row: Programme, effects: Mapping[str, float], *, basis: str = "") -> None:
    """What experts expect of the programme, all of it anew. Called inside the transaction of the deed."""
    ProgrammeEffect.objects.of(viewer).filter(programme=row).delete()
    ProgrammeEffect.objects.of(viewer).bulk_create(
        ProgrammeEffect(tenant_id=row.tenant_id, programme=row, competency=code, effect=share, basis=basis[:300])
        for code, share in effects.items()
    )


def set_requires(viewer: AnyViewer, row: Programme, requires: Collection[UUID]) -> None:
    """Which programmes come first, all of it anew. Called inside the transaction of the deed. Raises Refused."""
    others: dict[Any, list[UUID]] = {}
    kept = ProgrammeNeed.objects.of(viewer).exclude(programme=row).select_for_update(of=("self",))
    for programme, needed in kept.values_list("programme_id", "needed_id"):
        others.setdefault(programme, []).append(needed)
    known = list(Programme.objects.of(viewer).filter(pk__in=requires).values_list("pk", flat=True))
    rules.check_requires(row.pk, known, others).require()
    ProgrammeNeed.objects.of(viewer).filter(programme=row).delete()
    ProgrammeNeed.objects.of(viewer).bulk_create(
        ProgrammeNeed(tenant_id=row.tenant_id, programme=row, needed_id=one) for one in known
    )


@transaction.atomic
def list_in_register(
    viewer: AnyViewer, programme_id: UUID, *, since: date, until: date | None, number: str
) -> FederalListing:
    """The programme stands in the federal register from that day (to the day after the last, where it is known)."""
    may = access.may_keep(viewer)
    may.require()
    programme = Programme.objects.of(viewer).select_for_update(of=("self",)).get(pk=programme_id)
    if until is not None and until <= since:
        raise ProgrammesError("Последний день в реестре раньше первого: проверьте даты.")
    standing = FederalListing.objects.of(viewer).known().filter(programme=programme)
    if standing.filter(valid__overlap=period(since, until)).exists():
        raise ProgrammesError("На эти дни программа уже записана в реестре: сначала закончите ту запись.")
    row = FederalListing(
        tenant_id=programme.tenant_id, programme=programme, number=number.strip()[:60], valid=period(since, until)
    )
    row.save(force_insert=True)
    audit.record(viewer, "programmes.listed", target=row, decision=may)
    return row


@transaction.atomic
def end_listing(viewer: AnyViewer, listing_id: UUID, *, last: date) -> FederalListing:
    """The programme was struck off: its last day in the register. Who was enrolled before is not touched."""
    may = access.may_keep(viewer)
    may.require()
    rows = FederalListing.objects.of(viewer).known().select_for_update(of=("self",))
    row: FederalListing = rows.get(pk=listing_id)
    if row.valid.lower is not None and last < row.valid.lower:
        raise ProgrammesError("Программу исключили раньше, чем включили: проверьте дату.")
    after = date.fromordinal(last.toordinal() + 1)
    ended: FederalListing = row.supersede(valid=period(row.valid.lower, after))
    audit.record(viewer, "programmes.struck-off", target=ended, decision=may)
    return ended


@transaction.atomic
def keep_cohort(
    viewer: AnyViewer, programme_id: UUID, cohort_id: UUID | None, *, fields: Mapping[str, Any], on: date
) -> Cohort:
    """A new cohort, or changes of one that takes people; more seats go to who waits at once."""
    may = access.may_keep(viewer)
    may.require()
    programme = Programme.objects.of(viewer).get(pk=programme_id)
    if cohort_id is None:
        row = Cohort(tenant_id=programme.tenant_id, programme=programme)
    else:
        row = lock_cohort(viewer, cohort_id)
        if CohortState(row.state) in {CohortState.CANCELLED, CohortState.FINISHED}:
            raise ProgrammesError("Эта группа закрыта: её уже не изменить.")
    for name in _COHORT:
        if name in fields:
            setattr(row, name, fields[name])
    rules.check_cohort(
        starts=row.starts,
        ends=row.ends,
        seats=row.seats,
        min_size=row.min_size,
        hours=row.hours,
        apply_until=row.apply_until,
        taken=count_held(viewer, row.pk) if cohort_id else 0,
    ).require()
    row.save(force_insert=cohort_id is None)
    audit.record(viewer, "programmes.cohort-kept", target=row, decision=may, changed=sorted(fields))
    hooks.tell(viewer, fill(viewer, row, on=on) if cohort_id else [])
    return row


@transaction.atomic
def plan_meeting(viewer: AnyViewer, cohort_id: UUID, *, on: date, fields: Mapping[str, Any]) -> Meeting:
    """A day on which the cohort meets; the same day said again is changed."""
    may = access.may_keep(viewer)
    may.require()
    cohort = lock_cohort(viewer, cohort_id)
    if not cohort.starts <= on <= cohort.ends:
        raise ProgrammesError("Этот день вне дат группы.")
    row, _ = Meeting.objects.of(viewer).update_or_create(
        cohort=cohort, on=on, defaults={"tenant_id": cohort.tenant_id, **fields}
    )
    audit.record(viewer, "programmes.meeting-planned", target=cohort, decision=may)
    return row


@transaction.atomic
def drop_meeting(viewer: AnyViewer, meeting_id: UUID) -> None:
    """A meeting that was not: nobody was marked on it."""
    may = access.may_keep(viewer)
    may.require()
    row = Meeting.objects.of(viewer).select_related("cohort").get(pk=meeting_id)
    if Presence.objects.of(viewer).filter(meeting=row).exists():
        raise ProgrammesError("На этом занятии уже отмечали людей: удалить его нельзя.")
    audit.record(viewer, "programmes.meeting-dropped", target=row.cohort, decision=may)
    row.delete()
