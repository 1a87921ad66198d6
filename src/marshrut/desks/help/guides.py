"""Guides as pages: Markdown of `docs/users/` → HTML with addresses of this product."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from marshrut.foundation.scope.types import Role

__all__ = ["FOR", "Guide", "find_guide", "list_guides", "picture_path"]

#: Which guides come first for a role; the first one is the role's own.
FOR = MappingProxyType(
    {
        Role.TEACHER: ("teacher",),
        Role.SCHOOL: ("school", "lists", "routes", "diagnostics", "figures"),
        Role.REGIONAL_METHODOLOGIST: ("methodist", "routes", "accompanying", "diagnostics"),
        Role.MUNICIPAL_METHODOLOGIST: ("municipality", "lists", "routes", "figures"),
        Role.CENTRE: ("centre", "lists", "diagnostics", "routes", "accompanying", "figures", "note"),
        Role.GOVERNING_BODY: ("governing-body", "figures", "note"),
        Role.ADMINISTRATOR: ("first-day", "lists", "methodist-new-region"),
    }
)


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide; `html` is made of our own text and holds no markup but what Markdown makes."""

    slug: str
    title: str
    html: SafeString


def _docs() -> Path:
    """In the source tree, or inside the installed package."""
    package = Path(__file__).resolve().parents[2]
    checkout = package.parents[1] / "docs"
    return checkout if (checkout / "users").is_dir() else package / "docs"


@cache
def list_guides() -> dict[str, str]:
    """Slug → title of every guide, by title."""
    titles = {path.stem: _title(path.read_text(encoding="utf-8")) for path in (_docs() / "users").glob("*.md")}
    return dict(sorted(titles.items(), key=lambda one: one[1].casefold()))


def _title(text: str) -> str:
    return text.partition("\n")[0].lstrip("# ").strip()


@cache
def find_guide(slug: str) -> Guide | None:
    """One guide, its title apart from its text; None for a name that is none."""
    if slug not in list_guides():
        return None
    text = (_docs() / "users" / f"{slug}.md").read_text(encoding="utf-8")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text.partition("\n")[2])
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h1":
            token.tag = "h2"
        if token.children:
            token.children = _led(token.children)
    html = reader.renderer.render(tokens, reader.options, {})
    return Guide(slug, list_guides()[slug], mark_safe(html))  # noqa: S308 - our own text, HTML in it is switched off


def _led(children: list[Token]) -> list[Token]:
    """Links and pictures lead to addresses here; a link to a page that is not shown is no link."""
    found, dropped = [], 0
    for one in children:
        if one.type == "link_open":
            target = _address(str(one.attrGet("href") or ""))
            if not target:
                dropped += 1
                continue
            one.attrSet("href", target)
        elif one.type == "link_close" and dropped:
            dropped -= 1
            continue
        elif one.type == "image":
            _place(one)
        found.append(one)
    return found


def _address(href: str) -> str:
    if href.startswith(("https://", "#")):
        return href
    named = re.fullmatch(r"([a-z-]+)\.md(#.*)?", href)
    if named and named[1] in list_guides():
        return reverse("help:guide", args=[named[1]])
    return ""


def _place(image: Token) -> None:
    """The picture's address and its size, so that the page does not jump when it comes."""
    name = Path(str(image.attrGet("src") or "")).name
    path = picture_path(name)
    image.attrSet("src", reverse("help:picture", args=[name]))
    image.attrSet("loading", "lazy")
    if path is not None:
        with Image.open(path) as shown:
            image.attrSet("width", str(shown.width))
            image.attrSet("height", str(shown.height))


def picture_path(name: str) -> Path | None:
    """A picture of the documentation by its name alone; None where there is none."""
    if not re.fullmatch(r"[a-z0-9-]+\.png", name):
        return None
    path = _docs() / "pictures" / name
    return path if path.is_file() else None
