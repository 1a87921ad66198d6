"""An invented region for the planning core: teachers, a catalogue, seats that are scarce. No promises here."""

from __future__ import annotations

import numpy as np

from marshrut.cores.planning.region.instance import Instance, Ints, Lists, none_of

__all__ = ["invented_region"]

COMPETENCIES, SUBJECTS, TERRITORIES = 40, 20, 25
FIRST_DAY, DAYS = 740_000, 300


def lists(rows: list[Ints]) -> Lists:
    """CSR."""
    ptr = np.concatenate([[0], np.cumsum([len(one) for one in rows])]).astype(np.int64)
    return Lists(ptr, np.concatenate(rows).astype(np.int64) if rows else np.empty(0, dtype=np.int64))


def invented_region(
    people: int = 50_000, resources: int = 2000, *, seed: int = 1, full: bool = False, everybody: bool = False
) -> Instance:
    """About 150 resources that help, a teacher; seats for 55 % of all hours. `full`: days, needs, budgets, groups."""
    rng = np.random.default_rng(seed)
    effects = [np.sort(rng.choice(COMPETENCIES, rng.integers(1, 4), replace=False)) for _ in range(resources)]
    subject = np.where(rng.random(resources) < 0.45, -1, rng.integers(0, SUBJECTS, resources))
    place = np.where(rng.random(resources) < 0.45, -1, rng.integers(0, TERRITORIES, resources))
    taken = rng.choice([6, 8, 12, 16, 18, 24, 36], resources, p=[0.1, 0.15, 0.2, 0.2, 0.15, 0.12, 0.08]).astype(float)
    hours = rng.choice([16, 24, 36, 48, 72], people, p=[0.2, 0.2, 0.3, 0.2, 0.1]).astype(float)
    count = np.clip(rng.poisson(8.9, people), 1, COMPETENCIES)
    keys = rng.random((people, COMPETENCIES)).argsort(axis=1)
    keys = np.sort(np.where(np.arange(COMPETENCIES)[None, :] < count[:, None], keys, COMPETENCIES), axis=1)
    deficits = Lists(np.concatenate([[0], np.cumsum(count)]).astype(np.int64), keys[keys < COMPETENCIES])
    wide = rng.gamma(2, 1, resources)
    seats = np.maximum(3, np.round(wide * 0.55 * hours.sum() / (wide * taken).sum()))
    mine = rng.integers(0, SUBJECTS, people), rng.integers(0, TERRITORIES, people)
    open_to = {
        (s, t): np.flatnonzero(((subject < 0) | (subject == s)) & ((place < 0) | (place == t)))
        for s in range(SUBJECTS)
        for t in range(TERRITORIES)
    }
    size = rng.uniform(0.2, 1, len(deficits.items))
    made = Instance(
        competencies=COMPETENCIES, hours=hours, weight=np.where(rng.random(people) < 0.3, 1.3, 1.0), deficits=deficits,
        size=size, value=rng.uniform(0.3, 1, len(size)), taken_hours=taken, seats=seats, cost=np.zeros(resources),
        budget=np.full(resources, -1), starts=np.ones(resources, dtype=np.int64),
        ends=np.zeros(resources, dtype=np.int64), least=np.zeros(resources, dtype=np.int64), effects=lists(effects),
        effect=rng.uniform(0.15, 0.9, sum(map(len, effects))), needs=none_of(resources),
        in_order=np.zeros(0, dtype=bool), amounts=np.zeros(0), busy=none_of(people),
        busy_ends=np.zeros(0, dtype=np.int64), done=none_of(people),
        eligible=None if everybody else lists([open_to[int(s), int(t)] for s, t in zip(*mine, strict=True)]),
    )  # fmt: skip
    return _with_all_rules(made, place, rng) if full else made


def _with_all_rules(plain: Instance, place: Ints, rng: np.random.Generator) -> Instance:
    from dataclasses import replace

    resources, people = plain.resources, plain.people
    dated = rng.random(resources) < 0.7
    starts = FIRST_DAY + rng.integers(0, DAYS, resources)
    length = np.where(rng.random(resources) < 0.6, rng.integers(1, 4, resources), rng.integers(5, 40, resources))
    needs = lists([
        rng.integers(0, r, 1) if r >= resources // 20 and rng.random() < 0.08 else np.empty(0, dtype=np.int64)
        for r in range(resources)
    ])  # fmt: skip
    budget = np.where(place >= 0, place, TERRITORIES)
    cost = np.round(plain.taken_hours * rng.uniform(100, 400, resources))
    amounts = np.bincount(budget, cost * plain.seats, TERRITORIES + 1) * rng.uniform(0.5, 1, TERRITORIES + 1)
    least = np.minimum(plain.seats, np.maximum(3, np.round(0.4 * plain.seats))) * (rng.random(resources) < 0.5)
    away = [np.sort(FIRST_DAY + rng.integers(0, DAYS, k)) for k in rng.poisson(1.0, people)]
    busy = lists(away)
    done = lists([np.unique(rng.integers(0, resources, k)) for k in rng.poisson(1.0, people)])
    return replace(
        plain, starts=np.where(dated, starts, 1), ends=np.where(dated, starts + length - 1, 0), needs=needs,
        in_order=np.zeros(len(needs.items), dtype=bool), budget=budget, cost=cost, amounts=amounts,
        least=least.astype(np.int64), busy=busy, busy_ends=busy.items + rng.integers(3, 28, len(busy.items)), done=done,
    )  # fmt: skip
