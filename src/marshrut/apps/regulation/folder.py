"""A region's folder on disk -> bytes for the core. No Django.

A folder may come from a stranger: symbolic links, devices, pipes and huge files are refused before a byte is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from marshrut.apps.regulation.types import BaseFacts
from marshrut.cores.regulation import (
    FILES,
    OPTIONAL_FILES,
    Catalogue,
    Problem,
    Reading,
    needs_check,
    read_catalogue,
    read_facts,
    read_regulation,
    read_sources,
)
from marshrut.cores.regulation.facts import FACT_FILES
from marshrut.cores.regulation.problems import nearest
from marshrut.cores.regulation.yamltext import MAX_BYTES

__all__ = [
    "BASE",
    "own_regions",
    "read_base",
    "read_base_facts",
    "read_files",
    "read_folder",
    "regions_home",
]

BASE = "base"
_SOURCES = "SOURCES.md"
#: More entries than this in one folder are not listed one by one.
_LISTED = 40
_READ_ONLY = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_LINK = "символическая ссылка: положите на её место сам файл"


def regions_home() -> Path:
    """Where the product's own regions lie: in MARSHRUT_REGIONS, in the source tree, or inside the installed package."""
    if named := os.environ.get("MARSHRUT_REGIONS"):
        return Path(named)
    package = Path(__file__).resolve().parents[2]
    checkout = package.parents[1] / "regions"
    return checkout if checkout.is_dir() else package / "regions"


def own_regions() -> tuple[Path, ...]:
    """The folders of the regions that the product carries, by name."""
    return tuple(sorted(one for one in regions_home().iterdir() if one.is_dir() and one.name != BASE))


def read_base(home: Path | None = None) -> Catalogue:
    """The product's catalogue of functions. Raises RuntimeError when the product itself is damaged."""
    path = (home or regions_home()) / BASE / "functions.yaml"
    catalogue, problems = read_catalogue(path.read_bytes(), str(path))
    if catalogue is None:
        raise RuntimeError("каталог функций повреждён: " + "; ".join(map(str, problems)))
    return catalogue


def read_base_facts(home: Path | None = None) -> BaseFacts:
    """The product's facts with their sources. Raises RuntimeError when the product itself is damaged."""
    files, problems = read_files((home or regions_home()) / BASE, (*FACT_FILES, _SOURCES), stray=False)
    listed = files.pop(_SOURCES, b"").decode("utf-8", errors="replace")
    facts, more = read_facts(files)
    if facts is None or problems:
        raise RuntimeError("справочники повреждены: " + "; ".join(map(str, (*problems, *more))))
    gaps = {name: needs_check(name, data) for name, data in files.items()}
    return BaseFacts(facts, gaps, read_sources(listed))


def read_files(
    folder: Path, wanted: Iterable[str] = (*FILES, *OPTIONAL_FILES), *, stray: bool = True
) -> tuple[dict[str, bytes], list[Problem]]:
    """The bytes of the wanted files and what is wrong with the folder; `stray`: other entries are a problem."""
    wanted = tuple(wanted)
    shown = Path(os.path.normpath(folder))
    if shown.is_symlink():
        return {}, [Problem(str(shown), None, "", "папка региона — символическая ссылка: назовите саму папку")]
    try:
        handle = os.open(shown, _READ_ONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return {}, [Problem(str(shown), None, "", "папки нет: проверьте путь")]
    except NotADirectoryError:
        return {}, [Problem(str(shown), None, "", "это не папка: назовите папку региона")]
    except OSError as error:
        return {}, [Problem(str(shown), None, "", f"папка не читается: {error.strerror}")]
    try:
        return _read_entries(handle, shown, wanted, stray=stray)
    finally:
        os.close(handle)


def _read_entries(
    handle: int, shown: Path, wanted: tuple[str, ...], *, stray: bool
) -> tuple[dict[str, bytes], list[Problem]]:
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    names = sorted(os.listdir(handle))
    for name in names:
        if name not in wanted:
            if stray:
                problems.append(Problem(name, None, "", "лишнее в папке региона: уберите", nearest(name, wanted)))
            continue
        got = _read_one(handle, name)
        if isinstance(got, bytes):
            files[name] = got
        else:
            problems.append(got)
    if len(problems) > _LISTED:
        rest = len(problems) - _LISTED
        problems = [*problems[:_LISTED], Problem(str(shown), None, "", f"и ещё замечаний: {rest}")]
    return files, problems


def _read_one(handle: int, name: str) -> bytes | Problem:
    try:
        kind = os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode
        if stat.S_ISLNK(kind):
            return Problem(name, None, "", _LINK)
        if not stat.S_ISREG(kind):
            return Problem(name, None, "", "не обычный файл (папка, канал или устройство): положите обычный файл")
        opened = os.open(name, _READ_ONLY, dir_fd=handle)
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                return Problem(name, None, "", "файл подменили во время чтения: повторите")
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Problem(name, None, "", f"файл не читается: {error.strerror}")
    if len(data) > MAX_BYTES:
        return Problem(name, None, "", f"файл больше {MAX_BYTES // 1024 // 1024} МБ: уберите лишнее")
    return data


def read_folder(folder: Path, *, catalogue: Catalogue, others: dict[str, frozenset[str]] | None = None) -> Reading:
    """Read and check one region's folder; `file` of each problem is the path as the person gave it."""
    shown = Path(os.path.normpath(folder))
    files, problems = read_files(folder)
    if problems and not files:
        return Reading(None, tuple(_at(shown, problems)), references_checked=False)
    unreadable = {problem.file for problem in problems}
    reading = read_regulation(shown.resolve().name, files, catalogue=catalogue, others=others)
    # A file that could not be opened was already reported; that it is absent from the bytes says nothing new.
    more = [problem for problem in reading.problems if problem.file not in unreadable]
    every = tuple(_at(shown, [*problems, *more]))
    return Reading(None if every else reading.regulation, every, reading.references_checked)


def _at(folder: Path, problems: Iterable[Problem]) -> list[Problem]:
    return [one if one.file == str(folder) else replace(one, file=str(folder / one.file)) for one in problems]
