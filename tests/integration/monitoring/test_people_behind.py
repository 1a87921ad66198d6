"""Names behind a figure come page by page, sorted as names are, and are found by a name, a place or a record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marshrut.apps.monitoring.models import Snapshot
from marshrut.apps.monitoring.queries import Behind, list_figures, people_behind, people_near, place_name
from marshrut.apps.monitoring.services import count_figures, make_snapshot
from marshrut.apps.monitoring.types import Level
from marshrut.foundation.scope.types import Role
from support.monitoring_scene import Land

pytestmark = pytest.mark.django_db

ELKIN, EZHOV = "Ёлкин Ян Ильич", "Ежов Пётр Ильич"


@pytest.fixture
def seen(land: Land) -> tuple[Land, Snapshot]:
    """Seven people were diagnosed, one of them twice; two by somebody whom the chosen reading does not count."""
    school = land.country.places["school"]
    land.people += [land.staff.hire(name, school) for name in (ELKIN, EZHOV)]
    for number, person in enumerate(land.people):
        land.diagnose(person, land.today - timedelta(days=number), place="school" if number != 4 else "other_school")
    land.diagnose(land.people[0], land.today)
    return land, make_snapshot(land.system)


def _ask(seen: tuple[Land, Snapshot], *, near: bool = False, **page: Any) -> tuple[int, list[str]]:
    land, snapshot = seen
    count_figures(land.system, snapshot, on=land.today)
    one = list_figures(land.system, snapshot, on=land.today)[0]
    assert one.reading is not None
    behind = Behind(one.indicator, one.reading, land.today, Level.REGION, None, land.today, **page)
    found: Any = (people_near if near else people_behind)(land.country.viewer(Role.CENTRE), snapshot, behind)
    return found.count, [row.name.split()[0] for row in found.rows]


def test_everybody_stands_once_and_yo_after_ye(seen: tuple[Land, Snapshot]) -> None:
    count, names = _ask(seen)
    assert count == 7
    assert names == ["Вязов", "Грушин", "Ежов", "Ёлкин", "Ольхин", "Рябинин", "Сливин"]


def test_pages_cut_the_same_list(seen: tuple[Land, Snapshot]) -> None:
    whole = _ask(seen)[1]
    pages = [_ask(seen, limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [count for count, _ in pages] == [7, 7, 7]
    assert [name for _, names in pages for name in names] == whole
    assert _ask(seen, limit=3, offset=9) == (0, [])


@pytest.mark.parametrize("typed", ["ёлкин", "Елкин", "ян иль", "ЁЛК"])
def test_a_name_is_found_however_it_is_typed(seen: tuple[Land, Snapshot], typed: str) -> None:
    assert "Ёлкин" in _ask(seen, typed=typed)[1]


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "никто"])
def test_signs_of_a_pattern_are_only_signs(seen: tuple[Land, Snapshot], typed: str) -> None:
    assert _ask(seen, typed=typed) == (0, [])


def test_a_place_finds_who_was_there(seen: tuple[Land, Snapshot]) -> None:
    land, snapshot = seen
    place = land.country.places["other_school"].pk
    assert _ask(seen, typed=place_name(land.system, snapshot, place))[1] == ["Ольхин"]


def test_who_is_counted_by_one_fact_is_not_nearly_counted_by_another(land: Land) -> None:
    counted, nearly = land.people[0], land.people[1]
    land.diagnose(counted, land.today)
    land.diagnose(counted, land.today, origin="school")
    land.diagnose(nearly, land.today, origin="school")
    seen = land, make_snapshot(land.system)
    assert _ask(seen)[1] == ["Рябинин"]
    assert _ask(seen, near=True) == (1, ["Грушин"])
