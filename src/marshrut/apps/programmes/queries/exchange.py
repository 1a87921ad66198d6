"""Programmes, groups and documents as rows for other systems: flat, in the order of ids, page by page."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.programmes import access
from marshrut.apps.programmes.models import Cohort, Completion, Programme
from marshrut.apps.programmes.queries.offers import effects_of
from marshrut.apps.programmes.queries.seats import in_register, seats_of
from marshrut.apps.programmes.types import ProgrammeState
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["exchange_cohorts", "exchange_completions", "exchange_programmes"]

Row = dict[str, Any]


def _from(rows: QuerySet[Any], after: UUID | None, most: int) -> QuerySet[Any]:
    rows = rows.order_by("pk")
    return (rows.filter(pk__gt=after) if after else rows)[:most]


def exchange_programmes(viewer: AnyViewer, *, on: date, after: UUID | None = None, most: int) -> list[Row]:
    """Programmes on offer with what they close and how they stand in the federal register on the day."""
    rows = Programme.objects.of(viewer).filter(state=ProgrammeState.OPEN.value).select_related("provider")
    found = list(_from(rows, after, most))
    effects = effects_of(viewer, [one.pk for one in found])
    listed = in_register(viewer, [one.pk for one in found], on=on)
    return [
        {
            "id": one.pk,
            "code": one.code,
            "title": one.title,
            "kind": one.kind,
            "hours": one.hours,
            "form": one.form,
            "provider_id": one.provider_id,
            "provider": one.provider_name,
            "network_form": one.network_form,
            "language": one.language,
            "cost": one.cost,
            "in_register": listed[one.pk].value,
            "effects": effects[one.pk],
        }
        for one in found
    ]


def exchange_cohorts(viewer: AnyViewer, *, on: date, after: UUID | None = None, most: int) -> list[Row]:
    """Groups that have not ended by the day, with their seats."""
    rows = Cohort.objects.of(viewer).filter(ends__gte=on, programme__state=ProgrammeState.OPEN.value)
    found = list(_from(rows, after, most))
    seats = seats_of(viewer, found)
    return [
        {
            "id": one.pk,
            "programme_id": one.programme_id,
            "title": one.title,
            "part": one.part,
            "state": one.state,
            "starts": one.starts,
            "ends": one.ends,
            "hours": one.hours,
            "form": one.form,
            "place": one.place,
            "seats": one.seats,
            "seats_left": seats[one.pk].left,
            "waiting": seats[one.pk].waiting,
            "least_people": one.min_size,
        }
        for one in found
    ]


def exchange_completions(viewer: AnyViewer, *, on: date, after: UUID | None = None, most: int) -> list[Row]:
    """Documents of people of the viewer's place up to the day. What a programme was chosen for is not told."""
    seen = access.visible(viewer, Right.LIST, on=on)
    rows = Completion.objects.of(viewer).filter(seen, withdrawn_at=None, on__lte=on)
    return [
        {
            "id": one.pk,
            "person_id": one.person_id,
            "organisation_id": one.node_id,
            "programme_id": one.programme_id,
            "title": one.title,
            "provider": one.provider_name,
            "kind": one.kind,
            "hours": one.hours,
            "enrolled_on": one.enrolled_on,
            "completed_on": one.on,
            "in_register": one.in_register,
            "document": one.document,
            "number": one.number,
        }
        for one in _from(rows, after, most)
    ]
