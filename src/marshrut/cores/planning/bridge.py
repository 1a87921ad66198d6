"""The problem of drafts as a region of `region`, and seats that were decided there as a plan of drafts again.

What a region does not know is settled here: who may come to what at all is asked of the same desk that makes drafts
(reach, language, year, days when somebody is away, what was learnt). Steps without seats that everybody has time for
beside formal learning are taken for done: what is asked is what seats add to them, so that no seat goes where a talk
with a colleague would do. A programme that needs another one of which several groups end before stands once for each
of them, and these share their seats as a budget of one a seat. So all seats that drafts could give are a plan of the
region, and its bound holds for them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.greedy import Told, ended, give_seats
from marshrut.cores.planning.problem import Plan, Problem, ProblemError
from marshrut.cores.planning.region.instance import Instance, Lists
from marshrut.cores.planning.state import TINY, Desk, Route
from marshrut.cores.planning.work import add_self_steps

__all__ = ["AsRegion", "Completed", "as_plan", "as_region", "open_weight", "seats_room", "seats_value"]

Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AsRegion:
    """The arrays, and which offer of the problem each resource is. `size` of the instance is what is left of each
    deficit when people have done what they can without a seat in the hours that are kept for that."""

    instance: Instance
    offer_of: NDArray[np.int64]

    def offers(self, people: NDArray[np.int64], resources: NDArray[np.int64]) -> list[list[int]]:
        """Steps (person, resource) as offers, person by person in the order of their days."""
        found: list[list[int]] = [[] for _ in range(self.instance.people)]
        order = np.argsort(self.instance.starts[resources], kind="stable")
        for person, offer in zip(people[order].tolist(), self.offer_of[resources[order]].tolist(), strict=True):
            found[person].append(offer)
        return found


@dataclass(frozen=True, slots=True)
class Completed:
    """A whole plan, and the seats (person, offer) that could not be kept in it."""

    plan: Plan
    lost: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """An offer by one choice of groups for what it needs first: (programme, offer) each; `alone`: no other way."""

    offer: int
    before: tuple[tuple[Hashable, int], ...]
    never: frozenset[Hashable]


def as_region(problem: Problem, *, tick: Tick | None = None) -> AsRegion:
    """The same as arrays of `region`. Raises ProblemError where somebody has steps that are kept."""
    if any(person.kept for person in problem.people):
        raise ProblemError("kept steps are planned around one by one, not as a region")
    desk = Desk(problem)
    ways = _ways(problem, desk)
    of_offer: dict[int, list[int]] = {}
    for at, way in enumerate(ways):
        of_offer.setdefault(way.offer, []).append(at)
    asked = {need for offer in problem.offers for need in offer.needs}
    teaching: dict[Hashable, list[int]] = {}
    for at, way in enumerate(ways):
        if problem.offers[way.offer].programme in asked:
            teaching.setdefault(problem.offers[way.offer].programme, []).append(at)
    eligible, done, hours = [], [], np.zeros(len(problem.people))
    left: list[NDArray[np.float64]] = []
    for index, person in enumerate(problem.people):
        route = Route(desk, index)
        left.append(_left_for_seats(desk, index))
        hours[index] = max(0.0, min(route.hours, route.formal))
        eligible.append(_may(problem, ways, of_offer, route.candidates, person.done))
        done.append(np.array(sorted(at for one in person.done for at in teaching.get(one, ())), dtype=np.int64))
        if tick is not None and index % 200 == 0:
            tick(index, len(problem.people))
    return AsRegion(
        _instance(problem, desk, ways, of_offer, hours, left, _lists(eligible), _lists(done)),
        np.array([way.offer for way in ways], dtype=np.int64),
    )


def _ways(problem: Problem, desk: Desk) -> list[_Way]:
    """Every offer once, and then the further ways to what needs one of several groups first."""
    by_programme: dict[Hashable, list[int]] = {}
    for index, offer in enumerate(problem.offers):
        if desk.in_year[index] and offer.seats > 0:
            by_programme.setdefault(offer.programme, []).append(index)
    first, further = [], []
    for index, offer in enumerate(problem.offers):
        groups = {
            need: [one for one in by_programme.get(need, ()) if problem.offers[one].days[1] < offer.days[0]]
            for need in sorted(offer.needs, key=str)
        }
        never = frozenset(need for need, found in groups.items() if not found)
        ours = [
            _Way(index, tuple(zip((one for one in groups if one not in never), chosen, strict=True)), never)
            for chosen in product(*(found for found in groups.values() if found))
        ]
        first.append(ours[0])
        further += ours[1:]
    return first + further


def _may(
    problem: Problem,
    ways: Sequence[_Way],
    of_offer: dict[int, list[int]],
    candidates: NDArray[np.int32],
    done: frozenset[Hashable],
) -> NDArray[np.int64]:
    """By which ways a person may come to what: of those that differ in what is learnt already alone, the first."""
    plain, special = [], []
    for offer in candidates.tolist():
        if not problem.offers[offer].needs:
            plain.append(offer)
            continue
        seen: set[tuple[tuple[Hashable, int], ...]] = set()
        for at in of_offer[offer]:
            lacking = tuple((need, group) for need, group in ways[at].before if need not in done)
            if ways[at].never <= done and lacking not in seen:
                seen.add(lacking)
                special.append(at)
    return np.array(sorted(plain + special), dtype=np.int64)


def _left_for_seats(desk: Desk, index: int) -> NDArray[np.float64]:
    """Of each deficit, what the steps leave that need no seat and fit into the hours beside formal learning."""
    route = Route(desk, index)
    person = route.person
    route.hours = min(route.hours, person.hours * person.not_formal)
    add_self_steps(route)
    return route.open


def _lists(rows: Sequence[NDArray[np.int64]]) -> Lists:
    ptr = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in rows], out=ptr[1:])
    return Lists(ptr, np.concatenate([*rows, np.empty(0, dtype=np.int64)]).astype(np.int64))


def _instance(
    problem: Problem,
    desk: Desk,
    ways: Sequence[_Way],
    of_offer: dict[int, list[int]],
    hours: NDArray[np.float64],
    left: Sequence[NDArray[np.float64]],
    eligible: Lists,
    done: Lists,
) -> Instance:
    offers = [problem.offers[way.offer] for way in ways]
    shared = [offer for offer, found in of_offer.items() if len(found) > 1]
    line = {offer: number for number, offer in enumerate(shared)}
    budget = np.array([line.get(way.offer, -1) for way in ways], dtype=np.int64)
    least = np.array([max(0, one.least - one.held) if problem.whole else 0 for one in offers], dtype=np.int64)
    seats = np.array([one.seats for one in offers], dtype=np.float64)
    seats[least > seats] = 0.0  # a group that cannot become large enough is no group
    least[(budget >= 0) | (seats < 1)] = 0
    kinds = np.array([desk.programmes[one.programme] for one in offers], dtype=np.int64)
    alone = np.bincount(kinds, minlength=len(desk.programmes)) == 1 if len(kinds) else np.zeros(0, dtype=bool)
    kinds[alone[kinds]] = -1
    effects = [sorted((desk.column[code], float(share)) for code, share in one.effects.items()) for one in offers]
    needs = [np.array(sorted({group for _, group in way.before}), dtype=np.int64) for way in ways]
    lacks = [[(desk.column[one.competency], one.weight * one.size) for one in who.deficits] for who in problem.people]
    deficits = _lists([np.array([code for code, _ in row], dtype=np.int64) for row in lacks])
    return Instance(
        competencies=max(1, len(desk.column)),
        hours=hours,
        weight=np.ones(len(problem.people)),
        deficits=deficits,
        size=np.concatenate([*left, np.empty(0)]),
        value=np.array([worth for row in lacks for _, worth in row], dtype=np.float64),
        taken_hours=np.array([one.hours for one in offers], dtype=np.float64),
        seats=seats,
        cost=np.where(budget >= 0, 1.0, 0.0),
        budget=budget,
        starts=np.array([one.days[0] for one in offers], dtype=np.int64),
        ends=np.array([one.days[1] for one in offers], dtype=np.int64),
        least=least,
        effects=_lists([np.array([code for code, _ in row], dtype=np.int64) for row in effects]),
        effect=np.array([share for row in effects for _, share in row], dtype=np.float64),
        needs=_lists(needs),
        in_order=np.ones(sum(map(len, needs)), dtype=bool),
        amounts=np.array([problem.offers[offer].seats for offer in shared], dtype=np.float64),
        busy=Lists(np.zeros(len(lacks) + 1, dtype=np.int64), np.empty(0, dtype=np.int64)),
        busy_ends=np.empty(0, dtype=np.int64),
        done=done,
        eligible=eligible,
        kinds=kinds,
        most_steps=max(1, problem.most_steps),
    )


def as_plan(
    problem: Problem, chosen: Sequence[Sequence[int]], *, seed: int = 0, more: bool = True, tick: Tick | None = None
) -> Completed:
    """A whole plan from seats that are decided, taken in the order given: kept where every rule still lets them, small
    groups closed.

    With `more`, what is free then goes to whom it helps, best value an hour first, without opening a small group. Then
    steps at hand, as in every draft. What would close nothing is left out.
    """
    desk, told = Desk(problem), Told(tick, len(problem.people))
    routes: list[Route] = []
    lost: list[tuple[int, int]] = []
    for index in range(len(problem.people)):
        routes.append(Route(desk, index))
        lost += _keep(routes[index], index, chosen[index])
        told.step(index)
    while problem.whole and (small := desk.small_groups()):
        desk.closed |= small
        for index in [at for at, route in enumerate(routes) if small & set(route.offers)]:
            lost += [(index, offer) for offer in routes[index].offers if offer in small]
            kept = [offer for offer in routes[index].offers if offer not in small]
            routes[index].release()
            routes[index] = Route(desk, index)
            lost += _keep(routes[index], index, kept)
    if more:
        if problem.whole:
            desk.closed |= set(_unopened(desk))
        order = np.random.default_rng(seed).permutation(len(problem.people))
        give_seats(desk, routes, order, list(range(len(routes))), told)
    return Completed(ended(desk, routes, told), tuple(lost))


def _keep(route: Route, index: int, offers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Take these seats in order; yields those that no rule lets be taken or that close nothing."""
    for offer in offers:
        one = np.array([offer], dtype=np.int32)
        may = route.room > 0 and bool(np.isin(one, route.candidates)[0]) and bool(route.allowed(one)[0])
        if may and float(route.worths(one)[0]) > TINY:
            route.take(offer)
        else:
            yield index, offer


def _unopened(desk: Desk) -> Iterator[int]:
    """Groups that nobody should begin: with one more they would still be too small."""
    for index, offer in enumerate(desk.problem.offers):
        if desk.given[index] + offer.held < offer.least:
            yield index


def seats_value(region: AsRegion, plan: Plan) -> float:
    """What the seats of a plan add to what everybody can do without one: what a bound of the region is about."""
    instance, total = region.instance, 0.0
    effects = [
        dict(zip(instance.effects.row(at).tolist(), _along(instance, at).tolist(), strict=True))
        for at in range(instance.resources)
    ]
    resource = {int(offer): at for at, offer in reversed(list(enumerate(region.offer_of)))}
    for person, taken in enumerate(plan.taken):
        first, last = int(instance.deficits.ptr[person]), int(instance.deficits.ptr[person + 1])
        for at in range(first, last) if taken else ():
            code = int(instance.deficits.items[at])
            reached = sum(effects[resource[offer]].get(code, 0.0) for offer in taken)
            total += float(instance.value[at]) * min(float(instance.size[at]), reached)
    return total


def seats_room(region: AsRegion) -> float:
    """What seats could add if there were enough of them: no plan exceeds it."""
    return float(region.instance.value @ region.instance.size)


def _along(instance: Instance, at: int) -> NDArray[np.float64]:
    return instance.effect[instance.effects.ptr[at] : instance.effects.ptr[at + 1]]


def open_weight(problem: Problem) -> float:
    """All that there is to close."""
    return sum(one.weight * one.size for person in problem.people for one in person.deficits)
