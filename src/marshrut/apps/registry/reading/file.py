"""The whole way: bytes → sheets → headings → lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import IO, TYPE_CHECKING

from marshrut.apps.registry.reading.shapes import FileRead
from marshrut.apps.registry.types import ImportKind

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["read_file"]


def read_file(
    source: IO[bytes],
    *,
    name: str,
    kind: ImportKind,
    words: Dictionaries,
    as_of: date,
    columns: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    step: Callable[[int, int], None] | None = None,
) -> FileRead:
    """Read a list; raises `UnreadableError` where it is none.

    `columns`: heading → field code as the person said it ('' means: no field); wins over everything. `remembered`:
    signature → columns of layouts explained before. `step(done, total)` is called now and then.
    """
    raise NotImplementedError
