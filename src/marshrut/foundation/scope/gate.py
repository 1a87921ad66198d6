"""Marks on views: who may come to an address at all. They lie below every app that has pages; `accounts.gate` asks.

The gate looks at the role; what of the page's rows the person may see is said by `access` of the app.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from marshrut.foundation.scope.types import Right, Role

__all__ = ["Gate", "for_roles", "gate_of", "public", "signed_in"]

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Gate:
    """The mark on a view. `roles` None: everybody signed in; `open_to_all`: also who is not."""

    open_to_all: bool = False
    roles: frozenset[Role] | None = None
    #: The right that the page is about, for the matrix of addresses, roles and rights.
    right: Right | None = None
    #: Reached on the way in, before notice and second factor are done.
    on_the_way: bool = False


def _mark(view: View, gate: Gate) -> View:
    view.gate = gate  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Everybody, signed in or not."""
    return _mark(view, Gate(open_to_all=True))


@overload
def signed_in(view: View) -> View: ...
@overload
def signed_in(*, on_the_way: bool) -> Callable[[View], View]: ...
def signed_in(view: Any = None, *, on_the_way: bool = False) -> Any:
    """Everybody who is signed in, in whatever role."""
    if view is None:
        return lambda inner: _mark(inner, Gate(on_the_way=on_the_way))
    return _mark(view, Gate(on_the_way=on_the_way))


def for_roles(*roles: Role, right: Right | None = None) -> Callable[[View], View]:
    """Only these roles."""
    gate = Gate(roles=frozenset(roles), right=right)
    return lambda view: _mark(view, gate)


def gate_of(view: Any) -> Gate | None:
    """The mark of a view function, if it has one."""
    gate = getattr(view, "gate", None)
    return gate if isinstance(gate, Gate) else None
