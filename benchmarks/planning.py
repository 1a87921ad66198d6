"""How good the plan of a whole region is and how soon: 50,000 teachers, 2,000 resources, seats scarce.

`BENCH_SECONDS` shortens the runs. The first run on a machine compiles the loops, which is not counted.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from heapq import heappop, heappush

import numba
import numpy as np

from invented_region import invented_region
from marshrut.cores.planning.assign import assign, fair_shares, near, spread
from marshrut.cores.planning.choices import choices
from marshrut.cores.planning.region.checker import violations
from marshrut.cores.planning.region.draft import Draft
from marshrut.cores.planning.region.exact import best_together
from marshrut.cores.planning.region.market import Market
from marshrut.cores.planning.region.replan import replan
from marshrut.cores.planning.region.solve import RegionPlan, plans, solve
from shape import Row, best, promise, timed

TEACHERS, RESOURCES = 50_000, 2000
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))


def warm() -> None:
    """Compiled loops in memory before anything is measured."""
    for full in (False, True):
        solve(invented_region(400, 60, full=full), seed=1, seconds=2, clock=time.monotonic, exact=False)


@numba.njit(cache=True)
def _greedy(again, density, who, what, hours, taken, seats, d_ptr, d_comp, left, value, e_ptr, e_comp, effect, has):
    """The best of the whole region first; with `again`, what has become worth less an hour goes back into the heap."""
    heap = [(-density[k], k) for k in range(len(density))]  # sorted, so it is a heap already
    total = 0.0
    while len(heap) > 0:
        key, k = heappop(heap)
        i, r = who[k], what[k]
        if seats[r] < 1 or taken[r] > hours[i] or has[k]:
            continue
        gain = 0.0
        for e in range(e_ptr[r], e_ptr[r + 1]):
            for d in range(d_ptr[i], d_ptr[i + 1]):
                if d_comp[d] == e_comp[e]:
                    gain += value[d] * min(left[d], effect[e])
        if gain <= 1e-9:
            continue
        if again and gain / taken[r] < -key - 1e-9:
            heappush(heap, (-gain / taken[r], k))
            continue
        has[k] = True
        total += gain
        seats[r] -= 1
        hours[i] -= taken[r]
        for e in range(e_ptr[r], e_ptr[r + 1]):
            for d in range(d_ptr[i], d_ptr[i + 1]):
                if d_comp[d] == e_comp[e]:
                    left[d] = max(0.0, left[d] - effect[e])
    return total


def greedy(market: Market, *, by_hour: bool = True, again: bool = True) -> float:
    """The value of a greedy plan; for regions without days, needs, budgets and groups. Ranked by value an hour or by
    value; `again`: ranked anew as steps close what others would close too; else counted once, as one sorts a sheet.
    """
    desk, instance = market.desk, market.instance
    who = np.repeat(np.arange(instance.people), np.diff(desk.ptr))
    density = desk.worth / (instance.taken_hours[desk.res] if by_hour else 1.0)
    order = np.argsort(-density, kind="stable")
    return float(
        _greedy(
            again, density[order], who[order], desk.res[order], instance.hours.copy(), instance.taken_hours,
            market.seats.copy(), desk.d_ptr, desk.d_comp, desk.d_size.copy(), desk.d_value, desk.e_ptr, desk.e_comp,
            desk.effect, np.zeros(len(order), dtype=bool),
        )
    )  # fmt: skip


def first_come(market: Market) -> float:
    """Everybody in turn takes their own best route of what is left."""
    draft = Draft.empty(market)
    people = np.random.default_rng(0).permutation(market.instance.people)
    draft.renew(people, np.zeros(market.instance.resources))
    return draft.value()


def curve(instance: object, seconds: float) -> tuple[list[tuple[float, RegionPlan]], float]:
    """(seconds, plan) of each plan on the way."""
    began = time.monotonic()
    found = [
        (time.monotonic() - began, plan)
        for plan in plans(instance, seed=1, seconds=seconds, clock=time.monotonic, threads=2)
    ]
    return found, time.monotonic() - began


@promise
def plain_region() -> Iterator[Row]:
    """Capped value and hours, seats scarce: within half a percent of what no plan exceeds, proved, in a minute."""
    warm()
    instance = invented_region(TEACHERS, RESOURCES)
    market = Market(instance, threads=2)
    fcfs_seconds, fcfs = timed(lambda: first_come(market))
    greedy(Market(invented_region(300, 40)))
    greedy_seconds, by_greed = timed(lambda: greedy(market))
    sorted_once = max(greedy(market, by_hour=by_hour, again=False) for by_hour in (True, False))
    pairs = len(market.desk.res)
    found, seconds = curve(instance, SECONDS)
    at, first = found[0]
    plan = found[-1][1]
    broken = violations(instance, zip(plan.people.tolist(), plan.resources.tolist(), strict=True))
    for when, one in found:
        yield Row(
            f"  на {when:.0f}-й секунде: разрыв", 100 * one.gap, "%", f"закрыто {one.value:.0f} из {one.bound:.0f}"
        )
    yield Row("Пар человек–ресурс", pairs / 1e6, "млн")
    yield Row("Первый план: разрыв", 100 * first.gap, "%", promised=5)
    yield Row("Первый план: когда", at, "с", promised=10)
    yield Row("План: разрыв", 100 * plan.gap, "%", promised=0.5)
    yield Row("План: когда", seconds, "с", promised=60)
    yield Row("Нарушенных правил", float(len(broken)), "", promised=0)
    yield Row(
        "Закрыто", plan.value, "", f"кто первый пришёл, {fcfs_seconds:.1f} с", fcfs, 1.2, of_ratio=True, at_least=True
    )
    yield Row("Закрыто", plan.value, "", "жадно, по разу", sorted_once, 1.1, of_ratio=True, at_least=True)
    yield Row("Закрыто", plan.value, "", f"жадно, заново после каждого шага, {greedy_seconds:.1f} с", by_greed)
    yield Row("Без маршрута", 100 * (1 - plan.served / instance.people), "%")
    yield Row("Память", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, "ГБ", promised=4)


@promise
def full_region() -> Iterator[Row]:
    """With days, needs, budgets and minimum groups; then one percent refuses."""
    warm()
    instance = invented_region(TEACHERS, RESOURCES, full=True)
    found, seconds = curve(instance, 5 * SECONDS)
    plan = found[-1][1]
    old = list(zip(plan.people.tolist(), plan.resources.tolist(), strict=True))
    for when, one in found:
        yield Row(
            f"  на {when:.0f}-й секунде: разрыв", 100 * one.gap, "%", f"закрыто {one.value:.0f} из {one.bound:.0f}"
        )
    yield Row("Все правила: разрыв", 100 * plan.gap, "%", promised=1.5)
    yield Row("Все правила: когда", seconds, "с", promised=300)
    yield Row("Нарушенных правил", float(len(violations(instance, old))), "", promised=0)
    market = Market(instance, threads=2)
    refused = [old[k] for k in np.random.default_rng(3).choice(len(old), len(old) // 100, replace=False)]
    spent, change = timed(lambda: replan(market, old, plan.prices, refused=refused))
    new = list(zip(change.people.tolist(), change.resources.tolist(), strict=True))
    yield Row("1 % отказался: план заново", spent, "с", promised=2)
    yield Row("  других маршрутов изменилось", 100 * len(change.moved) / instance.people, "%", promised=1)
    yield Row("  закрыто после", change.value, "", "до отказов", plan.value)
    yield Row("  нарушенных правил", float(len(violations(instance, new))), "", promised=0)


@promise
def against_highs() -> Iterator[Row]:
    """On what HiGHS can take: 300 teachers, the same seconds."""
    instance = invented_region(300, 120, seed=2, everybody=True)
    limit = min(40.0, SECONDS)
    market = Market(instance)
    none = np.zeros(instance.resources, dtype=np.int64)
    everybody = np.arange(instance.people)
    whole = best_together(market, everybody, seats=market.seats, money=market.amounts, others=none, seconds=limit)
    plan = solve(instance, seed=1, seconds=limit, clock=time.monotonic)
    value, bound = (whole.value, whole.bound) if whole else (0.0, float("nan"))
    yield Row("300 человек: закрыто", plan.value, "", f"HiGHS за {limit:.0f} с", value or None)
    yield Row("300 человек: граница", plan.bound, "", "HiGHS", bound)
    yield Row("300 человек: разрыв", 100 * plan.gap, "%", "HiGHS", 100 * (bound - value) / bound)


@promise
def assignments() -> Iterator[Row]:
    """50,000 teachers to 300 methodists, exactly; one percent moves house."""
    rng = np.random.default_rng(1)
    subjects, of = rng.integers(0, 20, TEACHERS), np.arange(300) % 20
    homes, offices, room = rng.random((TEACHERS, 2)) * 300, rng.random((300, 2)) * 300, np.full(300, 217)
    arcs = near(subjects, homes, of, offices)
    made = assign(arcs, room)
    yield Row("Методисты: 750 тыс. дуг", best(lambda: assign(arcs, room)), "с", promised=2)
    yield Row("  среднее расстояние", made.cost / TEACHERS, "км", "доказанная граница", made.bound / TEACHERS)
    held = rng.integers(0, 40, 300)
    level = fair_shares(arcs, held, room)
    even = np.clip(level - held, 0, room)
    yield Row(
        "  поровну, при том что у каждого уже есть",
        best(lambda: spread(arcs, room, even, crowd=90.0)),
        "с",
        promised=15,
    )
    moved = homes.copy()
    moved[:500] = rng.random((500, 2)) * 300
    again = assign(near(subjects, moved, of, offices, before=made.place, stay=30.0), room)
    yield Row(
        "  сменили методиста, когда переехал 1 %", 100 * float((again.place != made.place).mean()), "%", promised=2
    )


@promise
def one_person() -> Iterator[Row]:
    """A route with two alternatives, of the catalogue of the region."""
    instance = invented_region(2000, RESOURCES, full=True)
    home = np.random.default_rng(0).random(RESOURCES) < 0.4
    choices(instance, 0, at_home=home)
    spent = [timed(lambda i=i: choices(instance, i, at_home=home))[0] for i in range(200)]
    yield Row("Маршрут с вариантами, 95 из 100", 1000 * float(np.quantile(spent, 0.95)), "мс", promised=50)
