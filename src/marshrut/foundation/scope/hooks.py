"""What other parts do when a tenant is new, and which roles a place offers. Registered when the apps are ready."""

from __future__ import annotations

from collections.abc import Callable

from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["furnish", "offered_roles", "register_furnishing", "register_role_filter"]

Furnishing = Callable[[SystemViewer], None]
RoleFilter = Callable[[AnyViewer], frozenset[Role]]

_furnishings: list[Furnishing] = []
_filters: list[RoleFilter] = []


def register_furnishing(step: Furnishing) -> None:
    """`step(viewer)` gives a new tenant what it begins with."""
    if step not in _furnishings:
        _furnishings.append(step)


def furnish(viewer: SystemViewer) -> None:
    """Everything that a new tenant begins with."""
    for step in _furnishings:
        step(viewer)


def register_role_filter(wanted: RoleFilter) -> None:
    """`wanted(viewer)` names the roles that the tenant's order has a desk for."""
    if wanted not in _filters:
        _filters.append(wanted)


def offered_roles(viewer: AnyViewer) -> frozenset[Role]:
    """Roles that can be given in the viewer's tenant."""
    offered = frozenset(Role)
    for wanted in _filters:
        offered &= wanted(viewer)
    return offered
