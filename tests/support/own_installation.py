"""An installation of its own, as a region gets it: `marshrut up` with an empty database, its web and its worker."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Installation", "running"]

START_SECONDS = 240

#: So many days go by: what was answered until now was answered earlier. Judgements are made anew with the next result.
_LATER = """
import django; django.setup()
from datetime import timedelta
from django.db.models import F
from marshrut.apps.competencies.models import Evidence
from marshrut.apps.diagnostics.models import Result
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer
for tenant in Tenant.objects.all():
    for model in (Evidence, Result):
        model.objects.of(SystemViewer("tests", tenant.pk)).update(on=F("on") - timedelta(days={days}))
"""


@dataclass(frozen=True)
class Installation:
    """Where it answers, and the first administrator's slip as it was printed."""

    address: str
    login: str
    code: str
    environ: dict[str, str]

    def days_go_by(self, days: int) -> None:
        """Results so far lie so many days back: nobody waits two months for a test."""
        code = _LATER.format(days=days)
        subprocess.run([sys.executable, "-c", code], env=self.environ, check=True, capture_output=True, timeout=60)


@contextmanager
def running(region: str) -> Iterator[Installation]:
    """Up until the block ends; everything of it is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="m-"))  # short: a socket's path may not be long
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MARSHRUT_", "DJANGO_"))}
    environ = kept | {
        "MARSHRUT_HOME": str(home),
        "PORT": str(port),
        "DEMO": "no",
        "REGION": region,
        "DJANGO_SETTINGS_MODULE": "marshrut.config.settings",
    }
    log = home / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "marshrut.cli.main", "up"], env=environ, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
        try:
            said = _wait(process, log)
            login, code = re.search(r"имя для входа: (\S+)", said), re.search(r"одноразовый код: (\d+)", said)
            assert login is not None, said
            assert code is not None, said
            yield Installation(f"http://127.0.0.1:{port}", login[1], code[1], environ)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        said = log.read_text(encoding="utf-8", errors="replace")
        if "Состояние:" in said:
            return said
        time.sleep(0.3)
    raise AssertionError(f"the installation did not start: {log.read_text(errors='replace')[-3000:]}")
