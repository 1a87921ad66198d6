"""The plan of a region: prices, a plan that keeps every rule at them, a bound. Better and better until told to stop.

How much is done is counted in rounds that follow from the size and the seconds allowed, so that the same seed gives
the same plan on any machine that is fast enough; the clock only cuts what would take longer than allowed, and the plan
then says so. Small regions are handed to an exact solver; neighbourhoods of middle ones too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.region.desk import FILLED
from marshrut.cores.planning.region.draft import Draft
from marshrut.cores.planning.region.exact import Together, best_together
from marshrut.cores.planning.region.fillers import most_fillers, send_fillers
from marshrut.cores.planning.region.groups import settle, too_small
from marshrut.cores.planning.region.instance import Instance, Ints
from marshrut.cores.planning.region.market import Ascent, Market, Prices
from marshrut.cores.planning.region.neighbours import better_together

__all__ = ["Effort", "RegionPlan", "plans", "solve"]

#: Pairs up to which the whole region is one exact problem at once; up to which its neighbourhoods are.
_WHOLE, _MIDDLE = 6000, 400_000
#: Pairs up to which the whole region is tried as one problem after the first plans; the share of the seconds for it.
_TRIED, _TRYING = 120_000, 0.75
#: Nodes of a person's search: while prices move, for a plan, and for the bound that is said at the end.
_NODES, _FEW, _DEEP = 400, 60, 20_000
#: How often the emptiest groups are closed and prices moved before a plan is made.
_CLOSINGS = 3
#: Prices are scaled down pass by pass: dear seats first to who pays, then whatever is left to whom it helps.
_SCALES = (1.0, 0.95, 0.8, 0.4)
_QUICK = (1.0, 0.8)
_LAST = (0.7, 0.0)
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class RegionPlan:
    """Steps (person, resource) in order; what they close, what no plan exceeds, and the share between.

    `prices` are value per seat and per unit of money. `proof` is "optimal" or "bound"; `cut` says that the clock
    ended the work, so that another run may come further.
    """

    people: Ints
    resources: Ints
    value: float
    bound: float
    prices: Prices
    served: int
    rounds: int
    proof: str
    cut: bool
    last: bool = False

    @property
    def gap(self) -> float:
        """(bound - value) / bound; 0 where there is nothing to close."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done: samples (share of people, steps of prices), steps before the first plan, a round, rounds."""

    samples: tuple[tuple[float, int], ...]
    first: int
    steps: int
    rounds: int
    neighbourhoods: int

    @classmethod
    def of(cls, people: int, pairs: int, seconds: float) -> Effort:
        """What fits into so many seconds on two slow cores."""
        if people >= 20_000:  # noqa: PLR2004 - from here a twentieth of the people still knows every resource
            samples: tuple[tuple[float, int], ...] = ((0.05, 40), (0.25, 16))
        else:
            samples = ((0.25, 40),) if people >= 4000 else ()  # noqa: PLR2004 - likewise
        step = 6e-8 * pairs
        rounds = int((seconds - 10 * step) / (25 * step + 6e-7 * pairs + 1e-3))
        around = min(40 + int(4 * people**0.5), int(2 * seconds))
        return cls(samples, 5 if samples else 60, 25, max(1, min(rounds, 12)), around)


def solve(
    instance: Instance, *, seed: int, seconds: float, clock: Callable[[], float], threads: int = 2, fair: bool = False,
    exact: bool = True,
) -> RegionPlan:  # fmt: skip
    """The last of `plans`."""
    found = None
    run = plans(instance, seed=seed, seconds=seconds, clock=clock, threads=threads, fair=fair, exact=exact)
    for found in run:  # noqa: B007
        pass
    assert found is not None  # noqa: S101 - `plans` yields at least once
    return found


def plans(
    instance: Instance, *, seed: int, seconds: float, clock: Callable[[], float], threads: int = 2, fair: bool = False,
    exact: bool = True,
) -> Iterator[RegionPlan]:  # fmt: skip
    """Plans, each at least as good as the one before, until the work is done or `seconds` have passed.

    `clock` gives seconds. `fair`: first as few people as possible without a step, then the most value; the bound is
    then on the value of plans that serve as many. Without `exact` nothing is handed to HiGHS.

    Raises:
        InstanceError: the instance contradicts itself.
    """
    until = clock() + seconds
    market = Market(instance, threads=threads)
    work = _Work(market, np.random.default_rng(seed), lambda: until - clock(), fair=fair, exact=exact)
    if len(market.desk.res) <= _WHOLE and exact:
        found = work.exact(seconds)
        if found is not None:
            yield found
            return
    share = 1.0 - _TRYING if work.tries else 1.0
    yield from work.rounds(Effort.of(instance.people, len(market.desk.res), share * seconds))


class _Work:
    """One run: the market, prices on their way, the best draft so far."""

    def __init__(
        self, market: Market, rng: np.random.Generator, left: Callable[[], float], *, fair: bool, exact: bool
    ) -> None:
        self.market, self.rng, self.left, self.with_exact = market, rng, left, exact
        highest = float(market.desk.worth.max(initial=0.0))
        self.bonus = 4.0 * highest if fair else 0.0
        self.ascent = Ascent.of(market, bonus=self.bonus)
        self.draft = Draft.empty(market)
        self.everybody = np.arange(market.instance.people)
        self.score = -1.0
        self.cap = np.inf  # a bound from elsewhere than prices
        self.before = (-1.0, -1.0)
        self.plan_took = self.step_took = 0.0
        self.hold = 0.0  # seconds kept for neighbourhoods
        self.ever_cut = False
        self.there: Ascent | None = None  # prices without the groups that are shut
        self.shut = np.zeros(market.instance.resources, dtype=bool)
        self.cut = False
        self.tries = exact and not fair and len(market.desk.res) <= _TRIED

    def exact(self, seconds: float) -> RegionPlan | None:
        """A small region at once, with prices from its relaxation; None where the optimum is not proved in time."""
        market = self.market
        whole = float(market.desk.worth.sum()) + 1.0 if self.bonus else 0.0
        made = self._as_one(bonus=whole, seconds=min(0.5 * seconds, self.left() - 0.2), priced=True)
        if made is None:
            return None
        if not made.proved and (self.bonus or made.bound > self.draft.value() * (1 + _CLOSE)):
            return None
        if self.bonus:
            self.cap = self.draft.value()
        if not self.bonus and self.cap > self.draft.value() + 1e-6 * max(1.0, self.cap):
            return None
        prices = Prices(np.zeros(market.instance.resources), np.zeros(len(market.amounts)))
        for along, found in ((prices.seats, made.seat_prices), (prices.money, made.money_prices)):
            along[list(found)] = list(found.values())
        return replace(self._plan(1), prices=prices, last=True, proof="optimal")

    def _as_one(self, *, bonus: float, seconds: float, priced: bool = False) -> Together | None:
        """The whole region by HiGHS: its plan is kept where it is the best, its bound where it is on all plans."""
        instance, market = self.market.instance, self.market
        inside = instance.people * instance.resources <= FILLED or bonus > 0
        made = best_together(
            market, self.everybody, bonus=bonus, seats=market.seats, money=market.amounts,
            others=np.zeros(instance.resources, dtype=np.int64), seconds=seconds,
            fillers=None if inside else most_fillers(market), priced=priced,
        )  # fmt: skip
        if made is None or any(len(route) > self.draft.routes.shape[1] for route in made.routes.values()):
            return None
        draft = Draft.empty(market)
        for person, route in made.routes.items():
            draft.put(person, route)
        send_fillers(draft, made.fill)
        if len(too_small(draft)):
            settle(draft, market.net(self.ascent.best or self.ascent.prices), bonus=self.bonus)
        self._keep(draft)
        if not self.bonus:
            self.cap = min(self.cap, made.bound)
        return made

    def rounds(self, effort: Effort) -> Iterator[RegionPlan]:
        """Samples, then rounds: prices of everybody, a plan at them, repairs, groups."""
        around = len(self.market.desk.res) <= _MIDDLE and self.with_exact and not self.bonus
        self.hold = (_TRYING if self.tries else 0.3) * self.left() if around else 0.0
        self._samples(effort)
        small = not effort.samples
        self._steps(effort.first, most_nodes=_NODES // 4)
        for number in range(1, effort.rounds + 1):
            if number > 1:
                if self._no_time_for(effort.steps // 2, 1.0):
                    break
                self._steps(effort.steps)
            if small:
                self._polyak(40, 0.99 if number == 1 else 0.997)
            if number == 1 or not self.cut:
                self._draft_at(self.ascent.best or self.ascent.prices, quick=number == 1 and effort.rounds > 1)
            plan = self._plan(number)
            if number == effort.rounds or self.cut or plan.gap <= _CLOSE or self._still(plan):
                break
            yield plan
        if not self.cut:
            self._refine()
        if around:
            self.ever_cut, self.cut, self.hold = self.cut, False, 0.0
            if self.tries and self._plan(0).gap > _CLOSE:
                yield self._plan(effort.rounds)
                made = self._as_one(bonus=0.0, seconds=0.85 * self.left() - 0.5)
                self.ever_cut = self.ever_cut or made is None or not made.proved
            self._neighbourhoods(effort.neighbourhoods)
        yield replace(self._plan(number), last=True)

    def _still(self, plan: RegionPlan) -> bool:
        """Whether neither the value nor the bound has moved to speak of since the last round."""
        before, self.before = self.before, (plan.value, plan.bound)
        tiny = 3e-5 * max(plan.bound, _CLOSE)
        return abs(plan.value - before[0]) < tiny and abs(plan.bound - before[1]) < tiny

    def _samples(self, effort: Effort) -> None:
        order = self.rng.permutation(self.market.instance.people)
        usual = ((0.02, 0.4, 100), (0.005, 0.3, 200))
        for (share, steps), (low, width, nodes) in zip(effort.samples, usual[-len(effort.samples) :], strict=False):
            some = np.sort(order[: int(share * len(order))])
            for _ in range(steps):
                if self._late(0.7):
                    return
                self.ascent.go(some, low=low, width=width, most_nodes=nodes)
            self.ascent.narrow(low, 0.1 if share < 0.1 else 0.04)  # noqa: PLR2004 - of the smallest sample

    def _late(self, kept: float = 0.0) -> bool:
        """Whether no time is left but `kept` seconds; remembered."""
        self.cut = self.cut or self.left() <= kept + self.hold
        return self.cut

    def _reserve(self) -> float:
        """Seconds that a plan takes, with air: as the last one did, or as a usual one does."""
        return max(1.3 * self.plan_took, 1e-6 * len(self.market.desk.res) + 0.02)

    def _no_time_for(self, steps: int, plans: float) -> bool:
        """Whether a round of so many steps and plans would end too late; remembered."""
        return self._late(steps * self.step_took + plans * self._reserve())

    def _steps(self, count: int, *, most_nodes: int = _NODES) -> None:
        for at in range(count):
            if at > 0 and self._late(self._reserve()):
                return
            began = self.left()
            self.ascent.go(self.everybody, low=0.0005, width=0.2, most_nodes=most_nodes)
            self.step_took = began - self.left()

    def _polyak(self, count: int, share: float) -> None:
        if self.ascent.best is None:
            return
        self.ascent.prices = self.ascent.best
        target = max(self.score, share * self.ascent.bound)
        for _ in range(count):
            if self._late(self._reserve()):
                return
            self.ascent.polyak(self.everybody, target=target, damp=0.8, most_nodes=_NODES // 2)
        self.ascent.prices = self.ascent.best

    def _draft_at(self, prices: Prices, *, quick: bool) -> None:
        """A plan from nothing at these prices; kept if it is the best.

        Where groups would stay too small, the emptiest of them are closed, prices moved for those that are left, and
        again: who would have come to one fills another.
        """
        grouped = bool((self.market.instance.least > 1).any())
        if quick or not grouped or self.left() < 4 * self._reserve() + 30 * self.step_took:
            self._plan_at(prices, self.shut, quick=quick)
            return
        if self.there is None:
            self.there = replace(
                self.ascent, prices=prices, step=np.maximum(self.ascent.step, 0.02 * self.market.typical())
            )
            for _ in range(_CLOSINGS):
                self._close_emptiest(self.there.prices)
                self._move_there(8)
        else:
            self._move_there(15)
        if not self.cut:
            self.shut = self._plan_at(self.there.prices, self.shut, quick=False)

    def _move_there(self, steps: int) -> None:
        """Prices of the region without the groups that are shut."""
        assert self.there is not None  # noqa: S101 - for the reader and the type checker
        self.market.shut = self.shut
        for _ in range(steps):
            if self._late(self._reserve()):
                break
            self.there.go(self.everybody, low=0.0005, width=0.2, most_nodes=_NODES)
        self.market.shut = np.zeros_like(self.shut)

    def _close_emptiest(self, prices: Prices) -> None:
        """Of the groups that would be too small at these prices, shut the emptier half."""
        draft = Draft.empty(self.market)
        draft.stock.shut[:] |= self.shut
        draft.renew(self.rng.permutation(self.everybody), self.market.net(prices), bonus=self.bonus, most_nodes=_FEW)
        stock = draft.stock
        small = np.flatnonzero((stock.least > 1) & (stock.filled < stock.least))
        fill = stock.filled[small] / stock.least[small]
        self.shut = self.shut.copy()
        self.shut[small[fill <= np.median(fill)] if len(small) else small] = True

    def _plan_at(self, prices: Prices, shut: NDArray[np.bool_], *, quick: bool) -> NDArray[np.bool_]:
        """A plan from nothing at these prices without the groups that are shut; which are shut after it."""
        net, began = self.market.net(prices), self.left()
        draft = Draft.empty(self.market)
        draft.stock.shut[:] |= shut
        for scale in _QUICK if quick else _SCALES:
            if scale < 1.0 and self._late(0.3 * self._reserve()):
                break
            nodes = _NODES if scale == 1.0 else _FEW
            draft.renew(self.rng.permutation(self.everybody), scale * net, bonus=self.bonus, most_nodes=nodes)
        settle(draft, net, bonus=self.bonus, invite=not quick)
        for scale in () if quick else _LAST:
            if self._late():
                break
            everybody = self.rng.permutation(self.everybody)
            draft.renew(everybody, scale * net, bonus=self.bonus, guard=True, most_nodes=_FEW)
        if not len(too_small(draft)):
            self._keep(draft)
        self.plan_took = max(self.plan_took, began - self.left())
        return draft.stock.shut

    def _keep(self, draft: Draft) -> None:
        score = draft.value() + self.bonus * int((draft.steps > 0).sum())
        if score > self.score:
            self.draft, self.score = draft, score

    def _refine(self) -> None:
        """The best prices again, with searches deep enough to end."""
        if self.ascent.best is None:
            return
        held = float(self.ascent.best.seats @ self.market.seats) + float(self.ascent.best.money @ self.market.amounts)
        self.market.ask(self.ascent.best, self.everybody, bonus=self.bonus, most_nodes=_NODES)
        upper = self.market.upper.copy()
        unsure = np.flatnonzero(upper - self.market.best > 1e-7)  # noqa: PLR2004 - what the search did not end on
        for some in np.array_split(unsure, max(1, len(unsure) // 500)):
            if self._late():
                break
            self.market.ask(self.ascent.best, some, bonus=self.bonus, most_nodes=_DEEP)
            upper[some] = np.minimum(upper[some], self.market.upper[some])
        self.ascent.bound = min(self.ascent.bound, float(upper.sum()) + held)

    def _neighbourhoods(self, count: int) -> None:
        prices = self.ascent.best or self.ascent.prices
        draft = self.draft.copy()
        for _ in range(count):
            if self._late(0.2) or self._plan(0).gap <= _CLOSE:
                break
            better_together(draft, self.market.net(prices), self.rng, seconds=min(3.0, self.left()))
        self._keep(draft)

    def _plan(self, number: int) -> RegionPlan:
        people, resources = self.draft.pairs()
        served = int((self.draft.steps > 0).sum())
        value = self.draft.value()
        bound = max(value, min(self.ascent.bound - self.bonus * served, self.cap))
        proof = "optimal" if bound - value <= _CLOSE * max(1.0, bound) else "bound"
        prices = self.ascent.best or self.ascent.prices
        return RegionPlan(people, resources, value, bound, prices, served, number, proof, self.cut or self.ever_cut)
