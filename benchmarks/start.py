"""How long a newcomer waits: an empty cluster, and `marshrut up` from the command to the first page."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from listening import answers, free_port
from marshrut.foundation.database.embedded import Server
from shape import Row, promise, timed

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180.0


@promise
def cluster() -> Iterator[Row]:
    """The database alone: made and started, started again."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data", Path(folder) / "socket")
        first, _ = timed(server.start)
        stop, _ = timed(server.stop)
        second, _ = timed(server.start)
        server.stop()
    yield Row("PostgreSQL: создать и запустить", first, "с", promised=5)
    yield Row("PostgreSQL: запустить снова", second, "с", "создать и запустить", first, promised=1)
    yield Row("PostgreSQL: остановить", stop, "с", promised=2)


@promise
def first_page() -> Iterator[Row]:
    """`marshrut up` on an empty home, then again: until the first page is answered."""
    with tempfile.TemporaryDirectory() as folder:
        with up(Path(folder)) as first:
            pass
        with up(Path(folder)) as second:
            pass
    yield Row("Первый запуск: до первой страницы", first, "с", promised=60)
    yield Row("Второй запуск: до первой страницы", second, "с", "предел 10 с", 10.0, promised=10)


@contextmanager
def up(home: Path) -> Iterator[float]:
    """Run `marshrut up`; gives the seconds to the first page; ends it as Ctrl-C does."""
    port = free_port()
    environ = {**os.environ, "MARSHRUT_HOME": str(home), "PORT": str(port), "DEMO": "no"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "marshrut.cli.main", "up"], env=environ, cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                process.kill()
                raise RuntimeError(process.communicate()[0].decode())
            time.sleep(0.02)
        yield time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
