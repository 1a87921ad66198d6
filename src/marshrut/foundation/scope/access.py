"""Places a viewer may see, as a query condition and as a decision, side by side."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.rules import ROLE_RIGHTS, may_use_right, may_work
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["inside", "may", "visible"]

NOBODY = Q(pk__in=[])


def visible(viewer: AnyViewer, right: Right, *, on: date, node: str = "pk") -> Q:
    """Rows whose node (by the column `node`) the viewer may see with this right on that day."""
    if isinstance(viewer, SystemViewer):
        return Q()
    if right not in ROLE_RIGHTS[viewer.role]:
        return NOBODY
    placed = Placement.objects.of(viewer).true(on).filter(node=OuterRef(node), path__under=viewer.node_path)
    return Q(Exists(placed))


def inside(viewer: AnyViewer, node_id: UUID, *, on: date) -> bool:
    """Whether the node stands at or below the viewer's place on that day."""
    if isinstance(viewer, SystemViewer):
        return bool(Node.objects.of(viewer).filter(pk=node_id).exists())
    return bool(Placement.objects.of(viewer).true(on).filter(node_id=node_id, path__under=viewer.node_path).exists())


def may(viewer: AnyViewer, right: Right, node_id: UUID, *, on: date) -> Decision:
    """Whether the viewer has this right over the place on that day."""
    within = inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=within)
    return may_use_right(viewer.role, right, inside=within, own=False)
