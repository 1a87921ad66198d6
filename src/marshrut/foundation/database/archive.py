"""The one file of a backup: a plain tar that any tar can open, written without temporary copies, checked before use.

manifest.json   who made it, when, of what version, the checksums of the parts; first, so that it is read at once
database.dump   pg_dump in its custom format
files/…         stored files under their content addresses
files.sha256    their checksums
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any

from marshrut.foundation.database.trouble import Trouble

__all__ = ["DATABASE", "FILES", "LISTING", "MANIFEST", "ArchiveWriter", "Part", "members", "read_manifest", "verify"]

MANIFEST, DATABASE, LISTING, FILES = "manifest.json", "database.dump", "files.sha256", "files/"
MANIFEST_SIZE = 32_768
BLOCK = 512
CHUNK = 1 << 20
FORMAT = 1


@dataclass(frozen=True)
class Part:
    """A member of the archive."""

    name: str
    size: int
    sha256: str


class ArchiveWriter:
    """Writes `<target>.part` and gives it its name only when it is whole and on the disk."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.draft = target.with_name(f"{target.name}.part")

    def __enter__(self) -> ArchiveWriter:
        handle = os.open(self.draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(handle, "r+b")
        self._file.write(bytes(BLOCK + MANIFEST_SIZE))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self.draft.unlink(missing_ok=True)

    def add(self, name: str, source: IO[bytes]) -> Part:
        """Copy a stream of unknown length; its header is written afterwards."""
        start = self._file.tell()
        header = len(_header(name, 0))
        self._file.write(bytes(header))
        digest, size = hashlib.sha256(), 0
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            self._file.write(chunk)
        self._file.write(bytes(-size % BLOCK))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_header(name, size))
        self._file.seek(end)
        return Part(name, size, digest.hexdigest())

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest into its place and name the file."""
        body = json.dumps({**manifest, "seal": _seal(manifest)}, ensure_ascii=False, indent=1).encode()
        if len(body) >= MANIFEST_SIZE:
            raise ValueError(f"manifest of {len(body)} bytes does not fit")
        self._file.write(bytes(2 * BLOCK))
        self._file.seek(0)
        self._file.write(_header(MANIFEST, MANIFEST_SIZE) + body.ljust(MANIFEST_SIZE - 1) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.draft.rename(self.target)


def _header(name: str, size: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


def _seal(manifest: dict[str, Any]) -> str:
    plain = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _damaged(path: Path, why: str) -> Trouble:
    return Trouble(f"Копия {path} повреждена: {why}.", "Возьмите другую копию; в базе ничего не изменено")


def members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Every member with its bytes; anything but plain files under decent names is refused."""
    try:
        with tarfile.open(path, "r:") as archive:
            seen: set[str] = set()
            for entry in archive:
                _check_entry(path, entry, seen)
                stream = archive.extractfile(entry)
                if stream is None:
                    raise _damaged(path, f"{entry.name} не читается")
                yield entry, stream
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise Trouble(f"Копия {path} не читается: {error.strerror or error}.", f"ls -l {path}") from error


def _chunks(path: Path, stream: IO[bytes]) -> Iterator[bytes]:
    try:
        while chunk := stream.read(CHUNK):
            yield chunk
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(path, "файл обрывается") from error


def _check_entry(path: Path, entry: tarfile.TarInfo, seen: set[str]) -> None:
    name = entry.name
    parts = PurePosixPath(name).parts
    decent = bool(re.fullmatch(r"[A-Za-z0-9._/-]+", name)) and not name.startswith("/") and ".." not in parts
    expected = name in {MANIFEST, DATABASE, LISTING} or (name.startswith(FILES) and str(PurePosixPath(name)) == name)
    plain = entry.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and entry.sparse is None
    if not (decent and expected and plain) or name in seen:
        raise _damaged(path, f"в ней лишнее: {name!r}")
    seen.add(name)


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest alone: quick, nothing else is read."""
    for entry, stream in members(path):
        if entry.name != MANIFEST:
            break
        try:
            found = json.loads(b"".join(_chunks(path, stream)))
        except ValueError as error:
            raise _damaged(path, "опись не читается") from error
        if not isinstance(found, dict) or found.get("product") != "marshrut":
            break
        if found.get("format", 0) > FORMAT:
            raise Trouble(
                f"Копия сделана более новой версией «Маршрута» ({found.get('version')}), здесь её не прочесть.",
                "Установите ту же версию, что сделала копию, или новее",
            )
        if found.get("seal") != _seal(found):
            raise _damaged(path, "опись изменена")
        return found
    raise Trouble(f"{path} — не копия «Маршрута».", "marshrut backup ФАЙЛ делает копию")


def verify(path: Path, manifest: dict[str, Any]) -> None:
    """Read everything once and compare with the manifest, before anything is touched."""
    expected = {part["name"]: Part(**part) for part in manifest["parts"]}
    found: dict[str, Part] = {}
    listing = b""
    for entry, stream in members(path):
        digest, size = hashlib.sha256(), 0
        for chunk in _chunks(path, stream):
            digest.update(chunk)
            size += len(chunk)
            if entry.name == LISTING:
                listing += chunk
        if size != entry.size:
            raise _damaged(path, f"{entry.name} обрывается")
        if entry.name != MANIFEST:
            found[entry.name] = Part(entry.name, size, digest.hexdigest())
    if found.get(LISTING) != expected.get(LISTING):
        raise _damaged(path, "не сходится список файлов")
    for line in listing.decode("utf-8").splitlines():
        sha256, size_text, name = line.split(" ", 2)
        expected[name] = Part(name, int(size_text), sha256)
    if found != expected:
        wrong = sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
        raise _damaged(path, f"не сходится контрольная сумма: {', '.join(wrong[:3])}")
