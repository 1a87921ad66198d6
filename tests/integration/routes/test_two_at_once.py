"""Two people press at once, each on a connection of their own: one is heard, the other is told what happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marshrut.apps.routes import services
from marshrut.apps.routes.models import RouteEntry
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.types import Role
from support.routes_scene import Scene, build, pair
from support.staff import Staff
from support.threads import at_once
from support.world import build_country


@pytest.fixture
def scene(fresh_database: str) -> Scene:
    country = build_country("iva")
    made = build(country, Staff.of(country.system))
    second = made.staff.hire("Берёзов Пётр Ильич", country.places["other_school"], post="методист")
    second.account = country.people[Role.MUNICIPAL_METHODOLOGIST]
    second.save(update_fields=["account"])
    made.accompany(made.person, second)
    return made


def rules_of(refused: Any) -> str:
    assert isinstance(refused, Refused), refused
    return str(refused.decision.reasons[0].rule)


def test_two_methodists_approve_one_route_and_it_is_approved_once(scene: Scene) -> None:
    route = scene.route(pair(scene.today), state="agreement")

    def press(viewer: Any) -> Any:
        return lambda: services.approve(viewer, route.pk, edition=route.edition, on=scene.today)

    found = at_once(press(scene.methodist), press(scene.district))
    (no,) = [one for one in found if isinstance(one, Refused)]
    assert rules_of(no) == "ROUTES-01"
    route.refresh_from_db()
    assert no.decision.text == f"Маршрут уже утверждён: {route.approver}. Ничего не изменилось."
    system = scene.country.system
    assert RouteEntry.objects.of(system).filter(route=route, what="approved").count() == 1
    assert Entry.objects.of(system).filter(action="routes.approved", target_id=str(route.pk)).count() == 1


def test_a_route_is_not_approved_with_a_step_that_the_approver_never_saw(scene: Scene) -> None:
    route = scene.route(pair(scene.today), state="agreement")
    step = pair(scene.today + timedelta(days=30), title="Второй урок вдвоём")
    found = at_once(
        lambda: services.approve(scene.methodist, route.pk, edition=route.edition, on=scene.today),
        lambda: services.add_step(scene.teacher, route.pk, step, edition=route.edition, on=scene.today),
    )
    (no,) = [one for one in found if isinstance(one, Refused)]
    assert rules_of(no) == "ROUTES-07"
    route.refresh_from_db()
    approved, steps = route.state == "approved", len(scene.steps(route))
    assert (approved, steps) in {(True, 1), (False, 2)}


def test_a_step_confirmed_while_it_is_taken_out_ends_one_way(scene: Scene) -> None:
    route = scene.route(pair(scene.today), state="running")
    step = scene.steps(route)[0]
    services.claim(scene.teacher, step.pk, on=scene.today)
    route.refresh_from_db()
    found = at_once(
        lambda: services.confirm(scene.methodist, step.pk, hours=None, edition=route.edition, on=scene.today),
        lambda: services.confirm(scene.district, step.pk, hours=None, edition=route.edition, on=scene.today),
    )
    assert len([one for one in found if isinstance(one, Exception)]) <= 1
    entries = RouteEntry.objects.of(scene.country.system).filter(step=step, what="confirmed")
    assert entries.count() == 1
