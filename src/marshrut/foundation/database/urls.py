"""From addresses in the environment to Django's DATABASES: application role, owner, privacy role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from marshrut.foundation.database.places import PORT, socket_folder
from marshrut.foundation.database.trouble import Trouble

__all__ = [
    "APP",
    "DATABASE",
    "OWNER",
    "PRIVACY",
    "Addresses",
    "addresses",
    "database_name",
    "database_settings",
    "is_external",
]

DATABASE = "marshrut"
OWNER = "marshrut_owner"
APP = "marshrut_app"
PRIVACY = "marshrut_privacy"

APP_VARIABLE = "MARSHRUT_DATABASE_URL"
OWNER_VARIABLE = "MARSHRUT_OWNER_DATABASE_URL"
PRIVACY_VARIABLE = "MARSHRUT_PRIVACY_DATABASE_URL"
_EXAMPLE = f"{APP_VARIABLE}=postgresql://{APP}:пароль@сервер:5432/{DATABASE}"


@dataclass(frozen=True)
class Addresses:
    """Connection strings (libpq) of the three roles, and whether the server is somebody else's."""

    app: str
    owner: str
    privacy: str
    external: bool

    def name_of(self, alias: str) -> str:
        """The role behind an alias; the privacy role may be entered through the owner with SET ROLE."""
        if alias == "privacy" and self.external and "role=" in (_parts(self.privacy).get("options") or ""):
            return PRIVACY
        return str(_parts({"default": self.app, "owner": self.owner, "privacy": self.privacy}[alias])["user"])


def is_external(environ: Mapping[str, str]) -> bool:
    """True when the database is a server that we do not start."""
    return bool(environ.get(APP_VARIABLE, "").strip())


def addresses(environ: Mapping[str, str], home: Path) -> Addresses:
    """Connection strings of the three roles; a mistake in an address is said without repeating its password."""
    if not is_external(environ):
        if environ.get(OWNER_VARIABLE, "").strip():
            raise Trouble(f"Задан {OWNER_VARIABLE}, но не задан {APP_VARIABLE}.", f"Задайте оба, например {_EXAMPLE}")
        folder = str(socket_folder(home))
        app, owner, privacy = (
            make_conninfo(host=folder, port=PORT, dbname=DATABASE, user=user) for user in (APP, OWNER, PRIVACY)
        )
        return Addresses(app=app, owner=owner, privacy=privacy, external=False)
    app = _checked(environ[APP_VARIABLE], APP_VARIABLE)
    given_owner = environ.get(OWNER_VARIABLE, "").strip()
    owner = _checked(given_owner, OWNER_VARIABLE) if given_owner else app
    given_privacy = environ.get(PRIVACY_VARIABLE, "").strip()
    privacy = _checked(given_privacy, PRIVACY_VARIABLE) if given_privacy else _through_owner(owner)
    return Addresses(app=app, owner=owner, privacy=privacy, external=True)


def database_settings(environ: Mapping[str, str], home: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: "default" (the application), "owner" (migrations), "privacy" (erases personal values)."""
    found = addresses(environ, home)
    return {
        alias: _django(conninfo)
        for alias, conninfo in (("default", found.app), ("owner", found.owner), ("privacy", found.privacy))
    }


def _parts(conninfo: str) -> dict[str, Any]:
    return dict(conninfo_to_dict(conninfo))


def _checked(address: str, variable: str) -> str:
    try:
        parts = _parts(address.strip())
    except ProgrammingError as error:
        raise Trouble(f"{variable}: адрес не читается.", f"Образец: {_EXAMPLE}") from error
    if "service" not in parts:
        for key, word in (("dbname", "имени базы"), ("user", "имени пользователя")):
            if not parts.get(key):
                raise Trouble(f"{variable}: в адресе нет {word}.", f"Образец: {_EXAMPLE}")
    return make_conninfo(**parts)


def _through_owner(owner: str) -> str:
    options = f"{_parts(owner).get('options') or ''} -c role={PRIVACY}".strip()
    return make_conninfo(owner, options=options)


def _django(conninfo: str) -> dict[str, Any]:
    parts = _parts(conninfo)
    entry: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql"}
    for ours, theirs in (("dbname", "NAME"), ("user", "USER"), ("password", "PASSWORD"), ("host", "HOST")):
        entry[theirs] = str(parts.pop(ours, None) or "")
    entry["PORT"] = str(parts.pop("port", None) or "")
    # A thread of the server keeps its connection; the check finds one that died with a restarted PostgreSQL.
    entry["CONN_MAX_AGE"] = 600
    entry["CONN_HEALTH_CHECKS"] = True
    entry["OPTIONS"] = {key: value for key, value in parts.items() if value is not None}
    return entry


def database_name(conninfo: str) -> str:
    """The database of an address."""
    return str(_parts(conninfo).get("dbname") or DATABASE)
