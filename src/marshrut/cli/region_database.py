"""The parts of `marshrut region` that need the database: load and list. Django starts only here."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from marshrut.apps.regulation import folder as folders
from marshrut.cli.session import database_session
from marshrut.cores.kernel import Refused
from marshrut.cores.regulation import Regulation
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["add_parts"]

PURPOSE = "regulation.region-load"
_COLUMNS = ("регион", "приказ", "редакция", "прочтение", "загружено", "контрольная сумма", "пунктов")


def add_parts(parts: Any) -> None:
    """Add `load` and `list` to the parser of `region`."""
    load = parts.add_parser("load", help="загрузить папку региона: новое прочтение положения")
    load.add_argument("path", type=Path, metavar="ПАПКА")
    load.add_argument("--accept-removed", action="store_true", help="согласиться, что исчезают пункты с ответственными")
    load.add_argument("--reason", default="", metavar="СЛОВА", help="причина загрузки; обязательна с --accept-removed")
    load.add_argument(
        "--new-version-from", type=date.fromisoformat, metavar="ДАТА", help="новая редакция приказа с даты"
    )
    load.add_argument("--basis", default="", metavar="СЛОВА", help="акт, который ввёл новую редакцию")
    load.set_defaults(run=run_load)
    parts.add_parser("list", help="какие положения загружены").set_defaults(run=run_list)


def run_load(arguments: argparse.Namespace) -> int:
    """Check the folder, then load it; 1 when it is not good or the load is refused in words."""
    reading = folders.read_folder(arguments.path, catalogue=folders.read_base())
    if reading.regulation is None:
        for problem in reading.problems:
            print(problem)
        print("Не загружено: сначала исправьте замечания.", file=sys.stderr)
        return 1
    with database_session(PURPOSE) as viewer:
        return _load(viewer, reading.regulation, arguments)


def _load(viewer: SystemViewer, regulation: Regulation, arguments: argparse.Namespace) -> int:
    from marshrut.apps.regulation import services
    from marshrut.foundation.scope.queries import today

    try:
        done = services.load_region(
            viewer,
            regulation,
            on=today(viewer),
            accept_removed=arguments.accept_removed,
            reason=arguments.reason,
            new_version_from=arguments.new_version_from,
            basis=arguments.basis,
        )
    except (Refused, ValueError) as refusal:
        print(f"Не загружено. {refusal}", file=sys.stderr)
        return 1
    name = regulation.structure.name
    if not done.changed:
        print(f"{name}: это содержание уже загружено (прочтение {done.number}), ничего не изменилось.")
        return 0
    print(f"{name}: прочтение {done.number}, пунктов {done.clauses}, контрольная сумма {done.checksum[:12]}.")
    if done.diff is not None:
        print(f"Изменений к прежнему прочтению: {len(done.diff.changes)}.")
    return 0


def run_list(_: argparse.Namespace) -> int:
    """A table of what is loaded, one line a region."""
    with database_session(PURPOSE) as viewer:
        return _list(viewer)


def _list(viewer: SystemViewer) -> int:
    from django.utils import timezone

    from marshrut.apps.regulation import queries
    from marshrut.foundation.scope.queries import today

    on = today(viewer)
    rows = [_COLUMNS]
    for order in queries.list_orders(viewer, on=on):
        found = queries.find_reading(viewer, on=on, order_id=order.pk)
        if found is None:
            continue
        clauses = len(queries.get_regulation(viewer, found).clauses.clauses)
        loaded = f"{timezone.localtime(found.loaded_at):%d.%m.%Y %H:%M}"
        rows.append(
            (found.region, found.order, found.version, found.revision, loaded, found.checksum[:12], str(clauses))
        )
    if len(rows) == 1:
        print("Пока ничего не загружено. Загрузите папку региона: marshrut region load ПАПКА")
        return 0
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    for row in rows:
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip())
    return 0
