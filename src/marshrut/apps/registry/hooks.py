"""What apps above tell the registry: which of their records depend on people and places that an import brought, and
what they do when two records become one person or two again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "dependents_above",
    "files_above",
    "identity_changed",
    "own_above",
    "register_dependents",
    "register_files",
    "register_identity",
    "register_own",
]

#: `(viewer, people, places)`: both are querysets of ids, ready for `__in`; the answer names what depends, in words.
Dependents = Callable[[AnyViewer, "QuerySet[Any, Any]", "QuerySet[Any, Any]"], Iterable[str]]

#: `(viewer, kept, gone)`: called inside the transaction, after the records were joined or divided.
Identity = Callable[[AnyViewer, UUID, UUID], None]

#: `(viewer, person)` → sections of what an app holds about them: title, lines of (what, value, since, until, source).
OwnLine = tuple[str, str, date | None, date | None, str]
Own = Callable[[Viewer, UUID], Iterable[tuple[str, list[OwnLine]]]]

#: `ids` of stored lists → those that a row of the app above still points to.
FilesInUse = Callable[[Iterable[UUID]], Iterable[UUID]]

_dependents: list[Dependents] = []
_files: list[FilesInUse] = []
_own: list[Own] = []
_identity: list[Identity] = []


def register_dependents(ask: Dependents) -> None:
    """`ask` answers what of its app would be left without a person or a place: «маршруты: 12»."""
    if ask not in _dependents:
        _dependents.append(ask)


def dependents_above(viewer: AnyViewer, people: QuerySet[Any, Any], places: QuerySet[Any, Any]) -> list[str]:
    """What every app above answers."""
    return [words for ask in _dependents for words in ask(viewer, people, places)]


def register_files(ask: FilesInUse) -> None:
    """`ask` answers which stored lists its app still reads: the others are swept after a day."""
    if ask not in _files:
        _files.append(ask)


def files_above(ids: Iterable[UUID]) -> set[UUID]:
    """What every app above still reads."""
    wanted = list(ids)
    return {one for ask in _files for one in ask(wanted)}


def register_identity(tell: Identity) -> None:
    """`tell` puts right what its app derived of two people who are one, or no longer are."""
    if tell not in _identity:
        _identity.append(tell)


def identity_changed(viewer: AnyViewer, kept: UUID, gone: UUID) -> None:
    """Two records were joined or divided: every app above is told."""
    for tell in _identity:
        tell(viewer, kept, gone)


def register_own(tell: Own) -> None:
    """`tell` says what its app holds about a person: it stands in what the person takes away."""
    if tell not in _own:
        _own.append(tell)


def own_above(viewer: Viewer, person: UUID) -> list[tuple[str, list[OwnLine]]]:
    """What every app above holds about this person."""
    return [section for tell in _own for section in tell(viewer, person)]
