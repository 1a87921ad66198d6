"""From PostgreSQL 15 of Debian to ours: a copy first, everything carried over, the old folder untouched."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from marshrut.foundation.database.binaries import find_binaries
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.folder import find_runner, launch_command
from marshrut.foundation.database.installed import embedded_server
from marshrut.foundation.database.places import data_folder
from marshrut.foundation.database.postmaster import processes_in
from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.database.upgrade import upgrade

OLD_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
pytestmark = pytest.mark.skipif(not OLD_PROGRAMS.is_dir(), reason="нет PostgreSQL 15: apt-get install postgresql-15")


@pytest.fixture
def home(place: Path) -> Path:
    """An installation whose database was made by PostgreSQL 15."""
    data = data_folder(place, 15)
    data.mkdir(mode=0o700, parents=True)
    initdb = [f"{OLD_PROGRAMS}/initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
              "--locale=C.UTF-8", "-T", "russian", "--no-sync"]  # fmt: skip
    subprocess.run(launch_command(find_runner(), initdb), check=True, capture_output=True, cwd="/")
    old = Server(data, place / "s", binaries=find_binaries(folder=OLD_PROGRAMS), oldest=0, settings={"fsync": "off"})
    old.start()
    with psycopg.connect(old.conninfo(), autocommit=True) as connection:
        for statement in ("CREATE ROLE marshrut_owner LOGIN", "CREATE ROLE marshrut_app LOGIN",
                          "CREATE ROLE marshrut_privacy LOGIN", "CREATE ROLE somebody LOGIN",
                          "CREATE DATABASE marshrut OWNER marshrut_owner",
                          "CREATE DATABASE extra OWNER somebody"):  # fmt: skip
            connection.execute(statement)
    with psycopg.connect(old.conninfo(dbname="marshrut"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION ltree")
        connection.execute("GRANT CREATE ON SCHEMA public TO marshrut_owner")
        connection.execute("SET ROLE marshrut_owner")
        connection.execute("CREATE TABLE node (id bigint PRIMARY KEY, path ltree, name text)")
        connection.execute("INSERT INTO node SELECT i, 'a.b', 'Ёлкина ' || i FROM generate_series(1, 1000) i")
        connection.execute("GRANT SELECT ON node TO marshrut_app")
    with psycopg.connect(old.conninfo(dbname="extra"), autocommit=True) as connection:
        connection.execute("SET ROLE somebody")
        connection.execute("CREATE TABLE note AS SELECT 'моё' AS text")
    old.stop()
    return place


def test_start_refuses_and_names_the_command(home: Path) -> None:
    with pytest.raises(Trouble, match="сделана PostgreSQL 15, а нужна 18") as caught:
        embedded_server(home)
    assert "marshrut database upgrade --old-bin /usr/lib/postgresql/15/bin" in caught.value.cure


def test_everything_moves_and_the_old_folder_stays(home: Path) -> None:
    said: list[str] = []
    copy = upgrade(home, old=find_binaries(folder=OLD_PROGRAMS), new=find_binaries(), say=said.append)
    assert {path.name for path in copy.iterdir()} == {"globals.sql", "marshrut.dump", "extra.dump", "postgres.dump"}
    assert {path.stat().st_mode & 0o777 for path in copy.iterdir()} == {0o600}
    assert (data_folder(home, 15) / "PG_VERSION").read_text().strip() == "15"
    assert processes_in(data_folder(home, 15)) == []
    server = embedded_server(home)
    server.start()
    try:
        with psycopg.connect(server.conninfo("marshrut_app", "marshrut"), autocommit=True) as app:
            moved = app.execute("SELECT count(*), min(name) FROM node WHERE path <@ 'a'").fetchone()
        assert moved == (1000, "Ёлкина 1")
        with psycopg.connect(server.conninfo("somebody", "extra")) as other:
            assert other.execute("SELECT text FROM note").fetchone() == ("моё",)
    finally:
        server.stop()
    with pytest.raises(Trouble, match="уже на PostgreSQL 18"):
        upgrade(home, old=find_binaries(folder=OLD_PROGRAMS), new=find_binaries(), say=said.append)


def test_the_wrong_old_programs_are_refused(home: Path) -> None:
    with pytest.raises(Trouble, match="указывает на PostgreSQL 18, а базы здесь: 15"):
        upgrade(home, old=find_binaries(), new=find_binaries(), say=str)
    assert not data_folder(home, 18).exists()


def test_the_command_does_it_and_says_where_everything_is(home: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("MARSHRUT_", "DJANGO_"))}
    order = [sys.executable, "-m", "marshrut.cli.main", "database"]
    environ["MARSHRUT_HOME"] = str(home)
    refused = subprocess.run([*order, "start"], env=environ, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "--old-bin /usr/lib/postgresql/15/bin" in refused.stderr
    done = subprocess.run([*order, "upgrade", "--old-bin", str(OLD_PROGRAMS)], env=environ, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"{home}/backups/before-18-" in done.stdout
    assert f"{home}/postgres/15" in done.stdout
