"""Two records turned out to be one person: of two routes of a year one stands."""

from __future__ import annotations

from datetime import date

from marshrut.apps.routes.types import RouteState
from marshrut.cores.kernel import Decision, allow, refuse

__all__ = ["JOINED", "PARTED", "may_live_again", "stands_first"]

#: Why the other one was put aside, in words of its page.
JOINED = "записи одного человека соединены"
PARTED = "записи разъединены"

_FAR = (RouteState.DRAFT, RouteState.REVISED, RouteState.AGREEMENT, RouteState.APPROVED, RouteState.RUNNING)


def stands_first(one: tuple[RouteState, date], other: tuple[RouteState, date]) -> Decision:
    """ROUTES-46: of two live routes (state, day it was made) the one that is further stands; of equals the earlier."""
    far, behind = _FAR.index(one[0]), _FAR.index(other[0])
    inputs = {"state": one[0].value, "other": other[0].value}
    if far > behind or (far == behind and one[1] <= other[1]):
        return allow("ROUTES-46", **inputs)
    text = "На этот учебный год у человека есть другой маршрут, он дальше этого или начат раньше."
    return refuse("ROUTES-46", text, **inputs)


def may_live_again(state: RouteState, *, another: bool) -> Decision:
    """ROUTES-47: a route that was put aside lives again when the records part, unless another has taken its year."""
    if state is not RouteState.WITHDRAWN:
        return refuse("ROUTES-47", f"Маршрут сейчас «{state.title}»: возвращать нечего.", state=state.value)
    if another:
        text = "На этот год уже составлен новый маршрут: прежний остаётся отозванным."
        return refuse("ROUTES-47", text, state=state.value, another=True)
    return allow("ROUTES-47", state=state.value)
