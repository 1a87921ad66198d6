"""What was prepared for which database: lets a second start skip Django altogether.

A stamp is tied to the identity of the database, so that a restored or exchanged one is prepared anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import marshrut
from marshrut.foundation.database.home import checkout_folder
from marshrut.foundation.database.roles import connect

__all__ = ["code_digest", "forget_stamps", "identity", "read_stamps", "regions_digest", "static_digest", "write_stamps"]

PACKAGE = Path(marshrut.__file__).parent
FILE = "prepared.json"


def _digest(paths: Iterable[Path], *words: str) -> str:
    lines = [*words]
    for path in sorted(paths):
        found = path.stat()
        lines.append(f"{path} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def code_digest() -> str:
    """Changes whenever migrations, models, settings or the libraries that bring migrations change."""
    patterns = ("**/migrations/*.py", "**/models.py", "config/settings*.py")
    libraries = (f"{name} {version(name)}" for name in ("django", "procrastinate"))
    return _digest((path for pattern in patterns for path in PACKAGE.glob(pattern)), marshrut.__version__, *libraries)


def static_digest() -> str:
    """Changes with any file that goes to the browser as it is."""
    checkout = checkout_folder(PACKAGE)
    faces = checkout.glob("node_modules/@fontsource-variable/*/files/*") if checkout else ()
    libraries = (f"{name} {version(name)}" for name in ("django-htmx", "whitenoise"))
    styles = (path for path in PACKAGE.glob("**/static/**/*") if path.is_file())
    return _digest([*styles, *faces, *PACKAGE.glob("foundation/ui/static.py")], marshrut.__version__, *libraries)


def regions_root() -> Path | None:
    """The folder with the regions' regulation: named, beside the sources, or inside the installed package."""
    given = os.environ.get("MARSHRUT_REGIONS", "").strip()
    checkout = checkout_folder(PACKAGE)
    places = [Path(given)] if given else [*([checkout / "regions"] if checkout else []), PACKAGE / "regions"]
    return next((place for place in places if place.is_dir()), None)


def regions_digest() -> str:
    """Changes with any file of any region."""
    root = regions_root()
    return _digest((path for path in root.rglob("*") if path.is_file()), marshrut.__version__) if root else ""


def identity(owner: str) -> str:
    """Which database this is, and up to which migration."""
    with connect(owner) as connection:
        row = connection.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()), oid, to_regclass('public.django_migrations')"
            " IS NOT NULL FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert row is not None  # noqa: S101 - the database we are connected to
        marks = [str(row[0]), str(row[1])]
        if row[2]:
            found = connection.execute("SELECT count(*), max(id) FROM django_migrations").fetchone() or ()
            marks += [str(value) for value in found]
    return "-".join(marks)


def read_stamps(home: Path) -> dict[str, str]:
    """What was prepared, or nothing where that is unknown."""
    try:
        found = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def write_stamps(home: Path, stamps: dict[str, str]) -> None:
    """Record what was prepared, whole or not at all."""
    draft = home / f".{FILE}.{os.getpid()}"
    draft.write_text(json.dumps(stamps, indent=1), encoding="utf-8")
    draft.replace(home / FILE)


def forget_stamps(home: Path) -> None:
    """Everything is to be prepared anew."""
    (home / FILE).unlink(missing_ok=True)
