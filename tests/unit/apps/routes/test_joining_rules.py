"""ROUTES-46, -47: two routes of one person and year; what lives again when the records are divided."""

from __future__ import annotations

from datetime import date

from marshrut.apps.routes.rules.joining import may_live_again, stands_first
from marshrut.apps.routes.types import RouteState

EARLY, LATE = date(2026, 9, 1), date(2026, 10, 1)


def test_the_route_that_is_further_stands_and_of_equals_the_earlier() -> None:
    further, draft = (RouteState.APPROVED, LATE), (RouteState.DRAFT, EARLY)
    assert stands_first(further, draft)
    no = stands_first(draft, further)
    assert (bool(no), no.reasons[0].rule) == (False, "ROUTES-46")
    assert stands_first(draft, (RouteState.DRAFT, LATE))
    assert not stands_first((RouteState.DRAFT, LATE), draft)


def test_a_route_lives_again_where_its_year_is_free() -> None:
    assert may_live_again(RouteState.WITHDRAWN, another=False)
    taken = may_live_again(RouteState.WITHDRAWN, another=True)
    assert (bool(taken), taken.reasons[0].rule) == (False, "ROUTES-47")
    assert not may_live_again(RouteState.RUNNING, another=False)
