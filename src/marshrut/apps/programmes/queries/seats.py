"""Seats of a cohort, and what else somebody learns on its days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from marshrut.apps.programmes.models import Application, Cohort, Enrolment, FederalListing
from marshrut.apps.programmes.rules import HELD, register_answer
from marshrut.apps.programmes.types import ApplicationState, Attendance, CohortState, EnrolmentState, RegisterAnswer
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Days", "Seats", "busy_with", "clash", "count_held", "engaged", "in_register", "seats_left", "seats_of"]

_HELD = [one.value for one in HELD]
_DONE = [CohortState.CANCELLED.value, CohortState.FINISHED.value]


@dataclass(frozen=True, slots=True)
class Seats:
    """How full a cohort is."""

    seats: int
    held: int = 0
    waiting: int = 0
    asked: int = 0

    @property
    def left(self) -> int:
        """Seats that nobody holds."""
        return max(0, self.seats - self.held)


def count_held(viewer: AnyViewer, cohort_id: UUID) -> int:
    """Seats that somebody holds; who came in by a file holds one too."""
    asked = Application.objects.of(viewer).filter(cohort_id=cohort_id, state__in=_HELD).count()
    brought = Enrolment.objects.of(viewer).filter(cohort_id=cohort_id, application=None, withdrawn_at=None)
    return asked + brought.exclude(state=EnrolmentState.LEFT.value).count()


def seats_left(viewer: AnyViewer, cohort: Cohort) -> int:
    """As it can be seen now; only under the cohort's lock is it sure."""
    return max(0, cohort.seats - count_held(viewer, cohort.pk))


def seats_of(viewer: AnyViewer, cohorts: Iterable[Cohort]) -> dict[UUID, Seats]:
    """The same for a page of cohorts, in two queries."""
    size = {one.pk: one.seats for one in cohorts}
    rows = Application.objects.of(viewer).filter(cohort_id__in=size).order_by().values("cohort_id")
    counted = rows.annotate(
        held=Count("pk", filter=Q(state__in=_HELD)),
        waiting=Count("pk", filter=Q(state=ApplicationState.WAITING.value)),
        asked=Count("pk", filter=Q(state=ApplicationState.ASKED.value)),
    )
    found = {row["cohort_id"]: row for row in counted}
    brought = Enrolment.objects.of(viewer).filter(cohort_id__in=size, application=None, withdrawn_at=None)
    more = dict(
        brought.exclude(state=EnrolmentState.LEFT.value)
        .order_by()
        .values_list("cohort_id")
        .annotate(count=Count("pk"))
        .values_list("cohort_id", "count")
    )
    nothing = {"held": 0, "waiting": 0, "asked": 0}
    return {
        pk: Seats(
            seats,
            found.get(pk, nothing)["held"] + more.get(pk, 0),
            found.get(pk, nothing)["waiting"],
            found.get(pk, nothing)["asked"],
        )
        for pk, seats in size.items()
    }


Days = tuple[UUID, str, date, date]


def engaged(viewer: AnyViewer, people: Collection[UUID]) -> dict[UUID, list[Days]]:
    """Where each of these people holds a seat or learns, and has to be there: (cohort, title, first and last day)."""
    there = ~Q(cohort__state__in=_DONE) & ~Q(cohort__form=Attendance.DISTANCE.value)
    seated = Application.objects.of(viewer).filter(there, person_id__in=people, state__in=_HELD)
    learning = Enrolment.objects.of(viewer).filter(
        there, person_id__in=people, withdrawn_at=None, state=EnrolmentState.LEARNING.value
    )
    columns = ("person_id", "cohort_id", "cohort__title", "cohort__starts", "cohort__ends")
    first: Any = seated.order_by().values_list(*columns)
    found: dict[UUID, list[Days]] = {}
    for person, *days in first.union(learning.order_by().values_list(*columns)):
        found.setdefault(person, []).append((days[0], days[1], days[2], days[3]))
    return found


def clash(days: Collection[Days], cohort: Cohort) -> str:
    """What of these stands on the days of that cohort; nothing for one that needs no place to be at."""
    if cohort.form == Attendance.DISTANCE:
        return ""
    return next(
        (
            title
            for pk, title, starts, ends in days
            if pk != cohort.pk and starts <= cohort.ends and ends >= cohort.starts
        ),
        "",
    )


def busy_with(viewer: AnyViewer, people: Collection[UUID], cohort: Cohort) -> dict[UUID, str]:
    """Who of these people holds a seat or learns elsewhere on the days of this cohort → the title of that one."""
    found = {person: clash(days, cohort) for person, days in engaged(viewer, people).items()}
    return {person: title for person, title in found.items() if title}


def in_register(viewer: AnyViewer, programmes: Collection[UUID], *, on: date) -> dict[UUID, RegisterAnswer]:
    """How each of these programmes of ours stands in the federal register on that day."""
    rows = FederalListing.objects.of(viewer).true(on).filter(programme_id__in=programmes)
    listed = set(rows.values_list("programme_id", flat=True))
    return {one: register_answer(listed=one in listed) for one in programmes}
