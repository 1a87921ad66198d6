"""The import contracts of pyproject.toml hold, and each says why it is there."""

from __future__ import annotations

import re

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from support.tree import PACKAGE, ROOT, project, text_of


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


#: What an app may show to others (HOUSE 3.5), and what Django itself finds by name.
DOORS = {"services", "queries", "access", "types", "hooks", "urls"} | {"apps", "migrations", "__init__"}
#: Further doors, each with its reason in the contract's comment.
MORE_DOORS = {
    "regulation": {"folder", "reports", "wording"},
    "registry": {"dictionaries", "reading", "sent", "workbooks"},
    "competencies": {"frameworks"},
    "diagnostics": {"reading"},
    "programmes": {"reading"},
    "monitoring": {"cards"},
}


def test_every_app_has_the_inner_order_and_its_own_doors() -> None:
    """A new app is not forgotten by name, and a module of it is a door or is protected."""
    contracts = {one["id"]: one for one in project()["tool"]["importlinter"]["contracts"]}
    orders = [one for name, one in contracts.items() if name.startswith("inside-") and name != "inside-foundation"]
    assert all(one["exhaustive"] is True for one in orders)
    inside = {container.rpartition(".")[2] for one in orders for container in one["containers"]}
    folders = [path for path in (PACKAGE / "apps").iterdir() if (path / "apps.py").is_file()]
    assert inside == {folder.name for folder in folders}
    for folder in folders:
        name = f"marshrut.apps.{folder.name}"
        doors = contracts[f"doors-{folder.name}"]
        assert doors["allowed_importers"] == [name]
        parts = {one.stem for one in folder.iterdir() if one.suffix == ".py" or (one / "__init__.py").is_file()}
        closed = {module.removeprefix(f"{name}.") for module in doors["protected_modules"]}
        assert parts - DOORS - MORE_DOORS.get(folder.name, set()) == {one for one in closed if "*" not in one}
        packages = {
            f"{one.name}.*" for one in folder.iterdir() if one.name in DOORS and (one / "__init__.py").is_file()
        }
        assert packages - {"migrations.*"} == {one for one in closed if "*" in one}


def test_nobody_silences_the_linter() -> None:
    """Exceptions stand in one place, with a reason: only the ground under Django has some."""
    contracts = project()["tool"]["importlinter"]["contracts"]
    silenced = {one["id"] for one in contracts if one.get("ignore_imports")}
    assert silenced <= {"plain-database"}
    assert not re.search(r"unmatched_ignore_imports_alerting", text_of(ROOT / "pyproject.toml"))
