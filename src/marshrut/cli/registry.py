"""`marshrut import` and `marshrut export`: lists of organisations, staff and roles, in and out, without a browser."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from marshrut.cli import learning, results
from marshrut.cli.session import database_session
from marshrut.cli.terminal import say
from marshrut.foundation.database.trouble import Trouble

__all__ = ["inside", "place", "register"]

PURPOSE = "registry.command-line"
KINDS = ("organisations", "staff", "roles")
RESULTS = "results"


def register(subparsers: Any) -> None:
    """Add both commands."""
    taking = subparsers.add_parser(
        "import",
        help="загрузить список: организации, работники, роли, результаты, программы, обучение, маршруты, кто за кем",
    )
    kinds = (*KINDS, RESULTS, *learning.KINDS)
    taking.add_argument("kind", choices=kinds, metavar="ВИД", help=", ".join(kinds))
    taking.add_argument("file", type=Path, metavar="ФАЙЛ")
    taking.add_argument("--region", required=True, metavar="РЕГИОН")
    taking.add_argument(
        "--scope", default="", metavar="МЕСТО", help="название места, за которое список; без него — всё"
    )
    whole = taking.add_mutually_exclusive_group()
    whole.add_argument("--full", action="store_true", help="полный список места: кого нет, тому нужна причина")
    whole.add_argument("--addition", action="store_true", help="дополнение (так и без ключа)")
    taking.add_argument(
        "--as-of", type=date.fromisoformat, metavar="ДАТА", help="на какой день список; без неё сегодня"
    )
    taking.add_argument("--absent", default="", metavar="КОД", help="причина для всех, кого нет в полном списке")
    taking.add_argument("--dry-run", action="store_true", help="только проверить, ничего не оставить")
    taking.add_argument("--report", type=Path, metavar="ФАЙЛ.xlsx", help="строки с замечаниями")
    taking.add_argument("--format", choices=("text", "json"), default="text")
    taking.add_argument("--yes", action="store_true", help="пропустить строки с ошибками и не переспрашивать")
    results.add_arguments(taking)
    taking.set_defaults(run=run_import)
    giving = subparsers.add_parser("export", help="выгрузить список так, как его можно загрузить снова")
    giving.add_argument("kind", choices=KINDS, metavar="ВИД", help=", ".join(KINDS))
    giving.add_argument("--region", required=True, metavar="РЕГИОН")
    giving.add_argument("--scope", default="", metavar="МЕСТО")
    giving.add_argument("--on", type=date.fromisoformat, metavar="ДАТА", help="на какой день; без неё сегодня")
    giving.add_argument("--out", type=Path, metavar="ФАЙЛ", help="куда; без него текст пишется сюда же")
    giving.add_argument("--format", choices=("xlsx", "csv", "json"), default="")
    giving.add_argument("--with-snils", action="store_true", help="вместе с номерами СНИЛС")
    giving.set_defaults(run=run_export)


def inside(viewer: Any, region: str) -> Any:
    """The viewer within the operator of this region."""
    from marshrut.foundation.scope.queries import find_tenant, list_tenants
    from marshrut.foundation.scope.viewer import SystemViewer

    tenant = find_tenant(region)
    if tenant is None:
        known = ", ".join(one.slug for one in list_tenants()) or "ни одного"
        raise Trouble(f"Нет региона «{region}». Есть: {known}.", "marshrut region list")
    return SystemViewer(viewer.purpose, tenant.pk)


def place(viewer: Any, name: str, on: date) -> Any:
    """The place of this name; the top without one."""
    from marshrut.foundation.scope.queries import get_path, list_under, top_node

    top = top_node(viewer)
    if not name:
        return top
    found = [
        one
        for one in list_under(viewer, get_path(viewer, top.pk, on=on), on=on)
        if name.casefold() in {one.name.casefold(), one.short.casefold()}
    ]
    if len(found) != 1:
        what = "Нет места" if not found else "Мест с таким названием несколько:"
        raise Trouble(f"{what} «{name}».", "Название стоит в списке организаций: marshrut export organisations")
    return found[0]


def run_import(arguments: argparse.Namespace) -> int:
    """Send, check, apply; 1 where something keeps it from being applied (a dry run: where lines have errors)."""
    if arguments.kind == RESULTS:
        return results.run_results(arguments)
    if arguments.kind in learning.KINDS:
        return learning.run_learning(arguments)
    if not arguments.file.is_file():
        raise Trouble(f"Нет файла {arguments.file}.", "Проверьте путь")
    with database_session(PURPOSE) as viewer, ExitStack() as open_files:
        from marshrut.apps.registry import services
        from marshrut.apps.registry.types import Completeness, ImportKind
        from marshrut.cores.kernel import Refused
        from marshrut.foundation.files.types import FileRefusedError
        from marshrut.foundation.scope.queries import today

        within = inside(viewer, arguments.region)
        on = today(within)
        as_of = arguments.as_of or on
        source = open_files.enter_context(arguments.file.open("rb"))
        report = open_files.enter_context(arguments.report.open("wb")) if arguments.report else None
        try:
            done = services.import_now(
                within,
                source,
                name=arguments.file.name,
                kind=ImportKind(arguments.kind),
                node_id=place(within, arguments.scope, as_of).pk,
                completeness=Completeness.FULL if arguments.full else Completeness.ADDITION,
                as_of=as_of,
                on=on,
                dry_run=arguments.dry_run,
                sure=arguments.yes,
                skip_wrong=arguments.yes,
                absent=arguments.absent,
                report=report,
            )
        except (FileRefusedError, Refused) as refusal:
            raise Trouble(f"Список не принят. {refusal}") from None
        (_tell_json if arguments.format == "json" else _tell)(done)
        wrong = done.summary.get("verdicts", {}).get("wrong", 0)
        return int(bool(wrong) or not done.summary.get("lines")) if arguments.dry_run else int(not _applied(done))


def _applied(done: Any) -> bool:
    return str(done.state) == "applied"


def _tell_json(done: Any) -> None:
    summary = {name: value for name, value in done.summary.items() if name != "nodes"}
    told = {
        "import": str(done.import_id),
        "state": done.state.value,
        "refused": done.refused,
        "problems": done.problems,
        "groups": [asdict(one) for one in done.groups],
        **summary,
    }
    say(json.dumps(told, ensure_ascii=False, indent=2))


def _tell(done: Any) -> None:
    from marshrut.apps.registry.types import LineVerdict

    say(f"Список: {done.state.title}. Строк: {done.summary.get('lines', 0)}.")
    for verdict, count in done.summary.get("verdicts", {}).items():
        if count:
            say(f"  {LineVerdict(verdict).title}: {count}")
    if done.summary.get("absent"):
        say(f"  записаны, а в списке их нет: {done.summary['absent']} из {done.summary['recorded']}")
    for one in done.problems:
        say(f"  {one['text']} {one['cure']}".rstrip())
    for group in done.groups:
        say(f"  {'замечание' if group.warning else 'ошибка'}, строк {group.count}. Например: {group.text} {group.cure}")
    for missing in done.summary.get("missing") or ():
        say(f"  нет столбца: {missing}")
    if done.refused:
        sys.stderr.write(f"Не применено. {done.refused}\n  → со страницы «Списки» можно продолжить; или --yes\n")


def run_export(arguments: argparse.Namespace) -> int:
    """Write the list."""
    form = arguments.format or (arguments.out.suffix[1:] if arguments.out else "csv")
    if form not in {"xlsx", "csv", "json"}:
        raise Trouble(f"Формата «{form}» нет.", "Есть xlsx, csv и json: --format csv")
    if form == "xlsx" and arguments.out is None:
        raise Trouble("Таблице Excel нужен файл.", "Добавьте --out список.xlsx")
    with database_session(PURPOSE) as viewer:
        from marshrut.apps.registry import queries
        from marshrut.apps.registry.types import ImportKind
        from marshrut.foundation.scope.queries import today

        within, kind = inside(viewer, arguments.region), ImportKind(arguments.kind)
        on = arguments.on or today(within)
        top = place(within, arguments.scope, on)
        rows = queries.export_rows(within, kind, on=on, node_id=top.pk, with_snils=arguments.with_snils)
        if form == "xlsx":
            _write_book(arguments.out, within, kind, rows, on)
        else:
            out = arguments.out.open("w", encoding="utf-8-sig", newline="") if arguments.out else sys.stdout
            try:
                (_write_json if form == "json" else _write_csv)(out, kind, rows)
            finally:
                if out is not sys.stdout:
                    out.close()
    return 0


def _write_book(path: Path, viewer: Any, kind: Any, rows: Iterable[Mapping[str, Any]], on: date) -> None:
    from marshrut.apps.registry.dictionaries import dictionaries
    from marshrut.apps.registry.workbooks import list_workbook

    with path.open("wb") as out:
        note = f"{kind.title.capitalize()} на {on:%d.%m.%Y}"
        list_workbook(out, kind, dictionaries(viewer, on=on), rows=rows, note=note)


def _write_csv(out: Any, kind: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    from marshrut.apps.registry.reading import FIELDS

    fields = [one for one in FIELDS[kind] if one.code != "full_name"]
    writer = csv.writer(out, delimiter=";")
    writer.writerow([one.title for one in fields])
    for row in rows:
        writer.writerow([_cell(row.get(one.code)) for one in fields])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _write_json(out: Any, kind: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    del kind
    json.dump(list(rows), out, ensure_ascii=False, indent=2, default=str)
    out.write("\n")
