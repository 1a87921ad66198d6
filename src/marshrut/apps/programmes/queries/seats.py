"""Seats of a cohort, and what else somebody learns on its days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from marshrut.apps.programmes.models import Application, Cohort, Enrolment, FederalListing
from marshrut.apps.programmes.rules import HELD, register_answer
from marshrut.apps.programmes.types import ApplicationState, Attendance, CohortState, EnrolmentState, RegisterAnswer
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Seats", "busy_with", "count_held", "in_register", "seats_left", "seats_of"]

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


def _same_days(cohort: Cohort, prefix: str = "cohort__") -> Q:
    asked = Q(**{f"{prefix}starts__lte": cohort.ends, f"{prefix}ends__gte": cohort.starts})
    asked &= ~Q(**{f"{prefix}state__in": _DONE})
    if cohort.form == Attendance.DISTANCE:
        return Q(pk__in=[])  # what needs no place to be at stands beside anything
    return asked & ~Q(**{f"{prefix}form": Attendance.DISTANCE.value})


def busy_with(viewer: AnyViewer, people: Collection[UUID], cohort: Cohort) -> dict[UUID, str]:
    """Who of these people holds a seat or learns elsewhere on the days of this cohort → the title of that one."""
    seated = Application.objects.of(viewer).filter(person_id__in=people, state__in=_HELD)
    learning = Enrolment.objects.of(viewer).filter(
        person_id__in=people, withdrawn_at=None, state=EnrolmentState.LEARNING.value
    )
    rows: list[QuerySet[Application | Enrolment, tuple[UUID, str]]] = [
        part.filter(_same_days(cohort)).exclude(cohort_id=cohort.pk).values_list("person_id", "cohort__title")
        for part in (seated, learning)
    ]
    return {person: title for part in rows for person, title in part}


def in_register(viewer: AnyViewer, programmes: Collection[UUID], *, on: date) -> dict[UUID, RegisterAnswer]:
    """How each of these programmes of ours stands in the federal register on that day."""
    rows = FederalListing.objects.of(viewer).true(on).filter(programme_id__in=programmes)
    listed = set(rows.values_list("programme_id", flat=True))
    return {one: register_answer(listed=one in listed) for one in programmes}
