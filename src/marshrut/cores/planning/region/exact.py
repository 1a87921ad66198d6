"""Some people planned together to proven optimum by HiGHS: a whole small region, or a neighbourhood of a large one.

The formulation of instance.py with y_ic ≤ min(d_ic, Σ e x) for the cap; days as cliques (all steps that lie on the
first day of one of them: for intervals the strongest rows there are); z_r opens a group.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from marshrut.cores.planning.region.instance import Floats, Ints
from marshrut.cores.planning.region.market import Market

__all__ = ["Together", "best_together"]

#: How much more of everything shared there is while prices are found: too little to change who goes where.
_MORE = 1e-4


@dataclass(frozen=True, slots=True)
class Together:
    """Routes of the people asked for, what they close, and what no routes of theirs exceed.

    `fill`: how many people are still to be sent where nothing of theirs is closed, a resource. Prices, where asked
    for: what one seat, one unit of money more closes while the same groups are open and steps may be shared.
    """

    routes: dict[int, list[int]]
    value: float
    bound: float
    proved: bool
    fill: dict[int, int] = field(default_factory=dict)
    seat_prices: dict[int, float] = field(default_factory=dict)
    money_prices: dict[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Rows:
    """Rows a ≤ b of a sparse matrix."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    entry: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    seats_at: dict[int, int] = field(default_factory=dict)
    gates: dict[int, int] = field(default_factory=dict)
    money_at: dict[int, tuple[int, float]] = field(default_factory=dict)

    def add(self, cells: list[tuple[int, float]], limit: float) -> None:
        for column, entry in cells:
            self.row.append(len(self.limit))
            self.column.append(column)
            self.entry.append(entry)
        self.limit.append(limit)


def best_together(
    market: Market, people: Ints, *, seats: Floats, money: Floats, others: Ints, seconds: float,
    pairs: Ints | None = None, bonus: float = 0.0, most_nodes: int = 2**31 - 1, fillers: Ints | None = None,
    priced: bool = False,
) -> Together | None:  # fmt: skip
    """The best routes of `people` in what is left: `seats` (m), `money` (budgets); `others` (m) sit there already.

    `pairs` limits the choice to these places of `desk.res`. None where nothing was found in time. The bound holds for
    the choice given; HiGHS works to 1e-6 of the value. `bonus` is for everybody who gets something that closes
    something; it is part of the value and of the bound.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    who, what, at = _choice(market, people, seats, pairs)
    if not len(what):
        return Together({}, 0.0, 0.0, proved=True)
    rows, gains = _Rows(), np.zeros(len(what))
    capped = _own_rows(market, people, who, what, rows, gains, bonus, market.desk.worth[at])
    further = _shared_rows(market, what, len(what) + len(capped), seats, money, others, rows, fillers)
    columns = len(what) + len(capped) + len(further)
    cost = np.concatenate([-gains, -np.array([one[0] for one in capped]), np.zeros(len(further))])
    top = np.concatenate([
        np.ones(len(what)), np.array([one[1] for one in capped]), np.array([most for _, most in further])
    ])  # fmt: skip
    integral = np.concatenate([np.ones(len(what)), np.zeros(len(capped)), np.ones(len(further))])
    matrix = csr_array((rows.entry, (rows.row, rows.column)), shape=(len(rows.limit), columns))
    made = milp(
        cost,
        integrality=integral,
        bounds=Bounds(0, top),
        constraints=LinearConstraint(matrix, ub=np.array(rows.limit)) if rows.limit else None,
        options={"time_limit": max(0.05, seconds), "mip_rel_gap": 0.0, "node_limit": most_nodes},
    )
    if made.x is None:
        return None
    routes: dict[int, list[int]] = {}
    for k in np.flatnonzero(made.x[: len(what)] > 0.5).tolist():  # noqa: PLR2004 - nearer to 1 than to 0
        routes.setdefault(int(who[k]), []).append(int(what[k]))
    bound = float(made.mip_dual_bound) if made.mip_dual_bound is not None else float(made.fun)
    count = made.x[len(what) + len(capped) :].round().astype(int).tolist()
    fill = {resource: k for k, (resource, _) in zip(count, further, strict=True) if resource >= 0 and k > 0}
    found = Together(routes, -float(made.fun), max(-bound, -float(made.fun)), made.status == 0, fill)
    if priced:
        fixed = np.array(count, dtype=np.float64)
        low = np.concatenate([np.zeros(columns - len(further)), fixed])
        high = np.concatenate([top[: columns - len(further)], fixed])
        for resource, gate in rows.gates.items():
            if not low[gate]:  # what one seat more of a group that stays shut would close is nothing
                del rows.seats_at[resource]
        _price(found, rows, matrix, cost, np.stack([low, high], axis=1))
    return found


def _price(found: Together, rows: _Rows, matrix: Any, cost: Floats, span: Floats) -> None:
    """Prices from the duals of the relaxation with the groups as they are.

    Between what the last seat closes and what one more would close every price is a dual; a little more of everything
    shared leaves the smallest, which is the one that is said.
    """
    from scipy.optimize import linprog

    if not rows.limit:
        return
    limit = np.array(rows.limit)
    limit[list(rows.seats_at.values()) + [row for row, _ in rows.money_at.values()]] += _MORE
    made = linprog(cost, A_ub=matrix, b_ub=limit, bounds=span, method="highs")
    if made.status != 0:
        return
    worth = np.maximum(-made.ineqlin.marginals, 0.0)
    worth[worth < 1e-9] = 0.0  # noqa: PLR2004 - what HiGHS does not tell from nothing
    found.seat_prices.update((resource, float(worth[row])) for resource, row in rows.seats_at.items())
    found.money_prices.update((line, float(worth[row]) / scale) for line, (row, scale) in rows.money_at.items())


def _choice(market: Market, people: Ints, seats: Floats, pairs: Ints | None) -> tuple[Ints, Ints, Ints]:
    """(person, resource, place in `desk.res`) of all steps to choose from."""
    desk = market.desk
    if pairs is None:
        spans = [np.arange(desk.ptr[i], desk.ptr[i + 1]) for i in people.tolist()]
        pairs = np.concatenate(spans) if spans else np.empty(0, dtype=np.int64)
    pairs = pairs[seats[desk.res[pairs]] >= 1]
    who = np.searchsorted(desk.ptr, pairs, side="right") - 1
    return who, desk.res[pairs].astype(np.int64), pairs


def _own_rows(
    market: Market, people: Ints, who: Ints, what: Ints, rows: _Rows, gains: Floats, bonus: float, gains_alone: Floats
) -> list[tuple[float, float]]:
    """Rows of each person; returns (value, size) of each capped deficit: those columns come after the steps.

    Being served at all is one more such column.
    """
    capped: list[tuple[float, float]] = []
    starts = np.searchsorted(who, people)
    ends = np.searchsorted(who, people, side="right")
    for i, first, last in zip(people.tolist(), starts.tolist(), ends.tolist(), strict=True):
        if first == last:
            continue
        columns = list(range(first, last))
        mine = what[first:last]
        hours = market.instance.taken_hours[mine]
        if hours.sum() > market.instance.hours[i]:
            rows.add(list(zip(columns, hours.tolist(), strict=True)), float(market.instance.hours[i]))
        _day_rows(market, mine, first, rows)
        _kind_rows(market, mine, first, rows)
        _need_rows(market, i, mine, first, rows)
        capped += _cap_rows(market, i, mine, first, rows, gains, len(what) + len(capped))
        if bonus > 0:
            useful = gains_alone[first:last] > 0
            cells = [(first + k, -1.0) for k in np.flatnonzero(useful).tolist()]
            rows.add([(len(what) + len(capped), 1.0), *cells], 0.0)
            capped.append((bonus, 1.0))
    return capped


def _day_rows(market: Market, mine: Ints, first: int, rows: _Rows) -> None:
    instance = market.instance
    starts, ends = instance.starts[mine], instance.ends[mine]
    seen: set[tuple[int, ...]] = set()
    for day in np.unique(starts[starts <= ends]).tolist():
        met = tuple(np.flatnonzero((starts <= day) & (ends >= day)).tolist())
        if len(met) > 1 and met not in seen:
            seen.add(met)
            rows.add([(first + k, 1.0) for k in met], 1.0)


def _kind_rows(market: Market, mine: Ints, first: int, rows: _Rows) -> None:
    """The same thing once; no more steps than there may be."""
    kinds, most = market.instance.kind_of()[mine], market.instance.most_steps
    for kind in np.unique(kinds[kinds >= 0]).tolist():
        alike = np.flatnonzero(kinds == kind).tolist()
        if len(alike) > 1:
            rows.add([(first + k, 1.0) for k in alike], 1.0)
    if most is not None and len(mine) > most:
        rows.add([(first + k, 1.0) for k in range(len(mine))], float(most))


def _need_rows(market: Market, person: int, mine: Ints, first: int, rows: _Rows) -> None:
    place = {resource: first + k for k, resource in enumerate(mine.tolist())}
    done = set(market.instance.done.row(person).tolist())
    for resource, column in place.items():
        for need in market.instance.needs.row(resource).tolist():
            if need in done:
                continue
            rows.add([(column, 1.0), *([(place[need], -1.0)] if need in place else [])], 0.0)


def _cap_rows(
    market: Market, person: int, mine: Ints, first: int, rows: _Rows, gains: Floats, column: int
) -> list[tuple[float, float]]:
    """Where effects together may exceed a deficit, a column of what is closed; elsewhere they count as they are."""
    instance, desk = market.instance, market.desk
    on: dict[int, list[tuple[int, float]]] = {}
    for k, resource in enumerate(mine.tolist()):
        begin, end = instance.effects.ptr[resource], instance.effects.ptr[resource + 1]
        for c, effect in zip(
            instance.effects.items[begin:end].tolist(), instance.effect[begin:end].tolist(), strict=True
        ):
            on.setdefault(c, []).append((first + k, effect))
    found: list[tuple[float, float]] = []
    for at in range(int(desk.d_ptr[person]), int(desk.d_ptr[person + 1])):
        value, size = float(desk.d_value[at]), float(desk.d_size[at])
        cells = on.get(int(desk.d_comp[at]), [])
        if value <= 0 or not cells:
            continue
        if sum(effect for _, effect in cells) <= size:
            for place, effect in cells:
                gains[place] += value * effect
            continue
        rows.add([(column + len(found), 1.0), *((place, -effect) for place, effect in cells)], 0.0)
        found.append((value, size))
    return found


def _shared_rows(
    market: Market, what: Ints, column: int, seats: Floats, money: Floats, others: Ints, rows: _Rows,
    fillers: Ints | None,
) -> list[tuple[int, float]]:  # fmt: skip
    """Seats, budgets and groups; the columns from `column` on: (-1, 1) opens a group, (resource, most) fills it."""
    instance = market.instance
    order = np.argsort(what, kind="stable")
    further: list[tuple[int, float]] = []
    spent: dict[int, list[tuple[int, float]]] = {}
    for places in np.split(order, np.flatnonzero(np.diff(what[order])) + 1):
        resource = int(what[places[0]])
        cells = [(int(k), 1.0) for k in places]
        least = int(instance.least[resource]) - int(others[resource])
        line = int(instance.budget[resource])
        grouped = least > 0 and not (least == 1 and others[resource] == 0)
        if grouped and fillers is not None and fillers[resource] > 0:
            cells.append((column + len(further), 1.0))
            further.append((resource, float(min(fillers[resource], least))))
        room = min(float(seats[resource]), float(len(places)) + (further[-1][1] if len(cells) > len(places) else 0.0))
        if line >= 0 and instance.cost[resource] > 0:
            spent.setdefault(line, []).extend((place, float(instance.cost[resource])) for place, _ in cells)
        if not grouped:
            if len(cells) > seats[resource]:
                rows.seats_at[resource] = len(rows.limit)
                rows.add(cells, float(seats[resource]))
        elif others[resource] > 0:
            rows.add([(place, -1.0) for place, _ in cells], -float(least))
            rows.add(cells, room)
        else:
            gate = column + len(further)
            further.append((-1, 1.0))
            rows.gates[resource] = gate
            rows.seats_at[resource] = len(rows.limit)
            rows.add([*cells, (gate, -room)], 0.0)
            rows.add([*((place, -1.0) for place, _ in cells), (gate, float(least))], 0.0)
    for line, cells in spent.items():
        scale = max(entry for _, entry in cells)
        rows.money_at[line] = len(rows.limit), scale
        rows.add([(place, entry / scale) for place, entry in cells], float(money[line]) / scale)
    return further
