"""Applications and learning of people: one's own, one person's, those that wait for the head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from marshrut.apps.competencies import access as competencies
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes import access, rules
from marshrut.apps.programmes.models import Application, Completion, Enrolment
from marshrut.apps.programmes.queries.seats import Seats, clash, engaged, seats_of
from marshrut.apps.programmes.types import ApplicationState, CohortState, EnrolmentState
from marshrut.apps.registry.queries import jobs_by, names_of, own_id, records_of
from marshrut.foundation.scope.models import RoleAssignment
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "Asked",
    "InShort",
    "Learning",
    "count_asked",
    "find_own",
    "learning_of",
    "list_asked",
    "own_in_short",
    "place_in_queue",
]

#: Ended by somebody else's word.
_LOST = [ApplicationState.REFUSED.value, ApplicationState.CANCELLED.value]
_ENDED = [one.value for one in ApplicationState if not one.live]


@dataclass(frozen=True, slots=True)
class Learning:
    """What one person asked for, learns and has completed. `why` of a row: deficits for which it was chosen, in words;
    empty for who may not open the person's results."""

    person_id: UUID
    name: str
    asked: tuple[tuple[Application, str, int | None], ...]
    ended: tuple[Application, ...]
    enrolled: tuple[tuple[Enrolment, str], ...]
    completed: tuple[tuple[Completion, str], ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An application that waits for the head: who, what, how full it is, what else they do on those days."""

    row: Application
    name: str
    work: str
    seats: Seats
    own: bool
    busy: str


@dataclass(frozen=True, slots=True)
class InShort:
    """What stands on one's own desk: applications under way, where one learns, by which day."""

    asked: tuple[Application, ...] = ()
    learns: tuple[Enrolment, ...] = ()
    #: Applications that somebody else ended lately: refused, the group cancelled.
    lost: tuple[Application, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.asked or self.learns)


def own_in_short(viewer: Viewer, *, since: date | None = None) -> InShort:
    """The viewer's own applications that wait or have a seat, and where they learn; what was lost since that day."""
    own = own_id(viewer)
    if own is None:
        return InShort()
    live = [one.value for one in ApplicationState if one.live and one is not ApplicationState.ENROLLED]
    wanted = Q(state__in=live)
    if since is not None:
        wanted |= Q(state__in=_LOST, ended_at__date__gte=since)
    rows = Application.objects.of(viewer).filter(wanted, person_id=own).select_related("cohort")
    asked = list(rows.order_by("cohort__starts"))
    learns = Enrolment.objects.of(viewer).filter(person_id=own, state=EnrolmentState.LEARNING.value, withdrawn_at=None)
    return InShort(
        tuple(one for one in asked if one.state in live),
        tuple(learns.select_related("cohort").order_by("cohort__starts")),
        tuple(one for one in asked if one.state not in live),
    )


def place_in_queue(viewer: AnyViewer, row: Application) -> int | None:
    """Which in the queue; None for who does not wait."""
    if row.state != ApplicationState.WAITING:
        return None
    before = Application.objects.of(viewer).filter(cohort_id=row.cohort_id, state=row.state, turn__lt=row.turn)
    return before.count() + 1


def learning_of(viewer: AnyViewer, person_id: UUID, *, on: date) -> Learning:
    """Everything about one person's learning that the viewer may know; raises Refused."""
    access.may(viewer, Right.LIST, person_id, on=on).require()
    opened = bool(competencies.may(viewer, Right.OPEN, person_id, on=on))
    records = list(records_of(viewer, [person_id]))
    asked = Application.objects.of(viewer).filter(person_id__in=records).select_related("cohort__programme")
    live = [row for row in asked.order_by("cohort__starts") if ApplicationState(row.state).live]
    live = [row for row in live if row.state != ApplicationState.ENROLLED]
    enrolled = Enrolment.objects.of(viewer).filter(person_id__in=records, withdrawn_at=None, completion=None)
    completed = Completion.objects.of(viewer).filter(person_id__in=records, withdrawn_at=None)
    held = framework(viewer, on)

    def why(row: Any) -> str:
        return "; ".join(_chosen(held, row.chosen_for)) if opened else ""

    return Learning(
        person_id,
        names_of(viewer, [person_id], on=on).get(person_id, ""),
        tuple((row, why(row), place_in_queue(viewer, row)) for row in live),
        tuple(asked.filter(state__in=_ENDED).order_by("-ended_at")[:20]),
        tuple((row, why(row)) for row in enrolled.select_related("cohort__programme").order_by("-on")),
        tuple((row, why(row)) for row in completed.select_related("provider").order_by("-on")),
        opened,
    )


def _chosen(held: Any, chosen: Iterable[Any]) -> list[str]:
    """Deficits in words that help: what is caught up with, since when it is known."""
    told = []
    for one in chosen:
        if isinstance(one, dict) and one.get("competency"):
            since = str(one.get("since") or "")
            day = f" (с {date.fromisoformat(since[:10]):%d.%m.%Y})" if since[:4].isdigit() else ""
            told.append(f"{held.title(str(one['competency']))}{day}")
    return told


def find_own(viewer: Viewer, cohort_id: UUID, *, person_id: UUID | None = None) -> Application | None:
    """The viewer's (or that person's) standing application to a cohort."""
    person = person_id or own_id(viewer)
    if person is None:
        return None
    rows = Application.objects.of(viewer).filter(cohort_id=cohort_id, person_id=person).exclude(state__in=_ENDED)
    found: Application | None = rows.first()
    return found


def _waiting(viewer: Viewer, *, on: date) -> QuerySet[Application, Any]:
    """What waits for this head's word: their people; for who stands above, heads and the people of the own office."""
    rows = Application.objects.of(viewer).filter(
        state=ApplicationState.ASKED.value, cohort__state=CohortState.OPEN.value
    )
    if viewer.role not in rules.AGREERS:
        return rows.none()
    rows = rows.filter(access.visible(viewer, Right.LIST, on=on))
    if viewer.role is Role.SCHOOL:
        return rows
    return rows.filter(Q(node_id=viewer.node_id) | Q(person__account__in=_heads(viewer, on=on)))


def _heads(viewer: Viewer, *, on: date) -> Any:
    """Accounts that hold the desk of a school."""
    return RoleAssignment.objects.of(viewer).true(on).filter(role=Role.SCHOOL.value).values("account_id")


def count_asked(viewer: Viewer, *, on: date) -> int:
    """How many applications wait for the viewer's word; one's own does not."""
    own = own_id(viewer)
    return _waiting(viewer, on=on).exclude(person_id=own).count() if own else _waiting(viewer, on=on).count()


def list_asked(viewer: Viewer, *, on: date) -> list[Asked]:
    """Applications that wait for the head, soonest group first; one's own stands among them and is agreed above."""
    rows = list(_waiting(viewer, on=on).select_related("cohort__programme", "node").order_by("cohort__starts", "turn"))
    people = {row.person_id for row in rows}
    names, jobs = names_of(viewer, people, on=on), jobs_by(viewer, people, on=on)
    cohorts = {row.cohort_id: row.cohort for row in rows}
    seats = seats_of(viewer, cohorts.values())
    days = engaged(viewer, people)
    own = own_id(viewer)
    return [
        Asked(
            row,
            names.get(row.person_id, ""),
            "; ".join(f"{job.post}, {job.place}" for job in jobs.get(row.person_id, [])[:1]),
            seats[row.cohort_id],
            row.person_id == own,
            clash(days.get(row.person_id, []), row.cohort),
        )
        for row in rows
    ]
