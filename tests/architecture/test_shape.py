"""The shape of the house: short files, a map in each room, no clock and no query where rules decide."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.tree import PACKAGE, ROOT, modules, parsed, text_of

MOST_LINES = 400
EMPTY_NAMES = {"utils", "helpers", "common", "misc", "manager", "base"}
#: `manager.py` of the tree of places is Django's word for that very thing.
NAMED_SO = {PACKAGE / "foundation" / "scope" / "manager.py"}
README_LINES = range(12, 31)


def _rooms() -> Iterator[Path]:
    for storey in ("apps", "foundation", "desks"):
        for folder in sorted((PACKAGE / storey).iterdir()):
            if folder.is_dir() and (folder / "__init__.py").is_file():
                yield folder


@pytest.mark.parametrize("folder", [pytest.param(one, id=f"{one.parent.name}/{one.name}") for one in _rooms()])
def test_every_room_has_a_map(folder: Path) -> None:
    readme = folder / "README.md"
    assert readme.is_file(), f"{readme.relative_to(ROOT)}: what for, nouns, rules (HOUSE 4)"
    lines = text_of(readme).splitlines()
    assert lines[0].startswith(f"# {folder.name}"), "its first line names the room"
    if folder.parent.name == "desks":
        assert 4 <= len(lines) <= README_LINES.stop
    else:
        told = [line for line in lines if not re.match(r"\| [A-Z]+-\d\d \|", line)]  # an app has the rules it has
        fits = len(lines) >= README_LINES.start and len(told) < README_LINES.stop
        assert fits, f"{len(told)} lines besides its rules; a map has about 15-25"


def test_no_file_is_too_long_to_read() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count} lines: what are the two things in it?"
        for root in ("src", "tests", "benchmarks")
        for path in sorted((ROOT / root).rglob("*.py"))
        if "migrations" not in path.parts and (count := len(text_of(path).splitlines())) > MOST_LINES
    ]
    assert not long, "\n".join(long)


def test_no_file_is_named_after_nothing() -> None:
    found = [path for path in modules() if path.stem in EMPTY_NAMES and path not in NAMED_SO]
    assert not found


def _pure() -> Iterator[Path]:
    for path in modules():
        if (PACKAGE / "cores") in path.parents or path.name in {"rules.py", "types.py"}:
            yield path


@pytest.mark.parametrize("path", [pytest.param(one, id=str(one.relative_to(PACKAGE))) for one in _pure()])
def test_rules_and_cores_ask_no_clock_and_open_nothing(path: Path) -> None:
    forbidden = {"now", "today", "utcnow", "localdate", "localtime", "getenv", "read_text", "read_bytes", "write_text"}
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert name not in forbidden | {"open", "input", "print", "exec", "eval"}, f"{path}:{node.lineno}: {name}()"
        assert not isinstance(node, ast.Global), f"{path}:{node.lineno}: global"


def test_every_public_function_of_rules_services_and_queries_says_what_it_does() -> None:
    silent = []
    for path in modules():
        parts = path.relative_to(PACKAGE).parts
        asked = {"rules.py", "access.py", "services.py", "queries.py"} | {"hooks.py"}
        if path.name in asked or {"services", "queries"} & set(parts) or parts[0] == "cores":
            silent += [
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                for node in parsed(path).body
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ]
    assert not silent, "\n".join(silent)


def test_views_do_not_ask_the_database() -> None:
    """HOUSE 4: a view parses, asks a service or a query, and shows; `.objects` there is a query in the wrong place."""
    found = []
    for path in modules():
        parts = path.relative_to(PACKAGE).parts
        if path.name == "views.py" or (parts[0] == "desks" and path.name in {"deeds.py", "home.py"}):
            found += [
                f"{path.relative_to(ROOT)}:{node.lineno}"
                for node in ast.walk(parsed(path))
                if isinstance(node, ast.Attribute) and node.attr == "objects"
            ]
    assert not found, "\n".join(found)
