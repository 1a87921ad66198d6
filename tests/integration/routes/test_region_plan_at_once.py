"""Two people of the centre press at once, each on a connection of their own: one plan, published once."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.apps.routes.models import RegionPlan, Route
from marshrut.apps.routes.services import region_plans
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.jobs.models import Job
from support.region_plan_scene import RegionScene, build
from support.threads import at_once
from support.world import build_country

pytestmark = pytest.mark.slow


@pytest.fixture
def region(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> RegionScene:
    from dataclasses import replace

    from marshrut.apps.regulation import queries as regulation
    from marshrut.apps.routes.queries import drafting

    base = regulation.base_route_rules()
    whole = replace(base, year=replace(base.year, first="01-01", last="12-31", breaks=()))
    monkeypatch.setattr(drafting, "route_rules", lambda *_, **__: whole)
    return build(build_country("iva"), each=4)


def rules_of(found: list[Any]) -> list[str]:
    return [str(one.decision.reasons[0].rule) for one in found if isinstance(one, Refused)]


def test_of_two_presses_one_begins_and_one_publishes(region: RegionScene) -> None:
    system = region.country.system
    begun = at_once(region.ask, region.ask)
    assert rules_of(begun) == ["ROUTES-51"], begun
    plan = region.work(RegionPlan.objects.of(system).get())

    def press() -> Any:
        return region_plans.publish(region.centre, plan.pk, on=region.today)

    pressed = at_once(press, press)
    assert rules_of(pressed) == ["ROUTES-53"], pressed
    assert Job.objects.of(system).filter(kind=region_plans.PUBLISH).count() == 1
    plan = region.work(plan)
    assert (plan.state, plan.outcome["made"]) == ("published", 8)
    assert Route.objects.of(system).count() == 8
    assert Entry.objects.of(system).filter(action="routes.region-plan-published").count() == 1
    late = at_once(press, lambda: region_plans.throw_away(region.centre, plan.pk, on=region.today))
    assert sorted(rules_of(late)) == ["ROUTES-53", "ROUTES-54"]
