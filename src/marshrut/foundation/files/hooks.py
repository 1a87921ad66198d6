"""Apps say who may see files of a class and which files are in use. A class that nobody answers for stays closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marshrut.cores.kernel import Decision
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["ClassKeeper", "keeper_of", "keepers", "register_class"]


@dataclass(frozen=True, slots=True)
class ClassKeeper:
    """`may(viewer, file, on)` decides; `used(ids)` answers which of these files something still points to."""

    may: Callable[[AnyViewer, StoredFile, date], Decision]
    used: Callable[[Iterable[UUID]], set[UUID]]


_keepers: dict[FileClass, ClassKeeper] = {}


def register_class(file_class: FileClass, keeper: ClassKeeper) -> None:
    """Take charge of a class of files."""
    _keepers[file_class] = keeper


def keeper_of(file_class: FileClass) -> ClassKeeper | None:
    """Who is in charge."""
    return _keepers.get(file_class)


def keepers() -> dict[FileClass, ClassKeeper]:
    """All of them."""
    return dict(_keepers)
