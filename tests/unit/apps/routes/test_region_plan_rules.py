"""Who plans a region, stops, publishes and throws away: each rule once with a yes and once with a no."""

from __future__ import annotations

import re

import pytest

from marshrut.apps.routes.rules import region_plans as rules
from marshrut.apps.routes.types import RegionPlanState
from marshrut.cores.kernel import Decision
from marshrut.cores.planning import Reason
from marshrut.foundation.scope.types import Role

S = RegionPlanState


def rule_of(decision: Decision) -> str:
    return decision.reasons[0].rule


def test_routes_51_the_centre_plans_one_at_a_time() -> None:
    asked = {"inside": True, "going": False, "seconds": 60}
    yes = rules.may_plan_region(Role.CENTRE, **asked)
    assert (yes.ok, rule_of(yes)) == (True, "ROUTES-51")
    for role in set(Role) - {Role.CENTRE}:
        no = rules.may_plan_region(role, **asked)
        assert (no.ok, rule_of(no)) == (False, "ROUTES-51")
        assert role.title in no.text
    for change in ({"inside": False}, {"going": True}, {"seconds": 0}, {"seconds": rules.MOST_SECONDS + 1}):
        no = rules.may_plan_region(Role.CENTRE, **(asked | change))
        assert (no.ok, rule_of(no)) == (False, "ROUTES-51"), change
        assert no.text


def test_routes_52_the_best_so_far_is_taken_while_it_is_counted() -> None:
    yes = rules.may_stop_plan(Role.CENTRE, inside=True, state=S.COUNTING)
    assert (yes.ok, rule_of(yes)) == (True, "ROUTES-52")
    for state in set(S) - {S.COUNTING}:
        no = rules.may_stop_plan(Role.CENTRE, inside=True, state=state)
        assert (no.ok, rule_of(no)) == (False, "ROUTES-52")
    assert not rules.may_stop_plan(Role.SCHOOL, inside=True, state=S.COUNTING)
    assert not rules.may_stop_plan(Role.CENTRE, inside=False, state=S.COUNTING)


def test_routes_53_a_plan_that_waits_is_published_once() -> None:
    told = {"inside": True, "going": False, "routes": 10}
    for state in (S.DRAFT, S.STALE):
        yes = rules.may_publish_plan(Role.CENTRE, state=state, **told)
        assert (yes.ok, rule_of(yes)) == (True, "ROUTES-53")
    for state in set(S) - {S.DRAFT, S.STALE}:
        no = rules.may_publish_plan(Role.CENTRE, state=state, **told)
        assert (no.ok, rule_of(no)) == (False, "ROUTES-53")
        assert no.text
    for change in ({"inside": False}, {"going": True}, {"routes": 0}):
        assert not rules.may_publish_plan(Role.CENTRE, state=S.DRAFT, **(told | change)), change
    assert not rules.may_publish_plan(Role.MUNICIPAL_METHODOLOGIST, state=S.DRAFT, **told)


def test_routes_54_what_was_not_published_may_be_thrown_away() -> None:
    for state in (S.COUNTING, S.DRAFT, S.STALE):
        yes = rules.may_throw_plan_away(Role.CENTRE, inside=True, state=state)
        assert (yes.ok, rule_of(yes)) == (True, "ROUTES-54")
    for state in (S.PUBLISHING, S.PUBLISHED, S.THROWN):
        no = rules.may_throw_plan_away(Role.CENTRE, inside=True, state=state)
        assert (no.ok, rule_of(no)) == (False, "ROUTES-54")
    assert not rules.may_throw_plan_away(Role.GOVERNING_BODY, inside=True, state=S.DRAFT)
    assert not rules.may_throw_plan_away(Role.CENTRE, inside=False, state=S.DRAFT)


@pytest.mark.parametrize("name", ["routes", "gone", "people", "seats"])
def test_routes_59_a_plan_on_changed_data_waits_for_a_word(name: str) -> None:
    still = {"routes": 0, "gone": 0, "people": 0, "seats": 0}
    yes = rules.must_say_stale(still, only_what_holds=False)
    assert (yes.ok, rule_of(yes)) == (True, "ROUTES-59")
    no = rules.must_say_stale(still | {name: 1}, only_what_holds=False)
    assert (no.ok, rule_of(no)) == (False, "ROUTES-59")
    assert "заново" in no.text
    assert rules.must_say_stale(still | {name: 1}, only_what_holds=True).ok


def test_every_reason_has_words_that_speak_of_many() -> None:
    assert set(rules.NO_SEAT) == {one.value for one in Reason} | {"enough", "other"}
    assert not [words for words in rules.NO_SEAT.values() if re.search(r"\b[Вв](ы|ам|ас)\b", words)]
