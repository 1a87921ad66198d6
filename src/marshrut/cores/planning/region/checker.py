"""Whether a plan keeps every rule, and what it is worth. Written apart from the solver: sets and sums only.

Rules by name: `unknown`, `twice`, `done_already`, `not_eligible`, `hours`, `steps`, `alike`, `overlap`, `busy`,
`prerequisite`, `prerequisite_order`, `seats`, `budget`, `min_group`; of the summary `value`, `bound`, `gap`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from marshrut.cores.planning.region.instance import Instance

__all__ = ["SLACK", "Violation", "claims", "value_of", "violations"]

#: What may be exceeded: sums of decimal fractions are not exact.
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken: by whom or by what, and by how much. Indices of the instance; -1 where there is none."""

    rule: str
    person: int = -1
    resource: int = -1
    other: int = -1
    have: float = 0.0
    limit: float = 0.0


def value_of(instance: Instance, plan: Iterable[tuple[int, int]]) -> float:
    """Σ person weight · Σ deficit weight · min(size, Σ effects of the steps taken)."""
    steps = defaultdict(set)
    for person, resource in plan:
        steps[person].add(resource)
    effects = [_effects(instance, resource) for resource in range(instance.resources)]
    total = 0.0
    for person in sorted(steps):
        first, last = int(instance.deficits.ptr[person]), int(instance.deficits.ptr[person + 1])
        for at in range(first, last):
            competency = int(instance.deficits.items[at])
            reached = sum(effects[resource].get(competency, 0.0) for resource in sorted(steps[person]))
            closed = min(float(instance.size[at]), reached)
            total += float(instance.weight[person]) * float(instance.value[at]) * closed
    return total


def _effects(instance: Instance, resource: int) -> dict[int, float]:
    first, last = int(instance.effects.ptr[resource]), int(instance.effects.ptr[resource + 1])
    return {int(instance.effects.items[at]): float(instance.effect[at]) for at in range(first, last)}


def violations(instance: Instance, plan: Iterable[tuple[int, int]]) -> list[Violation]:
    """Every broken rule, in the order of people and then of what is shared. Empty: the plan stands."""
    pairs = sorted(plan)
    found: list[Violation] = []
    steps: dict[int, list[int]] = defaultdict(list)
    taken: dict[int, int] = defaultdict(int)
    for person, resource in pairs:
        if not (0 <= person < instance.people and 0 <= resource < instance.resources):
            found.append(Violation("unknown", person, resource))
            continue
        if resource in steps[person]:
            found.append(Violation("twice", person, resource))
            continue
        steps[person].append(resource)
        taken[resource] += 1
    for person in sorted(steps):
        found += _of_person(instance, person, steps[person])
    found += _of_resources(instance, taken)
    return found


def _of_person(instance: Instance, person: int, route: list[int]) -> Iterator[Violation]:
    done = {int(one) for one in instance.done.row(person)}
    may = None if instance.eligible is None else {int(one) for one in instance.eligible.row(person)}
    hours = sum(float(instance.taken_hours[one]) for one in route)
    if hours > float(instance.hours[person]) + SLACK:
        yield Violation("hours", person, have=hours, limit=float(instance.hours[person]))
    yield from _how_many(instance, person, route)
    for resource in route:
        if resource in done:
            yield Violation("done_already", person, resource)
        if may is not None and resource not in may:
            yield Violation("not_eligible", person, resource)
        yield from _needs(instance, person, resource, set(route), done)
    days = sorted((int(instance.starts[one]), int(instance.ends[one]), one) for one in route)
    dated = [one for one in days if one[0] <= one[1]]
    for at, (_, last, one) in enumerate(dated):
        for start, _, other in dated[at + 1 :]:
            if start <= last:
                yield Violation("overlap", person, one, other)
    first, end = int(instance.busy.ptr[person]), int(instance.busy.ptr[person + 1])
    for start, last, one in dated:
        for at in range(first, end):
            if int(instance.busy.items[at]) <= last and int(instance.busy_ends[at]) >= start:
                yield Violation("busy", person, one)
                break


def _how_many(instance: Instance, person: int, route: list[int]) -> Iterator[Violation]:
    if instance.most_steps is not None and len(route) > instance.most_steps:
        yield Violation("steps", person, have=len(route), limit=instance.most_steps)
    first: dict[int, int] = {}
    for resource in route:
        kind = -1 if instance.kinds is None else int(instance.kinds[resource])
        if kind >= 0 and first.setdefault(kind, resource) != resource:
            yield Violation("alike", person, resource, first[kind])


def _needs(instance: Instance, person: int, resource: int, route: set[int], done: set[int]) -> Iterator[Violation]:
    for at in range(int(instance.needs.ptr[resource]), int(instance.needs.ptr[resource + 1])):
        need = int(instance.needs.items[at])
        if need in done:
            continue
        if need not in route:
            yield Violation("prerequisite", person, resource, need)
        elif instance.in_order[at] and instance.starts[resource] <= instance.ends[resource]:
            yield from _not_before(instance, person, resource, need)


def _not_before(instance: Instance, person: int, resource: int, need: int) -> Iterator[Violation]:
    if instance.ends[need] >= instance.starts[resource]:
        yield Violation("prerequisite_order", person, resource, need)


def _of_resources(instance: Instance, taken: dict[int, int]) -> Iterator[Violation]:
    spent: dict[int, float] = defaultdict(float)
    for resource in sorted(taken):
        count = taken[resource]
        if count > float(instance.seats[resource]):
            yield Violation("seats", resource=resource, have=count, limit=float(instance.seats[resource]))
        if count < int(instance.least[resource]):
            yield Violation("min_group", resource=resource, have=count, limit=float(instance.least[resource]))
        if instance.budget[resource] >= 0:
            spent[int(instance.budget[resource])] += count * float(instance.cost[resource])
    for line in sorted(spent):
        if spent[line] > float(instance.amounts[line]) + SLACK * max(1.0, abs(float(instance.amounts[line]))):
            yield Violation("budget", other=line, have=spent[line], limit=float(instance.amounts[line]))


def claims(value: float, *, said_value: float, said_bound: float, said_gap: float) -> list[Violation]:
    """What a summary says against what the plan is worth: the value, a bound below it, a gap of other numbers."""
    slack = SLACK * max(1.0, abs(value))
    found = []
    if not abs(said_value - value) <= slack:
        found.append(Violation("value", have=said_value, limit=value))
    if not said_bound >= value - slack:
        found.append(Violation("bound", have=said_bound, limit=value))
    gap = (said_bound - said_value) / said_bound if said_bound > 0 else 0.0
    if not abs(said_gap - gap) <= SLACK:
        found.append(Violation("gap", have=said_gap, limit=gap))
    return found
