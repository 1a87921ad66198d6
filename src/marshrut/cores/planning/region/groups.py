"""Minimum groups: those that stay too small are filled by who loses least, or closed and their members go elsewhere."""

from __future__ import annotations

import numpy as np

from marshrut.cores.planning.region.draft import Draft
from marshrut.cores.planning.region.instance import Floats, Ints

__all__ = ["settle", "too_small"]

#: Emptier than this share of its minimum a group is not worth the search.
_HOPELESS = 0.25
#: What sitting in a group is made worth, as shares of what a step closes, until enough people come.
_INVITATIONS = (0.05, 0.15, 0.3, 0.5, 0.8, 1.2)


def too_small(draft: Draft) -> Ints:
    """Groups with somebody in them but not enough."""
    stock = draft.stock
    found: Ints = np.flatnonzero((stock.filled > 0) & (stock.filled < stock.least))
    return found


def settle(draft: Draft, net: Floats, *, bonus: float, invite: bool = True) -> int:
    """Open or close each group that is too small, the fullest first; how many were closed. Afterwards none is left.

    Opening: sitting in the group is worth a little more to everybody who may, until it is large enough; what they lose
    by it at the prices is compared with what its members lose when it closes. Without `invite` all of them close.
    """
    closed = 0
    first = too_small(draft)
    askers = _who_may(draft, first) if invite else {}
    stock = draft.stock
    for resource in first[np.argsort(-stock.filled[first] / stock.least[first], kind="stable")].tolist():
        if not 0 < stock.filled[resource] < stock.least[resource]:
            continue
        if (
            invite
            and stock.filled[resource] >= _HOPELESS * stock.least[resource]
            and _opened(draft, resource, askers[resource], net, bonus)
        ):
            continue
        _close(draft, resource, net, bonus)
        closed += 1
    while len(left := too_small(draft)):
        fill = stock.filled[left] / stock.least[left]
        _close(draft, int(left[np.argmin(fill)]), net, bonus)
        closed += 1
    stock.shut[(stock.least > 1) & (stock.filled == 0)] = True  # nobody begins alone what one cannot hold
    return closed


def _who_may(draft: Draft, resources: Ints) -> dict[int, Ints]:
    """Of each resource, the people who could take it."""
    desk = draft.market.desk
    wanted = np.zeros(draft.market.instance.resources, dtype=bool)
    wanted[resources] = True
    at = np.flatnonzero(wanted[desk.res])
    who = np.searchsorted(desk.ptr, at, side="right") - 1
    return {int(one): who[desk.res[at] == one] for one in resources}


def _close(draft: Draft, resource: int, net: Floats, bonus: float) -> None:
    members = draft.members(resource)
    draft.stock.shut[resource] = True
    draft.clear(members)
    draft.renew(members, net, bonus=bonus)


def _lost_by_closing(draft: Draft, resource: int, net: Floats, bonus: float) -> float:
    members = draft.members(resource)
    before = float(draft.values(members, net).sum())
    other = draft.copy()
    _close(other, resource, net, bonus)
    return before - float(other.values(members, net).sum())


def _opened(draft: Draft, resource: int, askers: Ints, net: Floats, bonus: float) -> bool:
    """Whether the group was filled at a loss smaller than that of closing it; the draft is changed only then."""
    stock = draft.stock
    limit = _lost_by_closing(draft, resource, net, bonus)
    outside = askers[~np.isin(askers, draft.members(resource))]
    before = float(draft.values(outside, net).sum())
    usual = draft.market.typical()
    full = np.flatnonzero((stock.least > 0) & (stock.filled >= stock.least))
    trial = draft.copy()
    price = net.copy()
    for share in _INVITATIONS:
        price[resource] = -share * usual
        for some in np.array_split(outside, max(1, len(outside) // 50)):
            trial.renew(some, price, bonus=bonus)
            if trial.stock.filled[resource] >= stock.least[resource]:
                break
        lost = before - float(trial.values(outside, net).sum())
        if lost > limit:
            return False
        emptied = (trial.stock.filled[full] < stock.least[full]).any()
        if trial.stock.filled[resource] >= stock.least[resource] and not emptied:
            draft.routes[:], draft.steps[:] = trial.routes, trial.steps
            for mine, other in ((stock.seats, trial.stock.seats), (stock.money, trial.stock.money)):
                mine[:] = other
            stock.filled[:] = trial.stock.filled
            return True
    return False
