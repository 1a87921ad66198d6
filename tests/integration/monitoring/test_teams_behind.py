"""A figure of management teams opens to those members who make a team count, and to nobody else who was trained."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.apps.monitoring.queries import Behind, list_figures, people_behind
from marshrut.apps.monitoring.services import count_figures, make_snapshot
from marshrut.apps.monitoring.types import Level
from marshrut.apps.programmes.models import Completion
from marshrut.apps.programmes.rules import number_key
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import ManagementTeam, TeamMember
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Role
from support.monitoring_scene import Land, build_land
from support.staff import LONG_AGO

TEAMS = """\
region: abc
counting:
- indicator: ABC-IND-01
  readings:
  - id: two
    words: команды, где обучены хотя бы двое
    chosen: true
    numerator: {each: team, fact: upskilled, team: {least: 2}}
    denominator: {places: [school]}
"""


@pytest.fixture
def land(db: None) -> Land:
    return build_land(counting=TEAMS)


def _team(land: Land, place: str, *people: Any) -> None:
    node = land.country.places[place]
    team = open_row(ManagementTeam, land.staff.change, node=node, title="Команда", valid=period(LONG_AGO))
    for person in people:
        told: dict[str, Any] = {"team_line": team.line_id, "node": node, "person": person, "part": "заместитель"}
        open_row(TeamMember, land.staff.change, valid=period(LONG_AGO), **told)


def _trained(land: Land, number: int, person: Any, place: str) -> None:
    Completion(
        tenant_id=land.country.tenant.pk, person=person, on=land.today, node=land.country.places[place], title="Курс",
        kind="upskilling", hours=36, in_register="unknown", document="certificate", number=str(number),
        number_key=number_key(str(number), "x"),
    ).save(force_insert=True)  # fmt: skip


def test_only_members_who_make_a_team_count_stand_behind_it(land: Land) -> None:
    first, second, outside, alone, _ = land.people
    _team(land, "school", first, second)
    _team(land, "other_school", alone, land.people[4])
    for number, (person, place) in enumerate(
        [(first, "school"), (second, "school"), (outside, "school"), (alone, "other_school")]
    ):
        _trained(land, number, person, place)
    snapshot = make_snapshot(land.system)
    count_figures(land.system, snapshot, on=land.today)
    (one,) = list_figures(land.system, snapshot, on=land.today)
    assert (one.numerator, one.denominator) == (1, 2)
    centre = land.country.viewer(Role.CENTRE)

    def names(level: Level, place: Any) -> list[str]:
        behind = Behind(one.indicator, one.reading, land.today, level, place, land.today)
        return [row.name for row in people_behind(centre, snapshot, behind).rows]

    places = land.country.places
    assert names(Level.REGION, None) == ["Грушин Олег Ильич", "Рябинин Пётр Ильич"]
    assert names(Level.ORGANISATION, places["school"].pk) == ["Грушин Олег Ильич", "Рябинин Пётр Ильич"]
    assert names(Level.ORGANISATION, places["other_school"].pk) == []
