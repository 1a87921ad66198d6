"""An invented country with a school of teachers. Nothing of Django is imported before a fixture runs."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def country(db: None) -> Any:
    from support.world import build_country

    return build_country("yasen")


@pytest.fixture
def staff(country: Any) -> Any:
    from support.staff import Staff

    made = Staff.of(country.system)
    for name in ("school", "other_school"):
        made.organisation(country.places[name])
    return made
