"""A plan while it grows: everybody's route, what is left of seats and money. All rules hold but minimum groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.region.instance import Floats, Ints
from marshrut.cores.planning.region.market import Market
from marshrut.cores.planning.region.repair import Stock, closed_values, pass_over

__all__ = ["Draft"]


@dataclass(slots=True)
class Draft:
    """Routes (n × longest) with their lengths (n), and the stock that is left."""

    market: Market
    routes: NDArray[np.int32]
    steps: Ints
    stock: Stock

    @classmethod
    def empty(cls, market: Market) -> Draft:
        """Nobody has anything."""
        instance = market.instance
        lines = len(instance.amounts)
        order = np.argsort(instance.budget, kind="stable")
        order = order[instance.budget[order] >= 0]
        counts = np.bincount(instance.budget[market.paid], minlength=lines)[:lines]
        dearest = np.zeros(lines)
        np.maximum.at(dearest, instance.budget[market.paid], instance.cost[market.paid])
        stock = Stock(
            market.seats.copy(), np.zeros(instance.resources, dtype=np.int64), instance.least,
            instance.least > market.seats, market.amounts.copy(), instance.cost, instance.budget,
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), order.astype(np.int64), dearest,
        )  # fmt: skip
        return cls(market, np.zeros_like(market.routes), np.zeros_like(market.steps), stock)

    def copy(self) -> Draft:
        """The same, to be changed apart."""
        stock = self.stock
        mine = stock._replace(
            seats=stock.seats.copy(), filled=stock.filled.copy(), shut=stock.shut.copy(), money=stock.money.copy()
        )
        return Draft(self.market, self.routes.copy(), self.steps.copy(), mine)

    @property
    def everybody(self) -> Ints:
        """All people."""
        return np.arange(self.market.instance.people)

    def renew(
        self, people: Ints, net: Floats, *, bonus: float = 0.0, guard: bool = False, threshold: float = 1e-9,
        most_nodes: int = 500,
    ) -> int:  # fmt: skip
        """Each in turn takes the best route that can be had at these prices; how many changed."""
        market = self.market
        return int(
            pass_over(
                market.desk, market.rooms[0], self.stock, people, net, bonus, most_nodes, market.sizes.steps,
                threshold, guard, self.routes, self.steps,
            )
        )  # fmt: skip

    def values(self, people: Ints, net: Floats | None = None) -> Floats:
        """What the routes of these people close, less `net` prices."""
        price = np.zeros(self.market.instance.resources) if net is None else net
        market = self.market
        return closed_values(market.desk, market.rooms[0], people, self.routes, self.steps, price)

    def value(self) -> float:
        """What the plan closes."""
        return float(self.values(self.everybody).sum())

    def clear(self, people: Ints) -> None:
        """These people give everything back."""
        instance, stock = self.market.instance, self.stock
        taken = np.arange(self.routes.shape[1])[None, :] < self.steps[people][:, None]
        given = np.bincount(self.routes[people][taken], minlength=instance.resources)
        stock.seats[:] += given
        stock.filled[:] -= given
        paid = self.market.paid
        np.add.at(stock.money, instance.budget[paid], (given * instance.cost)[paid])
        self.steps[people] = 0

    def put(self, person: int, route: list[int]) -> None:
        """A route for somebody who has none."""
        instance, stock = self.market.instance, self.stock
        for at, resource in enumerate(route):
            self.routes[person, at] = resource
            stock.seats[resource] -= 1
            stock.filled[resource] += 1
            if instance.budget[resource] >= 0:
                stock.money[instance.budget[resource]] -= instance.cost[resource]
        self.steps[person] = len(route)

    def members(self, resource: int) -> Ints:
        """Who has a seat in it."""
        taken = np.arange(self.routes.shape[1])[None, :] < self.steps[:, None]
        return np.flatnonzero(((self.routes == resource) & taken).any(axis=1))

    def pairs(self) -> tuple[Ints, Ints]:
        """(people, resources) of all steps, in the order of people and then of resources."""
        taken = np.arange(self.routes.shape[1])[None, :] < self.steps[:, None]
        people, at = np.nonzero(taken)
        resources = self.routes[people, at].astype(np.int64)
        order = np.lexsort((resources, people))
        return people[order].astype(np.int64), resources[order]
