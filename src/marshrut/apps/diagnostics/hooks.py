"""What apps above tell diagnostics: which of their records stand on results that a file brought."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["dependents_above", "register_dependents"]

#: `(viewer, results)`: a queryset of ids of results, ready for `__in`; the answer names what depends, in words.
Dependents = Callable[[AnyViewer, "QuerySet[Any, Any]"], Iterable[str]]

_dependents: list[Dependents] = []


def register_dependents(ask: Dependents) -> None:
    """`ask` answers what of its app would be left without a result: «маршруты: 12»."""
    if ask not in _dependents:
        _dependents.append(ask)


def dependents_above(viewer: AnyViewer, results: QuerySet[Any, Any]) -> list[str]:
    """What every app above answers."""
    return [words for ask in _dependents for words in ask(viewer, results)]
