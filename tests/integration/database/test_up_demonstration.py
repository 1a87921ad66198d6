"""`marshrut up` with a demonstration, as a person runs it: the table of sign-ins, a way in, a real server refuses."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]
COMMAND = [sys.executable, "-m", "marshrut.cli.main", "up"]
STAFF, PATIENCE = 60, 240
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Started:
    """An installation of its own, up from here to the end of the test."""

    def __init__(self, home: Path, **more: str) -> None:
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            port = line.getsockname()[1]
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("MARSHRUT_", "DJANGO_", "PG"))}
        environ = {**kept, "MARSHRUT_HOME": str(home), "PORT": str(port), "STAFF": str(STAFF), "PYTHONUNBUFFERED": "1"}
        self.address, self.said = f"http://127.0.0.1:{port}", ""
        self.process = subprocess.Popen(
            COMMAND, env={**environ, **more}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True, cwd="/",
        )  # fmt: skip
        began = time.monotonic()
        for line in self.process.stdout or ():
            self.said += line
            if "Остановить: Ctrl-C" in line:
                return
            if time.monotonic() - began > PATIENCE:
                break
        self.stop()
        pytest.fail(self.said)

    def stop(self) -> None:
        """Ctrl-C, and wait."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.said += self.process.communicate(timeout=60)[0] or ""

    def way_in(self, role: str) -> tuple[str, str]:
        """The name and the password that were printed for this role."""
        password = re.search(r"Пароль у всех один: (\S+)", self.said)
        name = re.search(rf"^ +{role} +(\S+) ", self.said, re.MULTILINE)
        assert password, self.said
        assert name, self.said
        return name[1], password[1]

    def sign_in(self, role: str) -> tuple[str, str]:
        """Through the door that people use, past the notice they read once; the address where one lands, the page."""
        login, password = self.way_in(role)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        landed, page = self.press(opener, "/sign-in/", login=login, password=password)
        return self.press(opener, landed) if landed == "/notice/" else (landed, page)

    def press(self, opener: urllib.request.OpenerDirector, path: str, **typed: str) -> tuple[str, str]:
        """Fill the form of this page and send it."""
        form = f"{self.address}{path}"
        token = TOKEN.search(opener.open(form, timeout=30).read().decode())
        assert token, path
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **typed}).encode()
        request = urllib.request.Request(form, sent, {"Referer": form})  # noqa: S310 - our own loopback address
        with opener.open(request, timeout=60) as answer:
            return answer.url.removeprefix(self.address), answer.read().decode()


@pytest.fixture
def home() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="m-"))
    yield made
    shutil.rmtree(made)


def test_the_first_start_brings_people_and_ways_in_and_a_real_server_asks_for_more(home: Path) -> None:
    first = Started(home)
    try:
        assert "все люди выдуманы" in first.said
        assert "одноразовый код" not in first.said
        for role in ("Педагог", "Школа", "Администратор"):
            assert first.way_in(role)
        with urllib.request.urlopen(f"{first.address}/sign-in/", timeout=30) as door:  # noqa: S310 - as above
            assert "Демонстрационные данные" in door.read().decode()
        path, page = first.sign_in("Администратор")
        assert path == "/administrator/"
        assert "Демонстрационные данные" in page
        assert "Второй фактор" not in page
    finally:
        first.stop()
    again = Started(home)
    try:
        assert "Завожу демонстрационные данные" not in again.said
        assert again.way_in("Администратор") == first.way_in("Администратор")
    finally:
        again.stop()
    served = Started(home, MARSHRUT_HOSTS="marshrut.example.ru,127.0.0.1")
    try:
        path, page = served.sign_in("Администратор")
        assert "factor" in path, "the same name and password, and no desk before a second factor"
        assert "Демонстрационные данные" in page
    finally:
        served.stop()
