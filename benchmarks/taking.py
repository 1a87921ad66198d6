"""300 people answer at once; the web process and the database are each killed once; no answer is lost.

The whole of `marshrut up` runs as at a newcomer's; people answer over HTTP from this process as the page does:
one press at a time, kept until the server has it, sent again after a failure. BENCH_SECONDS shortens it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from listening import answers, free_port
from marshrut.foundation.database import places, postmaster
from shape import Row, promise

PEOPLE, SECONDS, THINKING = 300, int(os.environ.get("BENCH_SECONDS", "300")), 10.0
LIMIT = 200.0
MARSHRUT = [sys.executable, "-m", "marshrut.cli.main"]


@dataclass
class Person:
    """Somebody with a session, an attempt, and their own log of what the server said it has."""

    cookie: str
    token: str
    path: str
    items: list[str]
    seqs: dict[str, int] = field(default_factory=dict)
    saved: dict[str, tuple[str, str]] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


@promise
def taking() -> Iterator[Row]:
    """From the first press to the last, with two kills in between."""
    with tempfile.TemporaryDirectory(prefix="marshrut-taking-") as folder:
        home = Path(folder)
        port = free_port()
        environ = {**os.environ, "MARSHRUT_HOME": folder, "PORT": str(port), "DEMO": "no"}
        environ["DJANGO_SETTINGS_MODULE"] = "marshrut.config.settings"
        first = subprocess.Popen([*MARSHRUT, "up"], env=environ, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            _wait(port)
            people = _people(environ)
            began = time.perf_counter()
            asyncio.run(_exam(people, port, home))
            lasted = time.perf_counter() - began
            lost = _lost(environ, people)
        finally:
            first.send_signal(signal.SIGINT)
            first.wait(timeout=60)
    times = [one for person in people for one in person.times]
    waits = [one for person in people for one in person.waits]
    yield Row(
        f"Ответ {PEOPLE} человек сразу, p95", 1000 * quantiles(times, n=20)[-1], "мс", "медиана",
        1000 * median(times), promised=LIMIT,
    )  # fmt: skip
    yield Row("Ответов принято", float(len(times)), "шт.", f"за {lasted:.0f} с, в секунду", len(times) / lasted)
    yield Row("Дольше всего ждал ответ (с убитыми сервером и базой)", max(waits), "с")
    yield Row("Потеряно ответов против записей людей", float(lost), "шт.", promised=0)


def _wait(port: int, seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not answers(port):
        if time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.2)


def _people(environ: dict[str, str]) -> list[Person]:
    """Teachers of one school with a session and an attempt each, made by a process of its own."""
    made = subprocess.run([sys.executable, __file__, "people"], env=environ, check=True, capture_output=True, text=True)
    return [Person(**one) for one in json.loads(made.stdout.splitlines()[-1])]


async def _exam(people: list[Person], port: int, home: Path) -> None:
    end = time.monotonic() + SECONDS
    kills = asyncio.create_task(_kill(home, port))
    await asyncio.gather(*(_sit(person, port, end) for person in people))
    await kills


async def _kill(home: Path, port: int) -> None:
    """The web process after a third of the time, the database after two thirds."""
    await asyncio.sleep(SECONDS / 3)
    for pid in _web_processes(port):
        os.kill(pid, signal.SIGKILL)
    await asyncio.sleep(SECONDS / 3)
    found = postmaster.read_pidfile(places.data_folder(home))
    if found is None:
        raise RuntimeError("the database has no process")
    os.kill(found.pid, signal.SIGKILL)


def _web_processes(port: int) -> list[int]:
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            try:
                words = (one / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"granian" in words and str(port).encode() in words:
                found.append(int(one.name))
    return found


async def _sit(person: Person, port: int, end: float) -> None:
    """Think, press, wait until the server has it; then the next item."""
    dice = random.Random(person.path)  # noqa: S311 - who presses what is no secret
    line = _Line(port)
    await asyncio.sleep(dice.uniform(0, THINKING))
    number = 0
    while time.monotonic() < end:
        item = person.items[number % len(person.items)]
        number += 1
        value, press = dice.choice("abcd"), str(uuid4())
        pressed, pause = time.perf_counter(), 0.5
        while True:
            body = {"item": item, "value": value, "press": press, "base": person.seqs.get(item, 0)}
            body["ago"] = 1000 * (time.perf_counter() - pressed)
            began = time.perf_counter()
            said = await line.post(person, body)
            if said is not None:
                person.times.append(time.perf_counter() - began)
                break
            await asyncio.sleep(pause)
            pause = min(2 * pause, 8.0)
        person.waits.append(time.perf_counter() - pressed)
        if said["refused"] or said["conflict"]:
            raise RuntimeError(f"an answer of one's own was not taken: {said}")
        person.seqs[item] = said["seq"]
        person.saved[item] = (press, value)
        await asyncio.sleep(dice.expovariate(1 / THINKING))
    line.close()


class _Line:
    """One kept connection of a browser, opened anew after a failure."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None

    async def post(self, person: Person, body: dict[str, Any]) -> dict[str, Any] | None:
        """The server's word; None where there was none."""
        data = json.dumps(body).encode()
        head = (
            f"POST {person.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\n"
            f"Cookie: marshrut={person.cookie}; marshrut_form={person.token}\r\nX-CSRFToken: {person.token}\r\n"
            f"Content-Length: {len(data)}\r\n\r\n"
        )
        try:
            async with asyncio.timeout(15):
                if self.streams is None:
                    self.streams = await asyncio.open_connection("127.0.0.1", self.port)
                reader, writer = self.streams
                writer.write(head.encode() + data)
                await writer.drain()
                answer = await reader.readuntil(b"\r\n\r\n")
                headers = answer.decode("latin-1").lower()
                size = int(headers.split("content-length:")[1].split("\r\n")[0])
                text = await reader.readexactly(size)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, IndexError):
            self.close()
            return None
        status = int(headers.split(" ")[1])
        if status == 200:
            found: dict[str, Any] = json.loads(text)
            return found
        if status < 500:
            raise RuntimeError(f"{status}: {text.decode(errors='replace')[:300]}")
        return None


def _lost(environ: dict[str, str], people: list[Person]) -> int:
    """Answers that the server said it had and that do not stand in the database, or not as the last one."""
    said = json.dumps([{"path": one.path, "saved": one.saved} for one in people])
    run = subprocess.run(
        [sys.executable, __file__, "lost"], env=environ, check=True, capture_output=True, text=True, input=said
    )
    return int(run.stdout.splitlines()[-1])


# In a process of its own, with Django ------------------------------------------------------------------------------


def _make_people() -> list[dict[str, Any]]:
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from marshrut.apps.diagnostics.models import Participant
    from marshrut.apps.diagnostics.services import taking as services
    from marshrut.foundation.accounts.queries import find_viewer, list_roles
    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.accounts.services import add_people
    from marshrut.foundation.scope.models import Tenant
    from marshrut.foundation.scope.queries import today, top_node
    from marshrut.foundation.scope.services import add_node
    from marshrut.foundation.scope.types import NodeKind, Role
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.instruments import TASKS, invite, make_version
    from support.staff import LONG_AGO, Staff

    tenant = max(Tenant.objects.all(), key=lambda one: one.slug)
    system = SystemViewer("benchmark", tenant.pk)
    top, day, now = top_node(system), today(system), timezone.now()
    school = add_node(system, kind=NodeKind.ORGANISATION, name="Школа", parent_id=top.pk, since=LONG_AGO)
    staff = Staff.of(system)
    staff.organisation(school)
    names = [PastedName(1, "Проба", f"Номер{number}", "") for number in range(PEOPLE)]
    accounts = add_people(system, names, role=Role.TEACHER, node_id=school.pk, on=day)
    for account in accounts:
        account.activated_at = now
        account.save(update_fields=["activated_at"])
        person = staff.hire(account.full_name, school)
        person.account = account
        person.save(update_fields=["account"])
    version = make_version(system, top, tasks=[TASKS[0]] * 30, minutes=60)
    campaign = invite(system, version, school, on=day, now=now)
    assert Participant.objects.of(system).filter(campaign=campaign).count() == PEOPLE
    items = [str(one) for one in version.slots.model.objects.of(system).filter(version=version).order_by("place")
             .values_list("item_version_id", flat=True)]  # fmt: skip
    made = []
    for account in accounts:
        viewer = find_viewer(account, None)
        assert viewer is not None
        attempt = services.begin(viewer, campaign.pk, today=day, now=now)
        client = Client()
        client.force_login(account, backend="marshrut.foundation.accounts.backends.PasswordBackend")
        session, held = client.session, list_roles(account)[0]
        session.update({"epoch": account.session_epoch, "assignment": str(held.pk), "ready_as": str(held.pk)})
        session.save()
        made.append(
            {
                "cookie": client.cookies["marshrut"].value,
                "token": _get_new_csrf_string(),
                "path": reverse("diagnostics:answer", args=[attempt.pk]),
                "items": items,
            }
        )
    return made


def _count_lost(people: list[dict[str, Any]]) -> int:
    from marshrut.apps.diagnostics.models import Answer
    from marshrut.foundation.scope.viewer import SystemViewer

    system, lost = SystemViewer("benchmark"), 0
    for one in people:
        attempt = one["path"].split("/")[-3]
        rows = Answer.objects.of(system).filter(attempt_id=attempt, counts=True).order_by("item_version_id", "-id")
        last = {str(row.item_version_id): row for row in rows.distinct("item_version_id")}
        for item, (press, value) in one["saved"].items():
            row = last.get(item)
            lost += row is None or str(row.client_key) != press or row.value != value
    return lost


def _with_django() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    import django

    django.setup()
    if sys.argv[1] == "people":
        print(json.dumps(_make_people()))
    else:
        print(_count_lost(json.load(sys.stdin)))


if __name__ == "__main__":
    _with_django()
