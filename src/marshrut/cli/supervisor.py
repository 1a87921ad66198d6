"""The loop of `marshrut up`: keeps PostgreSQL, web and worker alive; at the end stops them, PostgreSQL last."""

from __future__ import annotations

import http.client
import signal
import sys
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType

from marshrut.cli.terminal import say, seconds
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.home import log_folder
from marshrut.foundation.database.logs import open_log, rotate, tail
from marshrut.foundation.database.supervise import Child, Keeper
from marshrut.foundation.database.trouble import Trouble

__all__ = ["HOST", "Supervisor"]

HOST = "127.0.0.1"
PATIENCE = 15.0  # seconds for requests and jobs in hand after Ctrl-C
ECHO = 0.5  # make and the terminal can both send the same Ctrl-C
PAGE_PATIENCE = 60.0
SERVER_ERROR = 500


class Supervisor:
    """Web, worker and (when it is ours) PostgreSQL, from start to end."""

    def __init__(self, home: Path, port: int, environ: Mapping[str, str]) -> None:
        self.home, self.port = home, port
        self.server: Server | None = None
        log = log_folder(home)
        environ = {
            **environ, "MARSHRUT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "marshrut.config.settings",
            "PYTHONUNBUFFERED": "1", "MARSHRUT_LISTENS": HOST,
        }  # fmt: skip
        self.environ = environ
        granian = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "8", "--no-ws", "--respawn-failed-workers"),
            *("--workers-kill-timeout", "10", "--log-level", "warning", "marshrut.config.wsgi:application"),
        ]
        worker = [sys.executable, "-m", "django", "procrastinate", "worker"]
        self.web = Child("веб-сервер", granian, log / "web.log", environ)
        self.worker = Child("очередь заданий", worker, log / "worker.log", environ)
        self.journal = log / "up.log"
        self._keepers: list[tuple[str, Path, Keeper]] = []
        self._stops: list[float] = []
        self._wake = threading.Event()
        self._raise = True

    def listen(self) -> None:
        """From now on Ctrl-C, SIGTERM and a closed terminal mean: stop in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature of a handler
        now = time.monotonic()
        if self._stops and now - self._stops[-1] < ECHO:
            return
        self._stops.append(now)
        self._wake.set()
        if len(self._stops) > 1:
            self.web.ask(signal.SIGKILL)
            self.worker.ask(signal.SIGKILL)
            if self.server is not None:
                self.server.hasten()
        elif self._raise:
            raise KeyboardInterrupt

    def record(self, text: str) -> None:
        """An event into the log of `up`."""
        with open_log(self.journal) as log:
            log.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S%z} {text}\n".encode())

    def start_web(self) -> None:
        """Start the web and wait for its first page."""
        self.web.start()
        self._wait_for_page()

    def _wait_for_page(self) -> None:
        until = time.monotonic() + PAGE_PATIENCE
        status = 0
        while time.monotonic() < until and self.web.alive():
            status = self._get()
            if 0 < status < SERVER_ERROR:
                return
            time.sleep(0.05)
        what = f"отвечает ошибкой {status}" if status else "не отвечает"
        raise Trouble(f"Веб-сервер {what}. Конец журнала:\n{tail(self.web.log)}", f"Журнал целиком: {self.web.log}")

    def _get(self) -> int:
        line = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            line.request("GET", "/", headers={"User-Agent": "marshrut-up"})
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()

    def keep(self) -> None:
        """Until somebody says stop: restart what crashes, keep the logs small."""
        now = time.monotonic()
        if self.server is not None:
            # Data that vanished must not be replaced by an empty database under a running application.
            again = partial(self.server.start, create=False)
            self._watch("PostgreSQL", self.server.log, Keeper(self.server.running, again), now)
        for child in (self.web, self.worker):
            self._watch(child.name, child.log, Keeper(child.alive, child.start), now)
        self._raise = False
        rotated = now
        while not self._stops:
            for name, log, keeper in self._keepers:
                self._look(name, log, keeper)
            if time.monotonic() - rotated > 60:  # noqa: PLR2004 - a minute
                rotated = time.monotonic()
                for _, log, _ in self._keepers:
                    rotate(log)
            self._wake.wait(0.25)

    def _watch(self, name: str, log: Path, keeper: Keeper, now: float) -> None:
        keeper.began(now)
        self._keepers.append((name, log, keeper))

    def _look(self, name: str, log: Path, keeper: Keeper) -> None:
        try:
            seen = keeper.look(time.monotonic())
        except Trouble as trouble:
            self.record(f"{name}: {trouble}")
            say(f"  {name}: не запускается, пробую снова. Журнал: {log}")
            return
        if seen == "gone":
            self.record(f"{name}: остановился сам")
            say(f"  {name}: остановился сам, запускаю заново через {seconds(keeper.backoff.pause)}. Журнал: {log}")
        elif seen == "restarted":
            self.record(f"{name}: запущен заново, раз: {keeper.restarts}")
            say(f"  {name}: запущен заново")

    def stop(self) -> None:
        """Web, then worker, then PostgreSQL: nobody loses the database while at work."""
        self._raise = False
        if self.web.pid is None and (self.server is None or not self.server.ours):
            return
        began = time.monotonic()
        say("Останавливаю… (ещё раз Ctrl-C — быстрее)")
        self.worker.ask()  # it takes no new job while the web ends
        self.web.stop(self._patience)
        self.record("веб-сервер остановлен")
        self.worker.stop(self._patience)
        self.record("очередь заданий остановлена")
        if self.server is not None and self.server.ours:
            self.server.stop(fast=len(self._stops) > 1)
            self.record("PostgreSQL остановлен")
        say(f"Остановлено за {seconds(time.monotonic() - began)}. Данные сохранены в {_short(self.home)}.")

    def _patience(self) -> float:
        return 0.0 if len(self._stops) > 1 else PATIENCE


def _short(path: Path) -> str:
    near = path.parent == Path.cwd()
    return path.name if near else str(path)
