"""`marshrut reset`: forgets everything of this installation, after asking. Backups stay."""

from __future__ import annotations

import argparse
import os
import shutil
from contextlib import suppress
from pathlib import Path

from marshrut.cli.terminal import ask, say, step
from marshrut.foundation.database.home import home_folder, secret_key_file
from marshrut.foundation.database.installed import embedded_server
from marshrut.foundation.database.running import is_up
from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.database.urls import is_external

__all__ = ["register"]

KEPT = {"backups"}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("reset", help="забыть всё: базу, файлы, ключ (копии остаются)")
    parser.add_argument("--yes", action="store_true", help="не спрашивать")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Ask, stop the database, delete what is ours."""
    home = home_folder(os.environ)
    if not home.is_dir() or not any(path.name not in KEPT for path in home.iterdir()):
        say(f"Забывать нечего: {home} пуста.")
        return 0
    if not (home / "postgres").is_dir() and not secret_key_file(home).exists():
        raise Trouble(f"{home} не похожа на папку «Маршрута»: не трогаю.", "Проверьте MARSHRUT_HOME")
    if is_up(home) is not None:
        raise Trouble("Сейчас работает «marshrut up».", "Ctrl-C в том окне, затем повторите")
    if is_external(os.environ):
        say("База на внешнем сервере останется: её удаляет администратор сервера.")
    if not arguments.yes and not ask(f"База, файлы и ключ в {home} будут удалены. Копии в {home}/backups останутся."):
        raise Trouble("Ничего не удалено.", "Без вопроса: marshrut reset --yes")
    with step("Удаляю"):
        _forget(home)
    say("Забыто. Начать заново: make up")
    return 0


def _forget(home: Path) -> None:
    if (home / "postgres").is_dir():
        with suppress(Trouble):  # data of another version: nothing of ours can run on it
            embedded_server(home).stop_any()
    for path in home.iterdir():
        if path.name in KEPT:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
