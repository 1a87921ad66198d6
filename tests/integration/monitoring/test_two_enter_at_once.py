"""Two who enter a value of one indicator at the same moment: nothing is lost and nothing breaks."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.apps.monitoring import services
from marshrut.apps.monitoring.models import Entry
from marshrut.apps.monitoring.types import EntryKind
from marshrut.foundation.scope.types import Role
from support.monitoring_scene import build_land
from support.threads import at_once


@pytest.mark.usefixtures("fresh_database")
def test_two_who_enter_at_once_take_turns_and_both_stay_on_record() -> None:
    land = build_land()
    viewer, top = land.country.viewer(Role.CENTRE), land.country.places["top"].pk
    told: dict[str, Any] = {"node_id": top, "indicator": "KLE-IND-01", "on": land.today, "denominator": None}

    def enter(value: float) -> Any:
        return services.enter_value(viewer, kind=EntryKind.REPORTED, value=value, document="Отчёт", **told)

    made = at_once(lambda: enter(10), lambda: enter(20))
    assert not [one for one in made if isinstance(one, Exception)], made
    rows = Entry.objects.of(land.system).order_by("entered_at")
    assert sorted(row.value for row in rows) == [10, 20]
    assert [row.replaced_at is None for row in rows].count(True) == 1
