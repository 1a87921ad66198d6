"""`marshrut backup ФАЙЛ` and `marshrut restore ФАЙЛ`: database and files together."""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from pathlib import Path

from marshrut.cli.terminal import ask, say, step
from marshrut.foundation.database.backup import (
    Summary,
    backups_folder,
    check_backup,
    is_empty,
    make_backup,
    restore_backup,
)
from marshrut.foundation.database.binaries import find_binaries
from marshrut.foundation.database.home import home_folder, make_private
from marshrut.foundation.database.installed import database_running, embedded_server, prepare_database
from marshrut.foundation.database.running import is_up
from marshrut.foundation.database.stamps import forget_stamps
from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.database.urls import Addresses, is_external

__all__ = ["register"]


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add both commands."""
    parser = subparsers.add_parser("backup", help="сохранить базу и файлы в один файл")
    parser.add_argument("file", type=_place, help="файл .tar или папка для него")
    parser.set_defaults(run=backup)
    parser = subparsers.add_parser("restore", help="восстановить базу и файлы из копии")
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="заменить то, что есть (сначала снимается копия)")
    parser.add_argument("--yes", action="store_true", help="не спрашивать")
    parser.set_defaults(run=restore)


def _place(text: str) -> Path:
    """What was typed; a folder that is meant as one («/copies/») has to be there."""
    if text.endswith("/") and not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"нет папки {text}: mkdir -p {text}")
    return Path(text)


def _files(home: Path) -> tuple[Path | None, str]:
    """The folder of stored files, or the words about files that lie elsewhere."""
    from marshrut.foundation.database.checks import Place
    from marshrut.foundation.database.checks_machine import files_place

    folder = files_place(Place(os.environ, home))
    if folder is not None:
        return folder, ""
    store = os.environ["MARSHRUT_FILES"]
    return None, f"Файлы лежат в {store} и в эту копию не вошли: сохраните их средствами хранилища."


def backup(arguments: argparse.Namespace) -> int:
    """Make a copy of everything."""
    home = home_folder(os.environ)
    if not is_external(os.environ) and not (embedded_server(home).data / "PG_VERSION").exists():
        raise Trouble("Сохранять нечего: базы ещё нет.", "make up")
    with database_running(home) as addresses, step("Сохраняю базу и файлы"):
        summary = _make(arguments.file, addresses, home)
    say(f"{summary.path}: {_megabytes(summary.size)}, файлов: {summary.files}.")
    if summary.left_out:
        say(summary.left_out)
    say("Секретный ключ в копию не входит: храните его отдельно, без него не прочесть вторые факторы входа.")
    return 0


def _make(target: Path, addresses: Addresses, home: Path) -> Summary:
    files, left_out = _files(home)
    return make_backup(
        target, owner=addresses.owner, files=files, left_out=left_out, binaries=find_binaries(), home=home
    )


def restore(arguments: argparse.Namespace) -> int:
    """Check the copy, save what is there, exchange it, bring it up to this version."""
    home = make_private(home_folder(os.environ))
    if is_up(home) is not None:
        raise Trouble("Сейчас работает «marshrut up»: он держит базу.", "Ctrl-C в том окне, затем повторите")
    from marshrut.foundation.database import schema

    schema.set_up()
    with step("Проверяю копию"):
        manifest = check_backup(arguments.file, schema.known_migrations())
    with database_running(home, create=True) as addresses:
        names = prepare_database(addresses, home)
        files, _ = _files(home)
        if not is_empty(addresses.owner):
            _make_room(arguments, addresses, home)
        with step("Восстанавливаю базу и файлы"):
            restore_backup(arguments.file, owner=addresses.owner, files=files, names=names, binaries=find_binaries())
            forget_stamps(home)
        with step("Довожу до этой версии"):
            schema.migrate()
            schema.grant_all()
    say(f"Восстановлено из копии от {_moment(manifest['created'])}.")
    if manifest["files"]["left_out"]:
        say(manifest["files"]["left_out"])
    return 0


def _make_room(arguments: argparse.Namespace, addresses: Addresses, home: Path) -> None:
    if not arguments.replace:
        raise Trouble(
            "В базе уже есть данные: поверх них ничего не восстановлено.",
            f"Заменить их (сначала снимется копия): marshrut restore {arguments.file} --replace",
        )
    if not arguments.yes and not ask("Все нынешние данные будут заменены данными из копии."):
        raise Trouble("Ничего не изменено.", f"Без вопроса: marshrut restore {arguments.file} --replace --yes")
    safety = make_private(backups_folder(home)) / f"before-restore-{datetime.now().astimezone():%Y%m%d-%H%M%S}.tar"
    with step("Сохраняю нынешние данные"):
        _make(safety, addresses, home)
    say(f"  Копия нынешних данных: {safety}")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} МБ".replace(".", ",")


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone():%d.%m.%Y %H:%M}"
