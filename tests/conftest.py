"""One embedded PostgreSQL a worker process, started when the first test asks for it; the application's own role in it.

`db` (pytest-django): a transaction that is rolled back. `fresh_database`: a clone of its own, for tests that commit.
`live_database`: the address of a clone for a server process. Unit tests get none of it, and no socket either.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

#: The prepared schema that clones are made of. Nobody ever connects to it: PostgreSQL would refuse to copy it.
TEMPLATE = "untouched"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
HOME = Path(tempfile.mkdtemp(prefix=f"marshrut-{WORKER}-"))

(HOME / "static").mkdir()
# Before Django reads its settings: every process of a test run lives in a home of its own.
for name in ("MARSHRUT_DATABASE_URL", "MARSHRUT_OWNER_DATABASE_URL", "MARSHRUT_PRIVACY_DATABASE_URL", "MARSHRUT_FILES"):
    os.environ.pop(name, None)
os.environ["MARSHRUT_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "marshrut.config.settings"
os.environ["MARSHRUT_SECRET_KEY"] = "tests-only-0123456789-0123456789-0123456789-0123456789"


def pytest_configure(config: pytest.Config) -> None:
    """Here and not in the ini file: pytest-django would read the settings before the home is set."""
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # seconds of waiting prove nothing
    django.setup()
    if config.getoption("numprocesses", None):
        # Workers inherit our environment, and pytest-django would read the settings there, in our home, before this
        # file gives the worker a home of its own.
        del os.environ["DJANGO_SETTINGS_MODULE"], os.environ["MARSHRUT_HOME"]


def pytest_unconfigure() -> None:
    """Nothing of a run stays behind."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def database_server(django_db_blocker: object) -> Iterator[object]:
    """The running server with roles, schema and rights as in production; kept untouched as the template of clones."""
    from marshrut.foundation.database import places, roles, schema
    from marshrut.foundation.database.embedded import Server

    server = Server(
        places.data_folder(HOME),
        places.socket_folder(HOME),
        settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"},
        no_sync=True,
    )
    server.start()
    try:
        roles.prepare(server.conninfo())
        with django_db_blocker.unblock():
            schema.migrate()
            schema.grant_all()
            _close()
        with roles.connect(server.conninfo()) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE marshrut")
        yield server
    finally:
        server.stop(fast=True)


@pytest.fixture(scope="session")
def django_db_setup(database_server: object, django_db_blocker: object) -> Iterator[None]:
    """pytest-django finds the schema ready: it makes and drops nothing."""
    yield
    from django.db import connections

    connections.close_all()


_numbers = itertools.count(1)


def _clone(server: object) -> str:
    from psycopg import sql

    from marshrut.foundation.database import roles

    name = f"clone_{next(_numbers)}"
    _close()
    with roles.connect(server.conninfo()) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER marshrut_owner").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )
        for role in ("marshrut_app", "marshrut_privacy"):
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(role))
            )
    return name


def _drop(server: object, name: str) -> None:
    from psycopg import sql

    from marshrut.foundation.database import roles

    _close()
    with roles.connect(server.conninfo()) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _close() -> None:
    from django.db import connections

    connections.close_all()


@pytest.fixture
def fresh_database(database_server: object, django_db_blocker: object) -> Iterator[str]:
    """A database of the test's own, in which it may commit, start threads and run jobs."""
    from django.db import connections

    with django_db_blocker.unblock():
        name = _clone(database_server)
        aliases = list(connections)
        before = {alias: connections[alias].settings_dict["NAME"] for alias in aliases}
        for alias in aliases:
            connections[alias].settings_dict["NAME"] = name
        try:
            yield name
        finally:
            _close()
            for alias in aliases:
                connections[alias].settings_dict["NAME"] = before[alias]
            _drop(database_server, name)


@pytest.fixture(scope="session")
def live_database(database_server: object, django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """The address of a clone, for a server process; tests reach its rows through the fixture `live`."""
    with django_db_blocker.unblock():
        name = _clone(database_server)
        yield database_server.conninfo("marshrut_app", name)
        _drop(database_server, name)
