"""A figure that tells what came out («справились на 70 % и больше»): the whole alone, large groups alone, no names."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from marshrut.apps.monitoring.models import IndicatorValue
from marshrut.apps.monitoring.queries import Behind, Listed, by_place, list_figures, people_behind, people_near
from marshrut.apps.monitoring.services import count_figures, make_snapshot
from marshrut.apps.monitoring.types import Level
from marshrut.foundation.scope.types import Role
from support.invented_region import COUNTING
from support.monitoring_scene import Land, build_land
from support.world import sign_in

SUCCEEDED = COUNTING.replace("{mark: origin, any: [centre]}", "{mark: amount, at_least: 0.7}")


@pytest.fixture
def tested(db: None) -> Land:
    """Twelve people, seven at the first school; nobody has come yet."""
    land = build_land(counting=SUCCEEDED)
    names = ("Ивин Ян", "Клёнов Лев", "Липин Яков", "Дубов Марк")
    school, other = land.country.places["school"], land.country.places["other_school"]
    land.people += [land.staff.hire(f"{name} Ильич", school) for name in names]
    land.people += [land.staff.hire(f"{name} Олегович", other) for name in names[:3]]
    return land


def _pass(land: Land, many: int) -> Any:
    """So many reached 80 %, the others 40 %; counted."""
    for number, person in enumerate(land.people):
        told = {"outcome": {"shares": {"": [8 if number < many else 4, 10]}}, "depth": "percent"}
        land.diagnose(person, land.today, **told)
    snapshot = make_snapshot(land.system)
    count_figures(land.system, snapshot, on=land.today)
    return snapshot


def test_a_large_group_is_told_as_a_whole(tested: Land) -> None:
    snapshot = _pass(tested, 6)
    (one,) = list_figures(tested.system, snapshot, on=tested.today)
    assert (one.numerator, one.denominator, one.value) == (6, 12, 50.0)


@pytest.mark.parametrize("many", [0, 4, 8, 12])
def test_neither_a_few_who_did_nor_a_few_who_did_not_are_told(tested: Land, many: int) -> None:
    snapshot = _pass(tested, many)
    (one,) = list_figures(tested.system, snapshot, on=tested.today)
    assert (one.numerator, one.value, one.missing) == (None, None, "few")
    rows = IndicatorValue.objects.of(tested.system).filter(reading="letter")
    assert [row.numerator for row in rows] == [None], "what may not be shown is not kept either"


def test_of_no_place_is_anything_said(tested: Land) -> None:
    snapshot = _pass(tested, 6)
    for level in (Level.MUNICIPALITY, Level.ORGANISATION):
        told: dict[str, Any] = {"on": tested.today, "level": level}
        assert by_place(tested.system, snapshot, "KLE-IND-01", "letter", **told) == []
    school = tested.country.places["school"].pk
    (one,) = list_figures(tested.system, snapshot, on=tested.today, level=Level.ORGANISATION, place=school)
    assert (one.numerator, one.value, one.missing) == (None, None, "few")


def test_it_opens_to_nobody(tested: Land) -> None:
    """Taking part is listed by name; who reached what is not, nor who almost did."""
    snapshot = _pass(tested, 6)
    (one,) = list_figures(tested.system, snapshot, on=tested.today)
    anywhere = next(reading for reading, _ in one.others)
    centre = tested.country.viewer(Role.CENTRE)
    told = (tested.today, Level.REGION, None, tested.today)
    assert people_behind(centre, snapshot, Behind(one.indicator, one.reading, *told)) == Listed(0, [])
    assert people_near(centre, snapshot, Behind(one.indicator, one.reading, *told)) == Listed(0, [])
    assert len(people_behind(centre, snapshot, Behind(one.indicator, anywhere, *told)).rows) == 12
    client = sign_in(tested.country.people[Role.CENTRE])
    page = client.get(reverse("monitoring:indicator", args=["KLE-IND-01"]), {"view": "people"})
    assert "Рябинин" not in page.content.decode()
    assert client.get(reverse("monitoring:people-book", args=["KLE-IND-01"])).status_code == 404
