"""A draft by closed deficit per hour: the best pair of person and seat in the whole region first, then steps at hand.

1. Of all pairs (person, offer) that break no rule the one with most value per hour is taken, again and again. Only a
   person's own steps and vanished seats can make another pair worse, so each person stands in a heap with their best
   pair, and it is looked at anew when its turn comes (lazy greedy for capped coverage, exact).
2. Where everybody is looked at (`whole`), groups below their least size close and their people are drafted again.
3. What is left of everybody's hours goes to steps without seats, best per hour first, where the days have room.

Equal pairs are told apart by an order drawn with the seed: with the same seed the plan is the same.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.places import meets
from marshrut.cores.planning.problem import Plan, PlannedStep, Problem
from marshrut.cores.planning.state import TINY, Desk, Route
from marshrut.cores.planning.work import add_self_steps, explain, finish

__all__ = ["Told", "alternatives", "draft", "ended", "give_seats"]

Tick = Callable[[int, int], None]
_TICK_EVERY = 200


def draft(problem: Problem, *, seed: int = 0, tick: Tick | None = None) -> Plan:
    """A plan for everybody. `tick(done, all)` is called on the way and may raise to stop. Raises ProblemError."""
    desk = Desk(problem)
    order = np.random.default_rng(seed).permutation(len(problem.people))
    told = Told(tick, len(problem.people))
    routes = []
    for index in range(len(problem.people)):
        routes.append(Route(desk, index))
        told.step(index)
    give_seats(desk, routes, order, list(range(len(routes))), told)
    _close_small_groups(desk, routes, order)
    return ended(desk, routes, told)


def ended(desk: Desk, routes: list[Route], told: Told) -> Plan:
    """Routes whose seats are settled as a plan: steps at hand, what stays unserved and why. The routes are let go."""
    told.next()
    steps, unserved, value = [], [], 0.0
    taken = tuple(tuple(route.offers) for route in routes)
    for index, route in enumerate(routes):
        add_self_steps(route)
        made, gained = finish(route)
        steps.append(made)
        unserved.append(explain(route))
        value += gained
        routes[index] = None  # type: ignore[call-overload]  # what is finished is let go: memory stays level
        told.step(index)
    return Plan(
        steps=tuple(steps), unserved=tuple(unserved), value=value, closed_groups=frozenset(desk.closed), taken=taken
    )


class Told:
    """How far a draft is: four stages of one length; looking, comparing, giving seats, steps at hand."""

    def __init__(self, tick: Tick | None, people: int) -> None:
        self.tick, self.people, self.stage = tick, people, 0

    def step(self, done: int) -> None:
        """So far in this stage; said now and then."""
        if self.tick is not None and done % _TICK_EVERY == 0:
            self.tick(self.stage * self.people + min(done, self.people), 4 * self.people)

    def next(self) -> None:
        """The next stage."""
        self.stage += 1


def give_seats(
    desk: Desk, routes: list[Route], order: NDArray[np.int64], who: list[int], told: Told | None = None
) -> None:
    """Seats to these people, best value per hour first over all of them."""
    told = told or Told(None, 0)
    told.next()
    heap: list[tuple[float, int, int, int]] = []
    for at, index in enumerate(who):
        found = routes[index].best_offer()
        if found is not None:
            heap.append((-found[1], int(order[index]), index, found[0]))
        told.step(at)
    told.next()
    heapq.heapify(heap)
    rounds = 0
    while heap:
        said, rank, index, offer = heapq.heappop(heap)
        rounds += 1
        told.step(min(rounds, told.people))
        route = routes[index]
        if desk.free[offer] <= 0:
            found = route.best_offer()
            if found is None:
                continue
            if -found[1] > said + TINY:
                heapq.heappush(heap, (-found[1], rank, index, found[0]))
                continue
            offer = found[0]
        route.take(offer)
        again = route.best_offer()
        if again is not None:
            heapq.heappush(heap, (-again[1], rank, index, again[0]))


def _close_small_groups(desk: Desk, routes: list[Route], order: NDArray[np.int64]) -> None:
    """Close groups that stay below their least size; whoever sat there is drafted again from the beginning."""
    while desk.problem.whole:
        small = desk.small_groups()
        if not small:
            return
        desk.closed |= small
        again = [index for index, route in enumerate(routes) if small & set(route.offers)]
        for index in again:
            routes[index].release()
            routes[index] = Route(desk, index)
        give_seats(desk, routes, order, again)


def alternatives(problem: Problem, plan: Plan, person: int, step: int, *, most: int = 3) -> list[PlannedStep]:
    """Other groups that could stand in the place of a step, everything else kept, best per hour first."""
    held = plan.steps[person]
    desk = Desk(problem)
    for index, steps in enumerate(plan.steps):
        for at, one in enumerate(steps):
            if one.offer is not None and (index, at) != (person, step):
                desk.free[one.offer] -= 1
    route = Route(desk, person)
    for at, one in enumerate(held):
        if at != step:
            route.put(one)
    found = []
    for offer, worth in _ranked(route, held[step]):
        given = problem.offers[offer]
        if any(meets(given.days, one.days) for at, one in enumerate(held) if at != step):
            continue
        found.append(
            PlannedStep(
                offer=offer,
                self_step=None,
                days=given.days,
                hours=given.hours,
                closes=route.closes_of_offer(offer),
                worth=worth,
            )
        )
        if len(found) == most:
            break
    return found


def _ranked(route: Route, instead: PlannedStep) -> Iterator[tuple[int, float]]:
    if instead.offer is not None:
        route.refuse(instead.offer)
    while (best := route.best_offer()) is not None:
        yield best
        route.refuse(best[0])
