"""Prices of seats and of money: everybody's best route at them, and a bound on every plan that comes with any prices.

For prices p ≥ 0 of seats and q ≥ 0 of money, and any plan x that keeps all rules:

    value(x) ≤ value(x) + Σ_r p_r (S_r − Σ_i x_ir) + Σ_b q_b (B_b − Σ cost x) = Σ_r p_r S_r + Σ_b q_b B_b
               + Σ_i [ value_i(x_i) − Σ_r (p_r + q_b(r) cost_r) x_ir ]  ≤  Σ_r p_r S_r + Σ_b q_b B_b + Σ_i upper_i

because what is added is ≥ 0, and `upper_i` is no less than the best of any route that keeps i's own rules. So every
pair of prices proves a bound; no convergence is needed. Minimum groups are left out, which only raises the bound, and
pricing them would not lower it: with a price g ≥ 0 on Σ x ≥ m z beside p on Σ x ≤ S z the resource adds
max(0, p S − g m) and its seats cost π = p − g. Where π ≥ 0 and p S ≥ g m that is π S + g (S − m) ≥ π S, what g = 0
and p = π give; where p S < g m, π < 0 only adds to everybody's best. What closes the rest is opening and closing
(groups.py).

The dual is minimised by steps of their own for each price that grow while its excess keeps its sign and shrink when it
turns (resilient propagation; Riedmiller and Braun 1993), first on samples of people with seats in proportion.
Sums are float64 over fixed arrays: the same whatever the threads.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.region.compiled import compiled
from marshrut.cores.planning.region.desk import desk_of, room_of, sizes_of
from marshrut.cores.planning.region.instance import Floats, Instance, Ints
from marshrut.cores.planning.region.search import Desk, Room, search

__all__ = ["Answer", "Ascent", "Market", "Prices"]

_CHUNKS = 32
_GROW, _SHRINK = 1.2, 0.5


@dataclass(frozen=True, slots=True)
class Prices:
    """What a seat of each resource costs, and a unit of money of each budget, in value."""

    seats: Floats
    money: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """What people would do at prices: the bound, seats and money that stay over (negative: too many want them)."""

    bound: float
    seats_over: Floats
    money_over: Floats


class Market:
    """An instance ready to be asked again and again. Arrays by person are overwritten by each question.

    `kinds` (m, competencies): which share of what a resource does serves which competency. `shut` (m): groups that
    nobody is offered; while there are any, what an answer bounds is plans without them.
    """

    def __init__(self, instance: Instance, *, threads: int = 1) -> None:
        people = instance.people
        self.instance = instance
        self.threads = max(1, threads)
        self.seats = np.minimum(np.floor(instance.seats), float(people))
        self.paid = np.flatnonzero(instance.budget >= 0)
        lines = len(instance.amounts)
        most = np.bincount(
            instance.budget[self.paid], (instance.cost * self.seats)[self.paid], minlength=lines
        ) if len(self.paid) else np.zeros(lines)  # fmt: skip
        self.amounts = np.minimum(instance.amounts, most)
        self.desk: Desk = desk_of(instance, threads=self.threads)
        self.shut = np.zeros(instance.resources, dtype=bool)
        self.kinds = np.zeros((instance.resources, instance.competencies))
        self.kinds[instance.effects.rows, instance.effects.items] = instance.effect
        self.kinds /= np.maximum(self.kinds.sum(axis=1, keepdims=True), 1e-12)
        self.sizes = sizes_of(instance, self.desk)
        self.rooms: list[Room] = [room_of(self.sizes) for _ in range(self.threads)]
        self._usual, self._unit = self._middle_worth(), self._middle_cost()
        self.best, self.upper = np.zeros(people), np.zeros(people)
        self.steps = np.zeros(people, dtype=np.int64)
        self.routes = np.zeros((people, self.sizes.steps), dtype=np.int32)

    def net(self, prices: Prices) -> Floats:
        """What taking a resource costs in value: its seat, and its money."""
        net = prices.seats.copy()
        net[self.paid] += prices.money[self.instance.budget[self.paid]] * self.instance.cost[self.paid]
        return net

    def ask(
        self, prices: Prices, people: Ints, *, share: float = 1.0, bonus: float = 0.0, most_nodes: int = 1000
    ) -> Answer:
        """Best routes of `people` at `prices`; seats and money are there in proportion `share`."""
        net = np.where(self.shut, np.inf, self.net(prices))
        chunks = np.array_split(people, _CHUNKS if len(people) > _CHUNKS * 8 else 1)

        def work(thread: int) -> None:
            for chunk in chunks[thread :: self.threads]:
                _ask(
                    self.desk, self.rooms[thread], chunk, net, bonus, most_nodes, self.sizes.steps,
                    self.best, self.upper, self.steps, self.routes,
                )  # fmt: skip

        if self.threads == 1 or len(chunks) == 1:
            for thread in range(self.threads):
                work(thread)
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(work, range(self.threads)))
        wanted = self._wanted(people)
        paid = np.bincount(
            self.instance.budget[self.paid], (wanted * self.instance.cost)[self.paid], minlength=len(self.amounts)
        )[: len(self.amounts)]  # fmt: skip
        held = share * (float(prices.seats @ self.seats) + float(prices.money @ self.amounts))
        return Answer(float(self.upper[people].sum()) + held, share * self.seats - wanted, share * self.amounts - paid)

    def _wanted(self, people: Ints) -> Floats:
        taken = np.arange(self.sizes.steps)[None, :] < self.steps[people][:, None]
        return np.bincount(self.routes[people][taken], minlength=self.instance.resources).astype(np.float64)

    def typical(self) -> float:
        """What a step alone closes, in the middle."""
        return self._usual

    def _middle_worth(self) -> float:
        worth = self.desk.worth[self.desk.worth > 0]
        return float(np.median(worth[:: max(1, len(worth) // 100_000)])) if len(worth) else 1.0

    def first_prices(self) -> Prices:
        """Something to begin with: what a step closes, where more may come than there are seats."""
        usual = self.typical()
        wanted = np.bincount(self.desk.res, minlength=self.instance.resources)
        return Prices(np.where(wanted > self.seats, usual, 0.0), 0.1 * usual / self.unit_cost())

    def unit_cost(self) -> Floats:
        """What a step that a budget pays for costs, in the middle; 1 for a budget that pays for nothing."""
        return self._unit

    def _middle_cost(self) -> Floats:
        unit = np.ones(len(self.amounts))
        for line in range(len(unit)):
            cost = self.instance.cost[(self.instance.budget == line) & (self.instance.cost > 0)]
            unit[line] = float(np.median(cost)) if len(cost) else 1.0
        return unit


@compiled
def _ask(
    desk: Desk, room: Room, people: Ints, price: Floats, bonus: float, most_nodes: int, most_steps: int,
    best: Floats, upper: Floats, steps: Ints, routes: NDArray[np.int32],
) -> None:  # fmt: skip
    for at in range(len(people)):
        i = people[at]
        best[i], upper[i], steps[i] = search(desk, room, i, price, bonus, most_nodes, most_steps)
        for d in range(steps[i]):
            routes[i, d] = room.best[d]


@dataclass(slots=True)
class Ascent:
    """Prices on their way: where they are, their steps, the signs of the last excess, the best bound of all people."""

    market: Market
    prices: Prices
    step: Floats
    last: Floats
    bonus: float = 0.0
    bound: float = np.inf
    best: Prices | None = None
    asked: int = 0

    @classmethod
    def of(cls, market: Market, *, bonus: float = 0.0, prices: Prices | None = None) -> Ascent:
        """At the beginning."""
        count = market.instance.resources + len(market.amounts) + market.kinds.shape[1]
        return cls(
            market,
            prices or market.first_prices(),
            np.full(count, 0.2 * market.typical()),
            np.zeros(count),
            bonus=bonus,
        )

    def narrow(self, low: float, high: float) -> None:
        """Steps within these shares of what a step closes."""
        usual = self.market.typical()
        np.clip(self.step, low * usual, high * usual, out=self.step)

    def go(self, people: Ints, *, low: float, width: float, most_nodes: int) -> Answer:
        """Ask at the prices, keep the bound if all people were asked and it is the best, move the prices."""
        market = self.market
        share = len(people) / max(1, market.instance.people)
        answer = market.ask(self.prices, people, share=share, bonus=self.bonus, most_nodes=most_nodes)
        self.asked += len(people)
        if len(people) == market.instance.people and not market.shut.any() and answer.bound < self.bound:
            self.bound, self.best = answer.bound, replace(self.prices)
        self._move(answer, share, low, width)
        return answer

    def _move(self, answer: Answer, share: float, low: float, width: float) -> None:
        """Each price by its own excess, and all that serve a competency by the excess of them together.

        Close substitutes take each other's people as soon as one of them is a little dearer: their own steps shrink
        while all of them together are too cheap.
        """
        market, usual, unit = self.market, self.market.typical(), self.market.unit_cost()
        seats = answer.seats_over / np.maximum(share * market.seats * width, 1.0)
        money = answer.money_over / np.maximum(share * market.amounts * width, unit)
        sold = (self.prices.seats > 0) | (answer.seats_over < 0)
        over = market.kinds.T @ np.where(sold, answer.seats_over, 0.0)
        kinds = over / np.maximum(market.kinds.T @ np.where(sold, share * market.seats, 0.0) * width, 1.0)
        excess = np.clip(np.concatenate([seats, money, kinds]), -1.0, 1.0)
        turned = np.sign(excess) * np.sign(self.last)
        factor = np.where(turned > 0, _GROW, np.where(turned < 0, _SHRINK, 1.0))
        self.step = np.clip(self.step * factor, low * usual, 0.4 * usual)
        self.last = excess
        cut, end = market.instance.resources, market.instance.resources + len(unit)
        by = self.step * excess
        moved = np.maximum(self.prices.seats - by[:cut] - market.kinds @ by[end:], 0.0)
        paid = np.maximum(self.prices.money * unit - by[cut:end], 0.0)
        self.prices = Prices(moved, paid / unit)

    def polyak(self, people: Ints, *, target: float, damp: float, most_nodes: int) -> Answer:
        """A step along the excess that reaches `target` if the dual is straight (Polyak 1969), for small regions."""
        market, unit = self.market, self.market.unit_cost()
        answer = market.ask(self.prices, people, bonus=self.bonus, most_nodes=most_nodes)
        self.asked += len(people)
        if answer.bound < self.bound:
            self.bound, self.best = answer.bound, replace(self.prices)
        excess = np.concatenate([answer.seats_over, answer.money_over / unit])
        now = np.concatenate([self.prices.seats, self.prices.money * unit])
        excess[(now <= 0) & (excess > 0)] = 0.0
        norm = float(excess @ excess)
        if norm > 0:
            now = np.maximum(0.0, now - damp * max(0.0, answer.bound - target) / norm * excess)
        cut = market.instance.resources
        self.prices = Prices(now[:cut], now[cut:] / unit)
        return answer
