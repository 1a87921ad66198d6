"""A region whose order counts one indicator by two readings, with two schools and their people."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def land(db: None) -> Any:
    from support.monitoring_scene import build_land

    return build_land()
