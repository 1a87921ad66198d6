"""Which place a page of figures is about, and what lies below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marshrut.apps.competencies.queries.groups import find_round, place_of
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["Chosen", "choose_place"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place: its name, the places above it up to the viewer's own, those below that have something below."""

    node_id: UUID
    name: str
    kind: NodeKind
    asked: str
    above: tuple[tuple[str, str], ...]
    deeper: frozenset[UUID]
    figures_on: date | None


def choose_place(viewer: Viewer, typed: str, *, on: date) -> Chosen:
    """The place of the address, or the viewer's own. Raises Refused (COMPETENCIES-11) outside the viewer's place."""
    node_id = place_of(viewer, typed, on=on)
    rows = Placement.objects.of(viewer).true(on)
    here = rows.select_related("node").get(node_id=node_id)
    labels = [UUID(hex=one) for one in here.path.split(".")[:-1]]
    own = rows.filter(node_id__in=labels, path__under=viewer.node_path).select_related("node").order_by("path")
    above = tuple((str(row.node_id), row.node.short or row.node.name) for row in own)
    children = rows.filter(parent_id=node_id).values("node_id")
    deeper = frozenset(rows.filter(parent_id__in=children).values_list("parent_id", flat=True))
    found = find_round(viewer, on=on)
    node: Node = here.node
    return Chosen(
        node_id,
        node.name,
        NodeKind(node.kind),
        "" if node_id == viewer.node_id else str(node_id),
        above,
        deeper,
        found.month if found else None,
    )
