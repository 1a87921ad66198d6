"""Reads of the tree."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from marshrut.foundation.scope.models import Node, Placement, RoleAssignment, Tenant
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "find_by_source",
    "find_tenant",
    "get_node",
    "get_path",
    "list_assignments",
    "list_tenants",
    "list_under",
    "today",
    "top_node",
]


def today(viewer: AnyViewer) -> date:
    """The day now in the viewer's place. Asked once, at the edge; everything inside takes a date."""
    zone = viewer.zone if isinstance(viewer, Viewer) else "Europe/Moscow"
    return timezone.now().astimezone(ZoneInfo(zone)).date()


def find_tenant(slug: str) -> Tenant | None:
    """The operator with this short name."""
    return Tenant.objects.filter(slug=slug).first()


def list_tenants() -> list[Tenant]:
    """Every operator of this installation, by short name."""
    return list(Tenant.objects.order_by("slug"))


def get_node(viewer: AnyViewer, node_id: UUID) -> Node:
    """A node of the viewer's tenant; raises Node.DoesNotExist."""
    node: Node = Node.objects.of(viewer).get(pk=node_id)
    return node


def find_by_source(viewer: AnyViewer, source_key: str) -> Node | None:
    """The node that was loaded under this key."""
    node: Node | None = Node.objects.of(viewer).filter(source_key=source_key).first()
    return node


def get_path(viewer: AnyViewer, node_id: UUID, *, on: date, known_at: datetime | None = None) -> str:
    """The node's path on that day; raises Placement.DoesNotExist where it does not stand in the tree."""
    return str(Placement.objects.of(viewer).true(on, known_at).get(node_id=node_id).path)


def top_node(viewer: AnyViewer) -> Node:
    """The root of the viewer's tenant."""
    return get_node(viewer, Placement.objects.of(viewer).known().filter(parent=None).earliest("valid").node_id)


def list_under(
    viewer: AnyViewer, path: str, *, on: date, known_at: datetime | None = None, kind: NodeKind | None = None
) -> QuerySet[Node]:
    """The node of this path and everything below it."""
    ids = Placement.objects.of(viewer).true(on, known_at).filter(path__under=path).values("node_id")
    nodes = Node.objects.of(viewer).filter(pk__in=ids)
    return nodes.filter(kind=kind) if kind else nodes


def list_assignments(viewer: AnyViewer, account_id: UUID, *, on: date) -> list[Any]:
    """Roles that this account holds on that day, with their places."""
    rows = RoleAssignment.objects.of(viewer).true(on).filter(account_id=account_id)
    return list(rows.select_related("node").order_by("role", "node__name"))
