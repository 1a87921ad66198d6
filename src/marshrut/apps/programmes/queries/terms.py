"""Who has had no course for as long as the order allows, or will not have had by a day: a school plans from that.

A term counts from the last course on record; who has none on record is said to have none on record, not to be late.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from marshrut.apps.programmes import access
from marshrut.apps.programmes.models import Application, Completion, Enrolment, PlanLine
from marshrut.apps.programmes.rules import HELD
from marshrut.apps.programmes.types import DocumentKind, EnrolmentState
from marshrut.apps.registry.queries import jobs_by, names_of, records_of, select_people
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["Term", "add_years", "count_due", "dress_terms", "list_terms"]

#: Whose terms are looked after.
_STAFF = ("teaching", "management")


@dataclass(frozen=True, slots=True)
class Term:
    """One person: the last course on record, by which day the next one is due, what is on the way."""

    person_id: UUID
    node_id: UUID
    leave: str
    last: date | None
    title: str
    due: date | None
    learns: str
    planned: bool
    name: str = ""
    work: str = ""

    def late(self, on: date) -> bool:
        """Whether the term was over before that day."""
        return self.due is not None and self.due < on


def add_years(day: date, years: int) -> date:
    """The same day so many years later; the last of February for a day that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def list_terms(viewer: AnyViewer, node_id: UUID, *, years: int, by: date, on: date, year: int) -> list[Term]:
    """People at and below a place whose term is over by that day, the longest without first; then who has no course on
    record. `year`: whose plan is looked at."""
    found = {
        one.person_id: one
        for staff in _STAFF
        for one in select_people(viewer, {"staff": staff}, node_id=node_id, on=on)
    }
    people = list(found)
    last, learns = _last(viewer, people, on=on), _on_the_way(viewer, people)
    rows = PlanLine.objects.of(viewer).filter(person_id__in=people, year=year, dropped_at=None)
    planned = set(rows.values_list("person_id", flat=True))
    terms = []
    for person, one in found.items():
        day, title = last.get(person, (None, ""))
        due = add_years(day, years) if day else None
        if due is not None and due > by:
            continue
        terms.append(Term(person, one.node_id, one.leave, day, title, due, learns.get(person, ""), person in planned))
    return sorted(terms, key=lambda one: (one.due is None, one.due or by, str(one.person_id)))


def _last(viewer: AnyViewer, people: Collection[UUID], *, on: date) -> dict[UUID, tuple[date, str]]:
    """The last course of each; an internship with a statement is no course."""
    known = records_of(viewer, people)
    rows = Completion.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), person_id__in=known)
    rows = rows.filter(withdrawn_at=None, on__lte=on).exclude(document=DocumentKind.STATEMENT.value).order_by("on")
    return {known[person]: (day, title) for person, day, title in rows.values_list("person_id", "on", "title")}


def _on_the_way(viewer: AnyViewer, people: Collection[UUID]) -> dict[UUID, str]:
    """Who learns or has a seat already → where, and until when."""
    seated = Application.objects.of(viewer).filter(person_id__in=people, state__in=[one.value for one in HELD])
    learning = Enrolment.objects.of(viewer).filter(
        Q(state=EnrolmentState.LEARNING.value), person_id__in=people, withdrawn_at=None
    )
    found: dict[UUID, str] = {}
    for rows in (seated.values_list("person_id", "cohort__title", "cohort__ends"),
                 learning.values_list("person_id", "cohort__title", "cohort__ends")):  # fmt: skip
        found |= {person: f"{title}, до {ends:%d.%m.%Y}" for person, title, ends in rows}
    return found


def dress_terms(viewer: AnyViewer, terms: list[Term], *, on: date) -> list[Term]:
    """The same with names and work, for the page."""
    ids = [one.person_id for one in terms]
    names, jobs = names_of(viewer, ids, on=on), jobs_by(viewer, ids, on=on)
    return [
        Term(
            one.person_id,
            one.node_id,
            one.leave,
            one.last,
            one.title,
            one.due,
            one.learns,
            one.planned,
            names.get(one.person_id, ""),
            "; ".join(", ".join(filter(None, (job.post, *job.subjects))) for job in jobs.get(one.person_id, [])[:1]),
        )
        for one in terms
    ]


def count_due(viewer: Viewer, *, years: int, by: date, on: date) -> tuple[int, int]:
    """At the viewer's place: whose term is over by that day, who has no course on record; who learns is left out."""
    terms = list_terms(viewer, viewer.node_id, years=years, by=by, on=on, year=by.year)
    waiting = [one for one in terms if not one.learns]
    return sum(1 for one in waiting if one.due), sum(1 for one in waiting if one.due is None)
