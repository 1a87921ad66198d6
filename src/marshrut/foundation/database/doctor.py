"""What is wrong with this installation and what to do: for `marshrut doctor` and for the administrator's page."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DjangoDatabaseError

from marshrut.foundation.database import checks_database, checks_machine, urls
from marshrut.foundation.database.checks import Check, Place, State, bad, ok
from marshrut.foundation.database.checks_database import Session
from marshrut.foundation.database.home import home_folder
from marshrut.foundation.database.roles import connect
from marshrut.foundation.database.trouble import Trouble

DatabaseCheck = Callable[[Session, Place], Check]

__all__ = ["Check", "State", "run_checks"]


def run_checks(environ: Mapping[str, str] | None = None, home: Path | None = None) -> list[Check]:
    """Look at everything; never raises for what it finds, never prints, changes nothing."""
    environ = os.environ if environ is None else environ
    place = Place(environ, home_folder(environ) if home is None else home)
    found = _database(place)
    for name, check in checks_machine.MACHINE_CHECKS.items():
        try:
            result = check(place)
        except OSError as error:
            result = bad(f"{error.strerror}: {error.filename}", f"ls -l {error.filename}")
        found.append(replace(result, name=name))
    return found


def _database(place: Place) -> list[Check]:
    name = "База данных"
    try:
        addresses = urls.addresses(place.environ, place.home)
        session = connect(addresses.app, timeout=5)
    except Trouble as trouble:
        cure = trouble.cure if urls.is_external(place.environ) else "marshrut up"
        return [replace(bad(trouble.what, cure), name=name)]
    kind = "внешний сервер" if addresses.external else "встроенный"
    version = session.info.server_version
    found = [replace(ok(f"PostgreSQL {version // 10000}.{version % 10000}, {kind}"), name=name)]
    with session:
        for name, check in checks_database.DATABASE_CHECKS.items():
            found.append(replace(_asked(check, session, place), name=name))
    return found


def _asked(check: DatabaseCheck, session: Session, place: Place) -> Check:
    try:
        return check(session, place)
    except (psycopg.Error, DjangoDatabaseError, OSError) as error:
        return bad(_first_line(error), "marshrut prepare; затем marshrut doctor")
    except (ImportError, RuntimeError, ImproperlyConfigured) as error:
        return bad(f"программа не загружается: {_first_line(error)}", "make setup; если не помогло: git status")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
