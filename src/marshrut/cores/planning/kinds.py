"""One person's route and ways that differ in kind: fewer hours, fewer journeys, sooner over, or more closed.

A kind is a narrower wish: so many hours, so far, until that day. Under each the first form of the draft is made anew
(`greedy`), from the narrowest wish on, until it closes a good share of what the standing route does. So every way keeps
every rule, and nothing has to be compiled: it answers within a page. `choices` finds the same kinds exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from marshrut.cores.planning.greedy import draft
from marshrut.cores.planning.places import distance_of
from marshrut.cores.planning.problem import REACHES, Offer, Person, PlannedStep, Problem, Reason, Unserved
from marshrut.cores.planning.state import TINY, Desk, Route
from marshrut.cores.planning.work import HALF

__all__ = ["Kind", "Place", "Way", "unserved", "ways"]

#: Another way closes at least this share of what the standing route closes.
ENOUGH = 0.6
#: More is closed only where it is more by so much; hours are fewer, the end is sooner, from here on.
_MORE, _FEWER, _SOONER = 1.05, 0.9, 14
_HOURS = (0.4, 0.55, 0.7, 0.85)
_DAYS = (0.35, 0.5, 0.65, 0.8)
_AWAY = REACHES.index("district")


class Kind(StrEnum):
    """In what a route is better than the others."""

    MOST = "most"
    FEWEST_HOURS = "fewest_hours"
    AT_HOME = "at_home"
    FASTEST = "fastest"


@dataclass(frozen=True, slots=True)
class Place:
    """Why a step: (competency, share it closes beside the other steps), how many other groups could stand there."""

    closes: tuple[tuple[str, float], ...]
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A route, what it closes (competency → share), what stays, and what it takes. `kind` None: the standing one.

    `away`: groups to which one has to go out of the settlement. `last_day` 0: no step has days.
    """

    kind: Kind | None
    steps: tuple[PlannedStep, ...]
    places: tuple[Place, ...]
    closes: tuple[tuple[str, float], ...]
    stays: tuple[str, ...]
    value: float
    hours: float
    away: int
    last_day: int

    @property
    def key(self) -> str:
        """The same for the same steps on the same days."""
        return "|".join(f"{one.offer}.{one.self_step}.{one.days[0]}.{one.days[1]}" for one in self.steps)


def ways(problem: Problem, standing: Sequence[PlannedStep], *, away: int | None = None, most: int = 2) -> list[Way]:
    """The standing route of the problem's only person, then up to `most` ways that differ from it in kind.

    `away`: journeys of the standing route, where some of its groups are offered no more. What the person keeps stays
    in each (`Person.kept`). Where nothing differs, the standing one is alone.
    """
    few, kept = _candidates(problem)
    place = {index: at for at, index in enumerate(kept)}
    stood = tuple(replace(one, offer=place.get(one.offer) if one.offer is not None else None) for one in standing)
    base = _described(few, None, stood)
    if away is not None:
        base = replace(base, away=away)
    found: list[Way] = []
    for kind in Kind:
        found += _first_of(few, kind, base, found)
    found = [one for one in found if not any(_beats(other, one) for other in found)]
    found.sort(key=lambda one: (one.kind is not Kind.MOST, -one.value))
    back = {at: index for index, at in place.items()}
    return [replace(base, steps=tuple(standing)), *(_with_offers(one, back) for one in found[:most])]


def unserved(problem: Problem, way: Way) -> tuple[Unserved, ...]:
    """What stays less than half closed in this way, and why: as in the widest draft, or because the way is narrower."""
    why = {one.competency: one.reason for one in draft(problem).unserved[0]}
    kept = _together([dict(one.effects) for one in problem.people[0].kept])
    closed = {code: share + min(1.0, kept.get(code, 0.0)) for code, share in way.closes}
    return tuple(
        Unserved(
            competency=one, closed=closed.get(one, min(1.0, kept.get(one, 0.0))), reason=why.get(one, Reason.LEFT_OUT)
        )
        for one in way.stays
    )


def _candidates(problem: Problem) -> tuple[Problem, list[int]]:
    """The same problem with the groups alone that could serve this person: all that follows is small."""
    kept = sorted(Route(Desk(problem), 0).candidates.tolist())
    return replace(problem, offers=tuple(problem.offers[one] for one in kept), whole=False), kept


def _with_offers(way: Way, back: dict[int, int]) -> Way:
    """Numbers of groups as the whole problem has them."""
    steps = tuple(
        replace(one, offer=back[one.offer], instead=tuple(back[other] for other in one.instead))
        if one.offer is not None
        else one
        for one in way.steps
    )
    return replace(way, steps=steps)


def _first_of(problem: Problem, kind: Kind, base: Way, others: list[Way]) -> list[Way]:
    """The narrowest wish of a kind under which enough is closed; nothing where there is none."""
    for wish in _wishes(problem, kind, base):
        steps = draft(wish).steps[0]
        same = {_choice(steps)} & {_choice(one.steps) for one in (base, *others)}
        if not any(one.closes for one in steps) or same:
            continue
        way = _described(problem, kind, steps)
        if way.value >= ENOUGH * base.value - TINY and _spares(way, base):
            return [way]
    return []


def _wishes(problem: Problem, kind: Kind, base: Way) -> Iterator[Problem]:
    person, year = problem.people[0], problem.year
    spent = sum(one.hours for one in person.kept)
    if kind is Kind.MOST:
        yield problem
    elif kind is Kind.FEWEST_HOURS:
        for share in _HOURS:
            yield replace(problem, people=(replace(person, hours=min(person.hours, spent + share * base.hours)),))
    elif kind is Kind.AT_HOME:
        for reach in REACHES[1:-1]:
            if REACHES.index(reach) < REACHES.index(person.reach):
                yield replace(problem, people=(replace(person, reach=reach),))
    else:
        first = year.days[0]
        for share in _DAYS:
            last = first + int(share * (base.last_day - first))
            if last > first:
                yield replace(problem, year=replace(year, days=(first, last)))


def _spares(way: Way, base: Way) -> bool:
    if way.kind is Kind.MOST:
        return way.value > _MORE * base.value + TINY
    if way.kind is Kind.FEWEST_HOURS:
        return way.hours <= _FEWER * base.hours + TINY
    if way.kind is Kind.AT_HOME:
        return way.away < base.away
    return way.last_day <= base.last_day - _SOONER


def _beats(one: Way, other: Way) -> bool:
    """Whether a way is better than another in something and worse in nothing: then the other is no choice."""
    mine, theirs = ((-way.value, way.hours, way.away, way.last_day) for way in (one, other))
    return mine != theirs and all(a <= b + TINY for a, b in zip(mine, theirs, strict=True))


def _choice(steps: Sequence[PlannedStep]) -> frozenset[tuple[int | None, int | None]]:
    return frozenset((one.offer, one.self_step) for one in steps)


def _described(problem: Problem, kind: Kind | None, steps: tuple[PlannedStep, ...]) -> Way:
    person = problem.people[0]
    gives = [_gives(problem, one) for one in steps]
    kept = _together([dict(one.effects) for one in person.kept])
    whole = _together([kept, *gives])
    closes = {
        one.competency: min(1.0, whole.get(one.competency, 0.0)) - min(1.0, kept.get(one.competency, 0.0))
        for one in person.deficits
    }
    return Way(
        kind=kind,
        steps=steps,
        places=_places(problem, steps, gives, kept),
        closes=tuple((code, share) for code, share in closes.items() if share > TINY),
        stays=tuple(one.competency for one in person.deficits if whole.get(one.competency, 0.0) < HALF - TINY),
        value=sum(one.weight * one.size * closes[one.competency] for one in person.deficits),
        hours=sum(one.hours for one in steps),
        away=sum(_is_away(person, problem.offers[one.offer]) for one in steps if one.offer is not None),
        last_day=max((one.days[1] for one in steps), default=0),
    )


def _is_away(person: Person, offer: Offer) -> bool:
    return distance_of(person, offer) >= _AWAY


def _gives(problem: Problem, step: PlannedStep) -> dict[str, float]:
    """What a step closes alone; of a group that is offered no more, what it was drafted for."""
    return dict(problem.offers[step.offer].effects) if step.offer is not None else dict(step.closes)


def _together(effects: Sequence[dict[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in effects:
        for code, share in one.items():
            found[code] = found.get(code, 0.0) + share
    return found


def _places(
    problem: Problem, steps: tuple[PlannedStep, ...], gives: list[dict[str, float]], kept: dict[str, float]
) -> tuple[Place, ...]:
    person, desk = problem.people[0], Desk(problem)
    found = []
    for at, step in enumerate(steps):
        reached = _together([kept, *(one for other, one in enumerate(gives) if other != at)])
        shares = (
            (one, min(gives[at].get(one.competency, 0.0), max(0.0, 1.0 - reached.get(one.competency, 0.0))))
            for one in person.deficits
        )
        closes = {one.competency: (share, one.weight * one.size) for one, share in shares if share > TINY}
        own = sum(share * weight for share, weight in closes.values())
        others = 0 if step.offer is None else _others(desk, steps, at, half=HALF * own)
        found.append(Place(tuple((code, share) for code, (share, _) in closes.items()), others))
    return tuple(found)


def _others(desk: Desk, steps: tuple[PlannedStep, ...], at: int, *, half: float) -> int:
    """Other groups that could stand in the place of a step, everything else kept, and close at least half as much."""
    route = Route(desk, 0)
    for other, one in enumerate(steps):
        if other != at:
            route.put(one)
    found = route.candidates[route.allowed(route.candidates)]
    found = found[found != steps[at].offer]
    for first, last in route.taken:
        found = found[(desk.last[found] < first) | (desk.first[found] > last)]
    if not len(found):
        return 0
    closed = route.worths(found) * desk.hours[found]
    return int(np.count_nonzero((closed >= half - TINY) & (closed > TINY)))
