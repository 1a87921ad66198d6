"""Templates keep to their own app and `ui`; nothing in them, in CSS or in scripts needs a weaker policy than ours."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.tree import PACKAGE, layers, line_of, modules, owner_of, parsed, templates, text_of

#: Marks of SVG and MathML, and the words of a licence, are names and not addresses.
NAMES_LIKE_ADDRESSES = re.compile(r"https?://(www\.w3\.org|schemas\.openxmlformats\.org)/")
COTTON = PACKAGE / "foundation" / "ui" / "templates" / "cotton"
DESKS = layers("desks")
FORBIDDEN = {
    "a style attribute (geometry goes into SVG attributes)": r"[\s\"']style\s*=",
    "a style element": r"<style\b",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript: address": r"javascript:",
    "a script without a nonce": r"<script(?![^>]*nonce=)",
    "an outside address": r"(https?://[^\s\"'<]+)",
    "an address without a scheme": r"(?:src|href|action)\s*=\s*[\"'](//[^\"']*)",
    "htmx that evaluates": r"\bhx-(on|vals=[\"']js|vars)",
}


def _relative(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


ALL = [pytest.param(path, id=_relative(path)) for path in templates()]


def _allowed(owner: tuple[str, str]) -> set[str]:
    """Folders of templates that this owner may extend, include and render: its own, `ui`, and desks below it."""
    storey, name = owner
    found = {name, "ui"}
    if storey == "desks":
        row = next((number for number, names in enumerate(DESKS) if name in names), 0)
        found |= {lower for names in DESKS[row + 1 :] for lower in names}
    return found


def _matches(path: Path, pattern: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(pattern, text_of(path), re.IGNORECASE):
        yield line_of(path, match.start()), match[1 if match.re.groups else 0]


@pytest.mark.parametrize("path", ALL)
def test_a_template_uses_only_its_own_app_and_ui(path: Path) -> None:
    owner = owner_of(path)
    allowed = _allowed(owner)
    for where, name in _matches(path, r"{%-?\s*(?:extends|include)\s+[\"']([^\"']+)[\"']"):
        assert name.split("/")[0] in allowed, f"{where} uses {name}"
    for where, name in _matches(path, r"{%-?\s*(?:extends|include)\s+([^\"'\s][^\s%]*)"):
        pytest.fail(f"{where}: a template named by a variable ({name}) cannot be checked")
    for where, name in _matches(path, r"<c-(?!vars\b|slot\b)([a-z0-9.-]+)"):
        file = f"{name.replace('.', '/').replace('-', '_')}.html"
        own = path.parents[1] / "cotton" / file
        assert (COTTON / file).is_file() or own.is_file(), f"{where}: no component {name} in ui or here"


def test_templates_lie_in_a_folder_of_their_owner() -> None:
    """Two apps cannot take each other's names."""
    for path in templates():
        storey, name = owner_of(path)
        folder = path.relative_to(next(one for one in path.parents if one.name == "templates")).parts[0]
        assert folder in ({name} if storey == "desks" else {name, "cotton"} if name == "ui" else {name}), path


def test_views_render_templates_of_their_own() -> None:
    for path in modules():
        storey, name = owner_of(path)
        owner = (
            (storey, path.relative_to(PACKAGE).parts[1].removesuffix(".py")) if storey == "desks" else (storey, name)
        )
        for node in ast.walk(parsed(path)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[\w/]+\.html", node.value)
            ):
                assert node.value.split("/")[0] in _allowed(owner), (
                    f"{_relative(path)}:{node.lineno} renders {node.value}"
                )


@pytest.mark.parametrize(
    ("what", "sample"),
    list(
        zip(
            FORBIDDEN,
            [
                '<p class="a" style="color:red">',
                "<style>p {}</style>",
                '<a onclick="go()">',
                '<a href="javascript:go()">',
                "<script>go()</script>",
                '<img src="https://example.org/a.png">',
                '<a href="//example.org">',
                '<p hx-on:click="go()">',
            ],
            strict=True,
        )
    ),
)
def test_the_net_catches_each_of_them(what: str, sample: str) -> None:
    assert re.search(FORBIDDEN[what], sample, re.IGNORECASE), sample
    for fine in ('<p class="style">', '<script src="{% static "a.js" %}" nonce="{{ n }}">', '<use xlink:href="#a"/>'):
        assert not re.search(FORBIDDEN[what], fine, re.IGNORECASE), fine


@pytest.mark.parametrize("path", ALL)
def test_a_template_stands_under_the_strict_policy(path: Path) -> None:
    for what, pattern in FORBIDDEN.items():
        for where, found in _matches(path, pattern):
            assert NAMES_LIKE_ADDRESSES.match(found), f"{where}: {what}: {found}"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=_relative(path))
        for path in sorted(PACKAGE.rglob("static/**/*"))
        if path.suffix in {".css", ".js", ".svg"}
    ],
)
def test_static_files_call_nobody_outside(path: Path) -> None:
    patterns = {
        ".css": [r"@import\b", r"url\(\s*[\"']?((?:https?:)?//[^)\"']*)", r"expression\("],
        ".js": [r"(https?://[^\s\"'`]+)", r"\beval\(", r"new Function\(", r"\.style\.", r"setAttribute\(.style"],
        ".svg": [r"(https?://[^\s\"'<]+)", r"<script", r"\son[a-z]+=", r"<style", r"\sstyle="],
    }
    for pattern in patterns[path.suffix]:
        for where, found in _matches(path, pattern):
            assert NAMES_LIKE_ADDRESSES.match(found), f"{where}: {found}"


def test_markup_made_in_python_carries_no_style_either() -> None:
    for path in modules():
        for where, found in _matches(path, r"(<[a-z][^>\n]*\sstyle=|<style|\son(?:click|change|input|submit|load)=)"):
            pytest.fail(f"{where}: {found}")


def test_the_policy_itself_is_strict() -> None:
    from django.conf import settings

    said = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    words = {word for values in said.values() for word in values}
    assert not words & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}
    assert said["default-src"] == ["'none'"]
