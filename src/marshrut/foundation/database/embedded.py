"""The embedded PostgreSQL as one object: start or reuse, stop. `Server(data, socket).start()` is all a test needs."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from marshrut.foundation.database import launcher
from marshrut.foundation.database.binaries import Binaries, clean_environment, find_binaries
from marshrut.foundation.database.folder import (
    Runner,
    check_folder,
    find_runner,
    launch_command,
    make_folder,
    read_passport,
)
from marshrut.foundation.database.logs import open_log, tail
from marshrut.foundation.database.places import MAJOR, PORT, make_safe
from marshrut.foundation.database.postmaster import LOCK, alive, answers, clear_stale, is_locked, read_pidfile
from marshrut.foundation.database.trouble import Trouble

__all__ = ["Server"]

#: What must not stand in a log: the values of a failed statement are people's names.
SETTINGS = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %u@%d ",
}
START_PATIENCE = 60.0
STOP_PATIENCE = 60.0


class Server:
    """A PostgreSQL on a data folder, reached only through a socket in a folder that nobody else may enter."""

    def __init__(
        self,
        data_folder: Path,
        socket_folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        no_sync: bool = False,
        binaries: Binaries | None = None,
        log: Path | None = None,
        tied: bool = True,
        oldest: int = MAJOR,
    ) -> None:
        """`tied`: end with the process that started it (start from its main thread, whose death counts)."""
        self.data = Path(data_folder).absolute()
        self.socket = Path(socket_folder).absolute()
        self.settings = {**SETTINGS, **(settings or {})}
        self.no_sync = no_sync
        self.binaries = binaries or find_binaries()
        self.log = log or self.data.with_name(f"{self.data.name}.log")
        self.tied = tied
        self.ours = False
        self._oldest = oldest
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, create: bool = True) -> bool:
        """Start, or find the one that runs already. True if it now runs because of us (then `stop` ends it)."""
        if self.binaries.major < self._oldest:
            raise Trouble(
                f"Нужен PostgreSQL {self._oldest} или новее, а в {self.binaries.folder} — {self.binaries.version}.",
                "Уберите MARSHRUT_PG_BIN (тогда берётся встроенный) или укажите программы новее",
            )
        with self._one_start_at_a_time():
            runner = self._runner()
            exists = check_folder(self.data, self.binaries, runner)
            if exists and self._reuse():
                return self.ours
            if not exists and not create:
                raise Trouble(f"Папка данных {self.data} исчезла.", f"ls -ld {self.data}; marshrut restore ФАЙЛ")
            if not exists:
                make_folder(self.data, self.binaries, runner, no_sync=self.no_sync)
            self._reap()  # our crashed one may still be ending
            clear_stale(self.data)
            if is_locked(self.data):
                raise Trouble(
                    f"Папку данных {self.data} держит PostgreSQL, которого отсюда не видно (другой контейнер?).",
                    "Остановите его там: marshrut database stop",
                )
            self._launch(runner)
            self._wait_ready()
        return True

    def stop(self, *, fast: bool = False) -> None:
        """Stop what we started; sessions are ended, data is written. `fast`: at once (the journal repairs it later)."""
        if self.ours:
            self.stop_any(fast=fast)

    def stop_any(self, *, fast: bool = False) -> bool:
        """Stop whoever runs on this folder. False if nobody did."""
        found = read_pidfile(self.data)
        if found is None or not alive(found.pid, self.data):
            self._reap()
            return False
        self._signal(found.pid, signal.SIGQUIT if fast else signal.SIGINT)
        if not self._wait_end(found.pid, STOP_PATIENCE):
            self._signal(found.pid, signal.SIGQUIT)
            self._wait_end(found.pid, 10.0)
        self._reap()
        self.ours = False
        self._state_file().unlink(missing_ok=True)
        return True

    def hasten(self) -> None:
        """Somebody is impatient: end without waiting for sessions (the journal repairs it at the next start)."""
        found = read_pidfile(self.data)
        if self.ours and found is not None and alive(found.pid, self.data):
            self._signal(found.pid, signal.SIGQUIT)

    def running(self) -> bool:
        """True while the postmaster lives."""
        if self._process is not None and self._process.poll() is not None:
            return False
        found = read_pidfile(self.data)
        return found is not None and alive(found.pid, self.data)

    def ready(self) -> bool:
        """True if it lives and answers."""
        found = read_pidfile(self.data)
        return found is not None and found.ready and self.running() and answers(found.socket or self.socket)

    @property
    def pid(self) -> int | None:
        """The postmaster's number while it lives."""
        found = read_pidfile(self.data)
        return found.pid if found is not None and alive(found.pid, self.data) else None

    def conninfo(self, user: str = "postgres", dbname: str = "postgres") -> str:
        """A connection string of libpq."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(host=str(self.socket), port=PORT, user=user, dbname=dbname)

    @contextmanager
    def _one_start_at_a_time(self) -> Iterator[None]:
        lock = self.data.with_name(f"{self.data.name}.lock")
        try:
            lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Trouble(
                f"Папка {lock.parent} недоступна: {error.strerror}.",
                f"ls -ld {lock.parent}; запустите от её владельца или укажите другую: MARSHRUT_HOME=/путь",
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _runner(self) -> Runner:
        passport = read_passport(self.data)
        if os.geteuid() == 0 and passport is not None and passport.mode == "userns":
            return Runner("userns", 0, 0)  # known to work here: no need to try
        return find_runner()

    def _reuse(self) -> bool:
        """Wait for a server that runs or is starting on this folder; False if there is none."""
        until = time.monotonic() + START_PATIENCE
        while (found := read_pidfile(self.data)) is not None and alive(found.pid, self.data):
            if found.ready and found.socket is not None and answers(found.socket):
                self.socket = found.socket
                self.ours = self._adopt(found.pid)
                return True
            if time.monotonic() > until:
                raise Trouble(
                    f"PostgreSQL (процесс {found.pid}) занял папку {self.data}, но не отвечает.",
                    f"Посмотрите журнал: tail {self.log}; остановить: marshrut database stop",
                )
            time.sleep(0.05)
        return False

    def _adopt(self, pid: int) -> bool:
        """Take over a server whose supervisor was killed: otherwise nobody would ever stop it."""
        try:
            state = json.loads(self._state_file().read_text(encoding="ascii"))
        except (OSError, ValueError):
            return False
        keeper = int(state.get("keeper") or 0)
        if state.get("pid") != pid or not keeper or Path(f"/proc/{keeper}").exists():
            return False
        self._write_state(pid)
        return True

    def _launch(self, runner: Runner) -> None:
        make_safe(self.socket, runner.user, runner.group)
        options = {"listen_addresses": "", "unix_socket_permissions": "0700", "port": str(PORT), **self.settings}
        argv = [self.binaries.program("postgres"), "-D", str(self.data), "-k", str(self.socket)]
        argv += [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        tied = os.getpid() if self.tied and threading.current_thread() is threading.main_thread() else 0
        command = launch_command(runner, argv, tied=tied, death=signal.SIGINT, lock=self.data / LOCK)
        with open_log(self.log) as log:
            # Its own session: a Ctrl-C at the terminal must not reach it before the web and the worker have ended.
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment(), cwd="/",
                start_new_session=True,
            )  # fmt: skip

    def _wait_ready(self) -> None:
        until = time.monotonic() + START_PATIENCE
        process = self._process
        while process is not None and process.poll() is None and time.monotonic() < until:
            found = read_pidfile(self.data)
            if found is not None and found.pid == process.pid and found.ready and answers(self.socket):
                self.ours = True
                self._write_state(process.pid)
                return
            time.sleep(0.02)
        code = None if process is None else process.poll()
        if code is None and process is not None:
            process.send_signal(signal.SIGQUIT)
        self._reap()
        why = "папку держит другой процесс" if code == launcher.LOCKED else "конец журнала:"
        raise Trouble(
            f"PostgreSQL не запустился: {why}\n{tail(self.log)}",
            f"Журнал целиком: {self.log}",
        )

    def _state_file(self) -> Path:
        return self.data.with_name(f"{self.data.name}.state.json")

    def _write_state(self, pid: int) -> None:
        state = {"pid": pid, "keeper": os.getpid() if self.tied else 0}
        self._state_file().write_text(json.dumps(state), encoding="ascii")

    def _signal(self, pid: int, number: int) -> None:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass
        except PermissionError as error:
            raise Trouble(
                f"PostgreSQL (процесс {pid}) запущен другим пользователем.", f"ps -o user= -p {pid}"
            ) from error

    def _wait_end(self, pid: int, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while alive(pid, self.data):
            if self._process is not None:
                self._process.poll()
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def _reap(self) -> None:
        if self._process is not None:
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
