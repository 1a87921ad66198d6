"""A school's plan of learning, and its weeks: whom to release when, and who stands in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from marshrut.apps.programmes.models import Application, Cohort, Enrolment, PlanLine, StandIn
from marshrut.apps.programmes.types import ApplicationState, Attendance, CohortState, EnrolmentState
from marshrut.apps.registry.queries import jobs_by, names_of, select_people
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["Away", "Week", "away_between", "colleagues_for", "count_weeks", "list_plan", "list_weeks"]

_WEEK = timedelta(days=7)
#: Who is away from lessons for it, from the head's word on.
_GOING = [ApplicationState.ASKED.value, ApplicationState.SEATED.value, ApplicationState.WAITING.value]


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody of the school is to be released: for what, on which days, how sure, who stands in."""

    person_id: UUID
    name: str
    work: str
    cohort: Cohort
    first: date
    last: date
    state: str
    sure: bool
    stand_in: StandIn | None
    stand_in_name: str


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday, with who is away in it."""

    monday: date
    away: tuple[Away, ...]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def list_plan(viewer: AnyViewer, node_id: UUID, *, year: int, on: date) -> list[tuple[PlanLine, str, str]]:
    """Lines of a school's plan with the person's name and work: by quarter, the undecided last."""
    rows = PlanLine.objects.of(viewer).filter(node_id=node_id, year=year, dropped_at=None).select_related("cohort")
    lines = list(rows)
    people = [one.person_id for one in lines]
    names, jobs = names_of(viewer, people, on=on), jobs_by(viewer, people, on=on)
    dressed = [
        (one, names.get(one.person_id, ""), "; ".join(job.post for job in jobs.get(one.person_id, [])[:1]))
        for one in lines
    ]
    return sorted(dressed, key=lambda row: (row[0].quarter or 5, row[1]))


def _people(viewer: AnyViewer, node_id: UUID, *, on: date) -> dict[UUID, str]:
    """Who works at the place that day → a code of their leave."""
    return {one.person_id: one.leave for one in select_people(viewer, {}, node_id=node_id, on=on)}


def away_between(viewer: AnyViewer, people: Collection[UUID], *, first: date, last: date) -> list[Any]:
    """(person, cohort, first, last, state, sure) of who learns in these days and has to be there."""
    there = Q(cohort__starts__lte=last, cohort__ends__gte=first, person_id__in=people)
    there &= ~Q(cohort__form=Attendance.DISTANCE.value) & ~Q(cohort__state=CohortState.CANCELLED.value)
    asked = Application.objects.of(viewer).filter(there, state__in=_GOING).select_related("cohort")
    learning = Enrolment.objects.of(viewer).filter(there, withdrawn_at=None, state=EnrolmentState.LEARNING.value)
    found = [
        (row.person_id, row.cohort, row.cohort.starts, row.cohort.ends, row.get_state_display(), row.state == "seated")
        for row in asked
    ]
    found += [
        (row.person_id, row.cohort, row.cohort.starts, row.cohort.ends, row.get_state_display(), True)
        for row in learning.select_related("cohort")
    ]
    return sorted(found, key=lambda row: (row[2], row[3], str(row[0])))


def list_weeks(viewer: Viewer, *, on: date, weeks: int) -> list[Week]:
    """The coming weeks of the viewer's school in which somebody is to be released."""
    monday = on - timedelta(days=on.weekday())
    last = monday + weeks * _WEEK - timedelta(days=1)
    people = _people(viewer, viewer.node_id, on=on)
    rows = away_between(viewer, list(people), first=monday, last=last)
    ids = {row[0] for row in rows}
    standing = list(
        StandIn.objects.of(viewer).filter(
            node_id=viewer.node_id, away_id__in=ids, dropped_at=None, first__lte=last, last__gte=monday
        )
    )
    names = names_of(viewer, ids | {one.colleague_id for one in standing}, on=on)
    jobs = jobs_by(viewer, ids, on=on)
    found = []
    for number in range(weeks):
        start = monday + number * _WEEK
        end = start + timedelta(days=6)
        away = []
        for person, cohort, starts, ends, state, sure in rows:
            if starts > end or ends < start:
                continue
            days = (max(starts, start), min(ends, end))
            mine = next((one for one in standing if one.away_id == person and _covers(one, days)), None)
            work = "; ".join(", ".join((job.post, *job.subjects)) for job in jobs.get(person, [])[:1])
            named = names.get(mine.colleague_id, "") if mine else ""
            away.append(Away(person, names.get(person, ""), work, cohort, *days, state, sure, mine, named))
        if away:
            found.append(Week(start, tuple(away)))
    return found


def _covers(one: StandIn, days: tuple[date, date]) -> bool:
    return one.first <= days[1] and one.last >= days[0]


def count_weeks(viewer: Viewer, *, on: date, weeks: int) -> tuple[int, int]:
    """How many people have a seat and are to be released in the coming weeks; for how many nobody stands in yet."""
    away = [one for week in list_weeks(viewer, on=on, weeks=weeks) for one in week.away if one.sure]
    return len({one.person_id for one in away}), len({one.person_id for one in away if one.stand_in is None})


def colleagues_for(
    viewer: Viewer, person_id: UUID, *, first: date, last: date, on: date
) -> list[tuple[UUID, str, str, bool]]:
    """(person, name, work, free) of colleagues at the viewer's school: who teaches the same first; who learns, stands
    in or is on leave on those days is not free."""
    people = _people(viewer, viewer.node_id, on=on)
    people.pop(person_id, None)
    busy = {row[0] for row in away_between(viewer, list(people), first=first, last=last) if row[5]}
    busy |= {person for person, leave in people.items() if leave}
    taken = StandIn.objects.of(viewer).filter(dropped_at=None, first__lte=last, last__gte=first)
    busy |= set(taken.filter(colleague_id__in=people).exclude(away_id=person_id).values_list("colleague_id", flat=True))
    names, jobs = names_of(viewer, people, on=on), jobs_by(viewer, [*people, person_id], on=on)
    mine = {subject for job in jobs.get(person_id, []) for subject in job.subjects}

    def same(person: UUID) -> bool:
        return any(mine & set(job.subjects) for job in jobs.get(person, []))

    listed = [
        (
            person,
            names.get(person, ""),
            "; ".join(", ".join((job.post, *job.subjects)) for job in jobs.get(person, [])[:1]),
            person not in busy,
        )
        for person in people
    ]
    return sorted(listed, key=lambda row: (not row[3], not same(row[0]), row[1]))
