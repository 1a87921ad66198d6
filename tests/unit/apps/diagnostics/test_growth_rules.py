"""What is decided about growth of groups, each with a yes and a no."""

from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from marshrut.apps.diagnostics.rules import growth as rules
from marshrut.foundation.scope.types import Role


def test_the_centre_and_its_methodists_have_growth_counted() -> None:
    """DIAGNOSTICS-36."""
    for role in Role:
        decision = rules.may_ask_growth(role, calibrated=True, people=30)
        assert bool(decision) == (role in {Role.CENTRE, Role.REGIONAL_METHODOLOGIST})
        assert decision.reasons[0].rule == "DIAGNOSTICS-36"
    assert "откалибруйте" in rules.may_ask_growth(Role.CENTRE, calibrated=False, people=300).text
    assert not rules.may_ask_growth(Role.CENTRE, calibrated=True, people=29)


def test_few_people_have_no_growth() -> None:
    """DIAGNOSTICS-37."""
    assert rules.may_show_growth(30)
    refused = rules.may_show_growth(29)
    assert not refused
    assert refused.reasons[0].rule == "DIAGNOSTICS-37"


def test_who_is_left_over_is_nobody_or_at_least_five() -> None:
    """Three people of a small place are not worked out from the whole and its other parts."""
    region, big, middle, small = (uuid4() for _ in range(4))
    parts = {region: [big, middle, small]}
    assert rules.shown_places({region: 133, big: 90, middle: 40, small: 3}, parts, smallest=5) == {region, big}
    assert rules.shown_places({region: 137, big: 90, middle: 40, small: 7}, parts, smallest=5) == {region, big, middle}
    assert rules.shown_places({region: 130, big: 90, middle: 40}, parts, smallest=5) == {region, big, middle}


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(0, 6), st.integers(2, 9))
def test_nobody_can_be_worked_out_by_subtraction(sizes: list[int], own: int, smallest: int) -> None:
    region = UUID(int=0)
    places = [UUID(int=number + 1) for number in range(len(sizes))]
    counts = {region: sum(sizes) + own, **{one: size for one, size in zip(places, sizes, strict=True) if size}}
    shown = rules.shown_places(counts, {region: places}, smallest=smallest)
    assert all(counts[one] >= rules.ENOUGH_FOR_GROWTH for one in shown)
    if region in shown:
        left = counts[region] - sum(counts[one] for one in places if one in shown)
        assert left == 0 or left >= smallest
