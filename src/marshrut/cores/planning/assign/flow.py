"""People to places with room for so many each, at the least cost: exact, with a proof. Compiled.

    min Σ c_ij x_ij     Σ_j x_ij = 1     Σ_i x_ij ≤ K_j     x_ij ∈ {0, 1}

Successive shortest paths (Ford and Fulkerson; Edmonds and Karp 1972) on the places alone: moving somebody from a to b
costs W_ab = min over those at a of c_ib − c_ia, and D_a is the least cost of freeing one seat at a through such moves.
Each person enters where c_ij + D_j is least. There are few places and many people, so the graph is small. Nobody's
place is one more place of cost above any chain of moves: as few as possible end there.

Proof: D prices the places. Σ_i min_j (c_ij + D_j) − Σ_j K_j D_j is a lower bound by duality; it is returned, and it
meets the cost but for rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.region.compiled import compiled
from marshrut.cores.planning.region.instance import Floats, Ints

__all__ = ["Arcs", "AssignError", "Assigned", "assign"]


class AssignError(ValueError):
    """The wishes contradict themselves or do not fit together; the message names the row."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Which places a person may go to, in CSR: `ptr` (people + 1), `place` and `cost` along them."""

    ptr: Ints
    place: Ints
    cost: Floats

    @classmethod
    def of(cls, people: int, rows: Ints, place: Ints, cost: Floats) -> Arcs:
        """From triples in any order."""
        order = np.lexsort((place, rows))
        ptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=people))]).astype(np.int64)
        return cls(ptr, place[order].astype(np.int64), cost[order].astype(np.float64))


@dataclass(frozen=True, slots=True)
class Assigned:
    """Everybody's place (-1: nobody's), its cost, a bound on the cost, what one more seat would save."""

    place: Ints
    cost: float
    bound: float
    prices: Floats

    @property
    def left(self) -> Ints:
        """Who has no place."""
        return np.flatnonzero(self.place < 0)


def assign(arcs: Arcs, room: Ints) -> Assigned:
    """The least cost at which as many as possible have a place; `room` (places) seats each.

    Raises:
        AssignError: a cost that is no number, a place that is not there, room below 0, a pair twice.
    """
    people, places = len(arcs.ptr) - 1, len(room)
    rows = np.repeat(np.arange(people), np.diff(arcs.ptr))
    if not np.isfinite(arcs.cost).all():
        raise AssignError(f"person {int(rows[np.argmin(np.isfinite(arcs.cost))])}: a cost is no number")
    if len(arcs.place) and not ((arcs.place >= 0) & (arcs.place < places)).all():
        raise AssignError("a place that is not there")
    if (room < 0).any():
        raise AssignError(f"place {int(np.argmin(room))}: room below 0")
    twice = np.flatnonzero((np.diff(rows) == 0) & (np.diff(arcs.place) == 0))
    if len(twice):
        raise AssignError(f"person {int(rows[twice[0]])} and place {int(arcs.place[twice[0]])}: named twice")
    low, high = float(arcs.cost.min(initial=0)), float(arcs.cost.max(initial=0))
    never = (high - low + 1.0) * (places + 2)
    cost = arcs.cost - low
    place, prices = _successive(arcs.ptr, arcs.place, cost, room.astype(np.int64), never)
    inside = place < places
    chosen = np.flatnonzero((arcs.place == place[rows]) & inside[rows])
    bound = _dual(arcs.ptr, arcs.place, cost, room.astype(np.int64), prices, never)
    count = int(inside.sum())
    return Assigned(
        np.where(inside, place, -1), float(arcs.cost[chosen].sum()),
        bound - never * (people - count) + low * count, prices[:places],
    )  # fmt: skip


@compiled
def _cost_at(ptr: Ints, place: Ints, cost: Floats, i: int, at: int, places: int, never: float) -> float:
    """Cost of a person at a place; `never` at nobody's."""
    if at == places:
        return never
    for k in range(ptr[i], ptr[i + 1]):
        if place[k] == at:
            return float(cost[k])
    return np.inf


@compiled
def _row(
    ptr: Ints, place: Ints, cost: Floats, at: int, places: int, never: float,
    head: Ints, after: Ints, move: Floats, who: Ints,
) -> None:  # fmt: skip
    """The cheapest move from a place to each other, of those who are there now."""
    for b in range(places + 1):
        move[at, b], who[at, b] = np.inf, -1
    i = head[at]
    while i >= 0:
        here = _cost_at(ptr, place, cost, i, at, places, never)
        for k in range(ptr[i], ptr[i + 1]):
            if place[k] != at and cost[k] - here < move[at, place[k]]:
                move[at, place[k]], who[at, place[k]] = cost[k] - here, i
        if at != places and never - here < move[at, places]:
            move[at, places], who[at, places] = never - here, i
        i = after[i]


@compiled
def _distances(move: Floats, full: NDArray[np.bool_], listed: Ints, count: int, dist: Floats, step: Ints) -> None:
    """The least cost of freeing a seat at each full place, through moves (Bellman and Ford; no circle gains)."""
    for a in range(len(full)):
        dist[a] = np.inf if full[a] else 0.0
        step[a] = -1
    for k in range(count):
        a = listed[k]
        for b in range(len(full)):
            if not full[b] and move[a, b] < dist[a]:
                dist[a], step[a] = move[a, b], b
    again = True
    while again:
        again = False
        for k in range(count):
            a = listed[k]
            for m in range(count):
                b = listed[m]
                if move[a, b] + dist[b] < dist[a] - 1e-12:
                    dist[a], step[a] = move[a, b] + dist[b], b
                    again = True


@compiled
def _leave(i: int, at: int, head: Ints, after: Ints, before: Ints) -> None:
    if before[i] >= 0:
        after[before[i]] = after[i]
    else:
        head[at] = after[i]
    if after[i] >= 0:
        before[after[i]] = before[i]


@compiled
def _enter(i: int, at: int, head: Ints, after: Ints, before: Ints) -> None:
    after[i], before[i] = head[at], -1
    if head[at] >= 0:
        before[head[at]] = i
    head[at] = i


@compiled
def _successive(ptr: Ints, place: Ints, cost: Floats, room: Ints, never: float) -> tuple[Ints, Floats]:
    people, places = len(ptr) - 1, len(room)
    free = np.empty(places + 1, dtype=np.int64)
    free[:places], free[places] = room, people
    full = free <= 0
    listed, count = np.empty(places + 1, dtype=np.int64), 0
    head, after, before = np.full(places + 1, -1), np.full(people, -1), np.full(people, -1)
    at = np.full(people, places)
    move, who = np.full((places + 1, places + 1), np.inf), np.full((places + 1, places + 1), -1)
    dist, step = np.zeros(places + 1), np.full(places + 1, -1)
    for a in range(places):
        if full[a]:
            listed[count], dist[a] = a, np.inf
            count += 1
    for i in range(people):
        best, goal = never, places
        for k in range(ptr[i], ptr[i + 1]):
            if cost[k] + dist[place[k]] < best:
                best, goal = cost[k] + dist[place[k]], place[k]
        coming, changed = i, False
        while True:
            leaving, onward = -1, -1
            if full[goal]:
                onward = step[goal]
                leaving = who[goal, onward]
                _leave(leaving, goal, head, after, before)
                changed = True
            at[coming] = goal
            _enter(coming, goal, head, after, before)
            if leaving < 0:
                free[goal] -= 1
                if free[goal] == 0 and goal != places:
                    full[goal] = True
                    listed[count] = goal
                    count += 1
                    changed = True
                    _row(ptr, place, cost, goal, places, never, head, after, move, who)
                break
            _row(ptr, place, cost, goal, places, never, head, after, move, who)
            coming, goal = leaving, onward
        if changed:
            _distances(move, full, listed, count, dist, step)
    return at, dist


@compiled
def _dual(ptr: Ints, place: Ints, cost: Floats, room: Ints, prices: Floats, never: float) -> float:
    total = 0.0
    for i in range(len(ptr) - 1):
        best = never
        for k in range(ptr[i], ptr[i + 1]):
            best = min(best, cost[k] + prices[place[k]])
        total += best
    for j in range(len(room)):
        if room[j] > 0:
            total -= room[j] * prices[j]
    return total
