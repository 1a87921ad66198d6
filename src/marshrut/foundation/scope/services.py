"""Changes of the tree and of roles. Each writes its audit entry in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from marshrut.cores.kernel import allow
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import access, hooks, rules
from marshrut.foundation.scope.models import Node, Placement, RoleAssignment, Tenant
from marshrut.foundation.scope.queries import get_node, get_path
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import NodeKind, Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = ["add_node", "end_role", "ensure_tenant", "give_role", "move_node"]


@transaction.atomic
def ensure_tenant(viewer: SystemViewer, slug: str, *, name: str) -> Tenant:
    """The operator with this short name, made where there is none yet."""
    tenant, made = Tenant.objects.get_or_create(slug=slug, defaults={"name": name})
    if made:
        inside = SystemViewer(viewer.purpose, tenant.pk)
        audit.record(inside, "scope.tenant-made", target=tenant)
        hooks.furnish(inside)
    return tenant


@transaction.atomic
def add_node(
    viewer: AnyViewer,
    *,
    kind: NodeKind,
    name: str,
    parent_id: UUID | None,
    since: date,
    short: str = "",
    zone: str = "",
    source_key: str = "",
) -> Node:
    """A new place below `parent_id` from that day on (None: the tenant's root, for the system only)."""
    tenant_id = tenant_of(viewer)
    parent = get_node(viewer, parent_id) if parent_id else None
    decision = allow("SCOPE-04", kind=kind.value)
    if isinstance(viewer, Viewer):
        inside = parent is not None and access.inside(viewer, parent.pk, on=since)
        decision = rules.may_add_node(viewer.role, inside=inside)
    decision.require()
    node = Node(
        tenant_id=tenant_id,
        kind=kind.value,
        name=name,
        short=short,
        source_key=source_key,
        zone=zone or (parent.zone if parent else "Europe/Moscow"),
    )
    node.save(force_insert=True)
    above = f"{get_path(viewer, parent.pk, on=since)}." if parent else ""
    Placement.objects.of(viewer).create(
        tenant_id=tenant_id, node=node, parent=parent, path=above + node.label, valid=period(since)
    )
    audit.record(viewer, "scope.node-added", target=node, decision=decision)
    return node


@transaction.atomic
def move_node(viewer: SystemViewer, node_id: UUID, *, parent_id: UUID, since: date) -> None:
    """From that day on the node, with everything below it, stands under another parent. Earlier days keep theirs."""
    old = get_path(viewer, node_id, on=since)
    new = f"{get_path(viewer, parent_id, on=since)}.{node_id.hex}"
    if new == old:
        return
    if f"{new}.".startswith(f"{old}."):
        raise ValueError("a node cannot stand below itself")
    standing = (
        Placement.objects.of(viewer).known().filter(valid__overlap=period(since, _stays(viewer, node_id, old, since)))
    )
    rows = standing.select_for_update().filter(path__under=old)
    for row in list(rows.order_by("path", "valid")):
        moved: dict[str, Any] = {"path": new + row.path[len(old) :]}
        if row.node_id == node_id:
            moved["parent_id"] = parent_id
        upper = row.valid.upper
        if row.valid.lower is None or row.valid.lower < since:
            row.supersede(valid=DateRange(row.valid.lower, since, "[)"))
            fields = {"tenant_id": row.tenant_id, "node_id": row.node_id, "parent_id": row.parent_id}
            Placement.objects.of(viewer).create(**{**fields, **moved, "valid": DateRange(since, upper, "[)")})
        else:
            row.supersede(**moved)
    audit.record(viewer, "scope.node-moved", target=get_node(viewer, node_id), changed=("parent",))


def _stays(viewer: SystemViewer, node_id: UUID, path: str, since: date) -> date | None:
    """Until when the node stands where it does: a later move that is recorded already is not overwritten."""
    later = Placement.objects.of(viewer).known().filter(node_id=node_id, valid__startswith__gt=since)
    first = later.exclude(path=path).order_by("valid").first()
    return first.valid.lower if first else None


@transaction.atomic
def give_role(
    viewer: AnyViewer,
    account_id: UUID,
    *,
    role: Role,
    node_id: UUID,
    since: date,
    until: date | None = None,
    order_number: str = "",
    order_date: date | None = None,
) -> RoleAssignment:
    """The account holds the role at the place from `since` (up to but without `until`)."""
    node = get_node(viewer, node_id)
    decision = (
        allow("SCOPE-02", f"Работа системы: {viewer.purpose}.")
        if isinstance(viewer, SystemViewer)
        else rules.may_give_role(viewer.role, role, inside=access.inside(viewer, node_id, on=since))
    )
    decision.require()
    rules.may_offer_role(role, hooks.offered_roles(viewer)).require()
    Node.objects.of(viewer).select_for_update(no_key=True).get(
        pk=node_id
    )  # two presses at once: one gives, one is told
    held = RoleAssignment.objects.of(viewer).known().filter(account_id=account_id, role=role.value, node_id=node_id)
    rules.may_hold_once(role, held=held.filter(valid__overlap=period(since, until)).exists()).require()
    assignment: RoleAssignment = RoleAssignment.objects.of(viewer).create(
        tenant_id=node.tenant_id,
        account_id=account_id,
        role=role.value,
        node=node,
        valid=period(since, until),
        order_number=order_number,
        order_date=order_date,
    )
    audit.record(viewer, "scope.role-given", target=assignment, decision=decision, person_id=account_id)
    return assignment


@transaction.atomic
def end_role(viewer: AnyViewer, assignment_id: UUID, *, on: date, reason: str) -> None:
    """From that day on the role is no longer held; sessions in it end with the next request."""
    row: RoleAssignment = RoleAssignment.objects.of(viewer).select_for_update().known().get(pk=assignment_id)
    if isinstance(viewer, Viewer):
        rules.may_give_role(viewer.role, Role(row.role), inside=access.inside(viewer, row.node_id, on=on)).require()
    start = row.valid.lower
    if start is not None and on <= start:
        row.supersede(valid=DateRange(empty=True))
    else:
        row.supersede(valid=DateRange(start, on, "[)"))
    audit.record(viewer, "scope.role-ended", target=row, reason=reason, person_id=row.account_id)
