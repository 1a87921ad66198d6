"""Where everything lies: the home folder, the secret, the socket."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marshrut.foundation.database.home import checkout_folder, home_folder, make_private, secret_key
from marshrut.foundation.database.places import (
    SOCKET_LIMIT,
    SOCKET_NAME,
    make_safe,
    running_socket_folder,
    safe_folder,
    socket_folder,
)
from marshrut.foundation.database.trouble import Trouble


def test_home_is_named_or_in_the_checkout_or_with_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/olga")
    assert home_folder({"MARSHRUT_HOME": "/srv/m"}) == Path("/srv/m")
    assert home_folder({"MARSHRUT_HOME": "beside"}) == tmp_path / "beside"
    assert home_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/marshrut")
    assert home_folder({"XDG_DATA_HOME": "relative"}) == Path("/home/olga/.local/share/marshrut")
    (tmp_path / "src/marshrut/cli").mkdir(parents=True)
    (tmp_path / "src/marshrut/cli/main.py").touch()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path / "src")
    assert checkout_folder(Path.cwd()) == tmp_path
    assert home_folder({}) == tmp_path / ".marshrut"


def test_secret_is_made_once_and_only_for_the_owner(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: secret_key(tmp_path / "home"), range(16)))
    assert len(found) == 1
    assert len(found.pop()) > 60
    assert stat.S_IMODE((tmp_path / "home/secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret.key"]


def test_empty_secret_left_by_a_full_disk_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    assert len(secret_key(tmp_path)) > 60


def test_a_file_in_the_place_of_home_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(Trouble, match="лежит файл"):
        make_private(tmp_path / "home")


def test_socket_lies_beside_the_data_unless_its_path_is_too_long(tmp_path: Path) -> None:
    assert socket_folder(Path("/srv/m")) == Path("/srv/m/postgres/run")
    long = Path("/srv") / ("длинная-папка-" * 8)
    short = socket_folder(long)
    assert len(os.fsencode(short / SOCKET_NAME)) <= SOCKET_LIMIT
    assert short == socket_folder(long)
    assert short != socket_folder(long / "x")


def test_socket_of_the_running_server_is_read_from_its_file(tmp_path: Path) -> None:
    assert running_socket_folder(tmp_path) is None
    (tmp_path / "postmaster.pid").write_text("1\n/data\n2\n5432\n/tmp/s\n\n1 2\nready\n", encoding="utf-8")
    assert running_socket_folder(tmp_path) == Path("/tmp/s")


def test_safe_folder_is_ours_closed_and_no_link(tmp_path: Path) -> None:
    ours = tmp_path / "s"
    assert make_safe(ours, os.geteuid(), os.getegid()) == ours
    assert safe_folder(ours)
    assert not safe_folder(ours, os.geteuid() + 1)
    link = tmp_path / "link"
    link.symlink_to(ours)
    assert not safe_folder(link)
    ours.chmod(0o755)
    with pytest.raises(Trouble, match="открыта для других"):
        make_safe(ours, os.geteuid(), os.getegid())
