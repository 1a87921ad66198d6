"""Steps without seats into what is left of a person's hours; what came of it, and what stays unserved and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.places import room
from marshrut.cores.planning.problem import REACHES, Days, PlannedStep, Reason, SelfStep, Unserved
from marshrut.cores.planning.state import TINY, Route

__all__ = ["HALF", "add_self_steps", "explain", "finish"]

#: Less than half closed: the person is told why.
HALF = 0.5


def add_self_steps(route: Route) -> None:
    """Best value per hour first, each once; what measures comes last, after everything else."""
    steps = route.desk.problem.self_steps
    tried: set[tuple[int, str]] = set()
    used: set[int] = set()
    while route.room > 0:
        best = max(_choices(route, used, tried), default=None)
        if best is None:
            break
        worth, at, index = best[0], -best[1], -best[2]
        made, deficit = steps[index], route.person.deficits[at]
        if _place(route, index, deficit.competency, worth, float(min(made.effect, route.open[at]))):
            used.add(index)
        else:
            tried.add((index, deficit.competency))
    if not route.steps:
        return
    for index, made in enumerate(steps):
        if made.measures and route.room > 0 and made.hours <= route.hours + TINY:
            _place(route, index, "", 0.0, 0.0)


def _choices(route: Route, used: set[int], tried: set[tuple[int, str]]) -> Iterator[tuple[float, int, int]]:
    """(value per hour, -deficit, -step): of equals the first deficit and the first step."""
    for index, made in enumerate(route.desk.problem.self_steps):
        if index in used or made.measures or made.hours > route.hours + TINY:
            continue
        for at, one in enumerate(route.person.deficits):
            if made.competencies is not None and one.competency not in made.competencies:
                continue
            if (index, one.competency) in tried:
                continue
            if made.after_learning is not None and _learnt_until(route, one.competency) is None:
                continue
            worth = float(route.weights[at] * min(made.effect, route.open[at])) / made.hours
            if worth > TINY:
                yield worth, -at, -index


def _learnt_until(route: Route, competency: str) -> int | None:
    """The last day of the first learning of this competency in the route; None where there is none."""
    offers = route.desk.problem.offers
    ends = [offers[one].days[1] for one in route.offers if competency in offers[one].effects]
    ends += [one.days[1] for one in route.person.kept if one.formal and competency in one.effects]
    return min(ends, default=None)


def _since(route: Route, made: SelfStep, competency: str) -> int:
    if made.measures:
        return max(one.days[1] for one in route.steps) + 1
    if made.after_learning is None:
        return route.desk.problem.year.days[0]
    return (_learnt_until(route, competency) or 0) + made.after_learning


def _place(route: Route, index: int, competency: str, worth: float, share: float) -> bool:
    problem = route.desk.problem
    made = problem.self_steps[index]
    days = _room(route, made, _since(route, made, competency))
    if days is None:
        return False
    closes = ((competency, share),) if competency else ()
    route.put(PlannedStep(offer=None, self_step=index, days=days, hours=made.hours, closes=closes, worth=worth))
    return True


def _room(route: Route, made: SelfStep, since: int) -> tuple[int, int] | None:
    """Room with days to breathe between steps; without them where the year is too full for that."""
    problem = route.desk.problem
    away = list(route.person.busy)
    for gap in {problem.gap: 0, 0: 0}:
        wide = [(first - gap, last + gap) for first, last in route.taken]
        found = room(made, problem.year, [*wide, *away], since=since, gap=0)
        if found is not None:
            return found
    return None


def finish(route: Route) -> tuple[tuple[PlannedStep, ...], float]:
    """The steps in the order of their days, and the value that they add."""
    began = np.array([route.open_share(one.competency) for one in route.person.deficits])
    value = float(((began - route.open) * route.weights).sum()) if len(began) else 0.0
    return tuple(sorted(route.steps, key=lambda one: (one.days, one.offer is None))), value


def explain(route: Route) -> tuple[Unserved, ...]:
    """Deficits of which less than half is closed, and how far the nearest miss came."""
    found = []
    for one, left in zip(route.person.deficits, route.open, strict=True):
        if 1.0 - left < HALF - TINY:
            found.append(
                Unserved(
                    competency=one.competency, closed=float(1.0 - left), reason=_nearest_miss(route, one.competency)
                )
            )
    return tuple(found)


def _nearest_miss(route: Route, competency: str) -> Reason:
    """Of all offers for a competency, the one that came furthest says why it was not to be."""
    desk = route.desk
    found = desk.serving[desk.column[competency]]
    found = found[~np.isin(found, route.offers)]
    if not len(found):
        return Reason.NOTHING_OFFERED
    still = np.ones(len(found), dtype=bool)
    last = Reason.NOTHING_OFFERED
    for reason, stopped in _hurdles(route, found):
        if (still & stopped).any():
            last = reason
        still &= ~stopped
        if not still.any():
            return last
    return Reason.STEPS if route.room <= 0 else Reason.HOURS


def _hurdles(route: Route, found: NDArray[np.int32]) -> Iterator[tuple[Reason, NDArray[np.bool_]]]:
    """Which offers stop at which hurdle, from the first to the last."""
    desk, person = route.desk, route.person
    programmes = [*route.learnt, *(desk.programme[one] for one in route.offers)]
    yield Reason.LEARNT_ALREADY, np.isin(desk.programme[found], programmes)
    yield Reason.LANGUAGE, ~desk.speaks(person)[found]
    yield Reason.TOO_FAR, desk.distances(person)[found] > REACHES.index(person.reach)
    yield Reason.OTHER_DATES, ~desk.in_year[found]
    yield Reason.BUSY, _on_days(route, found, person.busy)
    needs = np.zeros(len(found), dtype=bool)
    for at in np.flatnonzero(desk.has_needs[found]):
        needs[at] = not route.ready_for(int(found[at]))
    yield Reason.NEEDS_OTHER_FIRST, needs
    yield Reason.SMALL_GROUP, np.isin(found, list(desk.closed))
    yield Reason.NO_SEATS, desk.free[found] <= 0
    yield Reason.OVERLAPS, _on_days(route, found, route.taken)
    yield Reason.MIX, (desk.hours[found] > route.formal + TINY) & (desk.hours[found] <= route.hours + TINY)
    yield Reason.HOURS, desk.hours[found] > route.hours + TINY


def _on_days(route: Route, found: NDArray[np.int32], days: Iterable[Days]) -> NDArray[np.bool_]:
    met = np.zeros(len(found), dtype=bool)
    for first, last in days:
        met |= (route.desk.first[found] <= last) & (route.desk.last[found] >= first)
    return met
