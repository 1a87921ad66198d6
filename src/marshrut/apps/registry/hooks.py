"""What apps above tell the registry: which of their records depend on people and places that an import brought."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["dependents_above", "register_dependents"]

#: `(viewer, people, places)`: both are querysets of ids, ready for `__in`; the answer names what depends, in words.
Dependents = Callable[[AnyViewer, "QuerySet[Any, Any]", "QuerySet[Any, Any]"], Iterable[str]]

_dependents: list[Dependents] = []


def register_dependents(ask: Dependents) -> None:
    """`ask` answers what of its app would be left without a person or a place: «маршруты: 12»."""
    if ask not in _dependents:
        _dependents.append(ask)


def dependents_above(viewer: AnyViewer, people: QuerySet[Any, Any], places: QuerySet[Any, Any]) -> list[str]:
    """What every app above answers."""
    return [words for ask in _dependents for words in ask(viewer, people, places)]
