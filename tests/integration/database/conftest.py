"""Real PostgreSQL servers of their own for each test: what is tested here is starting and breaking them."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from marshrut.foundation.database import roles
from marshrut.foundation.database.embedded import Server


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder: pytest's own paths are longer than a socket allows."""
    folder = Path(tempfile.mkdtemp(prefix="m-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(place: Path) -> Iterator[Server]:
    """A server that may be started; it is stopped whatever the test did."""
    made = Server(place / "data", place / "socket", settings={"fsync": "off"}, no_sync=True)
    yield made
    made.stop_any(fast=True)


@pytest.fixture(scope="session")
def prepared() -> Iterator[Server]:
    """One running server with our roles, for tests that only read or make a database of their own."""
    folder = Path(tempfile.mkdtemp(prefix="m-"))
    made = Server(folder / "data", folder / "socket", settings={"fsync": "off"}, no_sync=True)
    made.start()
    roles.prepare(made.conninfo())
    yield made
    made.stop_any(fast=True)
    shutil.rmtree(folder, ignore_errors=True)
