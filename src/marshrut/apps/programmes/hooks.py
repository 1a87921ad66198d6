"""What apps above tell learning, and what learning tells them: plain typed calls inside the transaction of the deed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from uuid import UUID

from marshrut.apps.programmes.types import LearningEvent
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["dependents_above", "register_dependents", "register_listener", "tell"]

#: `(viewer, events)`: called once a deed, with everybody whom it concerns.
Listener = Callable[[AnyViewer, Sequence[LearningEvent]], None]
#: `(viewer, ids)`: what of the app above would be left without these rows, in words: «маршруты: 12».
Dependents = Callable[[AnyViewer, Collection[UUID]], Iterable[str]]

_listeners: list[Listener] = []
_dependents: list[Dependents] = []


def register_listener(listener: Listener) -> None:
    """`listener` learns who was seated, refused, enrolled, has completed … in the same transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(viewer: AnyViewer, events: Sequence[LearningEvent]) -> None:
    """Everybody who listens is told; nobody is troubled about nothing."""
    if events:
        for listener in _listeners:
            listener(viewer, events)


def register_dependents(ask: Dependents) -> None:
    """`ask` answers what stands on rows (by id) that a file brought."""
    if ask not in _dependents:
        _dependents.append(ask)


def dependents_above(viewer: AnyViewer, ids: Collection[UUID]) -> list[str]:
    """What every app above answers."""
    return [words for ask in _dependents for words in ask(viewer, ids)]
