"""Processes that are kept alive: started in a session of their own, restarted with growing pauses, ended in order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from marshrut.foundation.database.folder import Runner, launch_command
from marshrut.foundation.database.logs import open_log

__all__ = ["Backoff", "Child", "Keeper"]


@dataclass
class Backoff:
    """Pauses before restarts: double after each crash, short again after a calm minute."""

    first: float = 0.5
    most: float = 30.0
    calm: float = 60.0
    pause: float = field(default=0.0, init=False)
    started: float = field(default=0.0, init=False)

    def began(self, now: float) -> None:
        """It was started."""
        self.started = now

    def crashed(self, now: float) -> float:
        """It ended by itself: the moment at which to start it again."""
        self.pause = self.first if now - self.started >= self.calm else min(self.most, self.pause * 2 or self.first)
        return now + self.pause


class Keeper:
    """Notices that something is gone and starts it again, not sooner than the back-off allows."""

    def __init__(self, alive: Callable[[], bool], start: Callable[[], object], backoff: Backoff | None = None) -> None:
        self.alive = alive
        self.start = start
        self.backoff = backoff or Backoff()
        self.restarts = 0
        self._again: float | None = None

    def began(self, now: float) -> None:
        """It was started by somebody else than `look`."""
        self.backoff.began(now)
        self._again = None

    def look(self, now: float) -> str:
        """One look: "alive", "gone" (just noticed), "waiting", "restarted". A failed start is thrown."""
        if self._again is None:
            if self.alive():
                return "alive"
            self._again = self.backoff.crashed(now)
            return "gone"
        if now < self._again:
            return "waiting"
        self._again = None
        self.backoff.began(now)
        self.restarts += 1
        self.start()
        return "restarted"


class Child:
    """One program of ours with a log, tied to our life: a kill -9 of us ends it too."""

    def __init__(self, name: str, argv: Sequence[str], log: Path, environ: Mapping[str, str], cwd: Path | None = None):
        self.name = name
        self.argv = list(argv)
        self.log = log
        self.environ = dict(environ)
        self.cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in its own session, so that Ctrl-C reaches us alone and we choose the order."""
        self._end_group()
        command = launch_command(
            Runner("self", os.getuid(), os.getgid()), self.argv, tied=os.getpid(), death=signal.SIGTERM
        )
        with open_log(self.log) as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environ, cwd=self.cwd,
                start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int | None:
        """Its number, once started."""
        return None if self._process is None else self._process.pid

    def alive(self) -> bool:
        """True while it runs."""
        return self._process is not None and self._process.poll() is None

    def code(self) -> int | None:
        """How it ended."""
        return None if self._process is None else self._process.poll()

    def ask(self, number: int = signal.SIGTERM) -> None:
        """Ask it to end."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def stop(self, patience: Callable[[], float]) -> None:
        """Ask, wait as long as `patience()` says (it may shrink meanwhile), then end it and whatever it started."""
        self.ask()
        began = time.monotonic()
        while self.alive() and time.monotonic() - began < patience():
            time.sleep(0.03)
        self._end_group()

    def _end_group(self) -> None:
        """Its session may hold children that outlived it: they would keep the port."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
