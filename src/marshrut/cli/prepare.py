"""`marshrut prepare`: everything that Django must do before the first page: migrations, rights, static files, orders.

`marshrut up` runs it as a child and only when something changed; behind one's own process manager it is run by hand.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from marshrut.cli.terminal import say, step

__all__ = ["PARTS", "register"]

PARTS = ("schema", "static", "regions", "administrator")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("prepare", help="миграции, права, статика, приказы регионов")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"что готовить: {', '.join(PARTS)}")
    parser.add_argument("--region", default="", help="регион первого администратора (папка в regions/)")
    parser.add_argument("--result", type=int, default=0, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do the parts in their order."""
    parts = set(arguments.parts.split(","))
    result: dict[str, Any] = {}
    with step("Загружаю программу"):
        from marshrut.foundation.database import schema

        schema.set_up()
    if "schema" in parts:
        _schema()
    if "static" in parts:
        _static()
    if "regions" in parts:
        _regions()
    if "administrator" in parts:
        result["activation"] = _administrator(arguments.region)
    if arguments.result:
        with os.fdopen(arguments.result, "w", encoding="utf-8") as answer:
            json.dump(result, answer, ensure_ascii=False)
    elif result.get("activation"):
        say(result["activation"])
    return 0


def _schema() -> None:
    from marshrut.foundation.database import schema

    with step("Обновляю таблицы"):
        schema.migrate()
        schema.grant_all()


def _static() -> None:
    from django.core.management import call_command

    with step("Собираю стили и шрифты"):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _regions() -> None:
    from marshrut.foundation.database.stamps import regions_root

    root = regions_root()
    folders = sorted(path for path in root.iterdir() if (path / "region.yaml").is_file()) if root else []
    for folder in folders:
        with step(f"Загружаю приказ: {folder.name}"):
            _load(folder)


def _load(folder: Path) -> None:
    raise NotImplementedError(folder)


def _administrator(region: str) -> str:
    raise NotImplementedError(region)
