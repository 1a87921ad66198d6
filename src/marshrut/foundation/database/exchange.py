"""The database exchanged for the one of a dump, at one stroke: until the last row is in, nobody sees a change."""

from __future__ import annotations

import shutil
import subprocess
import threading
from contextlib import suppress
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from marshrut.foundation.database import roles
from marshrut.foundation.database.binaries import Binaries
from marshrut.foundation.database.tools import check_end, start_tool
from marshrut.foundation.database.trouble import Trouble

__all__ = ["exchange_database"]

CHUNK = 1 << 20


def exchange_database(dump: IO[bytes], owner: str, names: roles.Names, binaries: Binaries) -> None:
    """pg_restore writes SQL, psql runs it in one transaction: as the owner, for a file must not command a superuser.

    The two are joined by us and not by a pipe of their own: the end of its input makes psql commit,
    so it may only see one when pg_restore has ended well.
    """
    rights = [] if names == roles.Names() else ["--no-privileges"]
    arguments = ["-f", "-", "--no-owner", "--no-comments", *rights]
    reader = start_tool(binaries, "pg_restore", arguments, owner, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    options = f"{conninfo_to_dict(owner).get('options') or ''} -c lock_timeout=30s".strip()
    arguments = ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-c", _prologue(names), "-f", "-"]
    address = make_conninfo(owner, options=options)
    writer = start_tool(binaries, "psql", arguments, address, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    feeder = threading.Thread(target=_feed, args=(dump, reader.stdin))
    feeder.start()
    try:
        if not _pump(reader.stdout, writer.stdin):
            check_end(writer, "psql")
            raise Trouble("psql закончился раньше времени: база не изменена.", "Повторите команду")
        feeder.join()
        check_end(reader, "pg_restore")
        check_end(writer, "psql")
    finally:
        for process in (writer, reader):
            if process.returncode is None:
                process.kill()
                process.wait()
        feeder.join()
        for process in (writer, reader):
            for pipe in (process.stdin, process.stdout, process.stderr):
                with suppress(BrokenPipeError):
                    if pipe is not None:
                        pipe.close()


def _prologue(names: roles.Names) -> str:
    app, privacy = (f'"{name}"' for name in (names.app, names.privacy))
    return (
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public; "
        f"GRANT USAGE ON SCHEMA public TO {app}, {privacy}; SET client_min_messages = warning"
    )


def _feed(dump: IO[bytes], pipe: IO[bytes]) -> None:
    try:
        _pump(dump, pipe)
    finally:
        with suppress(BrokenPipeError):
            pipe.close()


def _pump(source: IO[bytes] | None, pipe: IO[bytes] | None) -> bool:
    """Copy to the end; False if the other side had enough before (why, it says itself)."""
    assert source is not None  # noqa: S101 - pipes were asked for
    assert pipe is not None  # noqa: S101
    try:
        shutil.copyfileobj(source, pipe, CHUNK)
        pipe.flush()
    except BrokenPipeError:
        return False
    return True
