"""pg_dump, psql and the like: run with the address in the environment, where others cannot read it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict

from marshrut.foundation.database.binaries import Binaries, clean_environment
from marshrut.foundation.database.trouble import Trouble

__all__ = ["check_end", "run_tool", "start_tool", "tool_environment"]

_VARIABLES = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
    "dbname": "PGDATABASE", "options": "PGOPTIONS", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY", "service": "PGSERVICE", "passfile": "PGPASSFILE",
    "connect_timeout": "PGCONNECT_TIMEOUT", "target_session_attrs": "PGTARGETSESSIONATTRS",
}  # fmt: skip


def tool_environment(conninfo: str) -> dict[str, str]:
    """The address as libpq's variables: a password on a command line can be read by everybody on the machine."""
    environ = clean_environment()
    for key, value in conninfo_to_dict(conninfo).items():
        if value is not None and key in _VARIABLES:
            environ[_VARIABLES[key]] = str(value)
    return environ


def start_tool(
    binaries: Binaries, name: str, arguments: Sequence[str], conninfo: str, *, stdin: int | IO[bytes] | None = None,
    stdout: int | IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:  # fmt: skip
    """Start a program of PostgreSQL with pipes; end it with `check_end`."""
    return subprocess.Popen(
        [binaries.program(name), *arguments], env=tool_environment(conninfo), stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL if stdin is None else stdin, stdout=stdout, cwd="/",
    )  # fmt: skip


def check_end(process: subprocess.Popen[bytes], name: str) -> None:
    """Wait for its end; trouble in its own words."""
    with suppress(BrokenPipeError, ValueError):
        if process.stdin is not None:
            process.stdin.close()
    words = process.stderr.read().decode("utf-8", "replace").strip() if process.stderr is not None else ""
    if process.stderr is not None:
        process.stderr.close()
    if process.wait():
        raise Trouble(
            f"{name}: {words[-1500:] or f'закончился с кодом {process.returncode}'}",
            "Если сервер новее программ или требует TLS: повторите с MARSHRUT_PG_BIN=/usr/lib/postgresql/18/bin",
        )


def run_tool(
    binaries: Binaries, name: str, arguments: Sequence[str], conninfo: str, output: Path | None = None
) -> None:
    """Run a program to its end, its output into a file that only the owner reads."""
    if output is None:
        check_end(start_tool(binaries, name, arguments, conninfo, stdout=subprocess.DEVNULL), name)
        return
    with output.open("wb") as target:
        output.chmod(0o600)
        check_end(start_tool(binaries, name, arguments, conninfo, stdout=target), name)
