"""What stands in the top bar. Desks and foundation apps register providers; the page asks them for one viewer.

A provider is a plain function; None (a signed-out visitor) is never passed to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

__all__ = [
    "Bar",
    "Item",
    "Search",
    "bar_for",
    "items_for",
    "menu_for",
    "register",
    "register_menu",
    "register_search",
    "search_for",
]


@dataclass(frozen=True, slots=True)
class Item:
    """A door in the bar or in the person's menu. `post`: it changes something and is pressed, not followed."""

    title: str
    url: str
    current: bool = False
    note: str = ""
    post: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """Where the bar's search leads and what it can find: «Пункт, показатель, мера…»."""

    url: str
    placeholder: str
    name: str = "q"


#: So many doors fit into one line beside the search; with more the last ones stand under «Ещё».
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """The doors in the bar, and those that stand under «Ещё» on a wide page."""

    shown: tuple[Item, ...]
    rest: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.shown)

    @property
    def deep(self) -> bool:
        """Whether the page stands under «Ещё»."""
        return any(item.current for item in self.rest)


Provider = Callable[[Any], Iterable[Item]]
SearchProvider = Callable[[Any], Search | None]

_bar: list[Provider] = []
_menu: list[Provider] = []
_search: list[SearchProvider] = []


def register(provider: Provider) -> Provider:
    """Add items to the bar: `provider(viewer) -> [Item, …]`. Usable as a decorator; a second call changes nothing."""
    if provider not in _bar:
        _bar.append(provider)
    return provider


def register_menu(provider: Provider) -> Provider:
    """Add items to the person's menu: switch role, my data, sign out."""
    if provider not in _menu:
        _menu.append(provider)
    return provider


def register_search(provider: SearchProvider) -> SearchProvider:
    """Say where this viewer searches; the first answer wins."""
    if provider not in _search:
        _search.append(provider)
    return provider


def _collect(providers: Sequence[Provider], viewer: Any, path: str) -> list[Item]:
    found = [item for provider in providers for item in provider(viewer)]
    if path and not any(item.current for item in found):
        here = max((item.url for item in found if path.startswith(item.url)), key=len, default=None)
        found = [replace(item, current=item.url == here) for item in found]
    return found


def items_for(viewer: Any, path: str = "") -> list[Item]:
    """The bar of one viewer. Unless a provider says so itself, the longest address that begins `path` is current."""
    return _collect(_bar, viewer, path) if viewer is not None else []


def bar_for(viewer: Any, path: str = "") -> Bar:
    """The same, in one line: a single door more is shown rather than hidden behind a press."""
    items = tuple(items_for(viewer, path))
    return Bar(items) if len(items) <= SHOWN + 1 else Bar(items[:SHOWN], items[SHOWN:])


def menu_for(viewer: Any) -> list[Item]:
    """The person's own menu."""
    return _collect(_menu, viewer, "") if viewer is not None else []


def search_for(viewer: Any) -> Search | None:
    """Where the bar's search leads this viewer, or None."""
    return next((found for ask in _search if viewer is not None and (found := ask(viewer))), None)
