"""A school with five teachers, one of whom can sign in, and an instrument that is given to them."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def country(db: None) -> Any:
    from support.world import build_country

    return build_country("klen")


@pytest.fixture
def staff(country: Any) -> Any:
    from support.staff import Staff

    return Staff.of(country.system)


@pytest.fixture
def scene(country: Any, staff: Any) -> Any:
    from support.diagnostics_scene import build

    return build(country, staff)


@pytest.fixture
def centre(scene: Any) -> Any:
    from marshrut.foundation.scope.types import Role

    return scene.country.viewer(Role.CENTRE)
