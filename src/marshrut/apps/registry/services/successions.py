"""One organisation takes over another: everybody's work ends there and begins here, one change set for all."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.importing.naming import name_places
from marshrut.apps.registry.ledger import (
    ChangeSet,
    Recorded,
    correct_row,
    end_row,
    open_change,
    open_row,
    take_back,
)
from marshrut.apps.registry.models import Employment, Leave, OrganisationDetails, StaffRole, Succession
from marshrut.apps.registry.queries.dependents import dependents_of_succession
from marshrut.apps.registry.services.facts import edited_place, locked_place, require_days
from marshrut.apps.registry.services.places import end_of_place
from marshrut.cores.kernel import Decision
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.queries import get_path
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, tenant_of

__all__ = ["may_undo_take_over", "move_place", "moving_people", "take_over", "undo_take_over"]

#: The change set of a take-over made by hand; one that came with other facts is not undone alone.
SUCCESSION = "succession"

#: What goes over with the people, and what makes it the same fact in the successor.
MOVING: dict[Any, tuple[str, ...]] = {
    Employment: ("person_id", "post", "job"),
    Leave: ("person_id",),
    StaffRole: ("person_id", "role", "direction"),
}


def moving_people(viewer: AnyViewer, node_id: UUID, *, since: date) -> int:
    """How many people a take-over on that day would move."""
    rows = Employment.objects.of(viewer).known().filter(node_id=node_id, valid__overlap=period(since))
    return int(rows.values("person_id").distinct().count())


@transaction.atomic
def take_over(
    viewer: AnyViewer, before_id: UUID, after_id: UUID, *, since: date, document: str, on: date
) -> Succession:
    """From that day on `after` is the successor of `before`, which is closed (REGISTRY-33)."""
    first, second = sorted((before_id, after_id))
    nodes = {node_id: access.may_edit_place(viewer, node_id, on=on) for node_id in (first, second)}
    open_then = OrganisationDetails.objects.of(viewer).true(since).filter(node_id__in=nodes)
    decision = rules.may_succeed(
        both_inside=all(nodes.values()),
        same=before_id == after_id,
        both_open=open_then.count() == len(nodes) or before_id == after_id,
    )
    decision.require()
    before, _ = edited_place(viewer, first, on=on)
    after_node, _ = edited_place(viewer, second, on=on)
    if before.pk != before_id:
        before, after_node = after_node, before
    details = OrganisationDetails.objects.of(viewer).true(since).get(node=before)
    require_days(details.valid.lower, since)
    change = open_change(viewer, SUCCESSION, title=f"преобразование: {before} → {after_node}"[:300])
    for model, same in MOVING.items():
        _move(viewer, model, same, change, before_id, after_id, since)
    correct_row(details, change, valid=DateRange(details.valid.lower, since, "[)"))
    end_of_place(viewer, before_id, change, since)
    row = Succession(
        tenant_id=change.tenant_id, before=before, after=after_node, since=since, document=document, change=change
    )
    row.save(force_insert=True)
    audit.record(viewer, "registry.place-succeeded", target=row, decision=decision, reason=document)
    return row


@transaction.atomic
def undo_take_over(viewer: AnyViewer, succession_id: UUID, *, reason: str, on: date) -> Succession:
    """Everybody works where they did before, the organisation is open again (REGISTRY-36)."""
    row: Succession = Succession.objects.of(viewer).select_related("change").get(pk=succession_id)
    for node_id in sorted((row.before_id, row.after_id)):
        locked_place(viewer, node_id)
    row.change.refresh_from_db()  # two presses at once: the second finds it undone
    decision = may_undo_take_over(viewer, row, on=on)
    decision.require()
    undo = open_change(viewer, "undo-succession", title=f"отменено: {row.change.title}"[:300])
    try:
        with transaction.atomic():
            take_back(row.change, undo)
    except IntegrityError:
        later = ["записанное с тех пор на те же дни"]
        rules.may_undo_succession(both_inside=True, alone=True, undone=False, dependents=later).require()
    name_places([row.before_id], on=on)
    audit.record(viewer, "registry.succession-undone", target=row, decision=decision, reason=reason)
    return row


def may_undo_take_over(viewer: AnyViewer, row: Succession, *, on: date) -> Decision:
    """REGISTRY-36 for this take-over and this viewer."""
    return rules.may_undo_succession(
        both_inside=all(access.may_edit_place(viewer, one, on=on) for one in (row.before_id, row.after_id)),
        alone=row.change.what == SUCCESSION,
        undone=row.change.undone_by_id is not None,
        dependents=dependents_of_succession(viewer, row),
    )


def _move(
    viewer: AnyViewer,
    model: Any,
    same: tuple[str, ...],
    change: ChangeSet,
    before_id: UUID,
    after_id: UUID,
    since: date,
) -> None:
    rows = model.objects.of(viewer).known().filter(node_id=before_id, valid__overlap=period(since))
    for row in rows.select_for_update(of=("self",)):
        start = max(since, row.valid.lower or since)
        there = (
            model.objects.of(viewer)
            .known()
            .filter(
                node_id=after_id,
                valid__overlap=period(start, row.valid.upper),
                **{key: getattr(row, key) for key in same},
            )
        )
        known_there = there.exists()
        fields = _fields(row)
        end_row(row, change, on=since)
        if not known_there:
            valid = DateRange(start, row.valid.upper, "[)")
            open_row(model, change, **{**fields, "node_id": after_id, "valid": valid})


def _fields(row: Recorded) -> dict[str, Any]:
    own = {"opened_by", "closed_by", "recorded", "tenant", "line_id", "valid", "node"}
    return {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if not one.primary_key and not one.generated and one.name not in own
    }


@transaction.atomic
def move_place(viewer: AnyViewer, node_id: UUID, *, parent_id: UUID, since: date, on: date) -> Decision:
    """From that day on the organisation, with all below it, stands under another place of the viewer's."""
    node, _ = edited_place(viewer, node_id, on=on)
    to = access.may_edit_place(viewer, parent_id, on=on)
    path = get_path(viewer, node_id, on=since)
    under = Placement.objects.of(viewer).true(since).filter(node_id=parent_id, path__under=path).exists()
    standing = Placement.objects.of(viewer).true(since).filter(node_id=parent_id).exists()
    decision = rules.may_succeed(both_inside=bool(to), same=node_id == parent_id, both_open=standing, below=under)
    decision.require()
    scope.move_node(SystemViewer("registry.move-place", tenant_of(viewer)), node_id, parent_id=parent_id, since=since)
    audit.record(viewer, "registry.place-moved", target=node, decision=decision)
    return decision
