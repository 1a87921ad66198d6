"""Adaptive tests of many invented people at once, by the rules the live test goes by.

People come in waves; in a wave all are at the same step, so each step is a few operations on tables (people × items).
The cap on exposure is hard: an item is closed to a wave once a share `cap` of all who have come was given it; whoever
comes after takes the next best. Without a cap and with `among` 1 a person's items are those of `next_item`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.psychometrics.adaptive.choice import Tables, above_cut, behind, tables
from marshrut.cores.psychometrics.adaptive.rules import Pool, Rules, check_pool, lottery
from marshrut.cores.psychometrics.families import Floats, Ints, log_probabilities

__all__ = ["Simulated", "simulate"]

WAVE = 500
CLOSED = np.float32(-1e9)


@dataclass(frozen=True)
class Simulated:
    """For each person (N): truth, estimate, error, length, P(θ ≥ cut) (N, cuts); items in order (N, longest), −1 after
    the end; how many items had to be given although the cap or the lottery closed all (`forced`).
    """

    pool: Pool
    rules: Rules
    cap: float
    truth: Floats
    theta: Floats
    error: Floats
    length: Ints
    above: Floats
    items: NDArray[np.int32]
    forced: int


class _Run:
    """What a simulation carries from wave to wave: how often each item was given."""

    def __init__(self, pool: Pool, rules: Rules, cap: float, seed: int) -> None:
        self.pool, self.rules, self.cap = pool, rules, cap
        self.known: Tables = tables(pool, rules)
        self.log_p = self.known.log_p.astype(np.float32)
        self.shown = np.zeros(len(pool.bank.names), dtype=np.int64)
        self.come = 0
        self.forced = 0
        self.generator = np.random.default_rng(seed)
        self.chances = pool.chances(rules)
        self.family = [(block.family, block.index, block.rows) for block in pool.bank.blocks]
        self.block_of = np.zeros(len(pool.bank.names), dtype=np.int64)
        self.place_of = np.zeros(len(pool.bank.names), dtype=np.int64)
        for number, (_, index, _) in enumerate(self.family):
            self.block_of[index], self.place_of[index] = number, np.arange(index.size)

    def answer(self, items: Ints, truth: Floats) -> Ints:
        """Categories that people at `truth` give to their items."""
        chance = self.generator.random(items.size)
        out = np.zeros(items.size, dtype=np.int64)
        for number, (family, _, rows) in enumerate(self.family):
            which = np.flatnonzero(self.block_of[items] == number)
            if which.size:
                p = np.exp(log_probabilities(family, rows[self.place_of[items[which]]], truth[which]))
                out[which] = (chance[which, None] > np.cumsum(p, axis=1)[:, :-1]).sum(axis=1)
        return out


def simulate(pool: Pool, rules: Rules, truth: Floats, *, seed: int, cap: float = 1.0, wave: int = WAVE) -> Simulated:
    """Tests of people whose θ is `truth` (N). The same seed gives the same tests. Raises as `check_pool`."""
    check_pool(pool, rules, cap=cap)
    run = _Run(pool, rules, cap, seed)
    size = truth.size
    items = np.full((size, rules.longest), -1, dtype=np.int32)
    theta, error = np.zeros(size), np.zeros(size)
    length, above = np.zeros(size, dtype=np.int64), np.zeros((size, len(rules.cuts)))
    for begin in range(0, size, wave):
        rows = slice(begin, min(begin + wave, size))
        run.come += rows.stop - rows.start
        found = _wave(run, truth[rows], np.arange(rows.start, rows.stop) + (seed << 20))
        theta[rows], error[rows], length[rows], above[rows], items[rows] = found
    return Simulated(pool, rules, cap, truth, theta, error, length, above, items, run.forced)


def _wave(run: _Run, truth: Floats, seeds: Ints) -> tuple[Floats, Floats, Ints, Floats, NDArray[np.int32]]:
    pool, rules, nodes = run.pool, run.rules, run.known.theta
    count, size = truth.size, len(pool.bank.names)
    log_p = np.repeat(run.known.log_prior[None, :].astype(np.float32), count, axis=0)
    shut = np.zeros((count, size), dtype=bool)
    drawn = np.ones((count, size), dtype=bool)
    if np.any(run.chances < 1):
        drawn = np.stack([lottery(int(one), size) < run.chances for one in seeds])
    given = np.zeros((count, len(pool.names)))
    items = np.full((count, rules.longest), -1, dtype=np.int32)
    theta, error = np.full(count, rules.mean), np.full(count, rules.sd)
    above = np.zeros((count, len(rules.cuts)))
    active = np.arange(count)
    moments = np.stack([np.ones(nodes.size), nodes, nodes**2], axis=1).astype(np.float32)
    for step in range(rules.longest):
        weights = np.exp(log_p[active] - log_p[active].max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        chosen = _choose(run, weights, shut[active], drawn[active], given[active], step)
        items[active, step] = chosen
        code = run.answer(chosen, truth[active])
        log_p[active] += run.log_p[pool.bank.first_column[chosen] + code]
        shut[active] |= pool.apart[chosen]
        given[active, pool.area_of[chosen]] += 1
        weights = np.exp(log_p[active] - log_p[active].max(axis=1, keepdims=True))
        sums = (weights @ moments).astype(np.float64)
        theta[active] = sums[:, 1] / sums[:, 0]
        error[active] = np.sqrt(np.maximum(sums[:, 2] / sums[:, 0] - theta[active] ** 2, 0.0))
        for m, cut in enumerate(rules.cuts):
            above[active, m] = above_cut(weights, nodes, cut) / sums[:, 0]
        if step + 1 >= rules.shortest:
            done = np.zeros(active.size, dtype=bool)
            if rules.stop_error is not None:
                done |= error[active] <= rules.stop_error
            if rules.cuts:
                sure = np.maximum(above[active], 1 - above[active])
                done |= np.all(sure >= rules.certainty, axis=1)
            active = active[~done]
        if not active.size:
            break
    return theta, error, (items >= 0).sum(axis=1), above, items


def _choose(
    run: _Run, weights: Floats, shut: NDArray[np.bool_], drawn: NDArray[np.bool_], given: Floats, step: int
) -> Ints:
    """An item for each person, nobody above the cap."""
    pool, rules = run.pool, run.rules
    count = weights.shape[0]
    if step < len(rules.first):
        chosen = np.full(count, pool.bank.places[rules.first[step]])
        run.shown[chosen[0]] += count
        return chosen
    quota = np.floor(run.cap * run.come + 1e-9).astype(np.int64) - run.shown
    free = ~shut & drawn & (quota > 0)[None, :]
    gain = weights.astype(np.float32) @ run.known.information
    chosen = np.full(count, -1, dtype=np.int64)
    waiting = np.arange(count)
    while waiting.size:
        stuck = ~np.any(free[waiting], axis=1)
        if np.any(stuck):
            run.forced += int(stuck.sum())
            free[waiting[stuck]] = ~shut[waiting[stuck]]
        area = behind(pool, rules, given[waiting], free[waiting])
        value = np.where(free[waiting], gain[waiting], CLOSED)
        if np.any(area >= 0):
            value = np.where((pool.area_of[None, :] == area[:, None]) | (area < 0)[:, None], value, CLOSED)
        pick = _pick(run, value)
        kept = _within(pick, quota, stuck)
        chosen[waiting[kept]] = pick[kept]
        np.add.at(run.shown, pick[kept], 1)
        np.subtract.at(quota, pick[kept], 1)
        waiting = waiting[~kept]
        free[np.ix_(waiting, np.flatnonzero(quota <= 0))] = False
    return chosen


def _pick(run: _Run, value: NDArray[np.float32]) -> Ints:
    """The best of each row, or by chance one of the `among` best."""
    pick: Ints = value.argmax(axis=1)
    if run.rules.among == 1:
        return pick
    rank = run.generator.integers(run.rules.among, size=value.shape[0])
    rows = np.arange(value.shape[0])
    for place in range(1, run.rules.among):
        later = rows[rank >= place]
        value[later, pick[later]] = CLOSED
        fresh = value[later].argmax(axis=1)
        there = value[later, fresh] > CLOSED / 2
        pick[later[there]] = fresh[there]
    return pick


def _within(pick: Ints, quota: Ints, stuck: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whose pick stands: the first so many of each item as its quota allows, and whoever has no other."""
    order = np.argsort(pick, kind="stable")
    ranked = pick[order]
    begins = np.flatnonzero(np.diff(ranked, prepend=-1))
    turn = np.arange(ranked.size) - np.repeat(begins, np.diff(np.append(begins, ranked.size)))
    kept = np.zeros(pick.size, dtype=bool)
    kept[order] = turn < quota[ranked]
    return kept | stuck
