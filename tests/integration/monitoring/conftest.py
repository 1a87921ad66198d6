"""A region of the product with a municipality of two schools. Nothing of Django is imported before a fixture runs."""

from __future__ import annotations

from typing import Any

import pytest


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
