"""Indicators through the door for other systems: in the rights of a role, with the snapshot they come of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from marshrut.apps.monitoring.services import make_snapshot
from marshrut.foundation.accounts import api_keys
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.types import Role
from support.monitoring_scene import Land


def ask(land: Land, role: Role, path: str, **query: Any) -> Any:
    until = land.today + timedelta(days=10)
    key = api_keys.make_key(land.country.viewer(role), name="проверка", until=until, on=land.today)
    return Client().get(f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {key}"})


def test_a_figure_names_its_snapshot_and_its_reading(land: Land) -> None:
    land.diagnose(land.people[0], land.today)
    snapshot = make_snapshot(land.system)
    told = ask(land, Role.GOVERNING_BODY, "indicators").json()
    assert (told["snapshot"], told["checksum"]) == (str(snapshot.pk), snapshot.checksum)
    (one,) = told["items"]
    assert (one["numerator"], one["denominator"], one["value"], one["met"]) == (1, 5, 20.0, True)
    assert (one["reading"], one["basis"], one["clauses"]) == ("letter", "counted", ["KLE-IND-01", "KLE-RM-01"])


def test_a_key_sees_the_places_of_its_role(land: Land) -> None:
    make_snapshot(land.system)
    every = ask(land, Role.CENTRE, "indicators", level="organisation").json()["items"]
    assert [one["place"][:9] for one in every] == ["Школа № 1", "Школа № 2"]
    ours = ask(land, Role.SCHOOL, "indicators", level="organisation").json()["items"]
    assert [one["place"][:9] for one in ours] == ["Школа № 1"]


def test_who_took_part_is_told_to_who_may_list_and_is_written_down(land: Land) -> None:
    land.diagnose(land.people[0], land.today)
    make_snapshot(land.system)
    school, other = land.country.places["school"].pk, land.country.places["other_school"].pk
    (one,) = ask(land, Role.SCHOOL, "indicators/KLE-IND-01/participation", place_id=school).json()["items"]
    assert (one["name"], one["what"]) == ("Рябинин Пётр Ильич", "Входная")
    assert Entry.objects.of(land.system).filter(action="api.participation-read").count() == 1
    assert ask(land, Role.SCHOOL, "indicators/KLE-IND-01/participation", place_id=other).status_code == 403


def test_without_a_snapshot_the_answer_says_so(land: Land) -> None:
    answer = ask(land, Role.CENTRE, "indicators")
    assert answer.status_code == 403
    assert answer.json()["rule"] == "MONITORING-02"
