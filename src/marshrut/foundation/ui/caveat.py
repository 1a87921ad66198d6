"""What stands over every page where the data are not those of real people; also where nobody has signed in.

An app that knows registers who says it for the whole installation; the words are asked for once in a while, not at
every request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError

__all__ = ["forget_words", "register_words", "words_over"]

_KEY, _SECONDS = "ui.caveat", 60
_providers: list[Callable[[], str]] = []


def register_words(provider: Callable[[], str]) -> Callable[[], str]:
    """Say what stands over the pages of this installation before anybody has signed in; the first words win."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def words_over(viewer: Any) -> str:
    """The words over a page for this viewer; None: nobody has signed in."""
    if viewer is not None:
        return str(viewer.caveat)
    known: str | None = cache.get(_KEY)
    if known is None:
        try:
            known = next((words for ask in _providers if (words := ask())), "")
        except DatabaseError:
            return ""  # a page that says the database is away must not need it
        cache.set(_KEY, known, _SECONDS)
    return known


def forget_words() -> None:
    """Ask again at the next page."""
    cache.delete(_KEY)
