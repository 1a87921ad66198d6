"""Who may make up a group though nothing of theirs is closed: how many at most, and who in fact."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from marshrut.cores.planning.region.draft import Draft
from marshrut.cores.planning.region.instance import Instance, Ints
from marshrut.cores.planning.region.market import Market

__all__ = ["most_fillers", "send_fillers"]

_SMALL = 1e-9


def most_fillers(market: Market) -> Ints:
    """Of each resource, how many people might come beside those whom it helps; never too few."""
    instance = market.instance
    if instance.eligible is None:
        may = np.full(instance.resources, instance.people)
    else:
        may = np.bincount(instance.eligible.items, minlength=instance.resources)
    found: Ints = np.maximum(may - np.bincount(market.desk.res, minlength=instance.resources), 0)
    return found


def send_fillers(draft: Draft, fill: Mapping[int, int]) -> None:
    """So many people more into each group, if they can be found; fewer where not."""
    instance = draft.market.instance
    for resource, count in sorted(fill.items()):
        for person in _who_may(instance, resource).tolist():
            if count <= 0:
                break
            route = draft.routes[person, : draft.steps[person]].tolist()
            if len(route) < draft.routes.shape[1] and _fits(instance, person, resource, route):
                draft.clear(np.array([person]))
                draft.put(person, [*route, resource])
                count -= 1  # noqa: PLW2901 - what is still wanted


def _who_may(instance: Instance, resource: int) -> Ints:
    if instance.eligible is None:
        return np.arange(instance.people)
    found: Ints = instance.eligible.rows[instance.eligible.items == resource]
    return found


def _fits(instance: Instance, person: int, resource: int, route: list[int]) -> bool:
    """Whether every rule of the person alone lets the step be added."""
    done = instance.done.row(person).tolist()
    hours = instance.taken_hours[[*route, resource]].sum()
    if resource in route or resource in done or hours > instance.hours[person] + _SMALL:
        return False
    kinds = instance.kind_of()
    if kinds[resource] >= 0 and (kinds[route] == kinds[resource]).any():
        return False
    if not set(instance.needs.row(resource).tolist()) <= set(done):
        return False
    first, last = int(instance.starts[resource]), int(instance.ends[resource])
    if first > last:
        return True
    away = slice(int(instance.busy.ptr[person]), int(instance.busy.ptr[person + 1]))
    if ((instance.busy.items[away] <= last) & (instance.busy_ends[away] >= first)).any():
        return False
    starts, ends = instance.starts[route], instance.ends[route]
    return not ((starts <= ends) & (starts <= last) & (ends >= first)).any()
