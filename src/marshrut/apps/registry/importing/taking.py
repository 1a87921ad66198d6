"""Places are locked while lists are written; an applied list is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.utils import timezone

from marshrut.apps.registry.importing.naming import name_places
from marshrut.apps.registry.importing.plan import Move
from marshrut.apps.registry.ledger import ChangeSet, take_back
from marshrut.apps.registry.models import Import, OrganisationDetails, Person
from marshrut.apps.registry.queries.dependents import moves_of
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.queries import get_path
from marshrut.foundation.scope.services import move_node
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["lock_places", "take_import_back", "told_moves"]


def lock_places(viewer: AnyViewer, row: Import) -> None:
    """Lists of overlapping places are written one after another: the place's own row for this list, those above it
    shared with lists of their other parts."""
    labels = get_path(viewer, row.node_id, on=row.as_of).split(".")
    with connection.cursor() as cursor:
        for label in labels[:-1]:
            cursor.execute("SELECT 1 FROM scope_node WHERE id = %s FOR SHARE", [UUID(label)])
        cursor.execute("SELECT 1 FROM scope_node WHERE id = %s FOR NO KEY UPDATE", [row.node_id])


def told_moves(moves: Iterable[Move]) -> list[dict[str, str]]:
    """What a list moved, as it is kept with the list."""
    return [
        {"node": str(one.node_id), "path": one.path, "parent": str(one.parent_id), "since": one.since.isoformat()}
        for one in moves
    ]


def take_import_back(viewer: AnyViewer, row: Import, *, by: UUID | None) -> ChangeSet:
    """Rows are closed and opened again by the ledger; people and places that the list brought are taken off."""
    change = row.change
    if change is None:
        raise ValueError("only an applied list is taken back")
    undo = ChangeSet(tenant_id=row.tenant_id, what="undo", title=change.title, actor_id=by)
    if by is None and not hasattr(viewer, "account_id"):
        undo.purpose = viewer.purpose[:80]
    undo.save(force_insert=True)
    touched = set(OrganisationDetails.objects.of(viewer).filter(opened_by=change).values_list("node_id", flat=True))
    touched |= set(OrganisationDetails.objects.of(viewer).filter(closed_by=change).values_list("node_id", flat=True))
    take_back(change, undo)
    Person.objects.of(viewer).filter(opened_by=change).update(withdrawn_by=undo)
    brought = Node.objects.of(viewer).filter(source_key__startswith=f"import:{row.pk}:")
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {connection.ops.quote_name(Placement._meta.db_table)}"  # noqa: S608
            " SET recorded = tstzrange(lower(recorded), %s) WHERE node_id = ANY(%s) AND upper_inf(recorded)",
            [now, list(brought.values_list("pk", flat=True))],
        )
    for move in moves_of(row):
        move_node(
            SystemViewer(f"undo:{row.pk}", row.tenant_id), move.node_id, parent_id=move.before_id, since=move.since
        )
    name_places(touched)
    return undo
