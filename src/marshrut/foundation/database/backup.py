"""Database and files into one file, and back. A restore checks all first and changes the database at one stroke."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from marshrut import __version__
from marshrut.foundation.database import archive, roles
from marshrut.foundation.database.archive import ArchiveWriter, Part
from marshrut.foundation.database.binaries import Binaries
from marshrut.foundation.database.exchange import exchange_database
from marshrut.foundation.database.home import make_private
from marshrut.foundation.database.tools import check_end, start_tool
from marshrut.foundation.database.trouble import Trouble

__all__ = ["Summary", "backups_folder", "check_backup", "is_empty", "last_backup", "make_backup", "restore_backup"]

_TABLES = (
    "SELECT count(*) FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid"
    " AND d.deptype = 'e')"
)


@dataclass(frozen=True)
class Summary:
    """What went into a backup."""

    path: Path
    size: int
    database_bytes: int
    files: int
    left_out: str


def backups_folder(home: Path) -> Path:
    """Where copies made by ourselves lie (before a restore, before an upgrade), and the record of the last one."""
    return home / "backups"


def make_backup(
    target: Path, *, owner: str, files: Path | None, left_out: str = "", binaries: Binaries, home: Path | None = None
) -> Summary:
    """Write a backup. `files` is None where they lie elsewhere; `left_out` says so in words."""
    target = _target(target)
    try:
        with ArchiveWriter(target) as writer:
            database = _dump(writer, owner, binaries)
            # Files after the database: what the dump knows is certainly there, a later file is merely unused.
            stored = _add_files(writer, files)
            lines = "".join(f"{part.sha256} {part.size} {part.name}\n" for part in stored)
            listing = writer.add(archive.LISTING, BytesIO(lines.encode()))
            manifest = {
                "product": "marshrut", "format": archive.FORMAT, "version": __version__,
                "created": datetime.now(UTC).isoformat(timespec="seconds"), **_facts(owner),
                "parts": [asdict(database), asdict(listing)],
                "files": {"count": len(stored), "bytes": sum(part.size for part in stored), "left_out": left_out},
            }  # fmt: skip
            writer.finish(manifest)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        words = f"на диске с {target.parent} кончилось место" if full else f"{error.strerror} ({error.filename})"
        raise Trouble(f"Копия не записана: {words}.", f"df -h {target.parent}; затем повторите команду") from error
    if home is not None:
        _remember(home, target, manifest["created"])
    return Summary(target, target.stat().st_size, database.size, len(stored), left_out)


def _target(target: Path) -> Path:
    if target.is_dir():
        target = target / f"marshrut-{datetime.now().astimezone():%Y-%m-%d-%H%M}.tar"
    if target.exists():
        raise Trouble(f"Файл {target} уже есть: копии не перезаписываются.", "Укажите другое имя")
    if not target.parent.is_dir():
        raise Trouble(f"Нет папки {target.parent}.", f"mkdir -p {target.parent}")
    return target.absolute()


def _dump(writer: ArchiveWriter, owner: str, binaries: Binaries) -> Part:
    process = start_tool(binaries, "pg_dump", ["-Fc"], owner, stdout=subprocess.PIPE)
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    try:
        with process.stdout:
            part = writer.add(archive.DATABASE, process.stdout)
    except BaseException:
        process.kill()
        process.wait()
        raise
    check_end(process, "pg_dump")
    return part


def _add_files(writer: ArchiveWriter, files: Path | None) -> list[Part]:
    if files is None or not files.is_dir():
        return []
    stored = []
    for path in sorted(files.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue  # drafts of uploads begin with a dot
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue  # swept while we were reading: the dump did not need it
        with source:
            stored.append(writer.add(archive.FILES + path.relative_to(files).as_posix(), source))
    return stored


def _facts(owner: str) -> dict[str, Any]:
    with roles.connect(owner) as connection:
        known = connection.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL").fetchone()
        query = "SELECT app, name FROM django_migrations ORDER BY app, name"
        rows = connection.execute(query).fetchall() if known and known[0] else []
        return {"postgres": connection.info.server_version // 10000, "migrations": [list(row) for row in rows]}


def _remember(home: Path, target: Path, created: str) -> None:
    record = make_private(backups_folder(home)) / "last.json"
    record.write_text(json.dumps({"path": str(target), "created": created}), encoding="utf-8")


def last_backup(home: Path) -> tuple[datetime, str] | None:
    """When the last backup was made and where it was written."""
    try:
        found = json.loads((backups_folder(home) / "last.json").read_text(encoding="utf-8"))
        return datetime.fromisoformat(found["created"]), str(found["path"])
    except (OSError, ValueError, KeyError):
        return None


def check_backup(path: Path, known_migrations: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Everything that can be wrong with the file itself; returns its manifest."""
    manifest = archive.read_manifest(path)
    if _number(manifest["version"]) > _number(__version__):
        raise Trouble(
            f"Копия сделана версией {manifest['version']}, а здесь {__version__}: более старая не поймёт её данных.",
            f"Обновите «Маршрут» до {manifest['version']} или новее и повторите",
        )
    unknown = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known_migrations]
    if unknown:
        raise Trouble(
            f"В копии есть таблицы, которых эта версия не знает ({', '.join(unknown[:3])}): она сделана более новой.",
            "Обновите «Маршрут» до версии, которая сделала копию, и повторите",
        )
    archive.verify(path, manifest)
    return manifest


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def is_empty(owner: str) -> bool:
    """True if the database holds no table of ours."""
    with roles.connect(owner) as connection:
        row = connection.execute(_TABLES).fetchone()
        return not row or row[0] == 0


def restore_backup(path: Path, *, owner: str, files: Path | None, names: roles.Names, binaries: Binaries) -> None:
    """Put files in their places, then exchange the database in one transaction. The file must have been checked.

    Content-addressed files never contradict each other, so those that are there stay; orphans are swept later.
    """
    if files is not None:
        for entry, stream in archive.members(path):
            if entry.name.startswith(archive.FILES):
                _put_file(files, entry.name.removeprefix(archive.FILES), stream)
    for entry, stream in archive.members(path):
        if entry.name == archive.DATABASE:
            exchange_database(stream, owner, names, binaries)
            return


def _put_file(files: Path, name: str, stream: Any) -> None:
    place = files / name
    for folder in reversed(place.relative_to(files).parents):
        (files / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as copy:
        shutil.copyfileobj(stream, copy, archive.CHUNK)
    draft.replace(place)
