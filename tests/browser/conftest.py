"""A real Chromium before a real server: granian with collected, compressed static files, on a database of its own.

`open_page(phone=, dark=, javascript=, slow=)` gives a page that fails its test on a console error, a broken file, a
breach of the Content-Security-Policy or a request that leaves the host. `photo`, `accessible`, `weigh` look at it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / ".shots"
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 640}
LAUNCH = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
START_SECONDS = 60


def find_chromium() -> str | None:
    """`MARSHRUT_CHROMIUM`, else one on the machine; None: Playwright's own."""
    given = os.environ.get("MARSHRUT_CHROMIUM")
    return given or next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for a worker process."""
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
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = os.environ | {
        "MARSHRUT_HOME": str(home),
        "MARSHRUT_SECRET_KEY": "browser-tests-only-0123456789-0123456789-0123456789",
        "MARSHRUT_DATABASE_URL": live_database,
        "DJANGO_SETTINGS_MODULE": "marshrut.config.settings",
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
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')[-3000:]}")


@dataclass
class Watch:
    """What a page did that it must not do."""

    host: str
    wrongs: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        refused_document = "Failed to load resource" in message.text and "status of" in message.text
        if message.type in {"error", "warning"} and not refused_document:
            self.wrongs.append(f"console {message.type}: {message.text}")

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.host, "data:", "blob:", "about:")):
            self.wrongs.append(f"outside request: {request.url}")

    def response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type in {"stylesheet", "script", "font", "image"}:
            self.wrongs.append(f"broken file: {response.status} {response.url}")

    def over(self, context: BrowserContext) -> None:
        context.on("console", self.console)
        context.on("request", self.request)
        context.on("response", self.response)
        context.on("weberror", lambda error: self.wrongs.append(f"script error: {error.error}"))


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """`open_page("/ui/", phone=True, dark=True, javascript=False, slow=True)`: a fresh visitor; checked at the end."""
    watch, contexts = Watch(site.address), []

    def open_one(
        path: str | None = None,
        *,
        phone: bool = False,
        dark: bool = False,
        javascript: bool = True,
        slow: bool = False,
        cookies: list[Any] | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            has_touch=phone,
            locale="ru-RU",
            base_url=site.address,
        )
        contexts.append(context)
        watch.over(context)
        if cookies:
            context.add_cookies(cookies)
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


def slow_line(page: Page, kilobits: int = 64, latency: int = 1000) -> None:
    """A village line: 64 kbit/s, a second to answer."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = kilobits * 1000 / 8
    conditions = {"offline": False, "latency": latency, "downloadThroughput": speed, "uploadThroughput": speed}
    line.send("Network.emulateNetworkConditions", conditions)


@pytest.fixture
def photo() -> Callable[..., None]:
    """`photo(page, "desk")` stores what is seen, whole page: desktop and phone, light and dark, into `.shots/`."""

    def take(page: Page, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        for size_name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.screenshot(path=SHOTS / f"{name}-{size_name}-{scheme}.png", full_page=True, animations="disabled")
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")

    return take


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """`accessible(page)` fails on any violation of WCAG 2.2 AA that axe finds. Runs as DevTools do, past the CSP."""

    def check(page: Page) -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        tags = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
        found = page.evaluate("options => axe.run(document, options)", tags)
        wrongs = [
            f"{rule['id']}: {rule['help']}\n    "
            + "\n    ".join(f"{n['target']} {n['html'][:160]}" for n in rule["nodes"][:4])
            for rule in found["violations"]
        ]
        assert not wrongs, f"{page.url}\n" + "\n".join(wrongs)

    return check


@dataclass
class Scale:
    """Bytes over the wire, headers included."""

    total: int = 0
    files: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def weigh() -> Callable[[Page], Any]:
    """`with weigh(page) as scale: page.goto(…)`: `scale.total` bytes came over the wire."""

    @contextmanager
    def on(page: Page) -> Iterator[Scale]:
        scale, names = Scale(), {}
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))

        def finished(event: dict[str, Any]) -> None:
            size = int(event["encodedDataLength"])
            scale.total += size
            scale.files[names.get(event["requestId"], "?")] = size

        line.on("Network.loadingFinished", finished)
        yield scale
        page.wait_for_load_state("networkidle")
        line.detach()

    return on
