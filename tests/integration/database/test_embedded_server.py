"""The embedded PostgreSQL with real processes: starts, reuse, crashes, stale files, refusals."""

import contextlib
import fcntl
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from marshrut.foundation.database import embedded, folder
from marshrut.foundation.database.binaries import find_binaries
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.folder import read_passport
from marshrut.foundation.database.places import data_folder, socket_folder
from marshrut.foundation.database.postmaster import LOCK, processes_in
from marshrut.foundation.database.supervise import Backoff, Keeper
from marshrut.foundation.database.trouble import Trouble

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="чужого владельца может назначить только root")
OLD_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
STARTER = """
import sys, time
from pathlib import Path
from marshrut.foundation.database.embedded import Server
place = Path(sys.argv[1])
server = Server(place / "data", place / "socket", settings={"fsync": "off"}, no_sync=True, tied=sys.argv[2] == "tied")
print(server.start(), server.pid, flush=True)
time.sleep(float(sys.argv[3]))
"""


def one(server: Server, query: str) -> object:
    """One value."""
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row[0]


def wait_until(seconds: float, true: object) -> bool:
    """Wait for something to become true."""
    until = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def starter(place: Path, tied: str, seconds: float) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Another process that starts the server in this place."""
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(place), tied, str(seconds)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().split()
        process.kill()


def test_first_start_makes_a_closed_cluster_that_knows_russian(server: Server) -> None:
    assert server.start()
    passport = read_passport(server.data)
    assert passport is not None
    assert (passport.major, passport.owner, passport.locale) == (18, os.geteuid(), "builtin C.UTF-8")
    for place in (server.data, server.socket):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert one(server, "SHOW listen_addresses") == ""
    assert one(server, "SHOW default_text_search_config") == "pg_catalog.russian"
    assert one(server, "SELECT lower('ЁЖ')") == "ёж"
    assert one(server, "SELECT to_tsvector('учителями') @@ to_tsquery('учитель')") is True
    rules = one(server, "SELECT string_agg(type || ' ' || auth_method, ', ') FROM pg_hba_file_rules")
    assert rules == "local trust"


def test_values_of_a_failed_statement_do_not_reach_the_log(server: Server) -> None:
    server.start()
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('Секретова')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('Секретова')")
    log = server.log.read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "Секретова" not in log


def test_rows_stay_and_nothing_runs_after_a_stop(server: Server) -> None:
    server.start()
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    assert processes_in(server.data) == []
    assert not server.ready()
    assert server.start()
    assert one(server, "SELECT answer FROM kept") == 42


def test_a_second_start_reuses_the_first_and_does_not_stop_it(server: Server, place: Path) -> None:
    server.start()
    second = Server(place / "data", place / "elsewhere", settings={"fsync": "off"})
    assert second.start() is False
    assert second.socket == server.socket
    assert one(second, "SELECT 1") == 1
    second.stop()
    assert server.ready()


def test_two_starts_at_the_same_moment_make_one_server(server: Server, place: Path) -> None:
    with starter(place, "untied", 1) as (_, first), starter(place, "untied", 1) as (_, second):
        assert sorted([first[0], second[0]]) == ["False", "True"]
        assert first[1] == second[1]
    assert server.start() is False
    assert server.stop_any()


def test_two_starts_on_an_empty_place_in_parallel(place: Path, server: Server) -> None:
    orders = [[sys.executable, "-c", STARTER, str(place), "untied", "0"] for _ in range(3)]
    running = [subprocess.Popen(order, stdout=subprocess.PIPE, text=True) for order in orders]
    answers = [process.communicate(timeout=60)[0].split() for process in running]
    assert sorted(answer[0] for answer in answers) == ["False", "False", "True"]
    assert len({answer[1] for answer in answers}) == 1


def test_a_killed_postmaster_is_noticed_and_restarted(server: Server) -> None:
    server.start()
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed = server.pid
    assert killed is not None
    keeper = Keeper(server.running, server.start, Backoff(first=0.1))
    keeper.began(time.monotonic())
    os.kill(killed, signal.SIGKILL)
    assert wait_until(20, lambda: keeper.look(time.monotonic()) == "restarted")
    assert server.pid != killed
    assert one(server, "SELECT answer FROM kept") == 42


def test_a_restart_never_replaces_vanished_data_by_an_empty_database(server: Server) -> None:
    server.start()
    server.data.rename(server.data.with_name("moved"))
    assert wait_until(20, lambda: not server.running())
    with pytest.raises(Trouble, match="исчезла"):
        server.start(create=False)
    assert not server.data.exists()
    for pid in processes_in(server.data.with_name("moved")):
        with contextlib.suppress(ProcessLookupError):  # they are on their way out by themselves
            os.kill(pid, signal.SIGQUIT)


def test_nothing_is_left_when_the_supervisor_is_killed(place: Path) -> None:
    with starter(place, "tied", 60) as (process, _):
        process.kill()
        process.wait()
        assert wait_until(10, lambda: not processes_in(place / "data"))


def test_a_server_without_its_supervisor_is_taken_over(place: Path, server: Server) -> None:
    with starter(place, "untied", 0) as (process, said):
        process.wait()
        assert said[0] == "True"
        state = place / "data.state.json"
        state.write_text(state.read_text().replace('"keeper": 0', f'"keeper": {process.pid}'))
        assert server.start() is True  # its keeper is gone: from now on it is ours to stop
    server.stop()
    assert processes_in(place / "data") == []


def test_a_stale_file_with_a_strangers_number_does_not_stop_the_start(server: Server) -> None:
    server.start()
    server.stop()
    stale = f"{os.getpid()}\n{server.data}\n1700000000\n5432\n{server.socket}\n\n  5432001  1\nready   \n"
    (server.data / "postmaster.pid").write_text(stale, encoding="ascii")
    assert server.start()
    assert server.pid != os.getpid()


def test_a_folder_held_from_where_we_cannot_see_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.start()
    server.stop()
    monkeypatch.setattr(embedded, "clear_stale", lambda _: None)
    with (server.data / LOCK).open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Trouble, match="держит PostgreSQL, которого отсюда не видно"):
            server.start()


def test_a_long_path_gets_a_short_socket(place: Path) -> None:
    home = place / ("очень-длинная-папка" * 5)
    assert len(os.fsencode(home)) > 107
    made = Server(data_folder(home), socket_folder(home), settings={"fsync": "off"}, no_sync=True)
    try:
        made.start()
        assert one(made, "SELECT 1") == 1
        assert socket_folder(home) == made.socket
    finally:
        made.stop_any(fast=True)
        made.socket.rmdir()


def test_an_open_data_folder_is_refused_with_the_command(server: Server) -> None:
    server.start()
    server.stop()
    server.data.chmod(0o755)
    with pytest.raises(Trouble, match="открыта для других") as caught:
        server.start()
    subprocess.run(caught.value.cure.split(), check=True)
    assert server.start()


@needs_root
@pytest.mark.root
def test_a_data_folder_of_somebody_else_is_refused_and_left_alone(server: Server) -> None:
    server.start()
    server.stop()
    os.chown(server.data, 4242, 4242)
    with pytest.raises(Trouble, match="принадлежит пользователю 4242") as caught:
        server.start()
    assert "sudo -u '#4242'" in caught.value.cure
    assert server.data.stat().st_uid == 4242
    assert processes_in(server.data) == []


@needs_root
@pytest.mark.root
def test_without_root_a_closed_folder_is_refused_in_words(server: Server, place: Path) -> None:
    server.start()
    server.stop()
    place.chmod(0o755)
    find_binaries()
    os.setegid(65534)
    os.seteuid(65534)
    try:
        with pytest.raises(Trouble, match="недоступна") as caught:
            server.start()
    finally:
        os.seteuid(0)
        os.setegid(0)
    assert "ls -ld" in caught.value.cure


@needs_root
@pytest.mark.root
def test_root_in_somebody_elses_closed_folder_is_refused_in_words(server: Server, place: Path) -> None:
    os.chown(place, 4242, 4242)
    with pytest.raises(Trouble, match="принадлежит пользователю 4242 и закрыта") as caught:
        server.start()
    assert "MARSHRUT_HOME" in caught.value.cure
    assert not server.data.exists()


@needs_root
@pytest.mark.root
def test_where_namespaces_are_forbidden_root_runs_it_as_nobody(
    server: Server, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.chmod(0o755)
    monkeypatch.setattr(embedded, "find_runner", folder._nobody)
    try:
        assert server.start()
    except Trouble as trouble:
        pytest.skip(f"программы PostgreSQL недоступны пользователю nobody: {trouble.what}")
    assert server.pid is not None
    assert Path(f"/proc/{server.pid}").stat().st_uid == server.data.stat().st_uid != 0
    assert one(server, "SELECT 1") == 1
    server.stop()
    assert server.start()  # the folders it made itself do not stand in its way


def test_another_major_version_is_refused_with_the_command(server: Server) -> None:
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n", encoding="ascii")
    with pytest.raises(Trouble, match="сделана PostgreSQL 17") as caught:
        server.start()
    assert "marshrut database upgrade --old-bin" in caught.value.cure
    assert (server.data / "base").is_dir()


@pytest.mark.skipif(not OLD_PROGRAMS.is_dir(), reason="нет PostgreSQL 15: apt-get install postgresql-15")
def test_programs_that_are_too_old_are_refused(place: Path) -> None:
    old = Server(place / "data", place / "socket", binaries=find_binaries(folder=OLD_PROGRAMS))
    with pytest.raises(Trouble, match="Нужен PostgreSQL 18 или новее"):
        old.start()
    assert not (place / "data").exists()


@needs_root
@pytest.mark.root
def test_a_full_disk_is_said_before_anything_is_made(place: Path) -> None:
    small = place / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=30m", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("здесь нельзя смонтировать маленький диск")
    try:
        with pytest.raises(Trouble, match="свободно 31 МБ") as caught:
            Server(small / "data", place / "socket").start()
        assert "MARSHRUT_HOME" in caught.value.cure
        assert not (small / "data").exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)
