"""What could still be joined, and what was completed: asked by apps above."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db.models import Q

from marshrut.apps.programmes import access
from marshrut.apps.programmes.models import Cohort, Completion, ProgrammeEffect, ProgrammeNeed
from marshrut.apps.programmes.queries.seats import in_register, seats_of
from marshrut.apps.programmes.types import CohortPart, CohortState, Completed, Offer, ProgrammeState, RegisterAnswer
from marshrut.apps.registry.queries import records_of
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["completions_of", "effects_of", "list_offers", "missing_for", "requires_of"]


def effects_of(viewer: AnyViewer, programmes: Collection[UUID]) -> dict[UUID, dict[str, float]]:
    """Programme → competency → share of the deficit that experts expect it to close."""
    found: dict[UUID, dict[str, float]] = {one: {} for one in programmes}
    rows = ProgrammeEffect.objects.of(viewer).filter(programme_id__in=programmes).order_by("-effect", "competency")
    for programme, competency, effect in rows.values_list("programme_id", "competency", "effect"):
        found[programme][competency] = effect
    return found


def requires_of(viewer: AnyViewer, programmes: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Programme → programmes that come first, with their titles."""
    found: dict[UUID, dict[UUID, str]] = {one: {} for one in programmes}
    rows = ProgrammeNeed.objects.of(viewer).filter(programme_id__in=programmes).order_by("needed__title", "needed_id")
    for programme, needed, title in rows.values_list("programme_id", "needed_id", "needed__title"):
        found[programme][needed] = title
    return found


def missing_for(viewer: AnyViewer, programme_id: UUID, person_id: UUID) -> list[str]:
    """Titles of programmes that come first and that this person has not completed."""
    first = requires_of(viewer, [programme_id])[programme_id]
    if not first:
        return []
    records = list(records_of(viewer, [person_id]))
    rows = Completion.objects.of(viewer).filter(person_id__in=records, programme_id__in=first, withdrawn_at=None)
    done = set(rows.values_list("programme_id", flat=True))
    return [title for pk, title in first.items() if pk not in done]


def list_offers(viewer: AnyViewer, *, on: date, until: date) -> list[Offer]:
    """Cohorts that take applications on that day and begin no later than `until`, the full ones with no seats left."""
    asked = Q(state=CohortState.OPEN.value, programme__state=ProgrammeState.OPEN.value)
    asked &= Q(starts__gte=on, starts__lte=until) & (Q(apply_until=None) | Q(apply_until__gte=on))
    rows = list(Cohort.objects.of(viewer).filter(asked).select_related("programme").order_by("starts", "title", "pk"))
    seats = seats_of(viewer, rows)
    programmes = {row.programme_id for row in rows}
    effects, listed = effects_of(viewer, programmes), in_register(viewer, programmes, on=on)
    first = requires_of(viewer, programmes)
    return [
        Offer(
            cohort_id=row.pk,
            programme_id=row.programme_id,
            title=row.title,
            kind=row.part,
            starts=row.starts,
            ends=row.ends,
            hours=row.hours,
            seats_left=seats[row.pk].left,
            min_size=row.min_size,
            form=row.form,
            node_id=row.node_id,
            place=row.place,
            effects=MappingProxyType(_share(row, effects[row.programme_id])),
            prerequisites=tuple(first[row.programme_id]),
            language=row.programme.language,
            cost=row.programme.cost,
            in_register=listed[row.programme_id],
            held=seats[row.pk].held,
        )
        for row in rows
    ]


def _share(row: Cohort, effects: dict[str, float]) -> dict[str, float]:
    """An internship is a part of the programme: it closes no more than its part of the hours."""
    if row.part == CohortPart.COURSE:
        return effects
    part = min(1.0, row.hours / row.programme.hours)
    return {code: share * part for code, share in effects.items()}


def completions_of(viewer: AnyViewer, people: Collection[UUID], *, since: date | None) -> list[Completed]:
    """What these people completed from that day on, as far as the viewer may know it; records that were joined speak
    for the one that stands."""
    known = records_of(viewer, people)
    rows = Completion.objects.of(viewer).filter(person_id__in=known, withdrawn_at=None)
    rows = rows.filter(access.visible(viewer, Right.LIST, on=today(viewer)))
    if since is not None:
        rows = rows.filter(on__gte=since)
    return [
        Completed(
            completion_id=row.pk,
            person_id=known[row.person_id],
            on=row.on,
            title=row.title,
            kind=row.kind,
            hours=row.hours,
            in_register=RegisterAnswer(row.in_register),
            programme_id=row.programme_id,
            enrolment_id=row.enrolment_id,
            cohort_id=row.enrolment.cohort_id if row.enrolment else None,
        )
        for row in rows.select_related("enrolment").order_by("on", "pk")
    ]
