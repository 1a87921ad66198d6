"""A region is planned behind the page: from records to arrays, a search, a draft that every checker has looked at.

Nothing is a route here. A run that is killed leaves nothing but its input: begun again it plans anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.routes.models import RegionPlan, RegionPlanRow
from marshrut.apps.routes.queries.drafting import Gathered, gather, people_at
from marshrut.apps.routes.queries.region_figures import SeatPrices, list_figures
from marshrut.apps.routes.queries.region_prints import print_of_offers, print_of_person
from marshrut.apps.routes.services.region_search import Search
from marshrut.apps.routes.types import RegionPlanState
from marshrut.cores.planning import Plan, Problem, draft, violations
from marshrut.cores.planning.bridge import AsRegion, as_plan, as_region, open_weight, seats_room, seats_value
from marshrut.cores.planning.region.checker import violations as broken_in
from marshrut.cores.planning.region.instance import Instance
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs.types import StoppedError
from marshrut.foundation.scope.bulk import copy_rows
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["WHOLE", "BrokenPlanError", "Step", "drop_rows", "make_plan", "nothing"]

Step = Callable[[int, int, str], None]
#: How far the parts of the work reach on the way to the whole.
WHOLE = 1000
_GATHERED, _GREEDY, _TRANSLATED, _SEARCHED, _COMPLETED, _CHECKED = 100, 200, 240, 880, 930, 970
#: Seconds between two looks at whether somebody said enough; how long the search may take to hear it.
_LOOK, _GRACE, _PATIENCE = 0.4, 3.0, 20.0


#: What is drawn and told is not told to the last bit.
_DIGITS = 6


class BrokenPlanError(RuntimeError):
    """A checker found a rule broken: such a plan is never kept. The message names rules and counts, nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What comes of a run: the better one of both plans, what its seats add, and what the search proved of that."""

    chosen: Plan
    name: str
    greedy: Plan
    value: float
    greedy_value: float
    bound: float
    room: float
    curve: list[tuple[float, float, float]]
    prices: SeatPrices | None


def nothing(done: int, total: int, words: str) -> None:
    """Nobody watches."""


def make_plan(system: SystemViewer, plan_id: UUID, *, step: Step = nothing, job_id: UUID | None = None) -> RegionPlan:
    """Plan it from the stored input and keep the draft. Raises StoppedError where it was thrown away meanwhile."""
    rows = RegionPlan.objects.of(system).filter(pk=plan_id)
    counting = rows.filter(state=RegionPlanState.COUNTING.value)
    if not counting.update(job_id=job_id, began_at=None, curve=[]):
        raise StoppedError
    row: RegionPlan = rows.get()
    try:
        step(0, WHOLE, "собираем, кому что нужно")
        people = people_at(system, row.node_id, on=row.on)
        gathered = gather(
            system, people, year=row.year, on=row.on, whole=True, told=lambda words: step(0, WHOLE, words)
        )
        made = _planned(system, row, gathered, step)
        _look_at(gathered.problem, made.chosen)
        step(_CHECKED, WHOLE, "записываем черновик плана")
        return _keep(system, row, gathered, made)
    except StoppedError:
        with transaction.atomic():
            drop_rows(system, row.pk)
            counting.update(state=RegionPlanState.THROWN.value, ended_at=timezone.now())
        raise


def _planned(system: SystemViewer, row: RegionPlan, gathered: Gathered, step: Step) -> _Made:
    problem, seed = gathered.problem, row.seed

    def told(first: int, last: int, words: str) -> Callable[[int, int], None]:
        return lambda done, total: step(first + (last - first) * done // max(1, total), WHOLE, words)

    words = "составляем обычные черновики: с ними сравним"
    greedy = draft(problem, seed=seed, tick=told(_GATHERED, _GREEDY, words))
    region = as_region(problem, tick=told(_GREEDY, _TRANSLATED, "смотрим, кому какая группа подходит"))
    usual, room = seats_value(region, greedy), seats_room(region)
    told_of: dict[str, Any] = {"greedy": greedy, "greedy_value": usual, "room": room}
    search = None
    if problem.people and problem.offers:
        few = len(problem.people) < gathered.framework.smallest_group  # a sum over so few would tell of somebody
        search = _searched(system, row, region.instance, None if few else (usual, room), step)
    if search is None or search.best is None:
        curve = [(0.0, usual, room)]
        return _Made(chosen=greedy, name="greedy", value=usual, bound=room, curve=curve, prices=None, **told_of)
    best = search.best
    _look_at_region(region, best)
    completed = _completed(problem, region.offers(best.people, best.resources), seed, told)
    name, chosen = ("plan", completed) if completed.value >= greedy.value else ("greedy", greedy)
    value = seats_value(region, chosen)
    bound = max(value, min(best.bound, room))
    curve = _curve(search, usual, room)
    curve.append((max(curve[-1][0], round(search.spent, 2)), round(value, _DIGITS), round(bound, _DIGITS)))
    prices = SeatPrices.of(region, len(problem.offers), best.prices.seats, best.prices.money)
    return _Made(chosen=chosen, name=name, value=value, bound=bound, curve=curve, prices=prices, **told_of)


def _completed(problem: Problem, offers: Sequence[Sequence[int]], seed: int, told: Any) -> Plan:
    """The seats with steps at hand, and with seats that stayed free or without: whichever closes more."""
    words = "добавляем шаги без групп и свободные места"
    half = (_SEARCHED + _COMPLETED) // 2
    more = as_plan(problem, offers, seed=seed, tick=told(_SEARCHED, half, words)).plan
    plain = as_plan(problem, offers, seed=seed, more=False, tick=told(half, _COMPLETED, words)).plan
    return more if more.value >= plain.value else plain


def _curve(search: Search, first: float, whole: float) -> list[tuple[float, float, float]]:
    """What was known when: at first the usual draft, and that no more can be closed than there is."""
    found = [(0.0, round(first, _DIGITS), round(whole, _DIGITS))]
    for seconds, value, bound in list(search.curve):
        found.append((seconds, max(found[-1][1], round(value, _DIGITS)), min(found[-1][2], round(bound, _DIGITS))))
    return found


def _searched(
    system: SystemViewer, row: RegionPlan, instance: Instance, known: tuple[float, float] | None, step: Step
) -> Search:
    """Search, tell how far it is, and listen: enough, or not wanted any more."""
    search, rows = Search(instance, seed=row.seed, seconds=row.seconds), RegionPlan.objects.of(system).filter(pk=row.pk)
    if row.enough_at is not None:  # said while it waited its turn
        search.enough()
    search.start()
    began, heard, written = False, None, 0
    try:
        while not search.over.wait(_LOOK):
            state, enough = rows.values_list("state", "enough_at").get()
            if state != RegionPlanState.COUNTING.value:
                raise StoppedError
            if enough is not None and heard is None:
                heard = time.monotonic()
                search.enough()
            if heard is not None and time.monotonic() - heard > (_GRACE if search.best else _PATIENCE):
                break  # what it is busy with ends by itself
            if search.ready.is_set() and not began:
                began = bool(rows.update(began_at=timezone.now()))
            if known is not None and len(search.curve) > written:
                written = len(search.curve)
                rows.update(curve=_curve(search, *known))
            step(_done(search), WHOLE, _words(search, heard=heard is not None))
    finally:
        search.enough()
    if search.error is not None:
        raise search.error
    return search


def _done(search: Search) -> int:
    return _TRANSLATED + round((_SEARCHED - _TRANSLATED) * min(1.0, search.spent / search.seconds))


def _words(search: Search, *, heard: bool) -> str:
    if heard:
        return "берём лучшее из найденного"
    if not search.ready.is_set():
        return "готовим расчёт: в первый раз это до минуты"
    return "ищем, как занять места с наибольшей пользой"


def _look_at(problem: Problem, plan: Plan) -> None:
    """Every rule of drafts again, in plain words and apart from who made the plan."""
    if found := violations(problem, plan):
        raise BrokenPlanError(f"{len(found)} rules of drafts are broken")


def _look_at_region(region: AsRegion, best: Any) -> None:
    pairs = zip(best.people.tolist(), best.resources.tolist(), strict=True)
    if found := broken_in(region.instance, pairs):
        raise BrokenPlanError(f"{len(found)} rules are broken: {', '.join(sorted({one.rule for one in found}))}")


def drop_rows(system: SystemViewer, plan_id: UUID) -> None:
    """Who would get what is not kept longer than somebody decides about it."""
    RegionPlanRow.objects.of(system).filter(plan_id=plan_id).delete()


@transaction.atomic
def _keep(system: SystemViewer, row: RegionPlan, gathered: Gathered, made: _Made) -> RegionPlan:
    held: RegionPlan = RegionPlan.objects.of(system).select_for_update(of=("self",)).get(pk=row.pk)
    if held.state != RegionPlanState.COUNTING.value:
        raise StoppedError
    problem = gathered.problem
    drop_rows(system, held.pk)
    copy_rows(
        RegionPlanRow, ("id", "tenant_id", "plan_id", "person_id", "cohorts", "steps", "print"),
        _rows(held, gathered, made.chosen),
    )  # fmt: skip
    held.state, held.chosen, held.made_at = RegionPlanState.DRAFT.value, made.name, timezone.now()
    held.open, held.room, held.bound, held.curve = open_weight(problem), made.room, made.bound, made.curve
    held.value, held.total = made.value, made.chosen.value
    held.greedy_value, held.greedy_total = made.greedy_value, made.greedy.value
    held.figures = list_figures(system, held.node_id, gathered, made.chosen, made.greedy, made.prices)
    held.print = print_of_offers(gathered, {gathered.offers[one].cohort_id for row in made.chosen.taken for one in row})
    if held.figures["few"]:
        held.curve, held.open, held.room, held.bound, held.value = [], None, None, None, None
        held.total = held.greedy_value = held.greedy_total = None
    held.save()
    audit.record(system, "routes.region-planned", target=held)
    return held


def _rows(row: RegionPlan, gathered: Gathered, plan: Plan) -> Iterator[Sequence[Any]]:
    keys = [one.cohort_id for one in gathered.offers]
    for person, taken, steps in zip(gathered.problem.people, plan.taken, plan.steps, strict=True):
        cohorts = [keys[offer] for offer in taken]
        yield new_id(), row.tenant_id, row.pk, person.key, cohorts, len(steps), print_of_person(person)
