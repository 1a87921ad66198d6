"""An invented country with two districts, and a pen to write its staff.

Nothing of Django is imported before a fixture runs: this file is read before the settings are.
"""

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
