"""`marshrut up`: one command from nothing to the first page, and back to nothing with Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marshrut.cli.supervisor import HOST, Supervisor
from marshrut.cli.terminal import say, seconds, step
from marshrut.foundation.database import stamps, urls
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.folder import Runner, launch_command
from marshrut.foundation.database.home import home_folder, log_folder, make_private
from marshrut.foundation.database.installed import embedded_server, prepare_database
from marshrut.foundation.database.logs import open_log, tail
from marshrut.foundation.database.running import Claim
from marshrut.foundation.database.trouble import Trouble

__all__ = ["register"]

DEFAULT_PORT = 8000
#: Somebody has prepared this installation for real people: nobody invented may stand there without being asked for.
SERVED = ("MARSHRUT_HTTPS", "MARSHRUT_HOSTS", "MARSHRUT_PROXIES", "MARSHRUT_DATABASE_URL")
#: Where a demonstration keeps its sign-ins, in the home folder.
DEMONSTRATION = "demonstration.json"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("up", help="запустить всё: PostgreSQL, веб-сервер, очередь заданий")
    parser.add_argument("--port", type=int, default=0, help="порт веб-сервера (иначе PORT из окружения или 8000)")
    parser.add_argument("--region", default="", help="регион первого администратора (иначе REGION из окружения)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Start everything, keep it, stop it."""
    home = make_private(home_folder(os.environ))
    port = arguments.port or _port(os.environ.get("PORT", ""))
    with Claim(home) as claim:
        if not claim.held:
            return _already(claim.state(), bool(arguments.port or os.environ.get("PORT")), port)
        _check_port(port)
        supervisor = Supervisor(home, port, os.environ)
        supervisor.listen()
        try:
            _start(supervisor, claim, arguments.region or os.environ.get("REGION", ""))
            supervisor.keep()
        except KeyboardInterrupt:
            say()
        finally:
            supervisor.stop()
    return 0


def _port(text: str) -> int:
    if not text.strip():
        return DEFAULT_PORT
    if not text.strip().isdigit() or not 0 < int(text) < 65536:  # noqa: PLR2004 - the ports there are
        raise Trouble(f"PORT={text}: нужно число от 1 до 65535.", "make up PORT=8001")
    return int(text)


def _already(state: Mapping[str, Any], asked: bool, port: int) -> int:
    address = state.get("address")
    if not address:
        say("«Маршрут» уже запускается в другом окне.")
        return 0
    say(f"«Маршрут» уже работает: {address}")
    if asked and state.get("port") != port:
        raise Trouble(
            f"На порт {port} он перейдёт только после остановки.", f"Ctrl-C в том окне (процесс {state['pid']})"
        )
    return 0


def _check_port(port: int) -> None:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((HOST, port))
        except PermissionError as error:
            raise Trouble(f"Порт {port} разрешён только администратору.", "make up PORT=8000") from error
        except OSError as error:
            cure = f"make up PORT={_free_port(port + 1)} (кто занял: ss -ltnp 'sport = :{port}')"
            raise Trouble(f"Порт {port} занят другой программой.", cure) from error


def _free_port(first: int) -> int:
    for port in range(first, min(first + 100, 65536)):
        with socket.socket() as line:
            if line.connect_ex((HOST, port)):
                return port
    return first


def _start(supervisor: Supervisor, claim: Claim, region: str) -> None:
    began = time.monotonic()
    home, environ = supervisor.home, supervisor.environ
    addresses = urls.addresses(environ, home)
    done = stamps.read_stamps(home)
    say(
        "Запускаю «Маршрут»: обычно 2–5 секунд."
        if done
        else "Первый запуск «Маршрута»: до минуты, потом несколько секунд."
    )
    if not addresses.external:
        supervisor.server = _start_postgres(home)
    identity = _identity(addresses, done.get("identity", ""), home)
    known = done if identity == done.get("identity") else {}
    demo = _wants_demonstration(environ, known)
    activation = _prepare(supervisor, addresses, known, region, demo=demo)
    with step("Запускаю веб-сервер"):
        supervisor.start_web()
    address = f"http://{HOST}:{supervisor.port}/"
    supervisor.worker.start()
    supervisor.record(f"работает: {address}")
    say(f"\n«Маршрут» работает: {address}  (первая страница через {seconds(time.monotonic() - began)})")
    if activation:
        say(activation)
    _show_demonstration(home)
    claim.tell({"pid": os.getpid(), "port": supervisor.port, "address": address})
    if activation is None and (region or known.get("administrator") != "in"):
        _show_administrator(supervisor, region)
    say(f"Состояние: marshrut doctor. Журналы: {log_folder(home)}. Остановить: Ctrl-C.")


def _start_postgres(home: Path) -> Server:
    server = embedded_server(home)
    with step("Запускаю PostgreSQL" if (server.data / "PG_VERSION").exists() else "Создаю базу данных"):
        server.start()
    if not server.ours:
        say("  PostgreSQL уже работал: после Ctrl-C он останется.")
    return server


def _identity(addresses: urls.Addresses, known: str, home: Path) -> str:
    """Which database stands behind the addresses; makes roles and database where that is not the one we know."""
    if known:
        try:
            found = stamps.identity(addresses.owner)
        except Trouble:
            if addresses.external:
                raise
        else:
            if found == known:
                return found
    with step("Готовлю роли и расширения"):
        prepare_database(addresses, home)
    return stamps.identity(addresses.owner)


def _wants_demonstration(environ: Mapping[str, str], known: Mapping[str, str]) -> bool:
    """At the very first start, unless DEMO=no; never by itself where the settings are those of a real server."""
    word = environ.get("DEMO", "").strip().lower()
    if word not in {"", "no", "yes"}:
        raise Trouble(f"DEMO={word}: бывает «no» — без демонстрационных данных.", "make up DEMO=no")
    served = any(environ.get(name, "").strip() for name in SERVED)
    return not known and (word == "yes" or (word == "" and not served))


def _show_demonstration(home: Path) -> None:
    """The ways into a demonstration, one for each role."""
    if not (home / DEMONSTRATION).exists():
        return  # a plain start does not wait for the words of another
    from marshrut.demo.signins import read_sign_ins, table

    if (kept := read_sign_ins(home)) is not None:
        say(table(kept))


def _staff(environ: Mapping[str, str]) -> list[str]:
    text = environ.get("STAFF", "").strip()
    if text and not text.isdecimal():
        raise Trouble(f"STAFF={text}: нужно число людей.", "make up STAFF=5000")
    return ["--staff", text] if text else []


def _prepare(
    supervisor: Supervisor, addresses: urls.Addresses, done: Mapping[str, str], region: str, *, demo: bool
) -> str | None:
    """Run `marshrut prepare` for what changed. The words about the first administrator, None if nothing was run."""
    wanted = {"schema": stamps.code_digest(), "static": stamps.static_digest(), "regions": stamps.regions_digest()}
    parts = [part for part, digest in wanted.items() if done.get(part) != digest]
    if not parts:
        return None
    more = ["demonstration"] if demo else []
    result = _run_prepare(
        supervisor, [*parts, *more, "administrator"], region, _staff(supervisor.environ) if demo else []
    )
    if result.get("refused"):
        wanted["regions"] = "refused"  # said again at every start, until it is settled
    came_in = "in" if result["administrator_in"] else "waiting"
    made = {**wanted, "administrator": came_in, "identity": stamps.identity(addresses.owner)}
    stamps.write_stamps(supervisor.home, made)
    return str(result["activation"])


def _show_administrator(supervisor: Supervisor, region: str) -> None:
    """Nobody has come in yet: a fresh code, made while the first page is already there."""
    try:
        result = _run_prepare(supervisor, ["administrator"], region)
    except Trouble as trouble:  # pages are served already: not a reason to stop
        supervisor.record(str(trouble))
        say("Код первого администратора не готов. Получить: marshrut prepare --parts administrator")
        return
    if result["administrator_in"] and not region:
        stamps.write_stamps(supervisor.home, {**stamps.read_stamps(supervisor.home), "administrator": "in"})
    if result["activation"]:
        say(result["activation"])


def _run_prepare(supervisor: Supervisor, parts: list[str], region: str, more: Sequence[str] = ()) -> dict[str, Any]:
    reader, writer = os.pipe()
    argv = [sys.executable, "-m", "marshrut.cli.main", "prepare", "--parts", ",".join(parts), "--result", str(writer)]
    argv += [*(["--region", region] if region else []), *more]
    log = log_folder(supervisor.home) / "prepare.log"
    command = launch_command(Runner("self", os.getuid(), os.getgid()), argv, tied=os.getpid(), death=signal.SIGTERM)
    with open_log(log) as errors:
        process = subprocess.Popen(
            command, pass_fds=[writer], stdin=subprocess.DEVNULL, stderr=errors, env=supervisor.environ,
            start_new_session=True,
        )  # fmt: skip
    os.close(writer)
    try:
        with os.fdopen(reader, encoding="utf-8") as answer:
            text = answer.read()
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if code:
        raise Trouble(
            f"Подготовка не закончилась. Конец журнала:\n{tail(log)}", f"Журнал целиком: {log}; marshrut doctor"
        )
    found: dict[str, Any] = json.loads(text)
    return found
