"""Programmes, seats, documents and routes through the door for other systems: days and hours, never what for."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from marshrut.apps.programmes.models import Completion
from marshrut.apps.programmes.rules import number_key
from marshrut.apps.routes import services
from marshrut.apps.routes.queries import current_year
from marshrut.foundation.accounts import api_keys
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.types import Role
from support.routes_scene import CODE, Scene, pair, visit


def ask(scene: Scene, role: Role, path: str, **query: Any) -> Any:
    until = scene.today + timedelta(days=10)
    key = api_keys.make_key(scene.country.viewer(role), name="проверка", until=until, on=scene.today)
    return Client().get(f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {key}"})


def test_a_programme_comes_with_its_effect_and_its_groups_with_seats(scene: Scene) -> None:
    cohort = scene.cohort()
    (programme,) = ask(scene, Role.SCHOOL, "programmes").json()["items"]
    assert (programme["effects"], programme["in_register"]) == ({CODE: 0.6}, "no")
    (group,) = ask(scene, Role.SCHOOL, "cohorts").json()["items"]
    assert (group["id"], group["programme_id"]) == (str(cohort.pk), programme["id"])
    assert (group["seats"], group["seats_left"], group["waiting"]) == (2, 2, 0)
    later = cohort.ends + timedelta(days=1)
    assert ask(scene, Role.SCHOOL, "cohorts", on=later).json()["items"] == []


def test_a_route_tells_days_and_hours_and_never_what_for(scene: Scene) -> None:
    scene.route(pair(scene.today, title="Подтянуть оценивание"), visit(scene.today), state="running")
    answer = ask(scene, Role.SCHOOL, "routes")
    (route,) = answer.json()["items"]
    assert (route["person_id"], route["state"], route["from_diagnosis"]) == (str(scene.person.pk), "running", True)
    assert (route["hours_planned"], [one["kind"] for one in route["steps"]]) == (10, ["pair", "lesson_visit"])
    said = json.dumps(answer.json(), ensure_ascii=False)
    for kept in (CODE, "ценивани", "basis", "why"):
        assert kept not in said
    assert "строк: 1" in Entry.objects.of(scene.country.system).get(action="api.routes-read").reason


def test_a_draft_is_still_the_persons_own(scene: Scene) -> None:
    scene.route(state="draft")
    assert ask(scene, Role.CENTRE, "routes").json()["items"] == []


def test_a_document_names_what_and_when_and_not_what_it_was_chosen_for(scene: Scene) -> None:
    Completion(
        tenant_id=scene.country.tenant.pk, person=scene.person, on=scene.today, title="Курс", kind="upskilling",
        node=scene.country.places["school"], hours=36, in_register="yes", document="certificate", number="У-1",
        number_key=number_key("У-1", "x"), chosen_for=[CODE],
    ).save(force_insert=True)  # fmt: skip
    answer = ask(scene, Role.SCHOOL, "completions")
    (one,) = answer.json()["items"]
    assert (one["person_id"], one["number"], one["completed_on"]) == (str(scene.person.pk), "У-1", str(scene.today))
    assert CODE not in answer.content.decode()
    assert Entry.objects.of(scene.country.system).filter(action="api.completions-read").count() == 1
    yesterday = scene.today - timedelta(days=1)
    assert ask(scene, Role.SCHOOL, "completions", on=yesterday).json()["items"] == []


def test_another_schools_people_are_not_told(scene: Scene) -> None:
    system, on = scene.country.system, scene.today
    scene.accompany(scene.outsider, scene.person)
    made = services.make_route(system, scene.outsider.pk, year=current_year(system, on=on), why="попросила", on=on)
    services.add_step(system, made.pk, pair(on), on=on)
    services.send(system, made.pk, on=on)
    assert ask(scene, Role.SCHOOL, "routes").json()["items"] == []
    assert [one["id"] for one in ask(scene, Role.CENTRE, "routes").json()["items"]] == [str(made.pk)]


def test_a_role_that_lists_nobody_gets_no_list(scene: Scene) -> None:
    answer = ask(scene, Role.REGIONAL_METHODOLOGIST, "routes")
    assert (answer.status_code, answer.json()["rule"]) == (403, "SCOPE-01")


@pytest.mark.parametrize("path", ["programmes", "cohorts", "completions", "routes"])
def test_without_a_key_nothing_is_answered(db: None, path: str) -> None:
    assert Client().get(f"/api/v1/{path}").status_code == 401


def test_a_list_comes_in_parts(scene: Scene) -> None:
    for number in range(3):
        scene.cohort(code=f"ПК-{number + 1}")
    first = ask(scene, Role.CENTRE, "cohorts", limit=2).json()
    rest = ask(scene, Role.CENTRE, "cohorts", limit=2, after=first["next"]).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
