"""`marshrut import results`: results of diagnostics from a file, without a browser; the same steps as on the page."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from marshrut.cli.session import database_session
from marshrut.cli.terminal import say
from marshrut.foundation.database.trouble import Trouble

__all__ = ["add_arguments", "run_results"]

PURPOSE = "diagnostics.command-line"
DEPTHS = ("fact", "level", "percent", "areas", "items")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What results need besides what every import has."""
    told = parser.add_argument_group("для results")
    told.add_argument("--depth", choices=DEPTHS, default="", help="что в файле")
    told.add_argument("--origin", default="", metavar="КОД", help="откуда: centre, fioko, era_scope, federal…")
    told.add_argument("--diagnostic", default="", metavar="НАЗВАНИЕ", help="как называется диагностика")
    told.add_argument("--held-by", default="", metavar="КТО", help="кто проводил")
    told.add_argument("--held-on", type=date.fromisoformat, metavar="ДАТА", help="когда, если в файле нет столбца")
    told.add_argument("--stage", choices=("entry", "interim", "exit"), default="entry")
    told.add_argument("--instrument", default="", metavar="КОД[:ВЕРСИЯ]", help="для баллов по заданиям")
    told.add_argument("--answers", action="store_true", help="в столбцах заданий ответы, а не баллы")
    told.add_argument("--competency", default="", metavar="КОД", help="о чём общий уровень или процент")
    told.add_argument("--keys", type=Path, metavar="ФАЙЛ", help="файл ключей участников")


def run_results(arguments: argparse.Namespace) -> int:
    """Check and, without --dry-run, record; 1 where something keeps it from being recorded."""
    for path in filter(None, (arguments.file, arguments.keys)):
        if not path.is_file():
            raise Trouble(f"Нет файла {path}.", "Проверьте путь")
    if not arguments.depth or not arguments.origin:
        raise Trouble("Не сказано, что в файле и откуда.", "Добавьте --depth и --origin")
    with database_session(PURPOSE) as viewer, ExitStack() as opened:
        from marshrut.cli.registry import inside, place
        from marshrut.cores.kernel import Refused
        from marshrut.foundation.scope.queries import today

        within = inside(viewer, arguments.region)
        on = today(within)
        node = place(within, arguments.scope, on).pk
        try:
            if arguments.keys:
                _take_keys(within, opened.enter_context(arguments.keys.open("rb")), arguments, node, on)
            return _take(within, opened.enter_context(arguments.file.open("rb")), arguments, node, on)
        except Refused as refusal:
            raise Trouble(f"Не принято. {refusal}") from None


def _named(arguments: argparse.Namespace) -> str:
    return str(arguments.diagnostic or arguments.file.stem)


def _take_keys(viewer: Any, source: Any, arguments: argparse.Namespace, node: UUID, on: date) -> None:
    from marshrut.apps.diagnostics import services

    kept, problems, count = services.send_keys(
        viewer, source, name=arguments.keys.name, scheme=_named(arguments), node_id=node, on=on
    )
    if kept is None and problems:
        first = problems[0]
        raise Trouble(f"Файл ключей не принят: {first['text']} Строка {first['row']}.", str(first["cure"]))
    say(f"Ключи участников: новых {count}.")


def _take(viewer: Any, source: Any, arguments: argparse.Namespace, node: UUID, on: date) -> int:
    from marshrut.apps.competencies.types import Depth, Stage
    from marshrut.apps.diagnostics import services
    from marshrut.apps.diagnostics.queries import count_waiting, find_version
    from marshrut.apps.diagnostics.types import DiagnosticsError
    from marshrut.foundation.files.types import FileRefusedError

    sent = services.Sent(
        depth=Depth(arguments.depth),
        origin=arguments.origin,
        stage=Stage(arguments.stage),
        diagnostic=_named(arguments),
        node_id=node,
        held_by_name=arguments.held_by,
        held_on=arguments.held_on,
        version_id=find_version(viewer, arguments.instrument),
        competency=arguments.competency,
        cells="answers" if arguments.answers else "points",
    )
    try:
        row = services.send_results(viewer, source, name=arguments.file.name, sent=sent, on=on)
    except (DiagnosticsError, FileRefusedError) as refusal:
        raise Trouble(f"Файл не принят. {refusal}") from None
    services.check_results(viewer, row.pk)
    row.refresh_from_db()
    waiting = count_waiting(viewer, row)
    if arguments.report:
        _report(viewer, row, arguments.report)
    if arguments.dry_run or row.state != "checked":
        if row.state == "checked":
            services.drop_results(viewer, row.pk, on=on)
        _tell(row, arguments, waiting)
        return int(row.state != "checked" or bool(waiting.wrong))
    if not waiting.doubts and waiting.fit and (arguments.yes or not waiting.wrong):
        services.apply_results(viewer, row.pk, skip_wrong=arguments.yes, on=on)
        services.write_results(viewer, row.pk)
        row.refresh_from_db()
    _tell(row, arguments, waiting)
    return int(row.state != "applied")


def _report(viewer: Any, row: Any, path: Path) -> None:
    from marshrut.apps.diagnostics.services import errors_of

    path.write_bytes(errors_of(viewer, row).getvalue())


def _tell(row: Any, arguments: argparse.Namespace, waiting: Any) -> None:
    verdicts = row.summary.get("verdicts", {})
    if arguments.format == "json":
        told = {
            "file": str(row.pk),
            "state": row.state,
            "lines": row.summary.get("lines", 0),
            "verdicts": verdicts,
            "recorded": row.summary.get("recorded", 0),
            "evidence": row.summary.get("evidence", 0),
            "problems": row.problems,
        }
        say(json.dumps(told, ensure_ascii=False, indent=2))
        return
    from marshrut.apps.diagnostics.types import ResultsState, Verdict

    say(f"Файл: {ResultsState(row.state).title}. Строк: {row.summary.get('lines', 0)}.")
    for verdict, count in verdicts.items():
        say(f"  {Verdict(verdict).title}: {count}")
    for one in row.problems:
        say(f"  {one['text']} {one['cure']}".rstrip())
    if row.state == "checked" and not arguments.dry_run:
        why = f"ждут ответа: {waiting.doubts}" if waiting.doubts else f"строк с ошибками: {waiting.wrong}"
        sys.stderr.write(f"Не записано: {why}.\n  → на странице «Результаты из файлов» можно продолжить; или --yes\n")
