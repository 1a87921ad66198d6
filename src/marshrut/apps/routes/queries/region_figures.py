"""What may be shown of a plan of a region: sums, shares of places, reasons, prices. No figure of fewer people than the
framework allows, also not by subtraction; nothing about one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from marshrut.apps.routes.queries.drafting import Gathered
from marshrut.apps.routes.rules.region_plans import NO_SEAT
from marshrut.cores.planning import Plan, Problem
from marshrut.cores.planning.bridge import AsRegion
from marshrut.cores.psychometrics import protect
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["SeatPrices", "closed_by_person", "heads_of", "list_figures"]

NONE = -1
#: Prices below this are not worth a line.
_WORTH = 0.05
_DEAREST = 12


@dataclass(frozen=True, slots=True)
class SeatPrices:
    """What one more seat closes, by offer of the problem; and how many people might come to each."""

    prices: NDArray[np.float64]
    may: NDArray[np.int64]

    @classmethod
    def of(cls, region: AsRegion, offers: int, seats: NDArray[np.float64], money: NDArray[np.float64]) -> SeatPrices:
        """From prices of resources: a group that stands there several times has its price in a budget."""
        instance = region.instance
        each = seats.copy()
        paid = np.flatnonzero(instance.budget >= 0)
        each[paid] += money[instance.budget[paid]] * instance.cost[paid]
        prices = np.zeros(offers)
        np.maximum.at(prices, region.offer_of, each)
        may = np.zeros(offers, dtype=np.int64)
        if instance.eligible is not None:
            first = np.arange(instance.resources) < offers  # further ways to a group are for the same people
            items = instance.eligible.items
            np.add.at(may, region.offer_of[items[first[items]]], 1)
        return cls(prices, may)


def list_figures(
    viewer: SystemViewer, node_id: UUID, gathered: Gathered, chosen: Plan, greedy: Plan, prices: SeatPrices | None
) -> dict[str, Any]:
    """As they are kept with the plan and shown on its page."""
    problem, smallest = gathered.problem, gathered.framework.smallest_group
    found: dict[str, Any] = {
        "people": len(problem.people),
        "alone": gathered.alone,
        "without_ground": gathered.without_ground,
        "few": len(problem.people) < smallest,
        "smallest": smallest,
    }
    if found["few"]:
        return found
    found["steps"] = {"plan": sum(map(len, chosen.steps)), "greedy": sum(map(len, greedy.steps))}
    found["seats"] = {"plan": sum(map(len, chosen.taken)), "greedy": sum(map(len, greedy.taken))}
    found["served"] = {"plan": _served(chosen, smallest), "greedy": _served(greedy, smallest)}
    found["reasons"] = _reasons(problem, chosen, smallest) if found["served"]["plan"]["without"] is not None else []
    found["places"] = _places(viewer, node_id, gathered, chosen, greedy)
    found["prices"] = _dearest(gathered, chosen, prices) if prices is not None else []
    return found


def _served(plan: Plan, smallest: int) -> dict[str, int | None]:
    """How many got a seat, only steps without seats, nothing; None where a figure would be of too few."""
    seats = sum(bool(one) for one in plan.taken)
    nothing = plan.without
    without = len(plan.taken) - seats
    first = _shown([len(plan.taken), seats, without], smallest)
    second = _shown([without, nothing, without - nothing], smallest)
    inside = first[2]
    return {
        "seats": seats if first[1] else None,
        "without": without if inside else None,
        "nothing": nothing if inside and second[1] else None,
        "by_themselves": without - nothing if inside and second[2] else None,
    }


def _shown(counts: Sequence[int], smallest: int) -> list[bool]:
    """Which of a whole and its parts may stand."""
    totals = [NONE, *([0] * (len(counts) - 1))]
    row = np.array([counts], dtype=np.int64)
    return [bool(one) for one in protect([NONE], row, smallest=smallest, totals=totals).shown[0]]


def _reasons(problem: Problem, plan: Plan, smallest: int) -> list[dict[str, Any]]:
    """Why people have no seat, most first: what stands against what matters most to each; few of one reason go into
    the others."""
    counts: Counter[str] = Counter()
    for person, taken, unserved in zip(problem.people, plan.taken, plan.unserved, strict=True):
        if taken:
            continue
        weights = {one.competency: one.weight * one.size for one in person.deficits}
        first = max(unserved, key=lambda one: (weights.get(one.competency, 0.0), one.competency), default=None)
        counts[first.reason.value if first else "enough"] += 1
    large = {name: count for name, count in counts.items() if count >= smallest}
    rest = sum(counts.values()) - sum(large.values())
    while 0 < rest < smallest and large:
        least = min(large, key=lambda name: (large[name], name))
        rest += large.pop(least)
    if rest >= smallest:
        large["other"] = rest
    ordered = sorted(large.items(), key=lambda pair: (pair[0] == "other", -pair[1], pair[0]))
    return [{"reason": name, "words": NO_SEAT[name], "people": count} for name, count in ordered]


def closed_by_person(problem: Problem, plan: Plan) -> NDArray[np.float64]:
    """What the steps of each person close, seats or not."""
    found = np.zeros(len(problem.people))
    for index, (person, steps) in enumerate(zip(problem.people, plan.steps, strict=True)):
        weights = {one.competency: one.weight * one.size for one in person.deficits}
        found[index] = sum(weights[code] * share for step in steps for code, share in step.closes)
    return found


def heads_of(viewer: SystemViewer, node_id: UUID, nodes: Mapping[UUID, UUID], gathered: Gathered) -> dict[UUID, UUID]:
    """person → the place right below the plan's one where they work; itself where nothing lies between."""
    here = Placement.objects.of(viewer).true(gathered.on)
    above = str(here.filter(node_id=node_id).values_list("path", flat=True).first() or "nowhere").split(".")
    paths = dict(here.filter(path__under=".".join(above)).values_list("node_id", "path"))
    found = {}
    for person, node in nodes.items():
        labels = str(paths.get(node, "")).split(".")
        deeper = labels[: len(above)] == above and len(labels) > len(above)
        found[person] = UUID(labels[len(above)]) if deeper else node_id
    return found


def _places(
    viewer: SystemViewer, node_id: UUID, gathered: Gathered, chosen: Plan, greedy: Plan
) -> list[dict[str, Any]]:
    """Shares closed by both, place by place; where too few people stand there, none."""
    problem = gathered.problem
    heads = heads_of(viewer, node_id, gathered.nodes, gathered)
    of_person: list[UUID] = [heads[one.key] for one in problem.people]  # type: ignore[index]
    places = sorted(set(of_person), key=str)
    at = {place: number for number, place in enumerate(places)}
    where = np.array([at[one] for one in of_person], dtype=np.int64)
    people = np.bincount(where, minlength=len(places))
    counts = np.array([[len(problem.people)], *([int(one)] for one in people)], dtype=np.int64)
    shown = protect([NONE, *([0] * len(places))], counts, smallest=gathered.framework.smallest_group).shown[1:, 0]
    all_open = np.array([sum(one.weight * one.size for one in person.deficits) for person in problem.people])
    sums = [
        np.bincount(where, weights=one, minlength=len(places))
        for one in (all_open, closed_by_person(problem, chosen), closed_by_person(problem, greedy))
    ]
    names = {one.pk: one.short or one.name for one in Node.objects.of(viewer).filter(pk__in=places)}
    found = []
    for number, place in enumerate(places):
        row: dict[str, Any] = {"node": str(place), "name": names.get(place, ""), "shown": bool(shown[number])}
        if row["shown"] and sums[0][number] > 0:
            whole = float(sums[0][number])
            row |= {
                "people": int(people[number]),
                "plan": round(100 * float(sums[1][number]) / whole),
                "greedy": round(100 * float(sums[2][number]) / whole),
            }
        found.append(row)
    return sorted(found, key=lambda row: row["name"])


def _dearest(gathered: Gathered, chosen: Plan, prices: SeatPrices) -> list[dict[str, Any]]:
    """Groups in which one more seat would close most, the dearest of each programme. What stands of a group is about
    everybody who might still come there: fewer than the framework allows, and it is left out."""
    used: Counter[int] = Counter(offer for taken in chosen.taken for offer in taken)
    found: dict[UUID, dict[str, Any]] = {}
    for offer in np.argsort(-prices.prices, kind="stable").tolist():
        price = float(prices.prices[offer])
        if price < _WORTH:
            break
        made = gathered.offers[offer]
        if prices.may[offer] - used[offer] < gathered.framework.smallest_group:
            continue
        if made.programme_id in found:
            found[made.programme_id]["others"] += 1
            continue
        found[made.programme_id] = {
            "title": made.title,
            "starts": made.starts.isoformat(),
            "ends": made.ends.isoformat(),
            "seats": made.seats_left,
            "price": round(price, 1),
            "others": 0,
        }
    return list(found.values())[:_DEAREST]
