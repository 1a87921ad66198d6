"""Three roles and what each may do.

owner: owns the database, runs migrations. app: reads and writes rows, but cannot change the schema, and on append-only
tables (the audit) can only insert and read. privacy: may overwrite personal values where they lie apart.
`grant` runs after every migration and gives nothing by default: a table it has not seen is closed to the application.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from marshrut.foundation.database.places import MAJOR
from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.database.urls import APP, DATABASE, OWNER, PRIVACY

__all__ = ["EXTENSIONS", "READ_ONLY_TABLES", "Names", "connect", "grant", "prepare", "prepare_external", "role_sql"]

EXTENSIONS = ("ltree", "pg_trgm", "btree_gist", "unaccent")
#: The application reads which migrations are applied; writing there is the owner's.
READ_ONLY_TABLES = ("django_migrations",)
_GRANT_LOCK = 0x6D617273  # two grants at once would stumble over each other's catalogue rows


@dataclass(frozen=True)
class Names:
    """The roles' names on this server."""

    owner: str = OWNER
    app: str = APP
    privacy: str = PRIVACY


class Cursor(Protocol):
    """What `grant` needs of a cursor: psycopg's and Django's both have it."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Run a statement."""

    def fetchall(self) -> list[Any]:
        """All rows."""


class Connection(Protocol):
    """A connection of psycopg or Django."""

    def cursor(self) -> Any:
        """A cursor as context manager."""


def connect(conninfo: str, *, timeout: int = 10, autocommit: bool = True) -> psycopg.Connection[Any]:
    """Connect, or say in words what is wrong; refuses a server older than 18."""
    try:
        connection = psycopg.connect(conninfo, connect_timeout=timeout, autocommit=autocommit)
    except psycopg.OperationalError as error:
        parts = conninfo_to_dict(conninfo)
        where = f"{parts.get('host') or 'localhost'}, база {parts.get('dbname')}, пользователь {parts.get('user')}"
        raise Trouble(
            f"Нет связи с базой данных ({where}): {str(error).strip().splitlines()[-1]}",
            "Проверьте, что сервер работает и адрес верен: marshrut doctor",
        ) from error
    major = connection.info.server_version // 10000
    if major < MAJOR:
        connection.close()
        raise Trouble(
            f"Сервер базы данных — PostgreSQL {major}, а нужен {MAJOR} или новее.",
            "Обновите сервер или уберите MARSHRUT_DATABASE_URL: тогда «Маршрут» запустит встроенный",
        )
    return connection


def prepare(
    superuser: str, *, database: str = DATABASE, names: Names | None = None, passwords: dict[str, str] | None = None
) -> None:
    """Make roles, database and extensions as a superuser. Changes nothing where all stands already."""
    names = names or Names()
    with connect(superuser) as connection:
        for role in (names.owner, names.app, names.privacy):
            _make_role(connection, role, (passwords or {}).get(role))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if found is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(database), sql.Identifier(names.owner)
                )
            )
        for statement in _database_statements(database, names):
            connection.execute(statement)
    with connect(make_conninfo(superuser, dbname=database)) as connection:
        for statement in _schema_statements(names):
            connection.execute(statement)


def _make_role(connection: psycopg.Connection[Any], role: str, password: str | None) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        connection.execute(_create_role(role))
    if password:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def _create_role(role: str) -> sql.Composed:
    return sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS").format(
        sql.Identifier(role)
    )


def _database_statements(database: str, names: Names) -> Iterator[sql.Composed]:
    base = sql.Identifier(database)
    owner, app, privacy = (sql.Identifier(name) for name in (names.owner, names.app, names.privacy))
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(base)
    yield sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(base, app, privacy)
    yield sql.SQL("GRANT {} TO {}").format(privacy, owner)
    yield sql.SQL("ALTER DATABASE {} SET default_text_search_config = 'pg_catalog.russian'").format(base)


def _schema_statements(names: Names) -> Iterator[sql.Composed]:
    owner, app, privacy = (sql.Identifier(name) for name in (names.owner, names.app, names.privacy))
    for extension in EXTENSIONS:
        yield sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension))
    yield sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner)
    yield sql.SQL("REVOKE ALL ON SCHEMA public FROM {}").format(sql.SQL("PUBLIC"))
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(app, privacy)


def role_sql(names: Names, database: str = DATABASE) -> str:
    """The same for an administrator of somebody else's server, to run with psql."""
    create = [_create_role(role).as_string() for role in (names.owner, names.app, names.privacy)]
    base = sql.SQL(
        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin"
        " BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
    ).format(sql.Identifier(database), sql.Identifier(names.owner))
    lines = [
        "-- Выполнить один раз администратором сервера: psql -U postgres -f этот_файл",
        "-- Пароли задайте свои: \\password " + names.app,
        *(f"{line};" for line in create),
        f"{base.as_string()};",
        *(f"{line.as_string()};" for line in _database_statements(database, names)),
        f'\\connect "{database}"',
        *(f"{line.as_string()};" for line in _schema_statements(names)),
    ]
    return "\n".join(lines) + "\n"


def prepare_external(owner: str, names: Names) -> None:
    """On a server that is not ours: add the extensions that are missing, check the rest, say what to run otherwise."""
    cure = "Передайте администратору сервера: marshrut database roles --print"
    if names.owner == names.app:
        cure = f"Задайте адрес владельца: MARSHRUT_OWNER_DATABASE_URL (сейчас есть только {names.app}). {cure}"
    with connect(owner) as connection:
        rows = connection.execute("SELECT rolname FROM pg_roles").fetchall()
        absent = [role for role in (names.app, names.privacy) if role not in {row[0] for row in rows}]
        if absent:
            raise Trouble(f"На сервере нет ролей: {', '.join(absent)}.", cure)
        try:
            for extension in EXTENSIONS:
                if not connection.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [extension]).fetchone():
                    connection.execute(sql.SQL("CREATE EXTENSION {} SCHEMA public").format(sql.Identifier(extension)))
        except psycopg.Error as error:
            raise Trouble(f"Не могу добавить расширение: {str(error).splitlines()[0]}", cure) from error
        may = connection.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone()
        if not may or not may[0]:
            raise Trouble(f"Роль {names.owner} не может создавать таблицы в схеме public.", cure)


def grant(
    connection: Connection,
    append_only_tables: Iterable[str],
    privacy_tables: Iterable[str],
    *,
    names: Names | None = None,
) -> None:
    """Give every table of schema `public` its rights, as the owner and in one transaction. Idempotent."""
    names = names or Names()
    append_only, personal = set(append_only_tables), set(privacy_tables)
    with _transaction(connection) as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_GRANT_LOCK})")
        tables, views, sequences = _relations(cursor)
        unknown = (append_only | personal) - set(tables)
        if unknown:
            raise ValueError(f"no such table: {', '.join(sorted(unknown))}")
        read_only = [*views, *(name for name in tables if name in READ_ONLY_TABLES)]
        insert_only = [name for name in tables if name in append_only]
        ordinary = [name for name in tables if name not in append_only and name not in READ_ONLY_TABLES]
        everything = [*tables, *views]
        for kind, relations in (("TABLE", everything), ("SEQUENCE", sequences)):
            for who in ("PUBLIC", names.app, names.privacy):
                _run(cursor, f"REVOKE ALL ON {kind} {{}} FROM {{}}", relations, who)
        # MAINTAIN: after a list of 50,000 lines the application counts its tables anew itself (ANALYZE), at once
        _run(cursor, "GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON TABLE {} TO {}", ordinary, names.app)
        _run(cursor, "GRANT SELECT, INSERT ON TABLE {} TO {}", insert_only, names.app)
        _run(cursor, "GRANT SELECT ON TABLE {} TO {}", read_only, names.app)
        _run(cursor, "GRANT USAGE, SELECT ON SEQUENCE {} TO {}", sequences, names.app)
        _run(cursor, "GRANT SELECT, UPDATE ON TABLE {} TO {}", sorted(personal), names.privacy)
        for who in (names.app, names.privacy):
            cursor.execute(_text("GRANT USAGE ON SCHEMA public TO {}", [], who))


def _relations(cursor: Cursor) -> tuple[list[str], list[str], list[str]]:
    """Tables, views and sequences of `public` that are ours and do not belong to an extension."""
    cursor.execute(
        "SELECT relname, relkind::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'v', 'm', 'S') AND pg_has_role(relowner, 'USAGE') AND NOT EXISTS"
        " (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
        " ORDER BY relname"
    )
    kinds: dict[str, list[str]] = {"r": [], "p": [], "v": [], "m": [], "S": []}
    for name, kind in cursor.fetchall():
        kinds[kind].append(name)
    return kinds["r"] + kinds["p"], kinds["v"] + kinds["m"], kinds["S"]


def _run(cursor: Cursor, statement: str, relations: Sequence[str], who: str) -> None:
    if relations:
        cursor.execute(_text(statement, relations, who))


def _text(statement: str, relations: Sequence[str], who: str) -> str:
    """The statement as plain text: Django's cursor takes no composed SQL."""
    listed = [sql.SQL(", ").join(sql.Identifier("public", name) for name in relations)] if relations else []
    grantee = sql.SQL("PUBLIC") if who == "PUBLIC" else sql.Identifier(who)
    return sql.SQL(statement).format(*listed, grantee).as_string()


@contextmanager
def _transaction(connection: Connection) -> Iterator[Cursor]:
    if isinstance(connection, psycopg.Connection):
        with connection.transaction(), connection.cursor() as cursor:
            yield cursor
        return
    from django.db.transaction import atomic

    with atomic(using=connection.alias), connection.cursor() as cursor:  # type: ignore[attr-defined]
        yield cursor
