"""`marshrut region`: check, compare, load and list regions' regulations."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshrut.apps.regulation import folder as folders
from marshrut.cli.region_database import add_parts
from marshrut.cores.regulation import (
    Change,
    Counts,
    Problem,
    Reading,
    Regulation,
    count,
    diff,
    read_catalogue,
    read_facts,
)
from marshrut.cores.regulation.facts import FACT_FILES, needs_check

if TYPE_CHECKING:
    from marshrut.cores.regulation import Catalogue

__all__ = ["register"]

_ROWS = {
    "clauses": "пункты",
    "with_actor": "с исполнителем",
    "subjects": "субъекты",
    "silent_subjects": "без пунктов",
    "roles": "роли",
    "relations": "связи",
    "agreements": "соглашения",
    "indicators": "показатели",
    "targets": "цели",
    "ambiguities": "неясности",
    "measures": "меры",
    "results": "результаты мер",
    "registers": "реестры",
    "links": "ссылки на стороны",
    "unresolved": "не разрешено",
}
_WHAT = {
    "document": "приказ",
    "subject": "субъект",
    "role": "роль",
    "clause": "пункт",
    "indicator": "показатель",
    "target": "цель",
    "counting": "подсчёт",
    "measure": "мера",
    "register": "реестр",
}
_SIGN = {"added": "+", "removed": "-", "changed": "~"}
_WIDE = 90


def register(subparsers: Any) -> None:
    """Add the command `region` with its parts."""
    region = subparsers.add_parser(
        "region",
        help="положения регионов: проверить, сравнить, загрузить",
        description="Положения регионов как данные.",
    )
    parts = region.add_subparsers(dest="part", metavar="действие", required=True)
    check = parts.add_parser("check", help="проверить папки регионов (код 1, если есть замечания)")
    check.add_argument("paths", nargs="+", type=Path, metavar="ПАПКА")
    check.add_argument("--needs-check", action="store_true", help="перечислить значения без источника")
    check.set_defaults(run=run_check)
    compare = parts.add_parser("diff", help="чем положение Б отличается от положения А")
    compare.add_argument("old", type=Path, metavar="А")
    compare.add_argument("new", type=Path, metavar="Б")
    compare.set_defaults(run=run_diff)
    add_parts(parts)


def run_check(arguments: argparse.Namespace) -> int:
    """Check every folder; print each problem on its line, or the table of counts."""
    catalogue = folders.read_base()
    paths: Sequence[Path] = arguments.paths
    good: dict[str, Counts] = {}
    problems: list[Problem] = []
    others = _clause_ids(paths, catalogue)
    for path in paths:
        if path.name == folders.BASE:
            problems += _check_base(path)
            continue
        reading = folders.read_folder(path, catalogue=catalogue, others=others)
        problems += reading.problems
        if reading.regulation is not None:
            good[reading.regulation.region] = count(reading.regulation)
    _say(problems)
    if problems:
        print(f"Замечаний: {len(problems)}", file=sys.stderr)
        return 1
    print(_table(good))
    if arguments.needs_check:
        print("\n".join(_unsourced(paths)))
    print("Замечаний нет.")
    return 0


def _clause_ids(paths: Sequence[Path], catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Clause ids by region, for the comparison's twins: the product's own regions and those being checked."""
    found: dict[str, frozenset[str]] = {}
    for path in (*folders.own_regions(), *paths):
        reading = folders.read_folder(path, catalogue=catalogue)
        if reading.regulation is not None:
            found[reading.regulation.region] = frozenset(one.id for one in reading.regulation.clauses.clauses)
    return found


def _check_base(path: Path) -> list[Problem]:
    """The folder of what is common to all regions: the catalogue of functions and the facts."""
    names = ("functions.yaml", *FACT_FILES)
    files, problems = folders.read_files(path, names, stray=False)
    if "functions.yaml" in files:
        problems += read_catalogue(files["functions.yaml"])[1]
    problems += read_facts({name: data for name, data in files.items() if name in FACT_FILES})[1]
    return [replace(one, file=str(path / one.file)) for one in problems]


def _unsourced(paths: Iterable[Path]) -> Iterable[str]:
    for path in paths:
        names = FACT_FILES if path.name == folders.BASE else ("territories.yaml",)
        files, _ = folders.read_files(path, names, stray=False)
        for name, data in files.items():
            for one in needs_check(name, data):
                yield f"{path / one.file}:{one.line}: {one.key}: требует сверки"


def _say(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(problem)


def _table(good: dict[str, Counts]) -> str:
    if not good:
        return ""
    head = f"{'':20}" + "".join(f"{name:>14}" for name in good) + f"{'всего':>8}"
    lines = [head]
    for one in fields(Counts):
        row = [getattr(counts, one.name) for counts in good.values()]
        lines.append(f"{_ROWS[one.name]:20}" + "".join(f"{value:>14}" for value in row) + f"{sum(row):>8}")
    return "\n".join(lines)


def run_diff(arguments: argparse.Namespace) -> int:
    """Print what changed from A to B by stable code."""
    catalogue = folders.read_base()
    readings: list[Reading] = [
        folders.read_folder(path, catalogue=catalogue) for path in (arguments.old, arguments.new)
    ]
    regulations: list[Regulation] = [one.regulation for one in readings if one.regulation is not None]
    if len(regulations) != len(readings):
        _say(problem for one in readings for problem in one.problems)
        print("Сравнить нельзя: сначала исправьте замечания.", file=sys.stderr)
        return 1
    changes = diff(*regulations).changes
    for change in changes:
        print("\n".join(_shown(change)))
    print(f"Изменений: {len(changes)}" if changes else "Различий нет.")
    return 0


def _shown(change: Change) -> Iterable[str]:
    yield f"{_SIGN[change.how]} {_WHAT[change.what]} {change.code}: {_short(change.title)}"
    for one in change.fields:
        yield f"    {one.name}: {_short(one.before)} → {_short(one.after)}"


def _short(value: Any) -> str:
    said = "—" if value is None else str(value)
    return said if len(said) <= _WIDE else said[: _WIDE - 1] + "…"
