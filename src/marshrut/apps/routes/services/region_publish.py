"""A plan of a region becomes drafts of routes: looked at again by today's records, written in batches that stand each
for itself. Killed half-way it goes on where it was: who has a draft of this plan has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.routes.models import RegionPlan, RegionPlanRow, Route, RouteStep
from marshrut.apps.routes.queries.drafting import LIVE, Gathered, gather, people_at
from marshrut.apps.routes.queries.region_prints import print_of_offers, print_of_person
from marshrut.apps.routes.rules.region_plans import must_say_stale
from marshrut.apps.routes.services.drafted import SHARED, write_rows
from marshrut.apps.routes.services.drafting import BATCH
from marshrut.apps.routes.services.region_work import WHOLE, Step, drop_rows, nothing
from marshrut.apps.routes.types import RegionPlanState
from marshrut.cores.planning import Plan
from marshrut.cores.planning.bridge import as_plan
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs.types import StoppedError
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["publish_plan"]

_GATHERED, _PLANNED = 250, 400
_STANDING = ("proposed", "accepted")


@dataclass(frozen=True, slots=True)
class _Row:
    person: UUID
    cohorts: Sequence[UUID]
    print: str


@dataclass(frozen=True, slots=True)
class _Before:
    """What an earlier run wrote: people, and seats in each group."""

    people: frozenset[UUID]
    seats: Counter[UUID]


def publish_plan(
    system: SystemViewer,
    plan_id: UUID,
    *,
    on: date,
    account: UUID | None,
    only_what_holds: bool,
    step: Step = nothing,
) -> RegionPlan:
    """Write the drafts, or say that the data have changed. Asked once more when all is done it does nothing."""
    row: RegionPlan = RegionPlan.objects.of(system).get(pk=plan_id)
    if row.state != RegionPlanState.PUBLISHING.value:
        return row
    try:
        return _published(system, row, on=on, account=account, only_what_holds=only_what_holds, step=step)
    except StoppedError:
        _move(system, row, RegionPlanState.DRAFT, {})  # what is written stays; the rest can be published again
        raise


def _published(
    system: SystemViewer, row: RegionPlan, *, on: date, account: UUID | None, only_what_holds: bool, step: Step
) -> RegionPlan:
    step(0, WHOLE, "смотрим, что изменилось с тех пор")
    planned = [
        _Row(*one)
        for one in RegionPlanRow.objects.of(system)
        .filter(plan=row, steps__gt=0)
        .order_by("pk")
        .values_list("person_id", "cohorts", "print")
    ]
    before, there = _written(system, row), people_at(system, row.node_id, on=on)
    live = _with_a_route(system, row, [one.person for one in planned]) - before.people
    left = [one for one in planned if one.person not in before.people]
    ahead = [one for one in left if one.person in there and one.person not in live]
    people = [one.person for one in ahead]
    gathered = gather(system, people, year=row.year, on=on, whole=True, told=lambda words: step(0, WHOLE, words))
    if not before.people:
        used = {cohort for one in planned for cohort in one.cohorts}
        seats = int(print_of_offers(gathered, used) != row.print)
        gone = len(left) - len(ahead) - len(live)
        changes = _changes(gathered, ahead, routes=len(live), gone=gone, seats=seats)
        if not must_say_stale(changes, only_what_holds=only_what_holds):
            return _move(system, row, RegionPlanState.STALE, changes)
    gathered = _with_ours(gathered, before.seats)
    step(_GATHERED, WHOLE, "проверяем каждый шаг по сегодняшним правилам")
    plan, lost = _again(gathered, ahead, seed=row.seed)
    made = _write(system, row, gathered, plan, account=account, step=step)
    outcome = {
        "made": made + len(before.people),
        "alone": len(_with_a_route(system, row, [one.person for one in planned])) - made - len(before.people),
        "gone": sum(one.person not in there and one.person not in live for one in left),
        "lost": lost,
    }
    outcome["without"] = max(0, len(planned) - outcome["made"] - outcome["alone"] - outcome["gone"])
    return _end(system, row, outcome)


def _written(system: SystemViewer, row: RegionPlan) -> _Before:
    routes = Route.objects.of(system).filter(year=row.year, drafted_with__plan=str(row.pk))
    people = dict(routes.values_list("pk", "person_id"))
    steps = RouteStep.objects.of(system).filter(route__in=people, cohort__isnull=False, state__in=_STANDING)
    return _Before(frozenset(people.values()), Counter(steps.values_list("cohort_id", flat=True)))


def _with_a_route(system: SystemViewer, row: RegionPlan, people: Collection[UUID]) -> set[UUID]:
    live = Route.objects.of(system).filter(year=row.year, state__in=LIVE).values_list("person_id", flat=True)
    return set(people) & set(live)


def _changes(gathered: Gathered, ahead: Sequence[_Row], **found: int) -> dict[str, int]:
    """What is otherwise than when it was planned: people with a route, people gone, other results or wishes, seats."""
    now: dict[Any, str] = {one.key: print_of_person(one) for one in gathered.problem.people}
    others = sum(now.get(one.person) != one.print for one in ahead)
    return {**found, "people": others}


def _with_ours(gathered: Gathered, seats: Counter[UUID]) -> Gathered:
    """Who was written before counts for the least size of a group."""
    if not seats:
        return gathered
    offers = tuple(
        replace(one, held=one.held + seats[key.cohort_id])
        for one, key in zip(gathered.problem.offers, gathered.offers, strict=True)
    )
    return replace(gathered, problem=replace(gathered.problem, offers=offers))


def _again(gathered: Gathered, ahead: Sequence[_Row], *, seed: int) -> tuple[Plan, int]:
    """The plan with today's records, and how many of its seats no longer stand."""
    number = {one.cohort_id: at for at, one in enumerate(gathered.offers)}
    wanted = {one.person: one.cohorts for one in ahead}
    cohorts: list[Sequence[UUID]] = [wanted[person.key] for person in gathered.problem.people]  # type: ignore[index]
    chosen = [[number[cohort] for cohort in row if cohort in number] for row in cohorts]
    completed = as_plan(gathered.problem, chosen, seed=seed, more=False)
    seats = sum(len(one.cohorts) for one in ahead)
    return completed.plan, seats - sum(map(len, completed.plan.taken))


def _write(
    system: SystemViewer, row: RegionPlan, gathered: Gathered, plan: Plan, *, account: UUID | None, step: Step
) -> int:
    indexes = [index for index, steps in enumerate(plan.steps) if steps]
    made_with = {"method": SHARED, "plan": str(row.pk), "chosen": row.chosen}
    made = 0
    for start in range(0, len(indexes), BATCH):
        done = _PLANNED + (WHOLE - _PLANNED) * start // len(indexes)
        step(done, WHOLE, f"записываем черновики: {start} из {len(indexes)}")
        batch = indexes[start : start + BATCH]
        with transaction.atomic():
            rows = write_rows(system, gathered, plan, batch, account=account, seed=row.seed, made_with=made_with)
        made += len(rows)
    return made


@transaction.atomic
def _move(system: SystemViewer, row: RegionPlan, to: RegionPlanState, changes: dict[str, int]) -> RegionPlan:
    held: RegionPlan = RegionPlan.objects.of(system).select_for_update(of=("self",)).get(pk=row.pk)
    held.state, held.changes = to.value, changes
    held.save(update_fields=["state", "changes"])
    return held


@transaction.atomic
def _end(system: SystemViewer, row: RegionPlan, outcome: dict[str, int]) -> RegionPlan:
    held: RegionPlan = RegionPlan.objects.of(system).select_for_update(of=("self",)).get(pk=row.pk)
    held.state, held.outcome, held.ended_at = RegionPlanState.PUBLISHED.value, outcome, timezone.now()
    held.save(update_fields=["state", "outcome", "ended_at"])
    drop_rows(system, held.pk)
    audit.record(system, "routes.region-plan-published", target=held, reason=f"маршрутов: {outcome['made']}")
    return held
