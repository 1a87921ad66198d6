"""What runs on a data folder right now: read from postmaster.pid, the lock, /proc and the socket itself."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from marshrut.foundation.database.places import PORT

__all__ = ["Pidfile", "alive", "answers", "clear_stale", "is_locked", "processes_in", "read_pidfile", "wait_gone"]

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
LOCK = "marshrut.lock"


@dataclass(frozen=True)
class Pidfile:
    """The lines of postmaster.pid that matter."""

    pid: int
    socket: Path | None
    ready: bool


def read_pidfile(data: Path) -> Pidfile | None:
    """postmaster.pid, or None where there is none or it is still being written."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        pid = abs(int(lines[0]))
    except (OSError, ValueError, IndexError):
        return None
    folder = lines[4].strip() if len(lines) > 4 else ""  # noqa: PLR2004 - the file's fifth line
    return Pidfile(pid, Path(folder) if folder else None, len(lines) > 7 and lines[7].strip() == "ready")  # noqa: PLR2004


def alive(pid: int, data: Path) -> bool:
    """True if this process is a PostgreSQL of this folder (it works inside it), not a stranger with the same number."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False


def processes_in(data: Path) -> list[int]:
    """Every process that works inside the folder: also children that outlived their postmaster."""
    return [
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and alive(int(entry.name), data)
    ]


def is_locked(data: Path) -> bool:
    """True while a server that we started, or a child of it, lives: also in another container over the same disk."""
    try:
        handle = os.open(data / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def answers(folder: Path, timeout: float = 2.0) -> bool:
    """True if a server answers on the socket: asked the first question of the protocol, without a driver."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(timeout)
            line.connect(str(folder / f".s.PGSQL.{PORT}"))
            line.sendall(SSL_REQUEST)
            return line.recv(1) in (b"N", b"S")
    except OSError:
        return False


def wait_gone(data: Path, seconds: float) -> bool:
    """Wait until nobody works in the folder."""
    until = time.monotonic() + seconds
    while processes_in(data) or is_locked(data):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def clear_stale(data: Path, patience: float = 10.0) -> None:
    """After a crash: let the orphans end, and take away a postmaster.pid whose number now belongs to a stranger.

    PostgreSQL itself clears a file whose process is dead; one whose number was given to somebody else
    (after a reboot, in a container) would stop it for ever.
    """
    if not wait_gone(data, patience):
        for pid in processes_in(data):
            os.kill(pid, signal.SIGKILL)
        wait_gone(data, 5.0)
    found = read_pidfile(data)
    if found is not None and not alive(found.pid, data) and Path(f"/proc/{found.pid}").exists():
        (data / "postmaster.pid").unlink(missing_ok=True)
