"""A real Chromium before a real server: granian with collected, compressed static files, on a database of its own.

`open_page(path, seat=, phone=, dark=, javascript=, slow=)` gives a page that fails its test on a console error, a
broken file, a breach of the Content-Security-Policy or a request that leaves the host. `photo`, `accessible` and
`weigh` look at it. `seats`: five regions with their orders, and the session cookie of a person in each role.
`live`: the server's rows.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from support.looking import (
    DESKTOP,
    LAUNCH,
    PHONE,
    Watch,
    check_accessible,
    find_chromium,
    slow_line,
    take_photo,
    weighing,
)

START_SECONDS = 60
COOKIE = "marshrut"
#: One for each role, in the order of `Role`.
FAMILIES = ("Ёлкина", "Берёзова", "Кедрова", "Соснина", "Липина", "Дубова", "Ивина")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for a worker process.

    Playwright keeps an event loop in this thread to the end of the run, and Django would take every later query of the
    worker, in any test, for one inside a coroutine.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Site:
    """The running server: `site.url("/ui/")`."""

    address: str

    def url(self, path: str) -> str:
        return self.address + path


@pytest.fixture(scope="session")
def site(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for a worker process, as in production: granian, compressed static files, its own database."""
    from django.conf import settings

    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = os.environ | {
        "MARSHRUT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "marshrut.config.settings",
        "MARSHRUT_FILES": str(settings.FILES_STORE),  # a test does the worker's part: it opens what was handed in here
        **_addresses(live_database),
    }
    subprocess.run([sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"], env=environ, check=True)
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    log = (home / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", *command, "--blocking-threads", "4", "--no-ws", "marshrut.config.wsgi:application"],
        env=environ,
        stdout=log,
        stderr=log,
    )
    try:
        yield _answering(Site(f"http://127.0.0.1:{port}"), server, home / "server.log")
    finally:
        server.terminate()
        server.wait(timeout=15)
        log.close()


def _answering(site: Site, server: subprocess.Popen[bytes], log: Path) -> Site:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(site.url("/ui/"), timeout=5):  # noqa: S310 - our own loopback address
                return site
        except HTTPError:
            break  # it runs and fails: the log says why
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')[-3000:]}")


def _addresses(app: str) -> dict[str, str]:
    """The three roles of the server's database."""
    names = {"": "marshrut_app", "OWNER_": "marshrut_owner", "PRIVACY_": "marshrut_privacy"}
    found = conninfo_to_dict(app)
    return {f"MARSHRUT_{key}DATABASE_URL": make_conninfo(**{**found, "user": user}) for key, user in names.items()}


@contextmanager
def _on_live(address: str, blocker: Any) -> Iterator[None]:
    from django.db import connections

    name = conninfo_to_dict(address)["dbname"]
    with blocker.unblock():
        before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
        connections.close_all()
        for alias in before:
            connections[alias].settings_dict["NAME"] = name
        try:
            yield
        finally:
            connections.close_all()
            for alias, old in before.items():
                connections[alias].settings_dict["NAME"] = old


@pytest.fixture
def live(live_database: str, django_db_blocker: object) -> Iterator[None]:
    """The test's own queries reach the server's database."""
    with _on_live(live_database, django_db_blocker):
        yield


@pytest.fixture(scope="session")
def seats(live_database: str, django_db_blocker: object) -> dict[tuple[str, str], str]:
    """(region, role) → session cookie: the five orders are loaded, each region has a person at each of its desks."""
    from marshrut.apps.regulation import folder

    with _on_live(live_database, django_db_blocker):
        catalogue = folder.read_base()
        readings = [folder.read_folder(path, catalogue=catalogue) for path in folder.own_regions()]
        return {seat: cookie for reading in readings for seat, cookie in _load_and_sit(reading)}


def _load_and_sit(reading: Any) -> Iterator[tuple[tuple[str, str], str]]:
    from django.utils import timezone

    from marshrut.apps.regulation import services
    from marshrut.apps.regulation.models import Order
    from marshrut.cores.kernel import Refused
    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.accounts.services import add_people
    from marshrut.foundation.scope.types import Role
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.world import sign_in

    assert reading.regulation is not None, reading.problems
    maker, slug, today = SystemViewer("tests"), reading.regulation.structure.region, timezone.localdate()
    services.load_region(maker, reading.regulation, on=today)
    order = Order.objects.of(maker).get(region=slug)
    for number, role in enumerate(Role):
        person = PastedName(1, FAMILIES[number], "Анна", "Сергеевна")
        operator = SystemViewer("tests", order.tenant_id)
        try:
            account = add_people(operator, [person], role=role, node_id=order.node_id, on=today)[0]
        except Refused:
            continue  # the region's structure has no such desk
        account.activated_at = timezone.now()
        account.save(update_fields=["activated_at"])
        yield (slug, role.value), sign_in(account).cookies[COOKIE].value


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(request: pytest.FixtureRequest, chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """`open_page("/order/", seat=("tazovsky", "governing_body"), phone=True)`: a fresh visitor; checked at the end."""
    watch, contexts = Watch(site.address), []

    def open_one(
        path: str | None = None,
        *,
        phone: bool = False,
        dark: bool = False,
        javascript: bool = True,
        slow: bool = False,
        seat: tuple[str, str] | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",  # contrast is measured on colours that stand
            java_script_enabled=javascript,
            has_touch=phone,
            locale="ru-RU",
            base_url=site.address,
        )
        contexts.append(context)
        watch.over(context)
        if seat:
            key = request.getfixturevalue("seats")[seat]
            context.add_cookies([{"name": COOKIE, "value": key, "url": site.address}])
        page = context.new_page()
        if slow:
            slow_line(page)
        if path:
            page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not watch.wrongs, "\n".join(watch.wrongs)


@pytest.fixture
def photo() -> Callable[[Page, str], None]:
    """`photo(page, "desk")` stores desktop and phone, light and dark, into `.shots/`."""
    return take_photo


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """`accessible(page)` fails on any violation of WCAG 2.2 AA."""
    return check_accessible


@pytest.fixture
def weigh() -> Callable[[Page], Any]:
    """`with weigh(page) as scale: page.goto(…)`: `scale.total` bytes came over the wire."""
    return weighing
