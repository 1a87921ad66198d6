"""ROUTES-55: where invented routes may stand."""

from __future__ import annotations

from marshrut.apps.routes.rules.past import may_record_past


def test_invented_routes_stand_in_a_demonstration_only() -> None:
    assert may_record_past(demonstration=True)
    assert may_record_past(demonstration=False).reasons[0].rule == "ROUTES-55"
