"""PostgreSQL is killed while pages are read: a real web process, a real server, a real `kill -9`.

Its settings are those of production: what was answered before the kill must have reached the disk.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from marshrut.foundation.database import places, roles
from marshrut.foundation.database.embedded import Server

PATIENCE = 5.0
START = 30.0
PLACE = "Школа, записанная перед аварией"
PAGES = ("/administrator/", "/administrator/places/", "/order/", "/facts/")

#: Run by the web process's own code, in a process of its own: schema, a person with a session, a page with a form.
PREPARE = """
import json, sys
from marshrut.foundation.database import schema
schema.set_up()
schema.migrate()
schema.grant_all()
sys.path.insert(0, sys.argv[1])
from marshrut.apps.regulation import folder, services
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from marshrut.apps.regulation.models import Order
from django.utils import timezone
from marshrut.foundation.accounts.rules import PastedName
from marshrut.foundation.accounts.services import add_people
from support.world import sign_in
reading = folder.read_folder(folder.own_regions()[-1], catalogue=folder.read_base())
services.load_region(SystemViewer("tests"), reading.regulation, on=timezone.localdate())
order = Order.objects.of(SystemViewer("tests")).get()
operator, person = SystemViewer("tests", order.tenant_id), PastedName(1, "Кедрова", "Анна")
day = timezone.localdate()
account = add_people(operator, [person], role=Role.ADMINISTRATOR, node_id=order.node_id, on=day)[0]
client = sign_in(account)
print(json.dumps({"session": client.cookies["marshrut"].value, "parent": str(order.node_id)}))
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str
    seconds: float


@dataclass(frozen=True)
class Web:
    """The running web process and a person's cookies."""

    port: int
    session: str
    parent: str

    def ask(self, path: str, *, data: dict[str, str] | None = None, cookies: str = "", **headers: str) -> Answer:
        """One request on a connection of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE * 2)
        sent = {"Cookie": f"marshrut={self.session}{cookies}", **headers}
        body = None
        if data is not None:
            body = urlencode(data)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        before = time.monotonic()
        line.request("POST" if data is not None else "GET", path, body=body, headers=sent)
        answer = line.getresponse()
        text = answer.read().decode(errors="replace")
        line.close()
        return Answer(answer.status, answer.headers, text, time.monotonic() - before)

    def add_place(self, name: str) -> Answer:
        """Fill in the form as a person does."""
        page = self.ask("/administrator/places/add/")
        token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        given = (page.headers["Set-Cookie"] or "").split(";")[0]
        filled = {"name": name, "kind": "municipality", "parent": self.parent, "since": "2026-01-01"}
        filled["csrfmiddlewaretoken"] = token
        return self.ask("/administrator/places/add/", data=filled, cookies=f"; {given}")


@pytest.fixture
def keeper(place: Path) -> Iterator[Server]:
    """The installation's own server, where `marshrut up` would start it."""
    server = Server(places.data_folder(place), places.socket_folder(place))
    server.start()
    yield server
    server.stop_any(fast=True)


@pytest.fixture
def web(place: Path, keeper: Server) -> Iterator[Web]:
    """granian as in production, on the keeper's database."""
    roles.prepare(keeper.conninfo())
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MARSHRUT_", "DJANGO_"))}
    environ |= {"MARSHRUT_HOME": str(place), "DJANGO_SETTINGS_MODULE": "marshrut.config.settings"}
    tests = str(Path(__file__).parents[2])
    made = subprocess.run([sys.executable, "-c", PREPARE, tests], env=environ, check=False, capture_output=True)
    assert made.returncode == 0, made.stderr.decode(errors="replace")[-3000:]
    said = json.loads(made.stdout.splitlines()[-1])
    subprocess.run([sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"], env=environ, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _granian(environ, port, place / "web.log"):
        running = Web(port, said["session"], said["parent"])
        if not _within(lambda: running.ask("/ui/").status == 200, START):
            pytest.fail(f"the web process did not start: {(place / 'web.log').read_text(errors='replace')[-3000:]}")
        yield running


@contextmanager
def _granian(environ: dict[str, str], port: int, log: Path) -> Iterator[None]:
    command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--no-ws", "marshrut.config.wsgi:application"]
    with log.open("wb") as written:
        process = subprocess.Popen([sys.executable, *command], env=environ, stdout=written, stderr=written)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=15)


def _within(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if done():
                return True
        except OSError:
            pass  # nobody listens yet
        time.sleep(0.1)
    return False


def _is_the_outage_page(answer: Answer) -> None:
    assert answer.status == 503
    assert answer.seconds < PATIENCE
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "База данных сейчас не отвечает" in answer.text
    assert "Traceback" not in answer.text
    assert "psycopg" not in answer.text


def test_pages_survive_a_killed_database(web: Web, keeper: Server, place: Path) -> None:
    assert {path: web.ask(path).status for path in PAGES} == dict.fromkeys(PAGES, 200)
    assert web.add_place(PLACE).status == 302

    stop, seen = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            seen.append(web.ask("/order/"))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    time.sleep(1)
    assert keeper.pid is not None
    os.kill(keeper.pid, signal.SIGKILL)
    time.sleep(1.5)
    stop.set()
    for reader in readers:
        reader.join()
    assert {answer.status for answer in seen} == {200, 503}
    assert max(answer.seconds for answer in seen) < PATIENCE

    for path in PAGES:
        _is_the_outage_page(web.ask(path))
    _is_the_outage_page(web.ask("/administrator/places/add/", data={"name": "Школа во время аварии"}))
    refused = web.ask("/order/", Accept="application/json")
    assert refused.status == 503
    assert "База данных не отвечает" in json.loads(refused.text)["error"]
    assert replace(web, session="").ask("/ui/").status == 200  # nobody to look up: needs no database
    assert "Traceback" not in (place / "web.log").read_text(errors="replace")

    keeper.start(create=False)
    assert {path: web.ask(path).status for path in PAGES} == dict.fromkeys(PAGES, 200)
    assert PLACE in web.ask("/administrator/places/").text
    assert "во время аварии" not in web.ask("/administrator/places/").text
    assert web.add_place("Школа после аварии").status == 302
