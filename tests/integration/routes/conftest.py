"""A teacher, who accompanies them, their head. Nothing of Django is imported before a fixture runs."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def country(db: None) -> Any:
    from support.world import build_country

    return build_country("iva")


@pytest.fixture
def scene(country: Any) -> Any:
    from support.routes_scene import build
    from support.staff import Staff

    return build(country, Staff.of(country.system))
