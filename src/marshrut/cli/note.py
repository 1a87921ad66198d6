"""`marshrut note`: the analytical note of a day as a document, its tables as a workbook."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshrut.cli.deficits import identifier, inside_of
from marshrut.cli.session import database_session
from marshrut.cli.terminal import say
from marshrut.foundation.database.trouble import Trouble

if TYPE_CHECKING:
    from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["register"]


def register(subparsers: Any) -> None:
    """Add the command."""
    note = subparsers.add_parser("note", help="аналитическая справка о показателях: документ и приложение")
    note.add_argument("--region", default="", metavar="РЕГИОН", help="не нужен, если регион один")
    note.add_argument("--on", type=date.fromisoformat, metavar="ДАТА", help="на какой день; без неё день снимка")
    note.add_argument("--snapshot", type=identifier, metavar="ID", help="из какого снимка; без него самый свежий")
    note.add_argument("--out", type=Path, required=True, metavar="ФАЙЛ.docx", help="куда записать справку")
    note.add_argument("--xlsx", type=Path, metavar="ФАЙЛ.xlsx", help="куда записать таблицы приложения")
    note.set_defaults(run=run_note)


def run_note(arguments: argparse.Namespace) -> int:
    """Write the note from a whole snapshot; a damaged one is refused."""
    with database_session("monitoring.command-line") as viewer:
        from marshrut.apps.monitoring import services
        from marshrut.cores.kernel import Refused

        inside = inside_of(viewer, arguments.region, command="marshrut note --region …")
        snapshot = _snapshot(inside, arguments)
        wrong = services.verify_snapshot(inside, snapshot)
        if wrong:
            raise Trouble(f"Снимок повреждён: {'; '.join(wrong)}. Справки по нему нет.", "marshrut snapshot list")
        on = arguments.on or snapshot.day
        try:
            document, appendix = services.note_files(inside, snapshot, on=on)
        except (Refused, ValueError) as no:
            raise Trouble(str(no), "marshrut snapshot list") from None
    arguments.out.write_bytes(document)
    say(f"Записано: {arguments.out}, на {on:%d.%m.%Y}, снимок {snapshot.pk}")
    if arguments.xlsx is not None:
        arguments.xlsx.write_bytes(appendix)
        say(f"Записано: {arguments.xlsx}")
    return 0


def _snapshot(viewer: SystemViewer, arguments: argparse.Namespace) -> Any:
    """The one that is named; else the newest that knows the day; else one of what is recorded now."""
    from django.core.exceptions import ObjectDoesNotExist

    from marshrut.apps.monitoring import queries, services
    from marshrut.apps.monitoring.types import MonitoringError

    try:
        if arguments.snapshot is not None:
            return queries.get_snapshot(viewer, arguments.snapshot)
        found = queries.find_snapshot(viewer, on=arguments.on)
        return found or services.make_snapshot(viewer, words="для справки")
    except MonitoringError as no:
        raise Trouble(str(no), "marshrut region load") from None
    except ObjectDoesNotExist:
        raise Trouble("Такого снимка в этом регионе нет.", "marshrut snapshot list") from None
