"""Under which other ids a person is known: apps above say it, so that «кто открывал» leaves nothing out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from marshrut.foundation.scope.viewer import Viewer

__all__ = ["ids_of", "register_ids"]

Ids = Callable[[Viewer], Iterable[UUID]]

_providers: list[Ids] = []


def register_ids(provider: Ids) -> None:
    """`provider(viewer)` names ids, besides the account's, under which cards of this very person are journalled."""
    if provider not in _providers:
        _providers.append(provider)


def ids_of(viewer: Viewer) -> set[UUID]:
    """The account's id and all others."""
    return {viewer.account_id} | {one for provider in _providers for one in provider(viewer)}
