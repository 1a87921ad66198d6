"""A school with a head and teachers, a programme, and a cohort with two seats."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def country(db: None) -> Any:
    from support.world import build_country

    return build_country("lipa")


@pytest.fixture
def scene(country: Any) -> Any:
    from support.programmes_scene import build

    return build(country)


@pytest.fixture
def centre(scene: Any) -> Any:
    from marshrut.foundation.scope.types import Role

    return scene.country.viewer(Role.CENTRE)


@pytest.fixture
def head(scene: Any) -> Any:
    from marshrut.foundation.scope.types import Role

    return scene.country.viewer(Role.SCHOOL)


@pytest.fixture
def heard() -> Any:
    """What apps above are told."""
    from marshrut.apps.programmes import hooks

    events: list[Any] = []

    def listen(_viewer: Any, told: Any) -> None:
        events.append(list(told))

    hooks.register_listener(listen)
    yield events
    hooks._listeners.remove(listen)
