"""The server of this installation: where it lies, and running it only for the length of a command."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from marshrut.foundation.database import roles, urls
from marshrut.foundation.database.binaries import find_binaries
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.home import log_folder
from marshrut.foundation.database.places import MAJOR, data_folder, socket_folder
from marshrut.foundation.database.trouble import Trouble

__all__ = ["database_running", "embedded_server", "existing_majors", "prepare_database"]


def existing_majors(home: Path) -> list[int]:
    """The versions that have a data folder here."""
    found = (home / "postgres").glob("*/data/PG_VERSION")
    return sorted(int(path.parts[-3]) for path in found if path.parts[-3].isdigit())


def embedded_server(home: Path, *, tied: bool = True, environ: Mapping[str, str] | None = None) -> Server:
    """The embedded server of this home. Refuses to begin anew beside data of an older version."""
    binaries = find_binaries(environ)
    major = max(binaries.major, MAJOR)
    majors = existing_majors(home)
    if majors and major not in majors:
        newest = majors[-1]
        if newest > major:
            raise Trouble(
                f"База здесь сделана PostgreSQL {newest}, а программы — {binaries.version}: более старые.",
                f"MARSHRUT_PG_BIN=/usr/lib/postgresql/{newest}/bin marshrut up",
            )
        raise Trouble(
            f"База здесь сделана PostgreSQL {newest}, а нужна {major}: требуется переход.",
            f"marshrut database upgrade --old-bin /usr/lib/postgresql/{newest}/bin (копия снимается, старое остаётся)",
        )
    log = log_folder(home) / "postgres.log"
    return Server(data_folder(home, major), socket_folder(home), binaries=binaries, log=log, tied=tied)


@contextmanager
def database_running(home: Path, *, create: bool = False) -> Iterator[urls.Addresses]:
    """The addresses of a database that answers; an embedded one that did not run is started and stopped again."""
    addresses = urls.addresses(os.environ, home)
    if addresses.external:
        yield addresses
        return
    server = embedded_server(home)
    if not create and not (server.data / "PG_VERSION").exists():
        raise Trouble("Базы ещё нет.", "make up")
    server.start()
    try:
        yield addresses
    finally:
        server.stop()


def prepare_database(addresses: urls.Addresses, home: Path) -> roles.Names:
    """Roles, database and extensions, wherever the server is; returns the roles' names."""
    names = roles.Names(*(addresses.name_of(alias) for alias in ("owner", "default", "privacy")))
    if addresses.external:
        roles.prepare_external(addresses.owner, names)
    else:
        roles.prepare(embedded_server(home).conninfo(), names=names)
    return names
