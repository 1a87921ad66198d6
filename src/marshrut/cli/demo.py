"""`marshrut demo`: an invented region, as files in the import templates and into the database."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from marshrut.cli.session import database_session
from marshrut.cli.terminal import say, step
from marshrut.foundation.database.home import home_folder
from marshrut.foundation.database.trouble import Trouble

__all__ = ["register"]

FEWEST, MOST = 20, 200_000


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("demo", help="выдуманный регион: файлами в шаблонах загрузки или сразу в базу")
    parser.add_argument("--region", default="", metavar="ПАПКА", help="регион (папка в regions/)")
    parser.add_argument("--staff", type=int, default=0, metavar="ЧИСЛО", help="сколько людей работает сегодня")
    parser.add_argument("--seed", type=int, default=1, metavar="ЧИСЛО", help="то же число — тот же регион")
    parser.add_argument("--out", type=Path, metavar="ПАПКА", help="записать файлы в эту папку")
    parser.add_argument("--load", action="store_true", help="загрузить в базу (так и без --out)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make it, then write it, load it or both."""
    from marshrut.demo.names import begin_with

    region, staff = begin_with()
    slug, staff = arguments.region or region, arguments.staff or staff
    if not FEWEST <= staff <= MOST:
        raise Trouble(f"Людей может быть от {FEWEST} до {MOST}.", f"marshrut demo --region {slug} --staff 5000")
    if arguments.out is not None:
        _write(slug, staff, arguments.seed, arguments.out)
    if arguments.load or arguments.out is None:
        _load(slug, staff, arguments.seed)
    return 0


def _write(slug: str, staff: int, seed: int, folder: Path) -> None:
    with step("Выдумываю регион"):
        from marshrut.foundation.database.schema import set_up

        set_up()
        from django.utils import timezone

        from marshrut.demo.making import invent, write_region

        region = invent(slug, staff=staff, seed=seed, today=timezone.localdate())
    with step("Записываю файлы"):
        made = write_region(region, folder, seed=seed)
    for path in made:
        say(f"  {path}")


def _load(slug: str, staff: int, seed: int) -> None:
    home = home_folder(os.environ)
    with database_session("demonstration.load"):
        from marshrut.cores.kernel import Refused
        from marshrut.demo.making import load_region
        from marshrut.demo.signins import read_sign_ins, table
        from marshrut.foundation.database.schema import count_again

        try:
            with step(f"Завожу демонстрационные данные: {staff}"):
                load_region(home, slug, staff=staff, seed=seed)
                count_again()
        except Refused as refusal:
            raise Trouble(str(refusal), "make reset && make up") from refusal
        kept = read_sign_ins(home)
        if kept is not None:
            say(table(kept))
