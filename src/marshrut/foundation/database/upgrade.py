"""From one major version of PostgreSQL to the next: a copy first, a new folder beside, the old one stays."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from marshrut.foundation.database import roles
from marshrut.foundation.database.backup import backups_folder
from marshrut.foundation.database.binaries import Binaries
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.home import log_folder, make_private
from marshrut.foundation.database.installed import existing_majors
from marshrut.foundation.database.places import data_folder
from marshrut.foundation.database.tools import run_tool
from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.database.urls import DATABASE

__all__ = ["upgrade"]

Say = Callable[[str], None]


def upgrade(home: Path, *, old: Binaries, new: Binaries, say: Say) -> Path:
    """Move the database to the version of `new`; returns the folder of the copy. Nothing of the old is changed."""
    _check(home, old, new)
    copy = make_private(backups_folder(home)) / f"before-{new.major}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    make_private(copy)
    target = data_folder(home, new.major)
    draft = target.with_name("upgrading")
    if draft.exists():
        shutil.rmtree(draft)  # an upgrade that was interrupted: only our own half-made copy
    with tempfile.TemporaryDirectory(prefix="marshrut-") as sockets:
        source = Server(
            data_folder(home, old.major), Path(sockets) / "old", binaries=old, oldest=0,
            log=log_folder(home) / "postgres-old.log",
        )  # fmt: skip
        with _run(source):
            say(f"Снимаю копию программами PostgreSQL {old.version} в {copy}")
            databases = _dump(source, copy)
            before = {name: _counts(source.conninfo(dbname=name)) for name in databases}
            destination = Server(draft, Path(sockets) / "new", binaries=new, log=log_folder(home) / "postgres.log")
            with _run(destination):
                say(f"Переношу в PostgreSQL {new.version}")
                _load(destination, copy, databases)
                after = {name: _counts(destination.conninfo(dbname=name)) for name in databases}
    if before != after:
        raise Trouble(
            "После переноса число строк не сошлось: новая папка не принята, старая не изменена.", f"ls {copy}"
        )
    draft.rename(target)
    return copy


def _check(home: Path, old: Binaries, new: Binaries) -> None:
    majors = existing_majors(home)
    if new.major in majors:
        raise Trouble(f"База уже на PostgreSQL {new.major}.", "marshrut up")
    if old.major not in majors:
        have = ", ".join(map(str, majors)) or "никаких"
        raise Trouble(
            f"--old-bin указывает на PostgreSQL {old.major}, а базы здесь: {have}.",
            "apt-get install postgresql-<версия> и --old-bin /usr/lib/postgresql/<версия>/bin",
        )
    if old.major > new.major:
        raise Trouble(f"С {old.major} на {new.major} — назад: так не переходят.", "marshrut restore ФАЙЛ")


@contextmanager
def _run(server: Server) -> Iterator[None]:
    server.start()
    if not server.ours:
        raise Trouble("База сейчас работает.", "Остановите её: Ctrl-C там, где marshrut up, или marshrut database stop")
    try:
        yield
    finally:
        server.stop()


def _dump(source: Server, copy: Path) -> dict[str, str]:
    """Roles and each database, by the old version's own programs, which can put them back. Returns the owners."""
    run_tool(source.binaries, "pg_dumpall", ["--globals-only"], source.conninfo(), copy / "globals.sql")
    with psycopg.connect(source.conninfo(), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname, pg_get_userbyid(datdba) FROM pg_database WHERE datallowconn AND NOT datistemplate"
            " ORDER BY datname"
        ).fetchall()
    owners = {str(name): str(owner) for name, owner in rows}
    for name in owners:
        run_tool(source.binaries, "pg_dump", ["-Fc"], source.conninfo(dbname=name), copy / f"{name}.dump")
    return owners


def _load(destination: Server, copy: Path, databases: dict[str, str]) -> None:
    tools = destination.binaries
    # `postgres` is there already: that one statement of the roles' file must not stop the others.
    run_tool(tools, "psql", ["-X", "-q", "-f", str(copy / "globals.sql")], destination.conninfo())
    for name, owner in databases.items():
        if name == DATABASE:
            roles.prepare(destination.conninfo())
        elif name != "postgres":
            with psycopg.connect(destination.conninfo(), autocommit=True) as connection:
                statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
                connection.execute(statement.format(sql.Identifier(name), sql.Identifier(owner)))
        arguments = ["-d", name, "--no-comments", "--exit-on-error", str(copy / f"{name}.dump")]
        run_tool(tools, "pg_restore", arguments, destination.conninfo(dbname=name))


def _counts(conninfo: str) -> dict[str, int]:
    """Rows of every table: the plainest proof that nothing was lost."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        return {f"{schema}.{table}": _count(connection, schema, table) for schema, table in tables}


def _count(connection: psycopg.Connection[Any], schema: str, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))).fetchone()
    return int(row[0]) if row else 0
