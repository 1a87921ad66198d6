"""The sources as the architecture tests read them."""

from __future__ import annotations

import ast
import gc
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "PACKAGE",
    "ROOT",
    "dotted",
    "layers",
    "line_of",
    "modules",
    "owner_of",
    "parsed",
    "project",
    "storey_of",
    "templates",
    "text_of",
]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "marshrut"


@cache
def project() -> dict[str, Any]:
    """`pyproject.toml`: the contracts there are the one source of what may use what."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def layers(contract: str) -> list[frozenset[str]]:
    """The layers of an import contract, highest first."""
    found = next(one for one in project()["tool"]["importlinter"]["contracts"] if one["id"] == contract)
    return [frozenset(name.strip(" ()") for name in re.split(r"[|:]", row)) for row in found["layers"]]


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """Kept for all tests; the collector need not look through millions of nodes again and again."""
    tree = ast.parse(text_of(path))
    gc.freeze()
    return tree


def modules(*, migrations: bool = False) -> Iterator[Path]:
    """Every Python file of the product."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if migrations or "migrations" not in path.parts:
            yield path


def templates() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("templates/**/*.html"))


def dotted(path: Path) -> str:
    """`marshrut.foundation.scope.models`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def owner_of(path: Path) -> tuple[str, str]:
    """The storey and the app, or the desk, that a file belongs to: (`apps`, `regulation`), (`desks`, `school`)."""
    parts = path.relative_to(PACKAGE).parts
    if parts[0] == "desks" and parts[1] == "templates":
        return "desks", parts[2]
    if parts[0] not in {"apps", "foundation", "cores", "desks"}:
        return parts[0], parts[0]  # a storey of one room, such as `api`
    return parts[0], parts[1] if len(parts) > 2 else ""


def storey_of(dotted_name: str) -> int:
    """Nought is the highest."""
    storey = dotted_name.split(".")[1]
    return next(number for number, names in enumerate(layers("storeys")) if storey in names)


def line_of(path: Path, offset: int) -> str:
    """`path:line` for a message."""
    return f"{path.relative_to(ROOT)}:{text_of(path).count(chr(10), 0, offset) + 1}"
