"""A backup goes there and back with files and rights; a bad one changes nothing."""

import io
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest

from marshrut.foundation.database import archive, backup, roles
from marshrut.foundation.database.archive import ArchiveWriter
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.trouble import Trouble

OWNER, APP = "marshrut_owner", "marshrut_app"


@pytest.fixture
def filled(prepared: Server) -> Iterator[Server]:
    """A database with trees, an audit, a view, a function with a trigger, and people's names."""
    with roles.connect(prepared.conninfo(OWNER, "marshrut")) as owner:
        _clear(owner)
        owner.execute("CREATE TABLE node (id bigint PRIMARY KEY, path ltree, name text)")
        owner.execute("CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, deed text)")
        owner.execute("CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text)")
        owner.execute("CREATE VIEW names AS SELECT name FROM node")
        owner.execute("CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := upper(NEW.name);"
                      " RETURN NEW; END'")  # fmt: skip
        owner.execute("CREATE TRIGGER twice BEFORE INSERT ON node FOR EACH ROW EXECUTE FUNCTION twice()")
        owner.execute("INSERT INTO django_migrations (app, name) VALUES ('scope', '0001_initial')")
        owner.execute("INSERT INTO node SELECT i, 'a.b'::ltree, 'Ёлкина' || i FROM generate_series(1, 500) i")
        owner.execute("INSERT INTO audit (deed) VALUES ('создал')")
        roles.grant(owner, ["audit"], ["node"])
    yield prepared
    with roles.connect(prepared.conninfo(OWNER, "marshrut")) as owner:
        _clear(owner)


def _clear(owner: psycopg.Connection[object]) -> None:
    owner.execute("DROP TABLE IF EXISTS node, audit, django_migrations, extra CASCADE")
    owner.execute("DROP FUNCTION IF EXISTS twice")


@pytest.fixture
def files(place: Path) -> Path:
    """Stored files, one draft and one link among them."""
    folder = place / "files"
    (folder / "ab").mkdir(parents=True)
    for number in range(3):
        (folder / "ab" / f"{number:064x}").write_bytes(os.urandom(10_000 * number))
    (folder / "ab" / ".draft").write_bytes(b"half an upload")
    (folder / "ab" / "link").symlink_to("/etc/passwd")
    return folder


def save(server: Server, target: Path, files: Path | None = None) -> Path:
    """A backup of the server's database."""
    owner = server.conninfo(OWNER, "marshrut")
    return backup.make_backup(target, owner=owner, files=files, binaries=server.binaries).path


def bring_back(server: Server, copy: Path, files: Path | None = None) -> None:
    """Restore into the same server."""
    owner = server.conninfo(OWNER, "marshrut")
    backup.restore_backup(copy, owner=owner, files=files, names=roles.Names(), binaries=server.binaries)


def test_there_and_back_with_files_and_rights(filled: Server, files: Path, place: Path) -> None:
    owner = filled.conninfo(OWNER, "marshrut")
    made = backup.make_backup(place / "b.tar", owner=owner, files=files, binaries=filled.binaries, home=place)
    assert made.files == 3
    remembered = backup.last_backup(place)
    assert remembered is not None
    assert remembered[1] == str(place / "b.tar")
    with roles.connect(owner) as connection:
        connection.execute("DELETE FROM node")
        connection.execute("DROP VIEW names")
        connection.execute("CREATE TABLE extra (id int)")
    backup.check_backup(made.path, {("scope", "0001_initial")})
    bring_back(filled, made.path, place / "back")
    with roles.connect(filled.conninfo(APP, "marshrut")) as app:
        assert app.execute("SELECT count(*), max(path::text) FROM node").fetchone() == (500, "a.b")
        assert app.execute("SELECT count(*) FROM names WHERE name LIKE 'ЁЛКИНА%'").fetchone() == (500,)
        assert app.execute("SELECT to_regclass('extra')").fetchone() == (None,)
        app.execute("INSERT INTO audit (deed) VALUES ('ещё')")
        for statement in ("DELETE FROM audit", "TRUNCATE node", "CREATE TABLE mine (id int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)
        app.execute("INSERT INTO node VALUES (501, 'a', 'новая')")
        assert app.execute("SELECT name FROM node WHERE id = 501").fetchone() == ("НОВАЯ",)
    with roles.connect(filled.conninfo("marshrut_privacy", "marshrut")) as privacy:
        privacy.execute("UPDATE node SET name = NULL WHERE id = 1")
    back = [path for path in (place / "back").rglob("*") if path.is_file()]
    stored = {path.relative_to(place / "back"): path.read_bytes() for path in back}
    assert len(stored) == 3
    for name, content in stored.items():
        assert (files / name).read_bytes() == content
        assert (place / "back" / name).stat().st_mode & 0o777 == 0o600


def test_a_copy_is_never_overwritten_and_an_interrupted_one_leaves_nothing(filled: Server, place: Path) -> None:
    copy = save(filled, place / "b.tar")
    with pytest.raises(Trouble, match="уже есть"):
        save(filled, copy)
    into_folder = save(filled, place)
    assert into_folder.name.startswith("marshrut-")
    with pytest.raises(Trouble, match="Нет папки"):
        save(filled, place / "absent" / "b.tar")
    wrong = filled.conninfo("marshrut_privacy", "marshrut")
    with pytest.raises(Trouble, match="pg_dump"):
        backup.make_backup(place / "c.tar", owner=wrong, files=None, binaries=filled.binaries)
    assert sorted(path.name for path in place.glob("c.tar*")) == []


def test_a_newer_versions_copy_is_refused_in_words(
    filled: Server, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(backup, "__version__", "9.1.0")
        copy = save(filled, place / "b.tar")
    with pytest.raises(Trouble, match=r"Копия сделана версией 9\.1\.0, а здесь"):
        backup.check_backup(copy, {("scope", "0001_initial")})
    older = save(filled, place / "c.tar")
    with pytest.raises(Trouble, match=r"не знает \(scope\.0001_initial\)"):
        backup.check_backup(older, {("scope", "0002_other")})


def test_a_damaged_copy_changes_nothing(filled: Server, place: Path) -> None:
    copy = save(filled, place / "b.tar")
    whole = bytearray(copy.read_bytes())
    whole[len(whole) // 2] ^= 255
    copy.write_bytes(whole)
    with pytest.raises(Trouble, match="повреждена"):
        backup.check_backup(copy, {("scope", "0001_initial")})


def test_a_restore_that_fails_half_way_leaves_the_old_database(filled: Server, place: Path) -> None:
    with ArchiveWriter(place / "b.tar") as writer:
        broken = writer.add(archive.DATABASE, io.BytesIO(b"PGDMP but no dump at all"))
        writer.finish({"product": "marshrut", "format": 1, "version": "0.1.0", "parts": [asdict(broken)]})
    sound = save(filled, place / "sound.tar")
    manifest = archive.read_manifest(sound)
    size = manifest["parts"][0]["size"]
    with sound.open("rb") as whole, ArchiveWriter(place / "half.tar") as writer:
        whole.seek(512 + archive.MANIFEST_SIZE + 512)
        half = writer.add(archive.DATABASE, io.BytesIO(whole.read(size - 400)))
        writer.finish({**manifest, "parts": [asdict(half)]})
    with pytest.raises(Trouble, match="pg_restore"):
        bring_back(filled, place / "half.tar")
    with pytest.raises(Trouble, match=r"pg_restore|psql"):
        bring_back(filled, place / "b.tar")
    with roles.connect(filled.conninfo(APP, "marshrut")) as app:
        assert app.execute("SELECT count(*) FROM node").fetchone() == (500,)


def test_a_copy_cannot_command_the_server(filled: Server, place: Path) -> None:
    """A forged dump runs as the owner: it reaches neither the machine nor other roles."""
    with roles.connect(filled.conninfo(dbname="marshrut")) as superuser:
        superuser.execute("CREATE FUNCTION node_file() RETURNS text LANGUAGE sql SECURITY DEFINER"
                          " AS $$ SELECT pg_read_file('/etc/passwd') $$")  # fmt: skip
        superuser.execute("ALTER TABLE node ADD COLUMN stolen text DEFAULT node_file()")
    copy = save(filled, place / "b.tar")
    bring_back(filled, copy)
    with roles.connect(filled.conninfo(OWNER, "marshrut")) as owner:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("INSERT INTO node (id) VALUES (900)")
        owner.execute("ALTER TABLE node DROP COLUMN stolen")
        owner.execute("DROP FUNCTION node_file")


def test_an_empty_database_is_known_as_empty(prepared: Server, filled: Server) -> None:
    assert not backup.is_empty(filled.conninfo(OWNER, "marshrut"))
    assert backup.is_empty(prepared.conninfo())
