"""Routes, support and mentoring as facts that a snapshot freezes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, DateField, F, FloatField, Q, TextField, UUIDField, Value, When
from django.db.models.functions import Cast, Concat

from marshrut.apps.regulation.hooks import FactRows, FactsAsked, Tags, marked, stands
from marshrut.apps.routes.models import Consultation, Route, RouteStep
from marshrut.apps.routes.types import RouteOrigin, RouteState, StepKind, StepState
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["fact_rows"]

_NO_DAY = Value(None, output_field=DateField())
_NO_ID = Value(None, output_field=UUIDField())
_NO_NUMBER = Value(None, output_field=FloatField())


def fact_rows(viewer: AnyViewer, asked: FactsAsked) -> Iterator[FactRows]:
    """Routes made, approved and completed; support by a companion; mentoring, transfer as far as routes record it."""
    gone = Q(state=RouteState.WITHDRAWN.value) & (Q(ended_on=None) | Q(ended_on__lte=asked.known_at.date()))
    routes = Route.objects.of(viewer).filter(~gone, recorded_at__lte=asked.known_at).order_by()
    yield FactRows("route_made", _routes(routes, "made_on", asked))
    yield FactRows("route_approved", _routes(routes.filter(approved_on__isnull=False), "approved_on", asked))
    done = routes.filter(state=RouteState.COMPLETED.value, ended_on__isnull=False)
    yield FactRows("route_completed", _routes(done, "ended_on", asked))
    talks = Consultation.objects.of(viewer).filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=asked.known_at), on__lte=asked.known_at.date()
    )
    yield FactRows("supported", _deeds(talks.order_by(), "person_id", "on", "consultation", Value("консультация")))
    steps = RouteStep.objects.of(viewer).filter(state=StepState.DONE.value, done_on__isnull=False).order_by()
    steps = steps.filter(done_on__lte=asked.known_at.date())
    helped = steps.filter(confirmed_by__isnull=False, route__companion__isnull=False)
    # what a step is called may tell what it is to strengthen: who only lists people reads of its kind
    kinds = Case(*(When(kind=one.value, then=Value(one.title)) for one in StepKind), output_field=TextField())
    yield FactRows("supported", _deeds(helped, "route__person_id", "done_on", "step", kinds))
    mentoring = steps.filter(kind=StepKind.MENTORING.value)
    yield FactRows("mentored", _deeds(mentoring, "route__person_id", "done_on", "", kinds))
    lessons = steps.filter(kind=StepKind.TRANSFER.value)
    yield FactRows("transferred", _deeds(lessons, "route__person_id", "done_on", "", kinds))


def _routes(rows: Any, day: str, asked: FactsAsked) -> Any:
    rows = rows.filter(**{f"{day}__lte": asked.known_at.date()})
    tags = Tags(
        stands("diagnosed", Q(diagnosed_on__isnull=False)),
        marked("origin", F("diagnosed_origin")),
        stands("begun", Q(state__in=(RouteState.RUNNING.value, RouteState.COMPLETED.value))),
        stands("elsewhere", Q(origin=RouteOrigin.ELSEWHERE.value)),
    )
    year = Concat(Value("маршрут на "), Cast(F("year"), CharField()), Value(" учебный год"), output_field=TextField())
    told = rows.annotate(
        fact_subject=_NO_ID, fact_until=_NO_DAY, fact_tags=tags, fact_amount=_NO_NUMBER, fact_title=year
    )
    columns = (
        "fact_subject",
        "person_id",
        "node_id",
        day,
        "fact_until",
        "fact_tags",
        "fact_amount",
        "fact_title",
        "pk",
    )
    return told.values_list(*columns)


def _deeds(rows: Any, person: str, day: str, form: str, title: Any) -> Any:
    told = rows.annotate(
        fact_subject=_NO_ID,
        fact_place=_NO_ID,
        fact_until=_NO_DAY,
        fact_tags=Tags(Value(f"form:{form}" if form else None, output_field=TextField())),
        fact_amount=_NO_NUMBER,
        fact_title=Cast(title, TextField()),
    )
    columns = ("fact_subject", person, "fact_place", day, "fact_until", "fact_tags", "fact_amount", "fact_title", "pk")
    return told.values_list(*columns)
