"""A demonstration of 50,000 staff in a database of its own, made by the command once for the benchmarks."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import quantiles
from typing import Any

from shape import Row

__all__ = ["LIMIT", "PEOPLE", "Demonstration", "demonstration", "measured"]

PEOPLE = 50_000
#: What a page may take, milliseconds, and how many queries it may ask.
LIMIT, QUERIES = 200.0, 12
RUNS = int(os.environ.get("BENCH_RUNS", "25"))
COMMAND = [sys.executable, "-m", "marshrut.cli.main"]


@dataclass
class Demonstration:
    """What the command cost, and the region it made."""

    seconds: float
    #: Of the command's own process, at its peak; the database's processes are not in it.
    memory_mb: float
    system: Any = None
    #: Signed in, by the code of the role.
    clients: dict[str, Any] = field(default_factory=dict)
    #: (node, path) of each one's place, by the code of the role.
    seats: dict[str, Any] = field(default_factory=dict)


@cache
def demonstration() -> Demonstration:
    """Start a server, prepare it, run `marshrut demo --load`; about two minutes. BENCH_HOME keeps it for next time."""
    kept = os.environ.get("BENCH_HOME", "")
    home = Path(kept or tempfile.mkdtemp(prefix="marshrut-demo-"))
    os.environ |= {"MARSHRUT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "marshrut.config.settings"}
    from marshrut.foundation.database import places, roles
    from marshrut.foundation.database.embedded import Server

    server = Server(places.data_folder(home), places.socket_folder(home))
    server.start()
    roles.prepare(server.conninfo())
    if not kept:
        atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(server.stop, fast=True)
    made = Demonstration(0.0, 0.0)
    subprocess.run([*COMMAND, "prepare"], check=True, stdout=subprocess.DEVNULL)  # a kept one may lack a migration
    if not (home / "demonstration.json").exists():
        made.seconds, made.memory_mb = _measured([*COMMAND, "demo", "--load", "--staff", str(PEOPLE)])
    import django

    django.setup()
    from django.conf import settings

    import marshrut.config.wsgi  # noqa: F401 - what the web process does when it starts is done here too

    settings.ALLOWED_HOSTS = ["testserver"]
    _sign_in(made)
    return made


def _measured(command: list[str]) -> tuple[float, float]:
    """Seconds and megabytes of a command; `wait4` knows this one child, not the largest of all."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, usage.ru_maxrss / 1024


def _sign_in(made: Demonstration) -> None:
    from django.test import Client

    from marshrut.foundation.accounts.models import Account
    from marshrut.foundation.scope.models import Placement, RoleAssignment, Tenant
    from marshrut.foundation.scope.viewer import SystemViewer

    tenant = Tenant.objects.get(demonstration=True)
    made.system = SystemViewer("benchmark", tenant.pk)
    accounts = Account.objects.of(made.system).filter(activated_at__isnull=False)
    for row in RoleAssignment.objects.of(made.system).filter(account__in=accounts).select_related("account"):
        client = Client()
        client.force_login(row.account, backend="marshrut.foundation.accounts.backends.PasswordBackend")
        session = client.session
        session.update({"epoch": row.account.session_epoch, "second_factor": True})
        session.update({"assignment": str(row.pk), "ready_as": str(row.pk)})
        session.save()
        made.clients[row.role] = client
        made.seats[row.role] = Placement.objects.of(made.system).get(node_id=row.node_id, recorded__upper_inf=True)


def measured(
    name: str, client: Any, path: str, *, promised: bool = True, queries: int = QUERIES, limit: float = LIMIT
) -> Iterator[Row]:  # fmt: skip
    """The whole answer of one address at p95, and how many queries it asked."""
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    client.get(path)  # what is made once and kept is made now
    with connection.execute_wrapper(note):
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.headers.get('location', '')}")
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        b"".join(client.get(path, HTTP_ACCEPT_ENCODING="gzip"))
        times.append(1000 * (time.perf_counter() - began))
    kept = limit if promised else None
    yield Row(f"{name}, p95", quantiles(times, n=20)[-1], "мс", f"запросов: {len(asked)}", promised=kept)
    if len(asked) > queries:
        yield Row(f"{name}: запросов больше обещанного", len(asked), "шт.", promised=queries)
