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
