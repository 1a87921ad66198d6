"""One person's best route at given prices, exactly: depth first with a fractional bound. Compiled.

    max over routes R of   Σ_c ww_c · min(d_c, Σ_{r∈R} e_rc) − Σ_{r∈R} π_r   (+ bonus where R is not empty)

subject to hours, days, kinds and needs. Facts that the search rests on:

1. The capped value is submodular: what a resource adds to a route is at most what it adds alone. So a resource whose
   own value does not exceed its price is never wanted (unless another one needs it), nor is one whose addition no
   longer pays once others are taken.
2. At a node with additions g_r of the candidates left, Σ_{r∈Q} g_r ≥ value of adding Q (submodularity), so the
   fractional knapsack over (g_r)⁺ by hours bounds everything below; so does all value that is still open. Days, kinds
   and needs are left out of the bound: leaving a constraint out only raises it.
3. When the count of nodes runs out, the bound of every branch not entered is kept: `upper` is never below the maximum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.region.compiled import compiled

__all__ = ["Desk", "Room", "room_for", "search"]

_TINY = 1e-11
_SMALL = 1e-9  # hours: half a second is no hour too many


class Desk(NamedTuple):
    """What the search reads. `ptr`, `res`, `worth`: candidate resources a person (sorted) and their value alone."""

    ptr: NDArray[np.int64]
    res: NDArray[np.int32]
    worth: NDArray[np.float64]
    hours: NDArray[np.float64]
    d_ptr: NDArray[np.int64]
    d_comp: NDArray[np.int64]
    d_size: NDArray[np.float64]
    d_value: NDArray[np.float64]
    r_hours: NDArray[np.float64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    e_ptr: NDArray[np.int64]
    e_comp: NDArray[np.int64]
    effect: NDArray[np.float64]
    q_ptr: NDArray[np.int64]
    needs: NDArray[np.int64]
    done_ptr: NDArray[np.int64]
    done: NDArray[np.int64]
    kind: NDArray[np.int64]


class Room(NamedTuple):
    """Where one thread works: candidates (`c_…`), and a list of them with their additions for each depth."""

    slot: NDArray[np.int64]
    c_res: NDArray[np.int64]
    c_needed: NDArray[np.bool_]
    c_first: NDArray[np.int64]
    c_slot: NDArray[np.int64]
    c_effect: NDArray[np.float64]
    where: NDArray[np.int64]
    which: NDArray[np.int64]
    gain: NDArray[np.float64]
    many: NDArray[np.int64]
    at: NDArray[np.int64]
    left: NDArray[np.float64]
    open: NDArray[np.float64]
    value: NDArray[np.float64]
    spare: NDArray[np.float64]
    chosen: NDArray[np.int64]
    best: NDArray[np.int64]


@compiled
def room_for(widest: int, depth: int, deficits: int, effects: int, resources: int, competencies: int) -> Room:
    """Room for people with at most so many candidates, steps, deficits; resources with at most so many effects."""
    return Room(
        np.full(competencies, -1, dtype=np.int64),
        np.empty(widest, dtype=np.int64),
        np.zeros(widest, dtype=np.bool_),
        np.zeros(widest + 1, dtype=np.int64),
        np.empty(widest * effects, dtype=np.int64),
        np.empty(widest * effects, dtype=np.float64),
        np.full(resources, -1, dtype=np.int64),
        np.empty((depth + 1, widest), dtype=np.int64),
        np.empty((depth + 1, widest), dtype=np.float64),
        np.zeros(depth + 1, dtype=np.int64),
        np.zeros(depth + 1, dtype=np.int64),
        np.empty((depth + 1, deficits), dtype=np.float64),
        np.zeros(depth + 1, dtype=np.float64),
        np.zeros(depth + 1, dtype=np.float64),
        np.zeros(depth + 1, dtype=np.float64),
        np.zeros(depth + 1, dtype=np.int64),
        np.zeros(depth + 1, dtype=np.int64),
    )


@compiled
def _is_done(desk: Desk, person: int, resource: int) -> bool:
    for k in range(desk.done_ptr[person], desk.done_ptr[person + 1]):
        if desk.done[k] == resource:
            return True
    return False


@compiled
def _gather(desk: Desk, room: Room, person: int, price: NDArray[np.float64], floor: float) -> int:
    """Candidates worth more than their price, and what those need."""
    count = 0
    for k in range(desk.ptr[person], desk.ptr[person + 1]):
        resource = desk.res[k]
        if desk.worth[k] > 0 and desk.worth[k] - price[resource] > floor:
            room.c_res[count] = resource
            room.c_needed[count] = False
            room.where[resource] = count
            count += 1
    if len(desk.needs) == 0:
        return count
    at = 0
    while at < count:
        resource = room.c_res[at]
        for k in range(desk.q_ptr[resource], desk.q_ptr[resource + 1]):
            need = desk.needs[k]
            if _is_done(desk, person, need):
                continue
            if room.where[need] < 0:
                if price[need] == np.inf:
                    continue
                room.c_res[count] = need
                room.where[need] = count
                count += 1
            room.c_needed[room.where[need]] = True
        at += 1
    return count


@compiled
def _effects(desk: Desk, room: Room, count: int) -> None:
    """Of each candidate the effects that meet a deficit of this person."""
    cell = 0
    for c in range(count):
        room.c_first[c] = cell
        resource = room.c_res[c]
        for k in range(desk.e_ptr[resource], desk.e_ptr[resource + 1]):
            slot = room.slot[desk.e_comp[k]]
            if slot >= 0:
                room.c_slot[cell] = slot
                room.c_effect[cell] = desk.effect[k]
                cell += 1
    room.c_first[count] = cell


@compiled
def _adds(desk: Desk, room: Room, first: int, depth: int, c: int) -> float:
    """Value that a candidate adds to the route at this depth."""
    value = 0.0
    for k in range(room.c_first[c], room.c_first[c + 1]):
        slot = room.c_slot[k]
        value += desk.d_value[first + slot] * min(room.left[depth, slot], room.c_effect[k])
    return value


@compiled
def _put(desk: Desk, room: Room, depth: int, size: int, c: int, gain: float) -> None:
    """Into the list of a depth, which is sorted by gain an hour."""
    hours = max(desk.r_hours[room.c_res[c]], _SMALL)
    density = gain / hours
    at = size
    while at > 0:
        before = room.which[depth, at - 1]
        if room.gain[depth, at - 1] / max(desk.r_hours[room.c_res[before]], _SMALL) >= density:
            break
        room.which[depth, at] = before
        room.gain[depth, at] = room.gain[depth, at - 1]
        at -= 1
    room.which[depth, at] = c
    room.gain[depth, at] = gain


@compiled
def _bound(desk: Desk, room: Room, depth: int, start: int) -> float:
    """What the candidates from `start` on may add at most: a fractional knapsack, and no more than is open."""
    total = 0.0
    hours = room.spare[depth]
    for t in range(start, room.many[depth]):
        gain = room.gain[depth, t]
        if gain <= 0:
            break
        needed = desk.r_hours[room.c_res[room.which[depth, t]]]
        if needed > hours:
            total += gain * max(hours, 0.0) / needed
            break
        hours -= needed
        total += gain
    return min(total, float(room.open[depth]))


@compiled
def _closed(desk: Desk, room: Room, person: int, depth: int) -> bool:
    """Whether everything that the chosen ones need is chosen or done."""
    for d in range(depth):
        resource = room.c_res[room.chosen[d]]
        for k in range(desk.q_ptr[resource], desk.q_ptr[resource + 1]):
            need = desk.needs[k]
            found = _is_done(desk, person, need)
            for e in range(depth):
                found = found or room.c_res[room.chosen[e]] == need
            if not found:
                return False
    return True


@compiled
def _enter(desk: Desk, room: Room, person: int, depth: int, at: int, price: NDArray[np.float64]) -> None:
    """Take the candidate at a place of the list: the list one deeper, with what is left to it."""
    first, deficits = desk.d_ptr[person], desk.d_ptr[person + 1] - desk.d_ptr[person]
    taken = room.which[depth, at]
    resource = room.c_res[taken]
    room.chosen[depth] = taken
    deeper = depth + 1
    room.value[deeper] = room.value[depth] + room.gain[depth, at]
    room.spare[deeper] = room.spare[depth] - desk.r_hours[resource]
    for slot in range(deficits):
        room.left[deeper, slot] = room.left[depth, slot]
    room.open[deeper] = room.open[depth]
    for k in range(room.c_first[taken], room.c_first[taken + 1]):
        slot = room.c_slot[k]
        closed = min(room.left[deeper, slot], room.c_effect[k])
        room.left[deeper, slot] -= closed
        room.open[deeper] -= closed * desk.d_value[first + slot]
    begins, finishes = desk.starts[resource], desk.ends[resource]
    size = 0
    for t in range(at + 1, room.many[depth]):
        c = room.which[depth, t]
        other = room.c_res[c]
        if desk.r_hours[other] > room.spare[deeper] + _SMALL:
            continue
        if desk.starts[other] <= finishes and desk.ends[other] >= begins and begins <= finishes:
            if desk.starts[other] <= desk.ends[other]:
                continue
        if desk.kind[other] >= 0 and desk.kind[other] == desk.kind[resource]:
            continue
        gain = _adds(desk, room, first, deeper, c) - price[other]
        if gain > _TINY or room.c_needed[c]:
            _put(desk, room, deeper, size, c, gain)
            size += 1
    room.many[deeper] = size
    room.at[deeper] = 0


@compiled
def _begin(desk: Desk, room: Room, person: int, price: NDArray[np.float64], floor: float) -> int:
    """Candidates, effects and the list of depth nought."""
    first, deficits = desk.d_ptr[person], desk.d_ptr[person + 1] - desk.d_ptr[person]
    room.open[0] = 0.0
    for slot in range(deficits):
        room.slot[desk.d_comp[first + slot]] = slot
        room.left[0, slot] = desk.d_size[first + slot]
        room.open[0] += desk.d_value[first + slot] * desk.d_size[first + slot] if desk.d_value[first + slot] > 0 else 0
    count = _gather(desk, room, person, price, floor)
    _effects(desk, room, count)
    for c in range(count):
        _put(desk, room, 0, c, c, _adds(desk, room, first, 0, c) - price[room.c_res[c]])
        room.where[room.c_res[c]] = -1
    for slot in range(deficits):
        room.slot[desk.d_comp[first + slot]] = -1
    room.value[0], room.spare[0], room.many[0], room.at[0] = 0.0, desk.hours[person], count, 0
    return count


@compiled
def search(
    desk: Desk, room: Room, person: int, price: NDArray[np.float64], bonus: float, most_nodes: int, most_steps: int
) -> tuple[float, float, int]:
    """(value of the best route found less its price, a number no route exceeds, its steps); steps lie in `room.best`.

    An empty route is worth 0. `price` is per resource, inf where none can be had. `most_steps` above what the arrays
    of `room` hold is not allowed; longer routes are covered by the second number.
    """
    count = _begin(desk, room, person, price, _TINY - bonus)
    if count == 0:
        return 0.0, 0.0, 0
    best, over, steps = _TINY - bonus, 0.0, 0
    needy = len(desk.needs) > 0
    nodes, depth = 0, 0
    while depth >= 0:
        at = room.at[depth]
        if at >= room.many[depth]:
            depth -= 1
            continue
        bound = room.value[depth] + _bound(desk, room, depth, at)
        if bound <= best + _TINY:
            depth -= 1
            continue
        if nodes >= most_nodes or depth >= most_steps:
            over = max(over, bound + bonus)
            depth -= 1
            continue
        nodes += 1
        room.at[depth] = at + 1
        _enter(desk, room, person, depth, at, price)
        depth += 1
        if room.value[depth] > best and (not needy or _closed(desk, room, person, depth)):
            best, steps = room.value[depth], depth
            for d in range(depth):
                room.best[d] = room.c_res[room.chosen[d]]
    found = best + bonus if steps > 0 else 0.0
    return found, max(found, over, 0.0) + 2 * _TINY, steps
