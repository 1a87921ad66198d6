"""Logs that stay small: whoever writes appends, whoever watches copies and cuts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO

__all__ = ["LIMIT", "open_log", "rotate", "tail"]

LIMIT = 2_000_000
KEEP = 3


def open_log(path: Path) -> BinaryIO:
    """A log for appending, readable by its owner alone: names can stand in an error."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rotate(path)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "ab", buffering=0)


def rotate(path: Path, limit: int = LIMIT, keep: int = KEEP) -> bool:
    """Move a log that grew over the limit to `.1`, `.2`…; the writer, which appends, goes on in the emptied file."""
    try:
        if path.stat().st_size <= limit:
            return False
        for number in range(keep - 1, 0, -1):
            older = path.with_name(f"{path.name}.{number}")
            if older.exists():
                older.replace(path.with_name(f"{path.name}.{number + 1}"))
        shutil.copy2(path, path.with_name(f"{path.name}.1"))
        os.truncate(path, 0)
    except OSError:
        return False  # a full disk must not stop what is being logged
    return True


def tail(path: Path, lines: int = 12, size: int = 8_000) -> str:
    """The last lines of a log, for a message on the screen."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - size))
            text = log.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
