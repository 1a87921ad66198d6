"""Where the embedded PostgreSQL keeps its data and its socket: known without starting anything."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from marshrut.foundation.database.trouble import Trouble

__all__ = [
    "MAJOR",
    "PORT",
    "SOCKET_LIMIT",
    "data_folder",
    "make_safe",
    "running_socket_folder",
    "safe_folder",
    "socket_folder",
]

MAJOR = 18
PORT = 5432  # only a part of the socket's file name: PostgreSQL does not listen on TCP
SOCKET_LIMIT = 107  # bytes of sun_path without the closing zero
SOCKET_NAME = f".s.PGSQL.{PORT}.lock"  # the longest name PostgreSQL makes there


def data_folder(home: Path, major: int = MAJOR) -> Path:
    """The data folder of one major version: versions lie side by side, an upgrade never overwrites."""
    return home / "postgres" / str(major) / "data"


def running_socket_folder(data: Path) -> Path | None:
    """The socket folder written by the server that runs (or crashed) on this data folder."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    line = 4
    return Path(lines[line].strip()) if len(lines) > line and lines[line].strip() else None


def socket_folder(home: Path) -> Path:
    """The folder of the socket: beside the data, or a short one of our own when that path is too long for a socket."""
    near = home / "postgres" / "run"
    if len(os.fsencode(near / SOCKET_NAME)) <= SOCKET_LIMIT:
        return near
    running = running_socket_folder(data_folder(home))
    if running is not None and safe_folder(running):
        return running
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    user = os.geteuid()
    session = Path("/run/user") / str(user)
    if safe_folder(session):
        return session / f"marshrut-{mark}"
    return Path("/tmp") / f"marshrut-{user}-{mark}"  # noqa: S108 - 0700 and the owner is checked


def safe_folder(folder: Path, owner: int | None = None) -> bool:
    """True for a real folder (no link) of this owner that nobody else can enter."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    wanted = os.geteuid() if owner is None else owner
    return stat.S_ISDIR(found.st_mode) and found.st_uid == wanted and not found.st_mode & 0o077


def make_safe(folder: Path, owner: int, group: int) -> Path:
    """Make the socket folder, or refuse one that somebody else could have laid there."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, group)
    except FileExistsError:
        pass
    if not safe_folder(folder, owner):
        raise Trouble(
            f"Папка сокета {folder} принадлежит другому пользователю или открыта для других.",
            f"Проверьте: ls -ld {folder}; если она ваша: chmod 700 {folder}",
        )
    return folder
