"""Transfer into practice as pages: what I am asked to observe, what was seen before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes.models import Observation, ObserverCall, Reflection
from marshrut.apps.routes.queries.dressing import said_days
from marshrut.apps.routes.types import Moment, RouteState, StepState
from marshrut.cores.regulation.routes import ObservationForm
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["Called", "Pair", "Seen", "find_calls", "get_call", "my_calls", "seen_in"]


LIVE = [one.value for one in RouteState if one.live]


@dataclass(frozen=True, slots=True)
class Called:
    """I was asked to look at somebody's lessons: whose, where, when, and what I have sent already."""

    id: UUID
    name: str
    place: str
    starts: date
    ends: date
    declined: bool
    sent: dict[str, Any]

    @property
    def when(self) -> str:
        """The days of the step."""
        return said_days(self.starts, self.ends)


def my_calls(viewer: Viewer, *, on: date) -> list[Called]:
    """What the viewer was asked to observe and did not decline; what is still to be done comes first."""
    own = registry.own_id(viewer)
    if own is None:
        return []
    rows = ObserverCall.objects.of(viewer).filter(observer_id=own, declined_at=None)
    gone = (StepState.REMOVED.value, StepState.REFUSED.value)
    found = list(
        rows.filter(step__route__state__in=LIVE)
        .exclude(step__state__in=gone)
        .select_related("step__route")
        .order_by("step__starts")
    )
    return _called(viewer, found, on=on)


def _called(viewer: Viewer, rows: list[ObserverCall], *, on: date) -> list[Called]:
    people = {row.step.route.person_id for row in rows}
    names, jobs = registry.names_of(viewer, people, on=on), registry.jobs_by(viewer, people, on=on)
    sent: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    steps = {row.step_id for row in rows}
    for one in Observation.objects.of(viewer).filter(step_id__in=steps, replaced_at=None):
        sent.setdefault((one.step_id, one.observer_id), {})[one.moment] = one
    made = []
    for row in rows:
        person = row.step.route.person_id
        job = next(iter(jobs.get(person, ())), None)
        made.append(
            Called(
                row.pk,
                names.get(person, ""),
                job.place if job else "",
                row.step.starts,
                row.step.ends,
                row.declined_at is not None,
                sent.get((row.step_id, row.observer_id), {}),
            )
        )
    return sorted(made, key=lambda one: (len(one.sent), one.starts))


def get_call(viewer: Viewer, call_id: UUID, *, on: date) -> Called:
    """One of them. Raises ObserverCall.DoesNotExist for anybody else's."""
    own = registry.own_id(viewer)
    row: ObserverCall = (
        ObserverCall.objects.of(viewer).select_related("step__route").get(pk=call_id, observer_id=own)
        if own
        else ObserverCall.objects.of(viewer).none().get()
    )
    return _called(viewer, [row], on=on)[0]


def find_calls(viewer: Viewer, step_id: UUID, *, on: date) -> list[Any]:
    """Who was called to a step, with names; whoever shows it has opened the step already."""
    rows: list[Any] = list(ObserverCall.objects.of(viewer).filter(step_id=step_id).order_by("called_at"))
    names = registry.names_of(viewer, {row.observer_id for row in rows}, on=on)
    for row in rows:
        row.name = names.get(row.observer_id, "")
    return rows


@dataclass(frozen=True, slots=True)
class Pair:
    """One criterion before and after: marks of both observers, and their means where anybody saw it."""

    code: str
    title: str
    before: tuple[int, ...]
    after: tuple[int, ...]

    @staticmethod
    def _mean(marks: tuple[int, ...]) -> float | None:
        return sum(marks) / len(marks) if marks else None

    @property
    def first(self) -> float | None:
        """The mean before."""
        return self._mean(self.before)

    @property
    def last(self) -> float | None:
        """The mean after."""
        return self._mean(self.after)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in the lessons of a step, and what the teacher says of them."""

    form: ObservationForm | None
    pairs: list[Pair]
    observations: list[Any]
    reflections: dict[str, Any]
    best: int


def seen_in(viewer: Viewer, step_id: UUID, *, on: date) -> Seen:
    """Whoever shows it has opened the step already."""
    rows: list[Any] = list(Observation.objects.of(viewer).filter(step_id=step_id, replaced_at=None).order_by("on"))
    names = registry.names_of(viewer, {row.observer_id for row in rows}, on=on)
    for row in rows:
        row.name, row.moment_title = names.get(row.observer_id, ""), Moment(row.moment).title
    said = {row.moment: row for row in Reflection.objects.of(viewer).filter(step_id=step_id).order_by("at")}
    code, _, version = (rows[0].form if rows else "lesson:").partition(":")
    form = route_rules(viewer, on=on).form(code, int(version) if version else None)
    pairs = []
    for criterion in form.criteria if form else ():
        marks = {
            moment: tuple(
                int(row.marks[criterion.code]) for row in rows if row.moment == moment and criterion.code in row.marks
            )
            for moment in Moment
        }
        if any(marks.values()):
            pairs.append(Pair(criterion.code, criterion.title, marks[Moment.BEFORE], marks[Moment.AFTER]))
    best = max((one.value for one in form.marks), default=1) if form else 1
    return Seen(form, pairs, rows, said, best)
