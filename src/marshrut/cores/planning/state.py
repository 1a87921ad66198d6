"""Where a draft stands: what all share (seats, arrays of the offers) and one person's route as it grows."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from marshrut.cores.planning.places import distance_of, fits_year
from marshrut.cores.planning.problem import REACHES, Days, Person, PlannedStep, Problem

__all__ = ["TINY", "Desk", "Route"]

#: Below this nothing is closed; doubles of shares and weights are never nearer by accident.
TINY = 1e-9
#: So many other ways are kept with a step.
_INSTEAD = 2


class Desk:
    """What everybody shares. `effects`: offers x competencies (float32: 50 000 people x 2 000 offers stay small)."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        offers = problem.offers
        named = {code for offer in offers for code in offer.effects}
        named |= {one.competency for person in problem.people for one in person.deficits}
        self.column = {code: index for index, code in enumerate(sorted(named))}
        self.effects = np.zeros((len(offers), max(1, len(named))), dtype=np.float32)
        for index, offer in enumerate(offers):
            for code, effect in offer.effects.items():
                self.effects[index, self.column[code]] = effect
        self.serving = [np.flatnonzero(self.effects[:, index]).astype(np.int32) for index in range(len(named))]
        self.hours = np.array([offer.hours for offer in offers], dtype=np.float64)
        self.first = np.array([offer.days[0] for offer in offers], dtype=np.int64)
        self.last = np.array([offer.days[1] for offer in offers], dtype=np.int64)
        self.free = np.array([offer.seats for offer in offers], dtype=np.int64)
        self.in_year = np.array([fits_year(offer, problem.year) for offer in offers], dtype=bool)
        programmes: dict[Hashable, int] = {}
        self.programme = np.array(
            [programmes.setdefault(offer.programme, len(programmes)) for offer in offers], dtype=np.int64
        )
        self.programmes = programmes
        self.languages = np.array([offer.language for offer in offers], dtype=object)
        self.has_needs = np.array([bool(offer.needs) for offer in offers], dtype=bool)
        self.closed: set[int] = set()
        self.given = np.zeros(len(offers), dtype=np.int64)
        self._near: dict[tuple[str, str], NDArray[np.int64]] = {}
        self._speaks: dict[frozenset[str], NDArray[np.bool_]] = {}

    def distances(self, person: Person) -> NDArray[np.int64]:
        """How far each offer is from where the person works: computed once a place."""
        if person.near not in self._near:
            self._near[person.near] = np.array(
                [distance_of(person, offer) for offer in self.problem.offers], dtype=np.int64
            )
        return self._near[person.near]

    def speaks(self, person: Person) -> NDArray[np.bool_]:
        """Which offers are in a language that the person named, or in the usual one."""
        if person.languages not in self._speaks:
            known = {"", *person.languages}
            self._speaks[person.languages] = np.array([one in known for one in self.languages], dtype=bool)
        return self._speaks[person.languages]

    def small_groups(self) -> set[int]:
        """Offers that somebody was given and that stay below their least size."""
        return {
            index
            for index in map(int, np.flatnonzero(self.given))
            if self.given[index] + self.problem.offers[index].held < self.problem.offers[index].least
        }


class Route:
    """One person's route while it grows."""

    __slots__ = (
        *("__dict__", "candidates", "columns", "desk", "formal", "hours", "offers", "open", "person", "refused"),
        *("steps", "taken", "weights"),
    )

    def __init__(self, desk: Desk, index: int) -> None:
        self.desk = desk
        self.person = desk.problem.people[index]
        person = self.person
        self.columns = np.array([desk.column[one.competency] for one in person.deficits], dtype=np.int64)
        self.weights = np.array([one.weight * one.size for one in person.deficits], dtype=np.float64)
        self.open = np.array([self.open_share(one.competency) for one in person.deficits], dtype=np.float64)
        self.hours = person.hours - sum(one.hours for one in person.kept)
        self.formal = person.hours * (1 - person.not_formal) - sum(one.hours for one in person.kept if one.formal)
        self.taken: list[Days] = [one.days for one in person.kept]
        self.offers: list[int] = []
        self.steps: list[PlannedStep] = []
        self.refused: set[int] = set()
        self.candidates = self._candidates()

    def open_share(self, competency: str) -> float:
        """How much of a deficit is open before anything is drafted."""
        return max(0.0, 1.0 - sum(one.effects.get(competency, 0.0) for one in self.person.kept))

    @property
    def room(self) -> int:
        """How many steps may still come."""
        return self.desk.problem.most_steps - len(self.person.kept) - len(self.steps)

    @cached_property
    def learnt(self) -> frozenset[int]:
        """Programmes that the person completed or has in the route already, as numbers."""
        kept = {one.programme for one in self.person.kept if one.programme is not None}
        return frozenset(self.desk.programmes[one] for one in (*self.person.done, *kept) if one in self.desk.programmes)

    def _candidates(self) -> NDArray[np.int32]:
        """Offers that serve something here and break no rule that stays as it is."""
        desk, person = self.desk, self.person
        if not len(self.columns) or not len(desk.hours):
            return np.empty(0, dtype=np.int32)
        found = np.unique(np.concatenate([desk.serving[column] for column in self.columns]))
        good = desk.in_year[found] & (desk.hours[found] <= min(self.hours, self.formal) + TINY)
        good &= desk.distances(person)[found] <= REACHES.index(person.reach)
        good &= desk.speaks(person)[found]
        for first, last in (*person.busy, *self.taken):
            good &= (desk.last[found] < first) | (desk.first[found] > last)
        if self.learnt:
            good &= ~np.isin(desk.programme[found], list(self.learnt))
        kept: NDArray[np.int32] = found[good].astype(np.int32)
        return kept

    def allowed(self, found: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which candidates may be taken now: seats, hours, mix, days, programmes, what is needed first."""
        desk = self.desk
        good = (desk.free[found] > 0) & (desk.hours[found] <= min(self.hours, self.formal) + TINY)
        for offer in self.offers:
            good &= (desk.last[found] < desk.first[offer]) | (desk.first[found] > desk.last[offer])
            good &= desk.programme[found] != desk.programme[offer]
        for at in np.flatnonzero(good & desk.has_needs[found]):
            good[at] = self.ready_for(int(found[at]))
        if desk.closed or self.refused:
            good &= ~np.isin(found, list(desk.closed | self.refused))
        return good

    def ready_for(self, offer: int) -> bool:
        """Whether everything that is needed before was completed, or ends before in this route."""
        made = self.desk.problem.offers[offer]
        lost = made.needs - self.person.done
        lost -= {one.programme for one in self.person.kept if one.days[1] < made.days[0]}
        offers = self.desk.problem.offers
        return not lost - {offers[one].programme for one in self.offers if offers[one].days[1] < made.days[0]}

    def worths(self, found: NDArray[np.int32]) -> NDArray[np.float64]:
        """Value per hour of each candidate, as the route stands."""
        shares = self.desk.effects[found[:, None], self.columns]
        closed: NDArray[np.float64] = np.minimum(shares, self.open) @ self.weights
        return closed / self.desk.hours[found]

    def best_offer(self) -> tuple[int, float] | None:
        """The offer with most value per hour and that value; of equals the one that begins first."""
        if self.room <= 0 or not len(self.candidates):
            return None
        found = self.candidates[self.allowed(self.candidates)]
        if not len(found):
            return None
        worths = self.worths(found)
        most = worths.max()
        if most <= TINY:
            return None
        best = found[worths >= most - TINY]
        chosen = int(best[np.lexsort((best, self.desk.first[best]))[0]])
        return chosen, float(most)

    def closes_of_offer(self, offer: int) -> tuple[tuple[str, float], ...]:
        """Which share of which deficit an offer closes, as the route stands."""
        effects = self.desk.problem.offers[offer].effects
        pairs = (
            (one.competency, min(float(effects.get(one.competency, 0.0)), float(left)))
            for one, left in zip(self.person.deficits, self.open, strict=True)
        )
        return tuple((code, share) for code, share in pairs if share > TINY)

    def take(self, offer: int) -> None:
        """A seat for this person."""
        made = self.desk.problem.offers[offer]
        others, instead = self._others(offer)
        step = PlannedStep(
            offer=offer,
            self_step=None,
            days=made.days,
            hours=made.hours,
            closes=self.closes_of_offer(offer),
            worth=float(self.worths(np.array([offer], dtype=np.int32))[0]),
            others=others,
            instead=instead,
        )
        self.desk.free[offer] -= 1
        self.desk.given[offer] += 1
        self.put(step)

    def _others(self, offer: int) -> tuple[int, tuple[int, ...]]:
        """How many other groups could be taken now, and the best of those that serve something of the same."""
        found = self.candidates[self.allowed(self.candidates)]
        found = found[found != offer]
        if not len(found):
            return 0, ()
        worths = self.worths(found)
        shared = np.minimum(self.desk.effects[offer, self.columns], self.open) > TINY
        same = (self.desk.effects[found[:, None], self.columns[shared]] > 0).any(axis=1)
        best = found[same][np.argsort(-worths[same], kind="stable")[:_INSTEAD]]
        return int((worths > TINY).sum()), tuple(map(int, best))

    def put(self, step: PlannedStep) -> None:
        """A step into the route; seats are counted by `take`."""
        self.steps.append(step)
        self.taken.append(step.days)
        self.hours -= step.hours
        if step.offer is not None:
            self.offers.append(step.offer)
            self.formal -= step.hours
            effects = self.desk.problem.offers[step.offer].effects
            for at, one in enumerate(self.person.deficits):
                self.open[at] = max(0.0, self.open[at] - effects.get(one.competency, 0.0))
            return
        served = dict(step.closes)
        for at, one in enumerate(self.person.deficits):
            self.open[at] = max(0.0, self.open[at] - served.get(one.competency, 0.0))

    def refuse(self, offer: int) -> None:
        """Not this one."""
        self.refused.add(offer)

    def release(self) -> None:
        """All seats back."""
        for offer in self.offers:
            self.desk.free[offer] += 1
            self.desk.given[offer] -= 1
