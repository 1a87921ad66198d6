"""Becomes another program: as a user that PostgreSQL accepts, tied to the life of its parent, holding a lock.

Run as `python -I -S launcher.py '{"mode": …, "tied": …, "lock": …, "argv": […]}'`; imports nothing of the product,
so it costs a few hundredths of a second. It is a program of its own, because code between fork and exec
is unsafe in a process with threads.

* mode "userns": root becomes uid 65534 of a fresh user namespace. PostgreSQL, which refuses root, sees another uid;
  the files stay root's; nothing is changed on the machine.
* mode "nobody": where user namespaces are forbidden, the account nobody. Mode "self": stays who it is.
* tied: the parent's pid. When that dies, the kernel sends us `signal`: nothing is left behind after kill -9.
* lock: a file whose lock goes on to the program and its children: held exactly as long as one of them lives.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import sys
from pathlib import Path

__all__ = ["LOCKED", "NO_NAMESPACE", "NO_PROGRAM"]

LOCKED = 97
NO_NAMESPACE = 98
NO_PROGRAM = 99

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
NOBODY = 65534


def enter_namespace() -> None:
    """Become 65534 of a user namespace in which that is ourselves."""
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1", encoding="ascii")


def become_nobody(user: int, group: int) -> None:
    """Give up root for good."""
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)


def tie(parent: int, number: int) -> None:
    """Ask the kernel for a signal at the parent's death; if it is dead already, so are we."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        sys.exit(0)


def hold(path: str) -> None:
    """Take the lock for us and for everything that comes from us."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(LOCKED)
    os.set_inheritable(handle, True)


def main(order: dict[str, object]) -> None:
    """Do what the order says, in this sequence: a change of user would undo the tie."""
    if order.get("lock"):
        hold(str(order["lock"]))
    if order["mode"] == "userns":
        try:
            enter_namespace()
        except OSError as error:
            sys.stderr.write(f"user namespace: {error.strerror}\n")
            sys.exit(NO_NAMESPACE)
    elif order["mode"] == "nobody":
        become_nobody(int(str(order["user"])), int(str(order["group"])))
    if order.get("tied"):
        tie(int(str(order["tied"])), int(str(order.get("signal") or signal.SIGTERM)))
    argv = order["argv"]
    if isinstance(argv, list):
        try:
            os.execv(argv[0], argv)  # noqa: S606 - a program and its arguments, no shell
        except OSError as error:
            sys.stderr.write(f"{argv[0]}: {error.strerror}\n")
    sys.exit(NO_PROGRAM)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
