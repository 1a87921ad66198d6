"""Whoever waits for a staff list reminds the organisation of it; the reminder goes when the list comes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from marshrut.apps.registry import rules
from marshrut.apps.registry.models import Reminder
from marshrut.apps.registry.queries.sent import Sent, who_has_sent
from marshrut.cores.kernel import Decision
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["remind"]


@transaction.atomic
def remind(viewer: Viewer, *, node_ids: Collection[UUID] | None, due: date | None, on: date) -> list[Reminder]:
    """Remind these organisations (None: all of the viewer's place that have sent nothing) of their staff list.

    One organisation is refused with the reason (REGISTRY-37); of all, those reminded today are passed over.
    """
    asked = {one.node_id: one for one in who_has_sent(viewer, on=on).rows}
    wanted = list(asked) if node_ids is None else list(node_ids)
    already = set(Reminder.objects.of(viewer).filter(node_id__in=wanted, day=on).values_list("node_id", flat=True))
    made, decision = [], None
    for node_id in wanted:
        decision = _may(viewer, asked.get(node_id), today=node_id in already, due=due, on=on)
        if node_ids is not None:
            decision.require()
        if decision:
            made.append(node_id)
    rows = [
        Reminder(
            tenant_id=viewer.tenant_id,
            node_id=node_id,
            day=on,
            due=due,
            asked_by=viewer.account_id,
            asked_as=viewer.role.value,
        )
        for node_id in made
    ]
    kept = Reminder.objects.of(viewer).bulk_create(rows, ignore_conflicts=True)  # two presses at once remind once
    if kept:
        decision = _may(viewer, asked[kept[0].node_id], today=False, due=due, on=on)
        words = f"организаций: {len(kept)}" + (f", срок {due:%d.%m.%Y}" if due else "")
        target = kept[0] if len(kept) == 1 else None
        audit.record(viewer, "registry.list-reminded", target=target, decision=decision, reason=words)
    return kept


def _may(viewer: Viewer, row: Sent | None, *, today: bool, due: date | None, on: date) -> Decision:
    missing = row is not None and not row.sent and row.waiting_id is None
    return rules.may_remind(viewer.role, inside=row is not None, missing=missing, today=today, due=due, on=on)
