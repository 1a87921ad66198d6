"""Every indicator of every region that is counted: the compiled plans against a slow count in plain Python."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from integration.regulation.places import load_place
from marshrut.apps.monitoring.models import IndicatorValue
from marshrut.apps.monitoring.queries.windows import opening_of
from marshrut.apps.monitoring.services import count_figures, make_snapshot
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.demo import making
from support.reckoning import Frozen, reckon, reckon_below, reckon_largest

pytestmark = pytest.mark.django_db
STAFF, SEED = 2000, 5
REGIONS = sorted(one.name for one in own_regions())


@pytest.mark.slow
@pytest.mark.parametrize("region", REGIONS)
def test_the_plans_agree_with_a_count_by_hand(region: str, tmp_path: Path) -> None:
    path = next(one for one in own_regions() if one.name == region)
    held = read_folder(path, catalogue=read_base()).regulation
    assert held is not None
    assert held.counting is not None
    load_place(held)
    made_region, _ = making.load_region(tmp_path, region, staff=STAFF, seed=SEED)
    viewer = making.viewer_of(region)
    snapshot = make_snapshot(viewer)
    frozen = Frozen.of(viewer, snapshot)
    assert frozen.facts
    counted = 0
    for on in (snapshot.day, date(snapshot.day.year - 1, 12, 31)):
        figures = _figures(viewer, count_figures(viewer, snapshot, on=on))
        for one in held.counting.counting:
            indicator = held.indicator(one.indicator)
            assert indicator is not None
            opening = min(opening_of(indicator), on)
            for reading in one.readings:
                largest = reading.denominator is not None and reading.denominator.by_subject
                count = reckon_largest if largest else reckon
                above = count(frozen, reading.numerator, indicator, on=on, opening=opening)
                below = reckon_below(
                    frozen, reading, indicator, held, on=on, opening=lambda it, on=on: min(opening_of(it), on)
                )
                for key in {("region", None), *above, *(below or ())}:
                    if reading.of_results:
                        assert key == ("region", None) or (one.indicator, reading.id, *key) not in figures
                        continue  # what may be shown of results has tests of its own
                    if key[0] not in {*indicator.breakdown, "region"}:
                        continue
                    found = figures[one.indicator, reading.id, *key]
                    wanted = (above.get(key, 0), None if below is None else below.get(key, 0))
                    told = (found.numerator, found.denominator)
                    assert told == wanted, (region, one.indicator, reading.id, key, on)
                    counted += bool(above.get(key))
    assert counted > 0
    assert made_region.today == snapshot.day


def _figures(viewer: Any, made: Any) -> dict[Any, Any]:
    rows = IndicatorValue.objects.of(viewer).filter(round=made)
    return {(row.indicator, row.reading, row.level, row.place): row for row in rows}
