"""What indicators count of routes: made from diagnosis by an order's reading, supported, mentored, loads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def _count(scene: Any, **asked: Any) -> int:
    from marshrut.apps.routes.queries.facts import Reading, list_routed

    return len(list_routed(scene.country.system, Reading(since=None, until=scene.today, **asked)))


def test_a_route_counts_by_the_reading_of_the_order(scene: Any) -> None:
    from marshrut.apps.routes import services

    assert _count(scene) == 0
    route = scene.route(state="approved")
    school, other = (scene.country.places[name].pk for name in ("school", "other_school"))
    for asked, expected in (
        ({}, 1),
        ({"diagnosed": True}, 1),
        ({"origins": frozenset({"centre"})}, 1),
        ({"origins": frozenset({"fioko"})}, 0),
        ({"in_force": True}, 1),
        ({"completed": True}, 0),
        ({"places": frozenset({school})}, 1),
        ({"places": frozenset({other})}, 0),
    ):
        assert _count(scene, **asked) == expected, asked
    services.withdraw(scene.teacher, route.pk, why="переезд", on=scene.today)
    assert _count(scene) == 0


def test_a_route_without_diagnosis_and_a_draft_count_where_the_order_says_so(scene: Any) -> None:
    from marshrut.apps.routes import services

    services.make_route(scene.country.system, scene.outsider.pk, year=scene.today.year, why="сам", on=scene.today)
    assert _count(scene) == 1
    assert _count(scene, diagnosed=True) == 0
    assert _count(scene, in_force=True) == 0


def test_days_outside_do_not_count(scene: Any) -> None:
    from marshrut.apps.routes.queries.facts import Reading, list_routed

    scene.route()
    tomorrow = scene.today + timedelta(days=1)
    assert list_routed(scene.country.system, Reading(since=tomorrow, until=tomorrow)) == []
    yesterday = scene.today - timedelta(days=1)
    assert list_routed(scene.country.system, Reading(since=None, until=yesterday)) == []


def test_a_consultation_is_support_and_one_taken_back_is_none(scene: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.apps.routes.queries.facts import list_mentored, list_supported
    from marshrut.foundation.scope.ids import new_id

    system, when = scene.country.system, {"since": None, "until": scene.today}
    assert list_supported(system, **when) == {}
    talk = services.log_consultation(
        scene.methodist, scene.person.pk, minutes=30, client_key=new_id(), on=scene.today, today=scene.today
    )
    assert list_supported(system, **when) == {scene.person.pk: scene.today}
    services.withdraw_consultation(scene.methodist, talk.pk)
    assert list_supported(system, **when) == {}
    assert list_mentored(system, **when) == {}


def test_loads_count_people_and_routes_in_force(scene: Any) -> None:
    from marshrut.apps.routes.queries.facts import loads

    [one] = loads(scene.country.system, on=scene.today)
    assert (one.companion_id, one.people, one.with_route) == (scene.companion.pk, 1, 0)
    scene.route(state="approved")
    [one] = loads(scene.country.system, on=scene.today)
    assert one.with_route == 1
    assert loads(scene.teacher, on=scene.today) == []


def test_a_frozen_fact_of_a_step_names_its_kind_and_not_what_it_is_about(scene: Any) -> None:
    """Who only lists people reads these words: a step's own name may tell what it is to strengthen."""
    from django.utils import timezone

    from marshrut.apps.regulation.hooks import FactsAsked
    from marshrut.apps.routes.models import RouteStep
    from marshrut.apps.routes.queries.fact_rows import fact_rows
    from support.routes_scene import CODE, pair

    route = scene.route(pair(scene.today, serves=(CODE,), title="Урок вдвоём про обратную связь"), state="approved")
    steps = RouteStep.objects.of(scene.country.system).filter(route=route)
    steps.update(state="done", done_on=scene.today, confirmed_by=route.pk)
    asked = FactsAsked(timezone.now(), {})
    told = [row for given in fact_rows(scene.country.system, asked) if given.fact == "supported" for row in given.rows]
    assert [row[7] for row in told] == ["пара с коллегой"]
