"""Plans of a region as their pages show them: where one stands, how far it is, what has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.access import nodes_of
from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes.models import RegionPlan, RegionPlanRow, Route
from marshrut.apps.routes.queries.drafting import LIVE, gather, people_at
from marshrut.apps.routes.queries.region_prints import print_of_offers
from marshrut.apps.routes.rules.region_plans import PLANNERS
from marshrut.apps.routes.types import RegionPlanState
from marshrut.foundation.jobs.queries import in_vain
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.viewer import SystemViewer, Viewer, tenant_of

__all__ = [
    "BeginPage",
    "PlanProgress",
    "begin_page",
    "changes_since",
    "get_plan",
    "list_plans",
    "progress_of",
    "standing",
]

#: Work that is over without an end: what was counted is nothing, what was published stays to be gone on with.
_RETURNS = {RegionPlanState.COUNTING: RegionPlanState.THROWN, RegionPlanState.PUBLISHING: RegionPlanState.DRAFT}
_LAST = 10


def standing(row: RegionPlan) -> RegionPlanState:
    """Where the plan really stands. A silent worker's job is begun once more: then it still goes on."""
    state = RegionPlanState(row.state)
    return _RETURNS[state] if state in _RETURNS and in_vain(row.job) else state


def list_plans(viewer: Viewer, *, on: date) -> QuerySet[RegionPlan, Any]:
    """Plans that the viewer may see, newest first: nobody but who plans."""
    rows = RegionPlan.objects.of(viewer).select_related("node", "job")
    if viewer.role not in PLANNERS:
        return rows.none()
    return rows.filter(node_id__in=nodes_of(viewer, on=on))


def get_plan(viewer: Viewer, plan_id: UUID, *, on: date) -> RegionPlan:
    """One of these, where it really stands. Raises RegionPlan.DoesNotExist."""
    row: RegionPlan = list_plans(viewer, on=on).get(pk=plan_id)
    row.state = standing(row).value
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPage:
    """What would be planned: a place, a year, how many people, who is left alone; plans so far."""

    place: str
    title: str
    people: int
    have: int
    groups: int
    seats: int
    plans: Sequence[Any]

    @property
    def without(self) -> int:
        """For whom it is."""
        return self.people - self.have

    @property
    def going(self) -> Any:
        """A plan that is being counted or published now."""
        busy = {RegionPlanState.COUNTING.value, RegionPlanState.PUBLISHING.value}
        return next((one for one in self.plans if one.state in busy), None)

    @property
    def waiting(self) -> Any:
        """A plan that waits for a decision."""
        return next((one for one in self.plans if RegionPlanState(one.state).waits), None)


def begin_page(viewer: Viewer, *, on: date) -> BeginPage:
    """Of the viewer's own place."""
    rules = route_rules(viewer, on=on)
    year = rules.year_of(on)
    live = Route.objects.of(viewer).filter(year=year, state__in=LIVE)
    have = len(people_at(viewer, viewer.node_id, on=on, ids=set(live.values_list("person_id", flat=True))))
    offers = gather(_system(viewer), (), year=year, on=on, whole=True).offers
    plans = list(list_plans(viewer, on=on)[:_LAST])
    for one in plans:
        one.state = standing(one).value
        one.title = RegionPlanState(one.state).title
    return BeginPage(
        place=Node.objects.of(viewer).get(pk=viewer.node_id).name,
        title=rules.school_year(year).title,
        people=registry.count_people(viewer, on=on).people,
        have=have,
        groups=len(offers),
        seats=sum(one.seats_left for one in offers),
        plans=plans,
    )


def _system(viewer: Viewer) -> SystemViewer:
    return SystemViewer("routes.region-plan", tenant_of(viewer))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProgress:
    """A plan that is being counted: in words, in numbers as far as they are known, how long still."""

    words: str
    done: int
    total: int
    closed: float | None
    gap: float | None
    left: int | None


def progress_of(row: RegionPlan, *, now: datetime) -> PlanProgress:
    """What is known while it goes on."""
    job = row.job
    left = None
    if row.began_at is not None:
        left = max(0, round(row.seconds - (now - row.began_at).total_seconds()))
    closed = gap = None
    if row.curve:
        _, value, bound = row.curve[-1]
        whole = row.curve[0][2]  # at first it is only known that no more can be added than there is room for
        closed = 100 * value / whole if whole > 0 else None
        gap = 100 * (bound - value) / bound if bound > 0 and len(row.curve) > 1 else None
    waits = job is None or JobState(job.state) is JobState.WAITING
    words = "ждёт очереди: начнём, как только освободится обработчик" if waits else job.words or "начинаем"  # type: ignore[union-attr]
    done, total = (job.done, job.total) if job else (0, 0)
    return PlanProgress(words=words, done=done, total=total, closed=closed, gap=gap, left=left)


def changes_since(viewer: Viewer, row: RegionPlan, *, on: date) -> dict[str, int]:
    """What has changed since a plan that waits was made, as far as it is seen at once; publishing looks at everybody
    again. Names as in `RegionPlan.changes`."""
    system = _system(viewer)
    rows = RegionPlanRow.objects.of(system).filter(plan=row, steps__gt=0)
    live = Route.objects.of(system).filter(person=OuterRef("person"), year=row.year, state__in=LIVE)
    ours = live.filter(drafted_with__plan=str(row.pk))
    people = dict(
        rows.annotate(have=Exists(live), ours=Exists(ours)).filter(ours=False).values_list("person_id", "have")
    )
    there = people_at(system, row.node_id, on=on, ids=people)
    news = competencies.people_with_news(system, since=row.made_at) if row.made_at else set()
    cohorts = list(rows.values_list("cohorts", flat=True))
    half = len(people) < len(cohorts)  # some of it is written already: its own seats are taken now
    used = {cohort for some in cohorts for cohort in some}
    now = "" if half else print_of_offers(gather(system, (), year=row.year, on=on, whole=True), used)
    return {
        "routes": sum(people.values()),
        "gone": sum(one not in there and not have for one, have in people.items()),
        "people": sum(one in news and not have for one, have in people.items()),
        "seats": int(not half and now != row.print),
    }
