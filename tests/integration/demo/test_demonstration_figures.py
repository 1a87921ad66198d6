"""Figures of a demonstration: the years of the order's targets and today; past terms are past, something is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marshrut.apps.monitoring.models import Entry
from marshrut.apps.monitoring.queries import find_snapshot, list_figures
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.demo import making

pytestmark = pytest.mark.django_db
STAFF, SEED = 600, 3


@pytest.mark.parametrize("slug", ["smolensk", "tazovsky"])
def test_each_year_of_a_target_has_its_value_and_one_of_five_has_none(tmp_path: Path, slug: str) -> None:
    from integration.regulation.places import load_place

    path = next(one for one in own_regions() if one.name == slug)
    regulation: Any = read_folder(path, catalogue=read_base()).regulation
    load_place(regulation)
    region, _ = making.load_region(tmp_path, slug, staff=STAFF, seed=SEED)
    viewer = making.viewer_of(slug)
    snapshot = find_snapshot(viewer)
    assert snapshot is not None
    figures = {one.indicator.id: one for one in list_figures(viewer, snapshot, on=snapshot.day)}
    told = Entry.objects.of(viewer).filter(kind="value")
    years: dict[str, set[int]] = {}
    for code, on in told.values_list("indicator", "on"):
        years.setdefault(code, set()).add(on.year)
    entered = [one for one in figures.values() if one.reading is None]
    assert 0 < sum(one.indicator.id not in years for one in entered) <= len(entered) / 5 + 1
    for code, found in years.items():
        wanted = {target.year for target in figures[code].indicator.targets if target.year}
        assert {year for year in wanted if year < region.today.year} <= found, code
        assert region.today.year in found, code
    assert all(one.value is not None for one in entered if one.indicator.id in years)
    if slug == "smolensk":
        assert any(one.item.state.state == "past" and one.value is not None for one in figures.values())
