"""How a page is looked at: watched for wrongs, photographed, checked by axe, weighed, slowed down."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response

__all__ = [
    "DESKTOP",
    "LAUNCH",
    "PHONE",
    "Scale",
    "Watch",
    "check_accessible",
    "find_chromium",
    "settle",
    "slow_line",
    "take_photo",
    "weighing",
]

SHOTS = Path(__file__).resolve().parents[2] / ".shots"
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 640}
LAUNCH = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_chromium() -> str | None:
    """`MARSHRUT_CHROMIUM`, else one on the machine; None: Playwright's own."""
    given = os.environ.get("MARSHRUT_CHROMIUM")
    return given or next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


@dataclass
class Watch:
    """What a page did that it must not do."""

    host: str
    wrongs: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        refused_document = "Failed to load resource" in message.text and "status of" in message.text
        cut_line = "net::ERR_INTERNET_DISCONNECTED" in message.text  # only a test that cuts the line sees this
        if message.type in {"error", "warning"} and not refused_document and not cut_line:
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


def slow_line(page: Page, kilobits: int = 64, latency: int = 1000) -> None:
    """A village line: 64 kbit/s, a second to answer."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = kilobits * 1000 / 8
    conditions = {"offline": False, "latency": latency, "downloadThroughput": speed, "uploadThroughput": speed}
    line.send("Network.emulateNetworkConditions", conditions)


def settle(page: Page) -> None:
    """Wait until the page that a press has led to stands: a press returns before the next page is there."""
    page.wait_for_timeout(20)  # a navigation that the press began is under way by now
    page.wait_for_load_state("load")


def take_photo(page: Page, name: str) -> None:
    """What is seen, the whole page: desktop and phone, light and dark, into `.shots/`."""
    SHOTS.mkdir(exist_ok=True)
    settle(page)
    for size_name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=SHOTS / f"{name}-{size_name}-{scheme}.png", full_page=True, animations="disabled")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")


def run_axe(page: Page, attempts: int = 3) -> dict[str, Any]:
    """What axe says of the page. Where the page was exchanged under it, it looks at the next one."""
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    for left in reversed(range(attempts)):
        settle(page)
        try:
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
        except Error:
            if not left:
                raise
            page.wait_for_timeout(300)
        else:
            return found
    raise AssertionError("a last attempt answers or raises")


def check_accessible(page: Page) -> None:
    """Fail on any violation of WCAG 2.2 AA that axe finds. Runs as DevTools do, past the CSP."""
    found = run_axe(page)
    wrongs = []
    for rule in found["violations"]:
        places = "\n    ".join(f"{node['target']} {node['html'][:160]}" for node in rule["nodes"][:4])
        wrongs.append(f"{rule['id']}: {rule['help']}\n    {places}")
    assert not wrongs, f"{page.url}\n" + "\n".join(wrongs)


@dataclass
class Scale:
    """Bytes over the wire, headers included."""

    total: int = 0
    files: dict[str, int] = field(default_factory=dict)


@contextmanager
def weighing(page: Page) -> Iterator[Scale]:
    """What comes over the wire inside the block."""
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
