"""One person's route in the terms of the region's plan: the best one, alternatives that differ in kind, and why.

A kind is a price on what it spares: λ · hours, λ · steps away from home, λ · the last day. λ grows until the route is
another one that spares something and still closes a good share of what the best one does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.kinds import Kind
from marshrut.cores.planning.region.desk import desk_of, room_of, sizes_of
from marshrut.cores.planning.region.instance import Floats, Instance, Lists
from marshrut.cores.planning.region.repair import closed_value
from marshrut.cores.planning.region.search import Desk, Room, search

__all__ = ["Choice", "Kind", "Why", "choices", "only"]

#: An alternative closes at least this share of what the best route closes.
_ENOUGH = 0.6
_STRENGTHS = (0.1, 0.3, 0.9)
_NODES = 800


@dataclass(frozen=True, slots=True)
class Why:
    """Why a step: (competency, value it closes beside the other steps), hours, how many others could stand here."""

    resource: int
    closes: tuple[tuple[int, float], ...]
    hours: float
    others: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A route, what it closes, and what it takes: hours, steps away from home, the last day (0: no days)."""

    kind: Kind
    steps: tuple[Why, ...]
    value: float
    hours: float
    away: int
    last_day: int


def only(instance: Instance, person: int) -> Instance:
    """The same catalogue for one person."""

    def cut(lists: Lists) -> Lists:
        return Lists(np.array([0, len(lists.row(person))], dtype=np.int64), lists.row(person))

    first, last = instance.deficits.ptr[person], instance.deficits.ptr[person + 1]
    begin, end = instance.busy.ptr[person], instance.busy.ptr[person + 1]
    return replace(
        instance, hours=instance.hours[person : person + 1], weight=instance.weight[person : person + 1],
        deficits=cut(instance.deficits), size=instance.size[first:last], value=instance.value[first:last],
        busy=cut(instance.busy), busy_ends=instance.busy_ends[begin:end], done=cut(instance.done),
        eligible=cut(instance.eligible) if instance.eligible is not None else None,
        least=np.zeros_like(instance.least),
    )  # fmt: skip


def choices(
    instance: Instance, person: int, *, price: Floats | None = None, at_home: NDArray[np.bool_] | None = None,
    most: int = 3,
) -> list[Choice]:  # fmt: skip
    """The best route and up to `most` - 1 alternatives, each better in its kind than the best one.

    `price` (m): what a seat is worth elsewhere, inf where none is left. `at_home` (m): nobody has to go anywhere.
    Empty where nothing can be offered.
    """
    mine = only(instance, person)
    desk = desk_of(mine)
    room = room_of(sizes_of(mine, desk))
    net = np.zeros(instance.resources) if price is None else price
    steps = sizes_of(mine, desk).steps
    best = _route(desk, room, net, steps)
    if not best:
        return []
    found = [_described(mine, desk, room, Kind.MOST, best, net, at_home)]
    usual = float(np.median(desk.worth[desk.worth > 0]))
    for kind, unit in _units(mine, at_home).items():
        for strength in _STRENGTHS:
            route = _route(desk, room, net + strength * usual * unit, steps)
            if not route:
                break
            one = _described(mine, desk, room, kind, route, net, at_home)
            if one.value < _ENOUGH * found[0].value:
                break
            if _spares(one, found[0]) and all(set(route) != {why.resource for why in other.steps} for other in found):
                found.append(one)
                break
        if len(found) == most:
            break
    return found


def _units(instance: Instance, at_home: NDArray[np.bool_] | None) -> dict[Kind, Floats]:
    """What each kind puts a price on, about 1 for a usual step."""
    hours = instance.taken_hours / max(1.0, float(np.median(instance.taken_hours)))
    units = {Kind.FEWEST_HOURS: hours}
    if at_home is not None:
        units[Kind.AT_HOME] = np.where(at_home, 0.0, 1.0)
    dated = instance.starts <= instance.ends
    if dated.any():
        first, last = int(instance.starts[dated].min()), int(instance.ends[dated].max())
        units[Kind.FASTEST] = np.where(dated, 2.0 * (instance.ends - first) / max(1, last - first), 0.0)
    return units


def _route(desk: Desk, room: Room, price: Floats, steps: int) -> list[int]:
    _, _, count = search(desk, room, 0, price, 0.0, _NODES, steps)
    return sorted(room.best[:count].tolist())


def _spares(one: Choice, best: Choice) -> bool:
    if one.kind is Kind.FEWEST_HOURS:
        return one.hours < best.hours
    return one.away < best.away if one.kind is Kind.AT_HOME else one.last_day < best.last_day


def _described(
    instance: Instance, desk: Desk, room: Room, kind: Kind, route: list[int], net: Floats,
    at_home: NDArray[np.bool_] | None,
) -> Choice:  # fmt: skip
    dated = [r for r in route if instance.starts[r] <= instance.ends[r]]
    return Choice(
        kind=kind,
        steps=tuple(_why(instance, desk, route, r, net) for r in route),
        value=float(closed_value(desk, room, 0, np.array(route, dtype=np.int32), len(route))),
        hours=float(instance.taken_hours[route].sum()),
        away=0 if at_home is None else int((~at_home[route]).sum()),
        last_day=max((int(instance.ends[r]) for r in dated), default=0),
    )


def _why(instance: Instance, desk: Desk, route: list[int], step: int, net: Floats) -> Why:
    """What a step closes once the others are taken, and how many others close at least half as much in its place."""
    reached: dict[int, float] = {}
    for resource in route:
        if resource != step:
            for c, effect in _effects(instance, resource):
                reached[c] = reached.get(c, 0.0) + effect
    value = dict(zip(desk.d_comp.tolist(), zip(desk.d_size.tolist(), desk.d_value.tolist(), strict=True), strict=True))

    def closes(resource: int) -> list[tuple[int, float]]:
        found = []
        for c, effect in _effects(instance, resource):
            size, worth = value.get(c, (0.0, 0.0))
            closed = worth * min(max(0.0, size - reached.get(c, 0.0)), effect)
            if closed > 0:
                found.append((c, closed))
        return found

    own = closes(step)
    half = 0.5 * sum(one for _, one in own)
    spared = float(instance.hours[0]) - float(instance.taken_hours[[r for r in route if r != step]].sum())
    others = sum(
        1
        for r in desk.res.tolist()
        if r not in route
        and np.isfinite(net[r])
        and instance.taken_hours[r] <= spared
        and sum(one for _, one in closes(r)) >= half
    )
    return Why(step, tuple(own), float(instance.taken_hours[step]), others)


def _effects(instance: Instance, resource: int) -> list[tuple[int, float]]:
    begin, end = instance.effects.ptr[resource], instance.effects.ptr[resource + 1]
    return list(zip(instance.effects.items[begin:end].tolist(), instance.effect[begin:end].tolist(), strict=True))
