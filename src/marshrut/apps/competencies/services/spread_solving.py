"""The question of who goes to which methodist, answered exactly; the solver is loaded where it is used alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.queries.spreading import FAR, Question
from marshrut.apps.competencies.rules import spreading
from marshrut.apps.competencies.types import Asking, Companion

__all__ = ["answer"]

Step = Callable[[int, int, str], None]
#: What it costs to move somebody, and that somebody comes to a methodist above the even share; a road is at most 3
#: (`FAR`): nobody is moved for the sake of roads, and loads are evened before roads count.
_CHANGE, _CROWD = 100.0, 5.0


@dataclass(frozen=True, slots=True)
class _Fit:
    """Who fits a person: places of methodists and what each costs; with nobody, why."""

    places: tuple[int, ...]
    costs: tuple[float, ...]
    why: str


def answer(question: Question, *, step: Step) -> dict[str, Any]:
    """Pairs, who is left and why, loads and places before and after, the proof. Raises Refused by COMPETENCIES-25."""
    guides = list(question.guides)
    step(0, 3, "смотрим, кто кому подходит")
    fits = _fits(question, guides)
    pairs = sum(len(one.places) for one in fits)
    spreading.check_question(people=len(fits), guides=len(guides), pairs=pairs).require()
    step(1, 3, f"взвешиваем сочетаний: {pairs}")
    from marshrut.cores.planning.assign import Arcs, fair_shares, spread  # compiled: web pages do not wait for it

    arcs = Arcs(
        np.cumsum([0, *(len(one.places) for one in fits)], dtype=np.int64),
        np.array([place for one in fits for place in one.places], dtype=np.int64),
        np.array([cost for one in fits for cost in one.costs], dtype=np.float64),
    )
    has = np.array([question.has[one] for one in guides], dtype=np.int64)
    crowded = Counter(guide for _, guide in question.crowded)
    held = has - np.array([crowded[one] for one in guides], dtype=np.int64)
    most = len(fits) if question.most is None else question.most
    room = np.maximum(0, most - held) if question.most is not None else np.full(len(guides), most)
    even = np.clip(fair_shares(arcs, held, room) - held, 0, room).astype(np.int64)
    index = {one: at for at, one in enumerate(guides)}
    before = np.array([-1] * len(question.new) + [index[one] for _, one in question.crowded], dtype=np.int64)
    found = spread(arcs, room.astype(np.int64), even, crowd=_CROWD, before=before, change=_CHANGE)
    step(2, 3, "собираем черновик")
    where = [guides[at] if at >= 0 else None for at in found.guide.tolist()]
    told = _told(question, fits, where)
    came = Counter(companion for _, companion, _ in told["pairs"])
    return {
        **told,
        "proof": {
            "cost": round(found.cost, 3),
            "bound": round(found.bound, 3),
            "proved": found.proved,
            "crowd": sum(max(0, came[str(one)] - int(even[at])) for at, one in enumerate(guides)),
        },
        "most": question.most,
        "clause": question.clause,
        "asked": len(fits),
        "left_as_they_are": question.left_as_they_are,
    }


def _fits(question: Question, guides: list[UUID]) -> list[_Fit]:
    """For each person the methodists who may have them; people of one school and subject are looked at once."""
    index = {one: at for at, one in enumerate(guides)}
    roles = [role for held in question.guides.values() for role in held]
    over = {one for _, one in question.crowded}
    full = over | {one for one in guides if question.most is not None and question.has[one] >= question.most}
    by_district: dict[UUID | None, list[Companion]] = defaultdict(list)
    for role in roles:
        by_district[role.municipality].append(role)
    known: dict[Any, tuple[list[UUID], str]] = {}

    def who(one: Asking) -> tuple[list[UUID], str]:
        like = (one.municipality, one.subjects, one.nodes)
        if like not in known:
            near = [*by_district[None], *(by_district[one.municipality] if one.municipality else ())]
            fitting, why = rules.who_fits(one, near, by_subject=question.by_subject, own_school=question.own_school)
            known[like] = sorted({role.person_id for role in fitting}, key=str), why
        return known[like]

    def fit(one: Asking, before: UUID | None) -> _Fit:
        found, why = who(one)
        open_ones = [guide for guide in found if guide not in full]
        chosen = [*open_ones, *([before] if before is not None else ())]
        costs = tuple(0.0 if guide == before else FAR[question.road(one.person_id, guide)] for guide in chosen)
        return _Fit(tuple(index[guide] for guide in chosen), costs, why)

    return [fit(one, None) for one in question.new] + [fit(one, guide) for one, guide in question.crowded]


def _told(question: Question, fits: list[_Fit], where: list[UUID | None]) -> dict[str, Any]:
    """The answer in plain values: keys as text, counts by methodist and by municipality."""
    pairs: list[list[str]] = []
    left: dict[str, list[str]] = defaultdict(list)
    roads: Counter[str] = Counter()
    came: Counter[UUID] = Counter()
    places: dict[str, list[int]] = {one: [count, count, count] for one, count in question.taken.items()}
    full = spreading.explain_full(most=question.most or 0, clause=question.clause).text
    over = spreading.explain_over(most=question.most or 0, clause=question.clause).text
    was = [None] * len(question.new) + [guide for _, guide in question.crowded]
    for one, fit, before, now in zip(question.people, fits, was, where, strict=True):
        place = places.setdefault(str(question.spots[one.person_id][1] or ""), [0, 0, 0])
        place[0] += 1
        place[1] += before is not None
        place[2] += before is not None or now is not None
        if now is None:
            left[over if before else fit.why or full].append(str(one.person_id))
        elif now != before:
            pairs.append([str(one.person_id), str(now), str(before or "")])
            roads[question.road(one.person_id, now)] += 1
            came[now] += 1
            if before is not None:
                came[before] -= 1
    loads = [[str(one), question.has[one], question.has[one] + came[one]] for one in question.guides]
    return {"pairs": pairs, "left": dict(left), "loads": loads, "places": places, "roads": dict(roads)}
