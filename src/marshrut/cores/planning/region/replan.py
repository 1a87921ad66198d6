"""A plan that has to change: what started stays, what fell away is replaced, and only what must move moves.

A started step becomes a fact: its hours, days, seat and money are taken, what it closes is closed, it counts as done.
What is left is an instance like any other (`after`), so that everything proved about plans holds for the rest of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from marshrut.cores.planning.region.draft import Draft
from marshrut.cores.planning.region.groups import settle, too_small
from marshrut.cores.planning.region.instance import Instance, Ints, Lists
from marshrut.cores.planning.region.market import Market, Prices

__all__ = ["Change", "after", "replan", "without"]

Pairs = Iterable[tuple[int, int]]
_SMALL = 1e-6
#: Nodes of a person's search: what is moved at all is moved at once.
_NODES = 60


@dataclass(frozen=True, slots=True)
class Change:
    """The plan after a change. `lost`: people who lost a step; `moved`: others whose route is another one now."""

    people: Ints
    resources: Ints
    value: float
    bound: float
    lost: tuple[int, ...]
    moved: tuple[int, ...]
    closed: tuple[int, ...]

    @property
    def gap(self) -> float:
        """(bound - value) / bound."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0


def after(instance: Instance, started: Pairs) -> Instance:
    """What is left of an instance once these steps are facts. Values of the rest add to what the steps closed."""
    steps = sorted(set(started))
    hours, size = instance.hours.copy(), instance.size.copy()
    seats, amounts, least = instance.seats.copy(), instance.amounts.copy(), instance.least.copy()
    done: dict[int, set[int]] = {}
    kinds = instance.kind_of()
    busy: dict[int, list[tuple[int, int]]] = {}
    for person, resource in steps:
        hours[person] = max(0.0, hours[person] - instance.taken_hours[resource])
        seats[resource] = max(0.0, seats[resource] - 1)
        least[resource] = max(0, least[resource] - 1)
        line = instance.budget[resource]
        if line >= 0:
            amounts[line] = max(0.0, amounts[line] - instance.cost[resource])
        alike = kinds == kinds[resource] if kinds[resource] >= 0 else np.zeros(len(kinds), dtype=bool)
        done.setdefault(person, set()).update([resource, *np.flatnonzero(alike).tolist()])
        if instance.starts[resource] <= instance.ends[resource]:
            busy.setdefault(person, []).append((int(instance.starts[resource]), int(instance.ends[resource])))
        first, last = instance.deficits.ptr[person], instance.deficits.ptr[person + 1]
        begin, end = instance.effects.ptr[resource], instance.effects.ptr[resource + 1]
        for competency, effect in zip(instance.effects.items[begin:end], instance.effect[begin:end], strict=True):
            at = first + np.flatnonzero(instance.deficits.items[first:last] == competency)
            size[at] = np.maximum(0.0, size[at] - effect)
    done_lists = _with(instance.done, done)
    busy_lists, busy_ends = _with_busy(instance, busy)
    return replace(
        instance, hours=hours, size=size, seats=seats, amounts=amounts, least=least, done=done_lists, busy=busy_lists,
        busy_ends=busy_ends,
    )  # fmt: skip


def _with(lists: Lists, more: dict[int, set[int]]) -> Lists:
    """Lists with further items, sorted, each once."""
    if not more:
        return lists
    rows = [lists.rows, *(np.full(len(one), row) for row, one in more.items())]
    items = [lists.items, *(np.array(sorted(one), dtype=np.int64) for one in more.values())]
    pairs = np.unique(np.stack([np.concatenate(rows), np.concatenate(items)]), axis=1)
    counts = np.bincount(pairs[0], minlength=len(lists.ptr) - 1)
    return Lists(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), pairs[1].astype(np.int64))


def _with_busy(instance: Instance, more: dict[int, list[tuple[int, int]]]) -> tuple[Lists, Ints]:
    if not more:
        return instance.busy, instance.busy_ends
    rows = np.concatenate([instance.busy.rows, *(np.full(len(one), row) for row, one in more.items())])
    days = np.concatenate([instance.busy.items, *([first for first, _ in one] for one in more.values())])
    ends = np.concatenate([instance.busy_ends, *([last for _, last in one] for one in more.values())])
    order = np.lexsort((days, rows))
    ptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=instance.people))]).astype(np.int64)
    return Lists(ptr, days[order].astype(np.int64)), ends[order].astype(np.int64)


def without(market: Market, refused: Pairs) -> None:
    """Nobody is offered again what they refused, nor what needs it."""
    desk, instance = market.desk, market.instance
    asking: dict[int, list[int]] = {}
    for resource, need in zip(instance.needs.rows.tolist(), instance.needs.items.tolist(), strict=True):
        asking.setdefault(need, []).append(resource)
    gone: list[int] = []
    for person, resource in sorted(set(refused)):
        first, last = int(desk.ptr[person]), int(desk.ptr[person + 1])
        waiting, seen = [resource], set()
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            waiting += asking.get(one, [])
            at = first + int(np.searchsorted(desk.res[first:last], one))
            if at < last and desk.res[at] == one:
                gone.append(at)
    cut = np.unique(np.array(gone, dtype=np.int64))
    before = np.searchsorted(cut, desk.ptr)
    market.desk = desk._replace(ptr=desk.ptr - before, res=np.delete(desk.res, cut), worth=np.delete(desk.worth, cut))


def replan(
    market: Market, old: Pairs, prices: Prices, *, refused: Pairs = (), cancelled: Iterable[int] = (),
    worth_moving: float = 0.5, most_moved: float = 0.01, seed: int = 1,
) -> Change:  # fmt: skip
    """The old plan with as little changed as the change asks for, and a bound on every plan of what is left.

    `market` of the instance as it is now (started steps taken out by `after`); `old` are steps that had not started.
    Steps that are refused, cancelled or no longer allowed fall away, with what needed them. Who lost something is
    planned for at once; seats that came free go to others only where that closes `worth_moving` of a usual step more,
    and to no more than `most_moved` of all people. Groups that became too small are filled or closed.
    """
    refused = set(refused)
    shut = np.zeros(market.instance.resources, dtype=bool)
    shut[list(cancelled)] = True
    before = _routes(old)
    without(market, refused)
    draft = Draft.empty(market)
    draft.stock.shut[:] |= shut
    lost = _put_back(draft, before, refused)
    _within_money(draft, before, lost)
    draft.stock.shut[:] |= (draft.stock.least > 1) & (draft.stock.filled == 0)
    net = market.net(prices)
    rng = np.random.default_rng(seed)
    hurt = np.array(sorted(lost), dtype=np.int64)
    for scale in (1.0, 0.5):
        draft.renew(rng.permutation(hurt), scale * net, guard=True, most_nodes=_NODES)
    closed = tuple(too_small(draft).tolist())
    settle(draft, net, bonus=0.0)
    answer = market.ask(prices, draft.everybody, most_nodes=2 * _NODES)
    _offer(draft, market, net, hurt, worth_moving * market.typical(), int(most_moved * len(draft.steps)))
    people, resources = draft.pairs()
    now = _routes(zip(people.tolist(), resources.tolist(), strict=True))
    moved = tuple(
        i for i in sorted({*before, *now}) if i not in lost and sorted(before.get(i, [])) != sorted(now.get(i, []))
    )
    value = draft.value()
    left = tuple(r for r in closed if draft.stock.shut[r])
    return Change(people, resources, value, max(value, answer.bound), tuple(hurt.tolist()), moved, left)


def _routes(pairs: Pairs) -> dict[int, list[int]]:
    routes: dict[int, list[int]] = {}
    for person, resource in sorted(pairs):
        routes.setdefault(person, []).append(resource)
    return routes


def _put_back(draft: Draft, before: dict[int, list[int]], refused: set[tuple[int, int]]) -> set[int]:
    """What still stands of the old routes; who lost something."""
    instance, desk, stock = draft.market.instance, draft.market.desk, draft.stock
    lost = set()
    doubtful = _doubtful(draft, before, refused)
    _put_at_once(draft, {person: route for person, route in before.items() if person not in doubtful})
    for person in sorted(doubtful):
        route = before[person]
        mine = desk.res[desk.ptr[person] : desk.ptr[person + 1]]
        at = np.searchsorted(mine, route)
        kept = [
            r
            for r, k in zip(route, at.tolist(), strict=True)
            if k < len(mine) and mine[k] == r and not stock.shut[r] and stock.seats[r] >= 1
        ]
        done = set(instance.done.row(person).tolist())
        standing = False
        while not standing:
            have = {*kept, *done}
            stays = [r for r in kept if set(instance.needs.row(r).tolist()) <= have]
            standing, kept = len(stays) == len(kept), stays
        room = float(instance.hours[person]) - float(instance.taken_hours[kept].sum())
        if room < -_SMALL or _meet(instance, kept):  # a year became shorter, days moved: this route is made anew
            kept = []
        if len(kept) < len(route) or any((person, r) in refused for r in route):
            lost.add(person)
        draft.put(person, kept)
    return lost


def _doubtful(draft: Draft, before: dict[int, list[int]], refused: set[tuple[int, int]]) -> set[int]:
    """Whose old route may not stand as it is: all others keep theirs without a closer look."""
    instance, desk, stock = draft.market.instance, draft.market.desk, draft.stock
    people = np.repeat(np.array(list(before), dtype=np.int64), [len(one) for one in before.values()])
    steps = np.array([r for one in before.values() for r in one], dtype=np.int64)
    wrong = {person for person, _ in refused if person in before}
    if not len(steps):
        return wrong
    width = instance.resources
    codes = np.repeat(np.arange(instance.people), np.diff(desk.ptr)) * width + desk.res
    asked = people * width + steps
    at = np.minimum(np.searchsorted(codes, asked), len(codes) - 1)
    bad = (codes[at] != asked) if len(codes) else np.ones(len(asked), dtype=bool)
    bad |= stock.shut[steps] | (np.diff(instance.needs.ptr)[steps] > 0)
    bad |= (np.bincount(steps, minlength=width) > stock.seats)[steps]
    order = np.lexsort((instance.starts[steps], people))
    dated = order[instance.starts[steps[order]] <= instance.ends[steps[order]]]
    first, last = instance.starts[steps[dated]], instance.ends[steps[dated]]
    met = (people[dated][1:] == people[dated][:-1]) & (first[1:] <= last[:-1])
    wrong |= set(people[dated][1:][met].tolist()) | set(people[bad].tolist())
    hours = np.bincount(people, instance.taken_hours[steps], minlength=instance.people)
    return wrong | set(np.flatnonzero(hours > instance.hours + _SMALL).tolist())


def _put_at_once(draft: Draft, routes: dict[int, list[int]]) -> None:
    """Many routes that are known to stand."""
    instance, stock, market = draft.market.instance, draft.stock, draft.market
    for person, route in routes.items():
        draft.routes[person, : len(route)] = route
        draft.steps[person] = len(route)
    taken = np.bincount(
        np.array([r for one in routes.values() for r in one], dtype=np.int64), minlength=instance.resources
    )
    stock.seats[:] -= taken
    stock.filled[:] += taken
    np.subtract.at(stock.money, instance.budget[market.paid], (taken * instance.cost)[market.paid])


def _meet(instance: Instance, route: list[int]) -> bool:
    """Whether two steps share a day."""
    days = sorted((int(instance.starts[r]), int(instance.ends[r])) for r in route)
    dated = [one for one in days if one[0] <= one[1]]
    return any(other[0] <= one[1] for one, other in pairwise(dated))


def _within_money(draft: Draft, before: dict[int, list[int]], lost: set[int]) -> None:
    """A budget that was cut: the routes that it pays for give back, those that close least first."""
    instance, stock = draft.market.instance, draft.stock
    for line in np.flatnonzero(stock.money < -_SMALL).tolist():
        paid = [i for i, route in before.items() if (instance.budget[route] == line).any() and draft.steps[i] > 0]
        people = np.array(paid, dtype=np.int64)
        for person in people[np.argsort(draft.values(people), kind="stable")]:
            if stock.money[line] >= -_SMALL:
                break
            draft.clear(np.array([person]))
            lost.add(int(person))


def _offer(draft: Draft, market: Market, net: np.ndarray, hurt: Ints, least: float, most: int) -> None:
    """Free seats to those who miss most at the prices, until so many have moved."""
    missed = market.upper - draft.values(draft.everybody, net)
    missed[hurt] = 0.0
    eager = np.flatnonzero(missed > least)
    eager = eager[np.argsort(-missed[eager], kind="stable")]
    moved = 0
    for person in eager[: 2 * most + 20].tolist():
        if moved >= most:
            return
        moved += draft.renew(np.array([person]), net, guard=True, threshold=least, most_nodes=_NODES)
