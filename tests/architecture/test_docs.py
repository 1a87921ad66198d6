"""What the documentation names exists: files, headings, pictures, commands, variables, rooms of the house."""

from __future__ import annotations

import argparse
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from marshrut.cli.main import build_parser
from support.tree import PACKAGE, ROOT, text_of

PICTURES = ROOT / "docs" / "pictures"
HEAVIEST = 200_000
OPERATIONS = ROOT / "docs" / "operations.md"
MAP = ROOT / "docs" / "map.md"
VARIABLE = re.compile(r"\bMARSHRUT_[A-Z0-9_]+\b")
#: What only tests and tools read: for developers, so it is described where they look.
OF_DEVELOPERS = {"MARSHRUT_CHROMIUM", "MARSHRUT_IRT_DATA", "MARSHRUT_UPDATE"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img [^>]*?src=\"([^\"]+)\"")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"```[a-z]*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


def _documents() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    for folder in ("docs", "src", "benchmarks"):
        yield from sorted((ROOT / folder).rglob("*.md"))


DOCUMENTS = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in _documents()]
FOR_READERS = [ROOT / name for name in ("README.md", "README.ru.md", "CONTRIBUTING.md", "docs/README.md")]


def _links(path: Path) -> list[str]:
    return [found[1] or found[2] for found in LINK.finditer(FENCE.sub("", text_of(path)))]


@cache
def _anchors(path: Path) -> frozenset[str]:
    """The names that a heading can be reached by, as forges make them."""
    titles = HEADING.findall(FENCE.sub("", text_of(path)))
    return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)


def _wrong_link(path: Path, link: str) -> str:
    target, _, anchor = link.partition("#")
    found = (path.parent / target).resolve() if target else path
    if not found.is_relative_to(ROOT):
        return f"{link}: leads out of the project"
    if not found.exists():
        return f"{link}: is not there"
    if anchor and anchor not in _anchors(found):
        return f"{link}: no such heading"
    return ""


@pytest.mark.parametrize("path", DOCUMENTS)
def test_links_resolve(path: Path) -> None:
    inner = [link for link in _links(path) if not link.startswith(("https://", "http://", "mailto:"))]
    assert [wrong for link in inner if (wrong := _wrong_link(path, link))] == []


def test_a_broken_link_would_be_seen() -> None:
    readme = ROOT / "README.md"
    assert _wrong_link(readme, "docs/nowhere.md")
    assert _wrong_link(readme, "docs/operations.md#nowhere")
    assert _wrong_link(readme, "../elsewhere.md")
    assert not _wrong_link(readme, "docs/operations.md#https")


def test_every_page_of_docs_can_be_reached() -> None:
    reached, waiting = set(), list(FOR_READERS)
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".md":
            continue
        reached.add(path)
        inner = [link.partition("#")[0] for link in _links(path) if not link.startswith("http")]
        waiting += [found for link in inner if link and (found := (path.parent / link).resolve()).is_file()]
    lost = [path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md") if path not in reached]
    assert lost == [], "no link leads there: add it to docs/README.md"


@pytest.mark.parametrize("path", [pytest.param(one, id=one.name) for one in sorted(PICTURES.iterdir())])
def test_pictures_are_shown_and_light(path: Path) -> None:
    assert path.stat().st_size <= HEAVIEST
    with Image.open(path) as picture:
        picture.verify()
    shown = {(page / link).resolve() for one in _documents() for page in [one.parent] for link in _links(one)}
    assert path in shown, "no document shows it"


def _said(path: Path) -> Iterator[str]:
    """Pieces of code: fenced blocks line by line, and what stands between single ticks."""
    for found in CODE.finditer(text_of(path)):
        yield from (found[1] or found[2]).splitlines()


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS)
def test_make_targets_exist(path: Path) -> None:
    named = {word for line in _said(path) for word in re.findall(r"\bmake ([a-z]+)\b", line)}
    assert named <= _targets()


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


@cache
def _commands() -> dict[str, frozenset[str]]:
    """«region load» -> its options; «region» too."""
    found: dict[str, frozenset[str]] = {}
    waiting = [("", build_parser())]
    while waiting:
        name, parser = waiting.pop()
        found[name] = frozenset(parser._option_string_actions)
        waiting += [(f"{name} {word}".strip(), inner) for word, inner in _subparsers(parser).items()]
    return found


CALL = re.compile(r"(?:^|\s|bin/)marshrut ((?:--)?[a-z][^|;&#]*)")


def _wrong_call(said: str) -> str:
    words = said.split(" -- ", maxsplit=1)[0].split()
    name = words[0]
    commands = _commands()
    if name.startswith("--"):
        return "" if name in commands[""] else f"marshrut {said}: no such option"
    if name not in commands:
        return f"marshrut {said}: no such command"
    if len(words) > 1 and f"{name} {words[1]}" in commands:
        name = f"{name} {words[1]}"
    elif any(one.startswith(f"{name} ") for one in commands) and len(words) > 1:
        return f"marshrut {said}: no such part of «{name}»"
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in commands[name]]
    return f"marshrut {said}: no option {', '.join(unknown)}" if unknown else ""


@pytest.mark.parametrize("path", DOCUMENTS)
def test_commands_and_their_options_exist(path: Path) -> None:
    said = [found[1].strip() for line in _said(path) for found in CALL.finditer(line)]
    assert [wrong for one in said if (wrong := _wrong_call(one))] == []


def test_a_wrong_command_would_be_seen() -> None:
    assert _wrong_call("fly")
    assert _wrong_call("region fly")
    assert _wrong_call("restore F --force")
    assert not _wrong_call("restore F --replace --yes")
    assert not _wrong_call("region check regions/*")
    assert not _wrong_call("database psql --role owner -- -c 'select 1'")


def _words_of_code(path: Path) -> Iterator[str]:
    """Strings of a module without comments."""
    for token in tokenize.generate_tokens(io.StringIO(text_of(path)).readline):
        if token.type == tokenize.STRING:
            yield token.string


@cache
def _read_variables() -> frozenset[str]:
    """Variables whose whole name is a string of its own somewhere in the package: how the environment is asked."""
    whole = re.compile(r"""^["'](MARSHRUT_[A-Z0-9_]+)["']$""")
    found = (whole.match(word) for path in sorted(PACKAGE.rglob("*.py")) for word in _words_of_code(path))
    return frozenset(match[1] for match in found if match)


def test_every_variable_is_described_for_operators_and_no_other() -> None:
    described = set(VARIABLE.findall(text_of(OPERATIONS)))
    assert "MARSHRUT_HOME" in _read_variables()
    assert described == _read_variables()


def test_variables_of_developers_are_read_by_tests_or_tools_and_described() -> None:
    places = [*(ROOT / "tools").glob("*.sh"), *(one for one in (ROOT / "tests").rglob("*.py") if one != Path(__file__))]
    read = {name for path in places for name in VARIABLE.findall(text_of(path))}
    described = set(VARIABLE.findall(text_of(ROOT / "CONTRIBUTING.md")))
    assert read >= OF_DEVELOPERS
    assert described >= OF_DEVELOPERS


@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_document_names_a_variable_that_nothing_reads(path: Path) -> None:
    assert set(VARIABLE.findall(text_of(path))) <= _read_variables() | OF_DEVELOPERS


def _rooms() -> Iterator[str]:
    for storey in sorted(one for one in PACKAGE.iterdir() if (one / "__init__.py").is_file()):
        yield storey.name
        if storey.name in {"cores", "foundation", "apps", "desks"}:
            yield from sorted(one.name for one in storey.iterdir() if (one / "__init__.py").is_file())


def test_the_map_shows_every_room_and_no_other() -> None:
    tree = FENCE.findall(text_of(MAP))[0]
    shown = set(re.findall(r"^ +([a-z]+)/", tree.partition("\nregions/")[0], re.MULTILINE))
    assert shown == set(_rooms())


def test_both_readmes_show_the_product_and_how_to_start_it() -> None:
    for name in ("README.md", "README.ru.md"):
        text = text_of(ROOT / name)
        assert "make up" in text, name
        assert "docs/pictures/governing-desk.png" in text, name
