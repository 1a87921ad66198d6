"""Who may take what at all: the pairs of a person and a resource that no rule of the person alone rules out. Compiled.

A pair stays where the resource closes something (or is needed by one that does), is not done, lies on no busy day, fits
into the hours, has a seat and an affordable cost, is eligible, and everything it needs is done or stays itself.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.region.compiled import compiled
from marshrut.cores.planning.region.instance import Floats, Instance, Ints, none_of
from marshrut.cores.planning.region.search import Desk, Room, room_for

__all__ = ["MOST_STEPS", "Sizes", "desk_of", "room_of", "sizes_of"]

#: A route longer than this is nobody's year; the bound covers it nevertheless.
MOST_STEPS = 48
#: Pairs of anybody with anything up to which people may be asked to make up a group that closes nothing for them: for
#: the exact optimum of a small region. In a large one nobody is sent anywhere for the sake of others.
FILLED = 6000
_SMALL = 1e-9


class Sieve(NamedTuple):
    """What only the choice of pairs reads: `can` (m) has a seat and its money, `order` what is needed comes first.

    `filler` (m): pairs that close nothing stay too, because somebody may have to make up the group.
    """

    can: NDArray[np.bool_]
    filler: NDArray[np.bool_]
    order: Ints
    in_order: NDArray[np.bool_]
    busy_ptr: Ints
    busy: Ints
    busy_ends: Ints
    el_ptr: Ints
    el_res: Ints


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much room a search needs: candidates, steps, deficits, effects, resources, competencies."""

    widest: int
    steps: int
    deficits: int
    effects: int
    resources: int
    competencies: int


def room_of(sizes: Sizes) -> Room:
    """Room for one thread."""
    return room_for(sizes.widest, sizes.steps, sizes.deficits, sizes.effects, sizes.resources, sizes.competencies)


def sizes_of(instance: Instance, desk: Desk) -> Sizes:
    """What the instance asks for; never an empty array."""
    widest = int(np.diff(desk.ptr).max(initial=1))
    shortest = float(instance.taken_hours.min(initial=np.inf))
    longest = float(instance.hours.max(initial=0))
    steps = MOST_STEPS if shortest <= 0 or not np.isfinite(longest) else int(longest / shortest) + 1
    steps = min(steps, instance.most_steps or MOST_STEPS)
    return Sizes(
        widest=max(widest, 1),
        steps=max(1, min(steps, MOST_STEPS, instance.resources + 1)),
        deficits=max(1, int(np.diff(instance.deficits.ptr).max(initial=1))),
        effects=max(1, int(np.diff(instance.effects.ptr).max(initial=1))),
        resources=max(1, instance.resources),
        competencies=max(1, instance.competencies),
    )


def desk_of(instance: Instance, *, threads: int = 1) -> Desk:
    """The instance as the search reads it."""
    value = instance.value * instance.weight[instance.deficits.rows]
    can = instance.seats >= 1
    paid = instance.budget >= 0
    can[paid] &= instance.cost[paid] <= instance.amounts[instance.budget[paid]] + _SMALL
    everybody = instance.eligible is None
    eligible = instance.eligible or none_of(instance.people)
    filler = (instance.least > 1) & (instance.people * instance.resources <= FILLED)
    sieve = Sieve(
        can, filler, instance.order_of_needs(), instance.in_order, instance.busy.ptr, instance.busy.items,
        instance.busy_ends, eligible.ptr, eligible.items,
    )  # fmt: skip
    ptr = np.zeros(instance.people + 1, dtype=np.int64)
    none32, none64 = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float64)

    def desk_with(ptr: Ints, res: NDArray[np.int32], worth: Floats) -> Desk:
        return Desk(
            ptr, res, worth, instance.hours, instance.deficits.ptr, instance.deficits.items, instance.size, value,
            instance.taken_hours, instance.starts, instance.ends, instance.effects.ptr, instance.effects.items,
            instance.effect, instance.needs.ptr, instance.needs.items, instance.done.ptr, instance.done.items,
            instance.kind_of(),
        )  # fmt: skip

    def run(desk: Desk, *, fill: bool) -> None:
        bounds = np.linspace(0, instance.people, 8 * threads + 1).astype(np.int64).tolist()
        with ThreadPoolExecutor(threads) as pool:
            list(
                pool.map(
                    lambda k: _pairs(desk, sieve, instance.competencies, everybody, fill, bounds[k], bounds[k + 1]),
                    range(len(bounds) - 1),
                )
            )

    run(desk_with(ptr, none32, none64), fill=False)
    ptr = np.cumsum(ptr)
    made = desk_with(ptr, np.empty(int(ptr[-1]), dtype=np.int32), np.empty(int(ptr[-1]), dtype=np.float64))
    run(made, fill=True)
    return made


@compiled
def _pairs(desk: Desk, sieve: Sieve, competencies: int, everybody: bool, fill: bool, first: int, last: int) -> None:
    """Count the pairs of some people into `ptr[1:]`, or with `fill` write them where `ptr` says."""
    resources = len(desk.r_hours)
    size, price = np.zeros(competencies), np.zeros(competencies)
    state = np.zeros(resources, dtype=np.int8)  # 0 no, 1 may be taken, 2 done
    value, kept = np.zeros(resources), np.zeros(resources, dtype=np.bool_)
    for i in range(first, last):
        for k in range(desk.d_ptr[i], desk.d_ptr[i + 1]):
            size[desk.d_comp[k]], price[desk.d_comp[k]] = desk.d_size[k], desk.d_value[k]
        state[:] = 1 if everybody else 0
        for k in range(sieve.el_ptr[i], sieve.el_ptr[i + 1]):
            state[sieve.el_res[k]] = 1
        for k in range(desk.done_ptr[i], desk.done_ptr[i + 1]):
            state[desk.done[k]] = 2
        _forward(desk, sieve, i, size, price, state, value, kept)
        if len(desk.needs) > 0:
            _backward(desk, sieve, state, kept)
        at = desk.ptr[i]
        count = 0
        for r in range(resources):
            if kept[r]:
                if fill:
                    desk.res[at + count], desk.worth[at + count] = r, value[r]
                count += 1
        if not fill:
            desk.ptr[i + 1] = count
        for k in range(desk.d_ptr[i], desk.d_ptr[i + 1]):
            size[desk.d_comp[k]], price[desk.d_comp[k]] = 0.0, 0.0


@compiled
def _forward(
    desk: Desk, sieve: Sieve, i: int, size: Floats, price: Floats,
    state: NDArray[np.int8], value: Floats, kept: NDArray[np.bool_],
) -> None:  # fmt: skip
    """From what is needed to what needs it: what may be taken, and what it closes alone."""
    for at in range(len(state)):
        r = sieve.order[at]
        kept[r] = False
        value[r] = 0.0
        if state[r] != 1:
            continue
        if not sieve.can[r] or desk.r_hours[r] > desk.hours[i] + _SMALL or _is_busy(desk, sieve, i, r):
            state[r] = 0
            continue
        for k in range(desk.q_ptr[r], desk.q_ptr[r + 1]):
            q = desk.needs[k]
            dated = desk.starts[r] <= desk.ends[r]
            if state[q] == 0 or (state[q] == 1 and sieve.in_order[k] and dated and desk.ends[q] >= desk.starts[r]):
                state[r] = 0
        if state[r] == 1:
            for k in range(desk.e_ptr[r], desk.e_ptr[r + 1]):
                worth = price[desk.e_comp[k]]
                if worth > 0:
                    value[r] += worth * min(size[desk.e_comp[k]], desk.effect[k])
            kept[r] = value[r] > 0 or sieve.filler[r]


@compiled
def _backward(desk: Desk, sieve: Sieve, state: NDArray[np.int8], kept: NDArray[np.bool_]) -> None:
    """What closes nothing stays where something that stays needs it."""
    for at in range(len(state) - 1, -1, -1):
        r = sieve.order[at]
        if kept[r]:
            for k in range(desk.q_ptr[r], desk.q_ptr[r + 1]):
                if state[desk.needs[k]] == 1:
                    kept[desk.needs[k]] = True


@compiled
def _is_busy(desk: Desk, sieve: Sieve, i: int, r: int) -> bool:
    if desk.starts[r] <= desk.ends[r]:
        for k in range(sieve.busy_ptr[i], sieve.busy_ptr[i + 1]):
            if sieve.busy[k] <= desk.ends[r] and sieve.busy_ends[k] >= desk.starts[r]:
                return True
    return False
