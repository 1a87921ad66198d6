"""Routes as a school year left them, recorded at once: what a demonstration begins with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.routes.models import (
    Consultation,
    Goal,
    Observation,
    ObserverCall,
    Route,
    RouteEntry,
    RouteStep,
    StepEvidence,
)
from marshrut.apps.routes.queries.drafting import gather
from marshrut.apps.routes.rules.past import may_record_past
from marshrut.apps.routes.services.drafting import write_drafts
from marshrut.apps.routes.types import (
    ChosenBy,
    EvidenceKind,
    Moment,
    ReleaseState,
    RouteOrigin,
    RouteState,
    StepKind,
    StepState,
)
from marshrut.cores.planning import draft
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer, tenant_of

__all__ = [
    "CalledTo",
    "ElsewhereMade",
    "Fate",
    "Helped",
    "PastStep",
    "Seen",
    "StepFate",
    "Written",
    "draft_past",
    "record_elsewhere",
    "record_practice",
    "take_further",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStep:
    """A step as it was drafted."""

    step_id: UUID
    kind: StepKind
    cohort_id: UUID | None
    starts: date
    ends: date
    serves: tuple[str, ...]
    asks_release: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A route as it was drafted: whose, and of which steps."""

    route_id: UUID
    person_id: UUID
    node_id: UUID
    basis: tuple[Mapping[str, Any], ...]
    steps: tuple[PastStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFate:
    """What became of a step; `shown`: the note by which it was shown to have been taken."""

    state: StepState
    on: date | None = None
    words: str = ""
    shown: str = ""
    release: ReleaseState | None = None
    application_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a route: days of its life, in their order, None where it did not come so far."""

    route: Written
    state: RouteState
    companion_id: UUID | None
    approver: str = ""
    sent_on: date | None = None
    approved_on: date | None = None
    ended_on: date | None = None
    words: str = ""
    own_goal: str = ""
    steps: Mapping[UUID, StepFate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A lesson that an observer saw."""

    step_id: UUID
    observer_id: UUID
    moment: Moment
    on: date
    lesson: str
    marks: Mapping[str, int]
    form: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledTo:
    """Somebody who was asked on that day to observe the lessons of a step."""

    step_id: UUID
    observer_id: UUID
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Helped:
    """A consultation that was given."""

    person_id: UUID
    companion_id: UUID
    route_id: UUID | None
    on: date
    minutes: int
    topic: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewhereMade:
    """A route that somebody else made and sent as a row."""

    person_id: UUID
    node_id: UUID
    year: int
    made_on: date
    maker_name: str
    number: str
    diagnosed_on: date | None
    diagnosed_origin: str


def _allowed(viewer: SystemViewer) -> Tenant:
    tenant = Tenant.objects.get(pk=tenant_of(viewer))
    may_record_past(demonstration=tenant.demonstration).require()
    return tenant


def draft_past(viewer: SystemViewer, people: Collection[UUID], *, year: int, on: date, seed: int) -> list[Written]:
    """Draft as on that day, in a demonstration only (ROUTES-55); routes in the order of their people."""
    _allowed(viewer)
    gathered = gather(viewer, people, year=year, on=on, whole=False)
    plan = draft(gathered.problem, seed=seed)
    with_steps = [index for index, steps in enumerate(plan.steps) if steps]
    rows = write_drafts(viewer, gathered, plan, with_steps, account=None, seed=seed)
    steps: dict[UUID, list[PastStep]] = {}
    for one in RouteStep.objects.of(viewer).filter(route__in=rows).order_by("route_id", "position"):
        found = PastStep(
            step_id=one.pk,
            kind=StepKind(one.kind),
            cohort_id=one.cohort_id,
            starts=one.starts,
            ends=one.ends,
            serves=tuple(one.serves),
            asks_release=one.release == ReleaseState.ASKED.value,
        )
        steps.setdefault(one.route_id, []).append(found)
    return [
        Written(
            route_id=row.pk,
            person_id=row.person_id,
            node_id=row.node_id,
            basis=tuple(row.basis),
            steps=tuple(steps.get(row.pk, ())),
        )
        for row in rows
    ]


@transaction.atomic
def take_further(viewer: SystemViewer, fates: Sequence[Fate], *, on: date) -> int:
    """Write down what became of drafted routes; returns how many."""
    tenant = _allowed(viewer)
    routes = {row.pk: row for row in Route.objects.of(viewer).filter(pk__in=[one.route.route_id for one in fates])}
    steps = {row.pk: row for row in RouteStep.objects.of(viewer).filter(route__in=routes)}
    entries: list[RouteEntry] = []
    shown: list[StepEvidence] = []
    for one in fates:
        row = routes[one.route.route_id]
        _take(row, one)
        entries += _told(row, one)
        for step_id, fate in one.steps.items():
            _step(steps[step_id], fate, shown)
            if fate.on is not None:
                entries += _told_step(row, steps[step_id], fate)
        days = [day for day in (one.sent_on, one.approved_on, one.ended_on) if day]
        days += [fate.on for fate in one.steps.values() if fate.on]
        row.moved_on = min(on, max([row.made_on, *days]))
    Route.objects.of(viewer).bulk_update(routes.values(), _ROUTE, batch_size=500)
    RouteStep.objects.of(viewer).bulk_update(steps.values(), _STEP, batch_size=500)
    RouteEntry.objects.of(viewer).bulk_create(entries, batch_size=1000)
    StepEvidence.objects.of(viewer).bulk_create(shown, batch_size=1000)
    goals = [(one, one.own_goal) for one in fates if one.own_goal]
    Goal.objects.of(viewer).bulk_create(
        Goal(tenant_id=tenant.pk, route_id=one.route.route_id, text=text, chosen_by=ChosenBy.PERSON.value)
        for one, text in goals
    )
    audit.record(viewer, "routes.past-recorded", target=tenant, reason=f"маршрутов: {len(fates)}")
    return len(fates)


_ROUTE = (*("state", "edition", "companion", "approved_on", "approver", "number", "ended_on", "ended_why", "moved_on"),)
_STEP = ("state", "release", "release_words", "words", "claimed_on", "done_on", "counted", "application_id")


def _take(row: Route, one: Fate) -> None:
    row.state, row.companion_id, row.edition = one.state.value, one.companion_id, 2
    row.approved_on, row.approver = one.approved_on, one.approver[:260] if one.approved_on else ""
    row.ended_on, row.ended_why = one.ended_on, one.words[:300] if one.ended_on else ""
    if one.approved_on is not None:
        row.number = f"{row.year}-{str(row.pk)[-6:]}"


def _step(row: RouteStep, fate: StepFate, shown: list[StepEvidence]) -> None:
    row.state, row.words, row.application_id = fate.state.value, fate.words[:300], fate.application_id
    if fate.release is not None:
        row.release = fate.release.value
        row.release_words = fate.words[:300] if fate.release is ReleaseState.DENIED else ""
    if fate.state in {StepState.CLAIMED, StepState.DONE}:
        row.claimed_on = fate.on
    if fate.state is StepState.DONE:
        row.done_on, row.counted = fate.on, row.hours
    if fate.shown:
        shown.append(
            StepEvidence(
                tenant_id=row.tenant_id, step=row, kind=EvidenceKind.NOTE.value, note=fate.shown, at=_moment(fate.on)
            )
        )


def _moment(day: date | None) -> datetime:
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), time(15, 0)))


def _entry(row: Route, what: str, day: date, after: str, *, name: str = "", words: str = "") -> RouteEntry:
    return RouteEntry(
        tenant_id=row.tenant_id, route=row, what=what, at=_moment(day), after=after, name=name, words=words[:300]
    )


def _told(row: Route, one: Fate) -> Iterable[RouteEntry]:
    if one.sent_on is not None:
        yield _entry(row, "sent", one.sent_on, RouteState.AGREEMENT.value)
    if one.approved_on is not None:
        yield _entry(row, "approved", one.approved_on, RouteState.APPROVED.value, name=one.approver)
    if one.state in {RouteState.RUNNING, RouteState.COMPLETED} and one.approved_on is not None:
        yield _entry(row, "started", one.approved_on + timedelta(days=1), RouteState.RUNNING.value)
    if one.ended_on is not None:
        what = {RouteState.COMPLETED: "completed", RouteState.WITHDRAWN: "withdrawn"}.get(one.state, "revised")
        yield _entry(row, what, one.ended_on, one.state.value, words=one.words)


_SAID = {
    StepState.DONE: "confirmed",
    StepState.CLAIMED: "claimed",
    StepState.MISSED: "missed",
    StepState.REFUSED: "step-refused",
}


def _told_step(row: Route, step: RouteStep, fate: StepFate) -> Iterable[RouteEntry]:
    if fate.on is None or fate.state not in _SAID:
        return
    made = _entry(row, _SAID[fate.state], fate.on, fate.state.value, words=fate.words)
    made.step = step
    yield made


@transaction.atomic
def record_practice(
    viewer: SystemViewer, seen: Sequence[Seen], helped: Sequence[Helped], *, called: Sequence[CalledTo] = ()
) -> None:
    """Lessons that were observed, with the calls behind them, calls to lessons ahead, and consultations."""
    tenant = _allowed(viewer)
    first: dict[tuple[UUID, UUID], date] = {}
    for one in seen:
        key = (one.step_id, one.observer_id)
        first[key] = min(one.on, first.get(key, one.on))
    ObserverCall.objects.of(viewer).bulk_create(
        ObserverCall(
            tenant_id=tenant.pk, step_id=step, observer_id=observer, called_at=_moment(day - timedelta(days=7))
        )
        for (step, observer), day in first.items()
    )
    ObserverCall.objects.of(viewer).bulk_create(
        ObserverCall(tenant_id=tenant.pk, step_id=one.step_id, observer_id=one.observer_id, called_at=_moment(one.on))
        for one in called
    )
    Observation.objects.of(viewer).bulk_create(
        Observation(
            id=new_id(),
            tenant_id=tenant.pk,
            step_id=one.step_id,
            observer_id=one.observer_id,
            moment=one.moment.value,
            form=one.form,
            on=one.on,
            lesson=one.lesson,
            marks=dict(one.marks),
            note=one.note,
            written_at=_moment(one.on),
            received_at=_moment(one.on),
        )
        for one in seen
    )
    Consultation.objects.of(viewer).bulk_create(
        Consultation(
            tenant_id=tenant.pk,
            person_id=one.person_id,
            companion_id=one.companion_id,
            route_id=one.route_id,
            on=one.on,
            minutes=one.minutes,
            topic=one.topic,
            note=one.note,
            at=_moment(one.on),
        )
        for one in helped
    )
    audit.record(viewer, "routes.past-recorded", target=tenant, reason=f"консультаций: {len(helped)}")


@transaction.atomic
def record_elsewhere(viewer: SystemViewer, made: Sequence[ElsewhereMade]) -> int:
    """Routes that others made: rows of the register, without steps."""
    tenant = _allowed(viewer)
    rows = [
        Route(
            tenant_id=tenant.pk,
            person_id=one.person_id,
            node_id=one.node_id,
            year=one.year,
            state=RouteState.APPROVED.value,
            origin=RouteOrigin.ELSEWHERE.value,
            maker_name=one.maker_name,
            number=one.number,
            diagnosed_on=one.diagnosed_on,
            diagnosed_origin=one.diagnosed_origin,
            made_on=one.made_on,
            approved_on=one.made_on,
            moved_on=one.made_on,
        )
        for one in made
    ]
    Route.objects.of(viewer).bulk_create(rows, batch_size=500, ignore_conflicts=True)
    audit.record(viewer, "routes.past-recorded", target=tenant, reason=f"составлено не здесь: {len(rows)}")
    return len(rows)
