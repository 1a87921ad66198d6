"""`marshrut import programmes|enrolments|completions|routes|accompaniments`: learning, routes made elsewhere, who
accompanies whom, from a file."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from types import SimpleNamespace
from typing import Any

from marshrut.cli.session import database_session
from marshrut.cli.terminal import say
from marshrut.foundation.database.trouble import Trouble

__all__ = ["KINDS", "run_learning"]

PURPOSE = "programmes.command-line"
ROUTES = "routes"
ACCOMPANIMENTS = "accompaniments"
KINDS = ("programmes", "enrolments", "completions", ROUTES, ACCOMPANIMENTS)


def run_learning(arguments: argparse.Namespace) -> int:
    """Check and, without --dry-run, record; 1 where something keeps it from being recorded."""
    if not arguments.file.is_file():
        raise Trouble(f"Нет файла {arguments.file}.", "Проверьте путь")
    with database_session(PURPOSE) as viewer, arguments.file.open("rb") as source:
        from marshrut.cli.registry import inside, place
        from marshrut.cores.kernel import Refused
        from marshrut.foundation.files.types import FileRefusedError
        from marshrut.foundation.scope.queries import today

        within = inside(viewer, arguments.region)
        on = today(within)
        try:
            return _take(within, source, arguments, place(within, arguments.scope, on).pk, on)
        except (Refused, FileRefusedError) as refusal:
            raise Trouble(f"Не принято. {refusal}") from None


def _take(viewer: Any, source: Any, arguments: argparse.Namespace, node: Any, on: Any) -> int:
    services, count_waiting, said = _doors(arguments.kind)
    row = services.send_file(viewer, source, name=arguments.file.name, node_id=node, on=on, **said)
    services.check_file(viewer, row.pk)
    row.refresh_from_db()
    waiting = count_waiting(viewer, row)
    if arguments.report:
        arguments.report.write_bytes(services.errors_of(viewer, row).getvalue())
    if arguments.dry_run or row.state != "checked":
        if row.state == "checked":
            services.drop_file(viewer, row.pk, on=on)
        _tell(row, arguments, waiting)
        return int(row.state != "checked" or bool(waiting.wrong))
    if not waiting.doubts and waiting.fit and (arguments.yes or not waiting.wrong):
        services.apply_file(viewer, row.pk, skip_wrong=arguments.yes, on=on)
        services.write_file(viewer, row.pk)
        row.refresh_from_db()
    _tell(row, arguments, waiting)
    return int(row.state != "applied")


def _doors(kind: str) -> tuple[Any, Any, dict[str, Any]]:
    """Services and the count of the app that takes this kind of file, and what its sending names besides."""
    if kind == ROUTES:
        from marshrut.apps.routes import services as routes
        from marshrut.apps.routes.queries import count_waiting as routes_waiting

        return routes, routes_waiting, {}
    if kind == ACCOMPANIMENTS:
        return _care_doors()
    from marshrut.apps.programmes import services
    from marshrut.apps.programmes.queries import count_waiting
    from marshrut.apps.programmes.types import LearningFileKind

    return services, count_waiting, {"kind": LearningFileKind(kind)}


def _care_doors() -> tuple[Any, Any, dict[str, Any]]:
    from marshrut.apps.competencies.services import CARE_FILES
    from marshrut.apps.registry.sent import asking, showing, work

    deeds = (asking.send_file, asking.drop_file, asking.apply_file, asking.errors_of, work.check_file, work.write_file)
    bound = SimpleNamespace(**{deed.__name__: partial(deed, CARE_FILES) for deed in deeds})
    return bound, partial(showing.count_waiting, CARE_FILES), {}


def _tell(row: Any, arguments: argparse.Namespace, waiting: Any) -> None:
    verdicts = row.summary.get("verdicts", {})
    if arguments.format == "json":
        told = {
            "file": str(row.pk),
            "state": row.state,
            "lines": row.summary.get("lines", 0),
            "verdicts": verdicts,
            "recorded": row.summary.get("recorded", 0),
            "problems": row.problems,
        }
        say(json.dumps(told, ensure_ascii=False, indent=2))
        return
    from marshrut.apps.programmes.types import LearningFileState, LineVerdict

    say(f"Файл: {LearningFileState(row.state).title}. Строк: {row.summary.get('lines', 0)}.")
    for verdict, count in verdicts.items():
        say(f"  {LineVerdict(verdict).title}: {count}")
    for one in row.problems:
        say(f"  {one['text']} {one['cure']}".rstrip())
    if row.state == "checked" and not arguments.dry_run:
        why = f"ждут ответа: {waiting.doubts}" if waiting.doubts else f"строк с ошибками: {waiting.wrong}"
        why = why if waiting.doubts or waiting.wrong else "новых строк нет"
        sys.stderr.write(f"Не записано: {why}.\n  → на странице «Из файлов» можно продолжить; или --yes\n")
