"""Small invented regions with everything in them, and their best plan found by trying all."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from marshrut.cores.planning.region.checker import value_of, violations
from marshrut.cores.planning.region.instance import Instance, Lists

__all__ = ["best_by_trial", "invented", "lists"]


def lists(rows: list[list[int]]) -> Lists:
    """CSR of lists."""
    ptr = np.concatenate([[0], np.cumsum([len(one) for one in rows])]).astype(np.int64)
    return Lists(ptr, np.array([x for one in rows for x in one], dtype=np.int64))


def invented(seed: int, people: int = 4, resources: int = 5, competencies: int = 4) -> Instance:
    """A region in which every rule may bind."""
    rng = np.random.default_rng(seed)
    deficits = [
        sorted(rng.choice(competencies, rng.integers(0, competencies + 1), replace=False).tolist())
        for _ in range(people)
    ]
    effects = [sorted(rng.choice(competencies, rng.integers(1, 4), replace=False).tolist()) for _ in range(resources)]
    needs = [[int(rng.integers(0, r))] if r and rng.random() < 0.35 else [] for r in range(resources)]
    busy = [sorted(rng.integers(0, 30, rng.integers(0, 2)).tolist()) for _ in range(people)]
    done = [sorted(rng.choice(resources, rng.integers(0, 2), replace=False).tolist()) for _ in range(people)]
    eligible = [
        sorted(rng.choice(resources, rng.integers(2, resources + 1), replace=False).tolist()) for _ in range(people)
    ]
    dated = rng.random(resources) < 0.7
    starts = rng.integers(0, 30, resources)
    seats = rng.integers(1, 4, resources).astype(float)
    size = rng.uniform(0.2, 1.0, sum(map(len, deficits)))
    size[rng.random(len(size)) < 0.1] = np.inf
    items = [x for one in busy for x in one]
    made = lists(needs)
    return Instance(
        competencies=competencies,
        hours=np.where(rng.random(people) < 0.2, np.inf, rng.integers(4, 30, people)),
        weight=rng.choice([0.5, 1.0, 2.0], people),
        deficits=lists(deficits),
        size=size,
        value=rng.uniform(0.2, 1.0, len(size)),
        taken_hours=rng.integers(0, 16, resources).astype(float),
        seats=np.where(rng.random(resources) < 0.2, np.inf, seats),
        cost=rng.integers(0, 50, resources).astype(float),
        budget=rng.integers(-1, 2, resources),
        starts=np.where(dated, starts, 1),
        ends=np.where(dated, starts + rng.integers(0, 8, resources), 0),
        least=np.where(rng.random(resources) < 0.5, np.minimum(seats, rng.integers(0, 4, resources)), 0).astype(
            np.int64
        ),
        effects=lists(effects),
        effect=rng.uniform(0.1, 0.9, sum(map(len, effects))),
        needs=made,
        in_order=rng.random(len(made.items)) < 0.4,
        amounts=rng.integers(20, 150, 2).astype(float),
        busy=lists(busy),
        busy_ends=np.array([x + 3 for x in items], dtype=np.int64),
        done=lists(done),
        eligible=lists(eligible) if rng.random() < 0.7 else None,
        kinds=rng.integers(-1, 2, resources) if rng.random() < 0.5 else None,
        most_steps=int(rng.integers(1, 4)) if rng.random() < 0.5 else None,
    )


def best_by_trial(instance: Instance) -> float:
    """The most that any plan closes: every route of everybody, in every combination."""
    routes = []
    own = {
        "hours",
        "steps",
        "alike",
        "overlap",
        "busy",
        "prerequisite",
        "prerequisite_order",
        "done_already",
        "not_eligible",
    }
    for i in range(instance.people):
        mine = []
        for count in range(instance.resources + 1):
            for chosen in combinations(range(instance.resources), count):
                plan = [(i, r) for r in chosen]
                if not own & {one.rule for one in violations(instance, plan)}:
                    mine.append((value_of(instance, plan), plan))
        routes.append(sorted(mine, key=lambda one: -one[0]))
    best = 0.0
    most = [sum(one[0][0] for one in routes[i:]) for i in range(len(routes) + 1)]

    def go(i: int, value: float, plan: list[tuple[int, int]]) -> None:
        nonlocal best
        if value + most[i] <= best:
            return
        if i == len(routes):
            if not violations(instance, plan):
                best = value
            return
        for worth, steps in routes[i]:
            if value + worth + most[i + 1] <= best:
                break
            go(i + 1, value + worth, plan + steps)

    go(0, 0.0, [])
    return best
