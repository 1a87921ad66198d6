"""Some people who want the same seats planned anew together, exactly, while everybody else stays."""

from __future__ import annotations

import numpy as np

from marshrut.cores.planning.region.draft import Draft
from marshrut.cores.planning.region.exact import best_together
from marshrut.cores.planning.region.instance import Floats, Ints

__all__ = ["better_together"]

#: Steps to choose from in one neighbourhood, and in how large a loss at the prices a step is still looked at.
_PAIRS, _SLACK = 1200, 0.25
_MOST_PEOPLE = 80
#: The count that ends a neighbourhood, so that a slow machine finds the same.
_NODES = 300


def better_together(draft: Draft, net: Floats, rng: np.random.Generator, *, seconds: float) -> float:
    """One neighbourhood around somebody who gets less than the prices promise; what the plan gained by it."""
    people, pairs = _neighbourhood(draft, net, rng)
    if len(people) < 2:  # noqa: PLR2004 - one alone is what a pass over people does
        return 0.0
    before = float(draft.values(people).sum())
    old = {int(i): draft.routes[i, : draft.steps[i]].tolist() for i in people}
    draft.clear(people)
    stock = draft.stock
    seats = np.where(stock.shut, 0.0, stock.seats)
    made = best_together(
        draft.market, people, seats=seats, money=stock.money, others=stock.filled, seconds=seconds, pairs=pairs,
        most_nodes=_NODES,
    )  # fmt: skip
    fits = made is not None and all(len(route) <= draft.routes.shape[1] for route in made.routes.values())
    if made is not None and fits:
        for person, route in made.routes.items():
            draft.put(person, route)
        gained = float(draft.values(people).sum()) - before
        if gained > 1e-9 and (stock.money > -1e-6).all():  # noqa: PLR2004 - more than rounding
            return gained
        draft.clear(people)
    for person, kept in old.items():
        draft.put(person, kept)
    return 0.0


def _neighbourhood(draft: Draft, net: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """People around one, and the places in `desk.res` that they choose from."""
    market, desk = draft.market, draft.market.desk
    missed = np.maximum(market.upper - draft.values(draft.everybody, net), 0.0) + 1e-6
    centre = int(rng.choice(len(missed), p=missed / missed.sum()))
    mine = desk.res[desk.ptr[centre] : desk.ptr[centre + 1]]
    shared = np.zeros(market.instance.resources)
    shared[mine[net[mine] > 0]] = 1.0
    taken = np.arange(draft.routes.shape[1])[None, :] < draft.steps[:, None]
    near = (shared[draft.routes] * taken).sum(axis=1) + missed / missed.max()
    near += 0.5 * rng.random(len(near))
    near[centre] = np.inf
    order = np.argsort(-near, kind="stable")[:_MOST_PEOPLE]
    people: list[int] = []
    places: list[Ints] = []
    count = 0
    for i in order.tolist():
        span = np.arange(desk.ptr[i], desk.ptr[i + 1])
        held = np.isin(desk.res[span], draft.routes[i, : draft.steps[i]])
        good = held | (desk.worth[span] - net[desk.res[span]] > -_SLACK * market.typical()) | (desk.worth[span] <= 0)
        if count + int(good.sum()) > _PAIRS and people:
            break
        count += int(good.sum())
        people.append(i)
        places.append(span[good])
    chosen = np.argsort(people)
    return np.array(people, dtype=np.int64)[chosen], np.sort(np.concatenate(places))
