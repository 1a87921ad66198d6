"""A rule's id leads to its test and to its app's table; a deed in the audit has words on the screen."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from marshrut.desks.administrator.journal import AREAS, WORDS
from support.tree import PACKAGE, ROOT, modules, parsed, text_of

ID = re.compile(r"[A-Z][A-Z]+-\d\d")
#: Calls whose first argument is a rule's id.
DECIDING = {"allow", "refuse", "Reason"}


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


@cache
def _calls() -> tuple[tuple[Path, ast.Call], ...]:
    """Every call of the product that may tell of a rule or a deed; the sources are walked once for all tests here."""
    named = DECIDING | {"record", "_record", "note", "FileKind"}
    walked = ((path, node) for path in modules() for node in ast.walk(parsed(path)))
    return tuple((path, node) for path, node in walked if isinstance(node, ast.Call) and _name(node) in named)


@cache
def _rules() -> dict[str, set[Path]]:
    """Rule id → files that give it as a ground. The living page shows invented decisions: they are nobody's rules."""
    found: dict[str, set[Path]] = defaultdict(set)
    for path, call in _calls():
        if _name(call) in DECIDING and path.name != "showcase.py":
            grounds = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "rule")]
            for node in (inner for ground in grounds for inner in ast.walk(ground)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found[node.value].add(path)
    return dict(found)


@cache
def _tested() -> frozenset[str]:
    """Rule ids that the tests name."""
    files = (path for path in (ROOT / "tests").rglob("test_*.py") if "architecture" not in path.parts)
    return frozenset(rule for path in files for rule in ID.findall(text_of(path)))


def test_a_decision_names_its_rule() -> None:
    for path, call in _calls():
        if _name(call) in DECIDING and call.args and isinstance(call.args[0], ast.Constant):
            assert ID.fullmatch(str(call.args[0].value)), (
                f"{path}:{call.lineno}: {call.args[0].value!r} is no rule's id"
            )


@pytest.mark.parametrize("rule", sorted(_rules()))
def test_a_rule_is_named_in_a_test(rule: str) -> None:
    assert rule in _tested(), f"no test names {rule}"


@pytest.mark.parametrize("rule", sorted(_rules()))
def test_a_rule_stands_in_the_table_of_its_app(rule: str) -> None:
    app = rule.partition("-")[0].lower()
    homes = [
        folder for folder in (*(PACKAGE / "apps").iterdir(), *(PACKAGE / "foundation").iterdir()) if folder.name == app
    ]
    assert homes, f"{rule} belongs to no app"
    readme = homes[0] / "README.md"
    row = re.search(rf"^\| {rule} \| `([\w.]+)`", text_of(readme), re.MULTILINE)
    assert row, f"{readme.relative_to(ROOT)} has no row for {rule}"
    module, _, function = row[1].rpartition(".")
    file = homes[0].joinpath(*module.split(".")).with_suffix(".py")
    assert file.is_file(), f"{rule}: {file} is not there"
    names = {node.name for node in ast.walk(parsed(file)) if isinstance(node, ast.FunctionDef)}
    assert function in names, f"{rule}: {file.name} has no {function}"


def test_the_tables_name_no_rule_that_is_gone() -> None:
    for readme in PACKAGE.rglob("README.md"):
        for rule in re.findall(r"^\| ([A-Z]+-\d\d) \|", text_of(readme), re.MULTILINE):
            assert rule in _rules(), f"{readme}: {rule}"


@cache
def _actions() -> dict[str, str]:
    """Audit action → where it is written; a call that puts its name together ends with a star."""
    found = {}
    for path, call in _calls():
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                if _name(call) == "record" and re.fullmatch(r"[a-z]+\.[a-z-]+", argument.value):
                    found[argument.value] = f"{path.name}:{call.lineno}"
                elif _name(call) == "_record" and re.fullmatch(r"[a-z]+(-[a-z]+)+|[a-z]+", argument.value):
                    app = path.relative_to(PACKAGE).parts[1]
                    found[f"{app}.{argument.value}"] = f"{path.name}:{call.lineno}"
                elif _name(call) == "note" and re.fullmatch(r"file-[a-z-]+", argument.value):
                    found |= {f"{area}.{argument.value}": f"{path.name}:{call.lineno}" for area in _file_areas()}
    return found


@cache
def _file_areas() -> set[str]:
    """Apps that take files from elsewhere: the walk is one, its deeds stand in the journal under the app's name."""
    said = (word for _, call in _calls() if _name(call) == "FileKind" for word in call.keywords if word.arg == "area")
    return {word.value.value for word in said if isinstance(word.value, ast.Constant)}


def test_every_deed_in_the_audit_has_words() -> None:
    assert set(_actions()) - set(WORDS) == set(), "say them in desks/administrator/journal.py"
    assert set(WORDS) - set(_actions()) == set(), "these deeds are done no more"


def test_every_deed_belongs_to_an_area_that_can_be_chosen() -> None:
    areas = tuple(area for area, _ in AREAS)
    assert [action for action in WORDS if not action.startswith((*areas, "audit."))] == []
