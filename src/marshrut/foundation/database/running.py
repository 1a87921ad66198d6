"""Who runs `marshrut up` on this home: one at a time, and the others learn its address."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any

__all__ = ["Claim", "is_up"]

STATE = "up.json"
LOCK = "up.lock"


class Claim:
    """The right to run on a home; it ends with the process, however that ends."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.held = False
        self._handle = -1

    def __enter__(self) -> Claim:
        self._handle = os.open(self.home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.held = True
            (self.home / STATE).unlink(missing_ok=True)  # a killed predecessor's address
        except BlockingIOError:
            self.held = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.held:
            (self.home / STATE).unlink(missing_ok=True)
        os.close(self._handle)

    def tell(self, state: dict[str, Any]) -> None:
        """Let others know the address."""
        draft = self.home / f".{STATE}"
        draft.write_text(json.dumps(state), encoding="utf-8")
        draft.replace(self.home / STATE)

    def state(self) -> dict[str, Any]:
        """What the one who runs has told."""
        try:
            found = json.loads((self.home / STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def is_up(home: Path) -> dict[str, Any] | None:
    """The state of the one who runs on this home, None if nobody does."""
    if not (home / LOCK).exists():
        return None
    handle = os.open(home / LOCK, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return Claim(home).state()
    finally:
        os.close(handle)
    return None
