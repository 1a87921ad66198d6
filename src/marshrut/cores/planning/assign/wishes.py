"""Costs of who goes to whom, from what people want and where they are: methodists, mentors, observers.

`stable` is the other reading of wishes on both sides: nobody would both rather be with each other (Gale and Shapley
1962), where `match` makes the sum of all wishes as good as it can be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from marshrut.cores.planning.assign.flow import Arcs, Assigned, AssignError, assign
from marshrut.cores.planning.region.instance import Floats, Ints

__all__ = ["Matched", "Wishes", "match", "near", "observers", "stable"]

_RANKS = 10


def near(
    subjects: Ints, homes: Floats, of_methodists: Ints, offices: Floats, *, before: Ints | None = None,
    stay: float = 0.0,
) -> Arcs:  # fmt: skip
    """Teachers to methodists of their subject: the cost is the distance, `stay` less with the one of `before`.

    `homes` (n, 2) and `offices` (k, 2) in the same unit of length as `stay`. -1 in `before`: nobody yet.
    """
    rows, places, costs = [], [], []
    for subject in np.unique(subjects).tolist():
        who, whom = np.flatnonzero(subjects == subject), np.flatnonzero(of_methodists == subject)
        gap = homes[who][:, None, :] - offices[whom][None, :, :]
        cost = np.sqrt((gap * gap).sum(axis=2))
        if before is not None:
            cost = cost - stay * (before[who][:, None] == whom[None, :])
        rows.append(np.repeat(who, len(whom)))
        places.append(np.tile(whom, len(who)))
        costs.append(cost.ravel())
    if not rows:
        return Arcs(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))
    return Arcs.of(len(subjects), np.concatenate(rows), np.concatenate(places), np.concatenate(costs))


@dataclass(frozen=True, slots=True)
class Wishes:
    """Of one side, for each of its members those of the other in the order they would like them, and whom never."""

    ranks: tuple[tuple[int, ...], ...]
    never: tuple[frozenset[int], ...] = field(default=())

    def refused(self, one: int) -> frozenset[int]:
        """Whom they refuse."""
        return self.never[one] if self.never else frozenset()

    def check(self, others: int, side: str) -> None:
        """Nobody is both wished and refused, named twice, or not there.

        Raises:
            AssignError: naming the row.
        """
        for row, ranks in enumerate(self.ranks):
            both = self.refused(row) & set(ranks)
            if both:
                raise AssignError(f"{side} {row}: {min(both)} is wished and refused")
            if len(set(ranks)) != len(ranks):
                raise AssignError(f"{side} {row}: somebody is wished twice")
            if any(not 0 <= one < others for one in (*ranks, *self.refused(row))):
                raise AssignError(f"{side} {row}: names somebody who is not there")


@dataclass(frozen=True, slots=True)
class Matched:
    """Everybody's mentor (-1: none) and why there is none: "refused" by or refusing all, or "full"."""

    mentor: Ints
    reasons: dict[int, str]


def _allowed(mentees: Wishes, mentors: Wishes) -> list[list[int]]:
    mentees.check(len(mentors.ranks), "mentee")
    mentors.check(len(mentees.ranks), "mentor")
    return [
        [j for j in range(len(mentors.ranks)) if j not in mentees.refused(i) and i not in mentors.refused(j)]
        for i in range(len(mentees.ranks))
    ]


def match(mentees: Wishes, mentors: Wishes, room: Ints) -> Matched:
    """As many pairs as possible, with the least sum of both sides' ranks; who is not named ranks after all who are."""
    allowed = _allowed(mentees, mentors)
    place_of = [{j: k for k, j in enumerate(one)} for one in mentees.ranks]
    rank_of = [{i: k for k, i in enumerate(one)} for one in mentors.ranks]
    rows = [i for i, one in enumerate(allowed) for _ in one]
    places = [j for one in allowed for j in one]
    cost = [
        min(place_of[i].get(j, _RANKS), _RANKS) + min(rank_of[j].get(i, _RANKS), _RANKS)
        for i, j in zip(rows, places, strict=True)
    ]
    arcs = Arcs.of(
        len(allowed), np.array(rows, dtype=np.int64), np.array(places, dtype=np.int64), np.array(cost, dtype=np.float64)
    )
    made = assign(arcs, room)
    return Matched(made.place, _reasons(made, allowed))


def _reasons(made: Assigned, allowed: list[list[int]]) -> dict[int, str]:
    return {i: "full" if allowed[i] else "refused" for i in made.left.tolist()}


def stable(mentees: Wishes, mentors: Wishes, room: Ints) -> Matched:
    """Mentees ask in their order, mentors keep whom they like most: no pair would both rather have each other.

    Whom nobody named comes after all named ones, in the order of their numbers.
    """
    allowed = _allowed(mentees, mentors)
    rank_of = [{i: k for k, i in enumerate(one)} for one in mentors.ranks]
    asking = []
    for i, may in enumerate(allowed):
        named = [j for j in mentees.ranks[i] if j in set(may)]
        asking.append([*named, *(j for j in may if j not in set(named))])
    mentor = np.full(len(allowed), -1)
    held: list[list[int]] = [[] for _ in mentors.ranks]
    at = [0] * len(allowed)
    waiting = list(range(len(allowed)))[::-1]
    while waiting:
        i = waiting.pop()
        if at[i] >= len(asking[i]):
            continue
        j = asking[i][at[i]]
        at[i] += 1
        held[j] = sorted([*held[j], i], key=lambda one: (rank_of[j].get(one, len(allowed)), one))
        mentor[i] = j
        if len(held[j]) > room[j]:
            last = held[j].pop()
            mentor[last] = -1
            waiting.append(last)
    return Matched(mentor, {i: "full" if allowed[i] else "refused" for i in np.flatnonzero(mentor < 0).tolist()})


def observers(
    lessons: Ints, schools: Ints, distance: Floats, room: Ints, *, knows: Iterable[tuple[int, int]] = ()
) -> Assigned:
    """An observer for each lesson: not of the same school, not somebody who knows the teacher, as near as can be.

    `lessons` (n) schools of the lessons, `schools` (k) of the observers, `distance` (n, k), `room` (k) lessons each.
    """
    free = lessons[:, None] != schools[None, :]
    for lesson, observer in knows:
        free[lesson, observer] = False
    rows, places = np.nonzero(free)
    return assign(Arcs.of(len(lessons), rows, places, distance[rows, places]), room)
