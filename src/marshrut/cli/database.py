"""`marshrut database …`: the embedded PostgreSQL by itself: start, stop, status, upgrade, roles, psql."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from marshrut.cli.terminal import say, step
from marshrut.foundation.database import roles, urls
from marshrut.foundation.database.binaries import clean_environment, find_binaries
from marshrut.foundation.database.home import home_folder, make_private
from marshrut.foundation.database.installed import embedded_server, prepare_database
from marshrut.foundation.database.running import is_up
from marshrut.foundation.database.tools import tool_environment
from marshrut.foundation.database.trouble import Trouble

__all__ = ["register"]


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its own subcommands."""
    parser = subparsers.add_parser("database", help="встроенный PostgreSQL: запуск, остановка, переход на новую версию")
    actions = parser.add_subparsers(dest="action", metavar="действие", required=True)
    actions.add_parser("start", help="запустить без веб-сервера").set_defaults(run=start)
    actions.add_parser("stop", help="остановить").set_defaults(run=stop)
    actions.add_parser("status", help="работает ли, где данные и сокет").set_defaults(run=status)
    action = actions.add_parser("upgrade", help="перенести базу со старой версии PostgreSQL")
    action.add_argument("--old-bin", type=Path, required=True, help="папка программ старой версии")
    action.set_defaults(run=upgrade)
    action = actions.add_parser("roles", help="создать роли или напечатать SQL для администратора сервера")
    action.add_argument("--print", action="store_true", dest="show")
    action.set_defaults(run=set_roles)
    action = actions.add_parser("psql", help="открыть psql")
    action.add_argument("--role", choices=("app", "owner", "privacy"), default="app")
    action.add_argument("rest", nargs=argparse.REMAINDER, help="что передать psql, после --")
    action.set_defaults(run=psql)


def _home() -> Path:
    if urls.is_external(os.environ):
        raise Trouble("База на внешнем сервере: запускает и останавливает её он сам.", "marshrut doctor")
    return home_folder(os.environ)


def start(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every command is called alike
    """Start it so that it outlives this command."""
    server = embedded_server(make_private(_home()), tied=False)
    if server.ready():
        say(f"PostgreSQL уже работает (процесс {server.pid}).")
        return 0
    with step("Запускаю PostgreSQL"):
        server.start()
    say(f"Процесс {server.pid}, сокет {server.socket}. Остановить: marshrut database stop")
    return 0


def stop(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Stop it, unless `marshrut up` needs it."""
    home = _home()
    if is_up(home) is not None:
        raise Trouble("Базой пользуется «marshrut up».", "Ctrl-C в том окне остановит всё по порядку")
    server = embedded_server(home)
    with step("Останавливаю PostgreSQL"):
        stopped = server.stop_any()
    if not stopped:
        say("Он и не работал.")
    return 0


def status(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Say how it stands; exit code 3 if it does not run, as services do."""
    server = embedded_server(_home())
    ready = server.ready()
    say(f"PostgreSQL {server.binaries.version}: {'работает' if ready else 'не работает'}")
    places = (
        ("данные", server.data),
        ("сокет", server.socket),
        ("журнал", server.log),
        ("программы", server.binaries.folder),
    )
    for name, place in places:
        say(f"  {name}: {place}")
    if ready:
        say(f"  процесс: {server.pid}")
    return 0 if ready else 3


def upgrade(arguments: argparse.Namespace) -> int:
    """Move to the version of the programs we have."""
    from marshrut.foundation.database.stamps import forget_stamps
    from marshrut.foundation.database.upgrade import upgrade as move

    home = _home()
    if is_up(home) is not None:
        raise Trouble("Сейчас работает «marshrut up».", "Ctrl-C в том окне, затем повторите")
    old = find_binaries(folder=arguments.old_bin)
    new = find_binaries()
    copy = move(home, old=old, new=new, say=lambda text: say(f"  {text}…"))
    forget_stamps(home)
    say(f"База теперь на PostgreSQL {new.version}. Копия: {copy}")
    say(f"Старая папка осталась: {home / 'postgres' / str(old.major)}. Когда всё проверено, её можно удалить.")
    return 0


def set_roles(arguments: argparse.Namespace) -> int:
    """Make the roles, or print what the administrator of a foreign server has to run."""
    home = home_folder(os.environ)
    addresses = urls.addresses(os.environ, home)
    if arguments.show:
        names = roles.Names(*(addresses.name_of(alias) for alias in ("owner", "default", "privacy")))
        say(roles.role_sql(names, urls.database_name(addresses.app)).rstrip())
        return 0
    if not addresses.external and not embedded_server(home).ready():
        raise Trouble("PostgreSQL не работает.", "marshrut database start")
    with step("Готовлю роли и расширения"):
        prepare_database(addresses, home)
    return 0


def psql(arguments: argparse.Namespace) -> int:
    """Become psql, as the application unless told otherwise."""
    home = home_folder(os.environ)
    addresses = urls.addresses(os.environ, home)
    conninfo = {"app": addresses.app, "owner": addresses.owner, "privacy": addresses.privacy}[arguments.role]
    program = find_binaries().program("psql")
    rest = [word for word in arguments.rest if word != "--"]
    os.execve(program, [program, *rest], {**clean_environment(), **tool_environment(conninfo)})  # noqa: S606
