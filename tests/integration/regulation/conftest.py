"""Loaded orders, people who answer for them, and what the product serves for the length of a test.

Nothing of Django is imported before a fixture runs: this file is read before the settings are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.cores.regulation import Regulation


@pytest.fixture(scope="session")
def regions() -> dict[str, Regulation]:
    """The product's own regions, read and checked."""
    catalogue = read_base()
    found = {}
    for folder in own_regions():
        reading = read_folder(folder, catalogue=catalogue)
        assert reading.regulation is not None, reading.problems
        found[folder.name] = reading.regulation
    return found


@pytest.fixture
def load(db: None) -> Callable[[Regulation], Any]:
    """Load a regulation into its own tenant."""
    from integration.regulation.places import load_place

    return load_place


@pytest.fixture
def district(load: Callable[[Regulation], Any], regions: dict[str, Regulation]) -> Any:
    """The district's order, loaded."""
    return load(regions["tazovsky"])


@pytest.fixture
def other(load: Callable[[Regulation], Any], regions: dict[str, Regulation]) -> Any:
    """Another region's order in the same database."""
    return load(regions["stavropol"])


@pytest.fixture(autouse=True)
def nothing_served() -> Iterator[None]:
    """Tests begin as if no desk had a page yet; what the product registers comes back afterwards."""
    from marshrut.apps.regulation import hooks

    pages, providers = dict(hooks.served()), dict(hooks.providers())
    for function_id in pages.keys() | providers.keys():
        hooks.withdraw(function_id)
    yield
    for function_id in hooks.served().keys() | hooks.providers().keys():
        hooks.withdraw(function_id)
    for function_id, page in pages.items():
        hooks.serve(function_id, url_name=page.url_name, label=page.label)
    for function_id, provider in providers.items():
        hooks.provide_evidence(function_id, provider)


@pytest.fixture
def serving() -> Callable[[str, int], None]:
    """Serve a function with so many records for the length of a test."""
    from marshrut.apps.regulation import hooks
    from marshrut.apps.regulation.types import EvidenceCount

    def serve(function_id: str, records: int) -> None:
        hooks.withdraw(function_id)
        hooks.serve(function_id, url_name="test:page", label="Открыть")
        hooks.provide_evidence(function_id, lambda _viewer, on: EvidenceCount(records, f"записей: {records}", on))

    return serve
