"""The import contracts of pyproject.toml hold, and each says why it is there."""

from __future__ import annotations

import re

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from support.tree import ROOT, layers, project, text_of


def test_every_contract_is_kept(capsys: object) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_contract_says_why_it_exists() -> None:
    lines = text_of(ROOT / "pyproject.toml").splitlines()
    heads = [number for number, line in enumerate(lines) if line == "[[tool.importlinter.contracts]]"]
    assert heads
    for number in heads:
        assert lines[number - 1].startswith("# "), f"pyproject.toml:{number + 1}: no comment says why"


def test_no_contract_lets_a_package_pass_that_it_does_not_name() -> None:
    """Storeys, apps, their inside, foundation and desks are exhaustive: a new folder is placed on purpose."""
    contracts = {one["id"]: one for one in project()["tool"]["importlinter"]["contracts"]}
    for name in ("storeys", "apps", "inside-apps", "foundation", "desks"):
        assert contracts[name]["exhaustive"] is True, name
    assert contracts["pure-cores"]["source_modules"] == ["marshrut.cores"]


def test_every_app_is_under_the_contracts_of_apps() -> None:
    """A new app gets the inner order and the doors, and is not forgotten by name."""
    there = {path.name for path in (ROOT / "src" / "marshrut" / "apps").iterdir() if (path / "apps.py").is_file()}
    contracts = {one["id"]: one for one in project()["tool"]["importlinter"]["contracts"]}
    named = {container.rpartition(".")[2] for container in contracts["inside-apps"]["containers"]}
    assert named == there
    assert {name.rpartition(".")[2] for name in contracts["doors"]["allowed_importers"]} == there
    assert there <= {name for row in layers("apps") for name in row}


def test_nobody_silences_the_linter() -> None:
    """Exceptions stand in one place, with a reason: only the ground under Django has some."""
    contracts = project()["tool"]["importlinter"]["contracts"]
    silenced = {one["id"] for one in contracts if one.get("ignore_imports")}
    assert silenced <= {"plain-database"}
    assert not re.search(r"unmatched_ignore_imports_alerting", text_of(ROOT / "pyproject.toml"))
