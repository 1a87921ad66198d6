"""A region whose order counts one indicator by two readings, with two schools and their people; and one of the real
orders with eight municipalities and a snapshot written by hand."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def land(db: None) -> Any:
    from support.monitoring_scene import build_land

    return build_land()


@pytest.fixture
def counted(db: None) -> Any:
    from support.counted_region import build_counted

    return build_counted()


@pytest.fixture
def scene(db: None) -> Any:
    from integration.regulation.places import load_place
    from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
    from support.figures_scene import REGION, build_figures

    path = next(one for one in own_regions() if one.name == REGION)
    held = read_folder(path, catalogue=read_base()).regulation
    assert held is not None
    place = load_place(held)
    return build_figures(place.system, place.top)


@pytest.fixture
def snapshot(scene: Any) -> Any:
    """Everything of the scene, frozen."""
    from marshrut.apps.monitoring.services import make_snapshot

    return make_snapshot(scene.system, words="проба")
