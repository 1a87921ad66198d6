"""Routes that keep every rule, one person after another at given prices, with what is left. Compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.region.compiled import compiled
from marshrut.cores.planning.region.search import Desk, Room, search

__all__ = ["Stock", "closed_value", "closed_values", "pass_over"]

_SMALL = 1e-9


class Stock(NamedTuple):
    """What is left: `seats` (m), `money` (budgets); who sits: `filled` (m); `least` and `shut` of groups (m).

    `cost`, `budget` (m); resources of each budget in CSR, and the dearest of them.
    """

    seats: NDArray[np.float64]
    filled: NDArray[np.int64]
    least: NDArray[np.int64]
    shut: NDArray[np.bool_]
    money: NDArray[np.float64]
    cost: NDArray[np.float64]
    budget: NDArray[np.int64]
    b_ptr: NDArray[np.int64]
    b_res: NDArray[np.int64]
    dearest: NDArray[np.float64]


@compiled
def closed_value(desk: Desk, room: Room, person: int, route: NDArray[np.int32], steps: int) -> float:
    """What a route closes: Σ value · min(size, Σ effects)."""
    first, last = desk.d_ptr[person], desk.d_ptr[person + 1]
    for k in range(first, last):
        room.slot[desk.d_comp[k]] = k - first
        room.left[0, k - first] = desk.d_size[k]
    value = 0.0
    for d in range(steps):
        for k in range(desk.e_ptr[route[d]], desk.e_ptr[route[d] + 1]):
            slot = room.slot[desk.e_comp[k]]
            if slot >= 0:
                closed = min(room.left[0, slot], desk.effect[k])
                room.left[0, slot] -= closed
                value += closed * desk.d_value[first + slot]
    for k in range(first, last):
        room.slot[desk.d_comp[k]] = -1
    return value


@compiled
def _look(stock: Stock, resource: int, price: NDArray[np.float64], now: NDArray[np.float64]) -> None:
    """The price at which one seat can be had now: infinite where none is left or no money pays for it."""
    line = stock.budget[resource]
    short = line >= 0 and stock.cost[resource] > stock.money[line] + _SMALL
    now[resource] = np.inf if short or stock.shut[resource] or stock.seats[resource] < 1 else price[resource]


@compiled
def _give(stock: Stock, resource: int, seats: float, price: NDArray[np.float64], now: NDArray[np.float64]) -> None:
    """Seats back into the stock (or out of it, when negative) with their money."""
    stock.seats[resource] += seats
    stock.filled[resource] -= int(seats)
    line = stock.budget[resource]
    if line >= 0:
        before = stock.money[line]
        stock.money[line] += seats * stock.cost[resource]
        if min(before, stock.money[line]) < stock.dearest[line]:
            for k in range(stock.b_ptr[line], stock.b_ptr[line + 1]):
                _look(stock, stock.b_res[k], price, now)
    _look(stock, resource, price, now)


@compiled
def _affordable(stock: Stock) -> bool:
    for line in range(len(stock.money)):
        if stock.money[line] < -_SMALL:
            return False
    return True


@compiled
def _all_stand(stock: Stock, route: NDArray[np.int32], steps: int) -> bool:
    """Whether the groups that somebody leaves are still large enough."""
    for d in range(steps):
        if stock.filled[route[d]] < stock.least[route[d]]:
            return False
    return True


@compiled
def closed_values(
    desk: Desk, room: Room, people: NDArray[np.int64], routes: NDArray[np.int32], steps: NDArray[np.int64],
    price: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    """What the routes of some people close, less the prices of their steps."""
    found = np.empty(len(people))
    for at in range(len(people)):
        i = people[at]
        found[at] = closed_value(desk, room, i, routes[i], steps[i])
        for d in range(steps[i]):
            found[at] -= price[routes[i, d]]
    return found


@compiled
def pass_over(
    desk: Desk, room: Room, stock: Stock, people: NDArray[np.int64], price: NDArray[np.float64], bonus: float,
    most_nodes: int, most_steps: int, threshold: float, guard: bool, routes: NDArray[np.int32],
    steps: NDArray[np.int64],
) -> int:  # fmt: skip
    """Each of `people` in turn gives the route back and takes the best one that can be had at the prices.

    The old route stays unless the new one is better by more than `threshold` (value less price). Returns how many
    changed. `routes` and `steps` are changed in place, and so is `stock`. With `guard` nobody leaves a group that
    would become too small.
    """
    now = np.empty(len(price))
    for r in range(len(price)):
        _look(stock, r, price, now)
    changed = 0
    for at in range(len(people)):
        i = people[at]
        kept = closed_value(desk, room, i, routes[i], steps[i])
        if steps[i] > 0:
            kept += bonus
        for d in range(steps[i]):
            kept -= price[routes[i, d]]
        for d in range(steps[i]):
            _give(stock, routes[i, d], 1.0, price, now)
        found, _, many = search(desk, room, i, now, bonus, most_nodes, most_steps)
        took = found > kept + threshold
        if took:
            for d in range(many):
                _give(stock, room.best[d], -1.0, price, now)
            if not _affordable(stock) or (guard and not _all_stand(stock, routes[i], steps[i])):
                for d in range(many):
                    _give(stock, room.best[d], 1.0, price, now)
                took = False
        if took:
            for d in range(many):
                routes[i, d] = room.best[d]
            steps[i] = many
            changed += 1
        else:
            for d in range(steps[i]):
                _give(stock, routes[i, d], -1.0, price, now)
    return changed
