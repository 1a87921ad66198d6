"""The data folder refuses in words and changes nothing."""

import json
import os
from pathlib import Path

import pytest

from marshrut.foundation.database.binaries import Binaries, clean_environment
from marshrut.foundation.database.folder import Runner, check_folder, launch_command, read_passport
from marshrut.foundation.database.postmaster import alive, is_locked, read_pidfile
from marshrut.foundation.database.trouble import Trouble

PROGRAMS = Binaries(Path("/opt/pg/bin"), 18, "18.6")
ME = Runner("self", os.geteuid(), os.getegid())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder that looks like a cluster of version 18."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "PG_VERSION").write_text("18\n", encoding="ascii")
    return folder


def test_a_cluster_of_ours_may_start_and_a_free_place_may_be_used(data: Path, tmp_path: Path) -> None:
    assert check_folder(data, PROGRAMS, ME)
    assert not check_folder(tmp_path / "nothing", PROGRAMS, ME)
    (tmp_path / "empty").mkdir(mode=0o700)
    assert not check_folder(tmp_path / "empty", PROGRAMS, ME)


@pytest.mark.parametrize(
    ("version", "words", "command"),
    [
        ("17", "сделана PostgreSQL 17, а нужна 18", "marshrut database upgrade --old-bin /usr/lib/postgresql/17/bin"),
        ("9.6", "сделана PostgreSQL 9, а нужна 18", "--old-bin /usr/lib/postgresql/9/bin"),
        ("19", "более старые", "MARSHRUT_PG_BIN=/usr/lib/postgresql/19/bin"),
    ],
)
def test_another_major_version_is_refused_with_the_command(data: Path, version: str, words: str, command: str) -> None:
    (data / "PG_VERSION").write_text(version, encoding="ascii")
    with pytest.raises(Trouble, match=words) as caught:
        check_folder(data, PROGRAMS, ME)
    assert command in caught.value.cure
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_of_somebody_else_is_refused(data: Path) -> None:
    with pytest.raises(Trouble, match="принадлежит пользователю") as caught:
        check_folder(data, PROGRAMS, Runner("self", os.geteuid() + 4242, 0))
    assert "sudo -u" in caught.value.cure
    assert "chown -R" in caught.value.cure


def test_an_open_folder_is_refused_and_left_open(data: Path) -> None:
    data.chmod(0o750)
    with pytest.raises(Trouble, match="открыта для других") as caught:
        check_folder(data, PROGRAMS, ME)
    assert caught.value.cure == f"chmod -R go-rwx {data}"
    assert data.stat().st_mode & 0o777 == 0o750


def test_something_else_in_the_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data/letter.txt").touch()
    with pytest.raises(Trouble, match="что-то другое"):
        check_folder(tmp_path / "data", PROGRAMS, ME)
    (tmp_path / "file").touch()
    with pytest.raises(Trouble, match="не папка"):
        check_folder(tmp_path / "file", PROGRAMS, ME)
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with pytest.raises(Trouble, match="не папка"):
        check_folder(tmp_path / "link", PROGRAMS, ME)


def test_passport_is_read_or_unknown(data: Path) -> None:
    assert read_passport(data) is None
    facts = {
        "major": 18,
        "owner": 0,
        "mode": "userns",
        "locale": "builtin C.UTF-8",
        "created": "2026-11-22T10:00:00+00:00",
    }
    (data / "marshrut.json").write_text(json.dumps(facts), encoding="utf-8")
    found = read_passport(data)
    assert found is not None
    assert (found.major, found.mode) == (18, "userns")


def test_pidfile_tells_who_and_whether_ready(data: Path) -> None:
    assert read_pidfile(data) is None
    (data / "postmaster.pid").write_text("", encoding="ascii")
    assert read_pidfile(data) is None
    (data / "postmaster.pid").write_text("77\n/d\n1\n5432\n/s\n\n1 2\nstarting\n", encoding="ascii")
    found = read_pidfile(data)
    assert found is not None
    assert (found.pid, found.socket, found.ready) == (77, Path("/s"), False)
    assert not alive(os.getpid(), data)  # we live, but do not work in that folder
    assert not is_locked(data)


def test_order_for_the_launcher_is_whole() -> None:
    command = launch_command(ME, ["/bin/true"], tied=7, death=2, lock=Path("/x/lock"))
    order = json.loads(command[-1])
    assert order["argv"] == ["/bin/true"]
    assert (order["tied"], order["signal"], order["lock"], order["mode"]) == (7, 2, "/x/lock", "self")


def test_programs_do_not_see_variables_that_would_bend_them() -> None:
    found = clean_environment({"PGDATA": "/other", "PGHOST": "h", "PATH": "/bin", "LC_ALL": "ru_RU.UTF-8"})
    assert found == {"PATH": "/bin", "LC_MESSAGES": "C"}


def test_a_missing_program_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="Нет программы") as caught:
        Binaries(tmp_path, 18, "18.6").program("pg_dump")
    assert "MARSHRUT_PG_BIN" in caught.value.cure
