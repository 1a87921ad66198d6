"""Writing the audit. Called by services, inside the transaction of the deed itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connections, models, transaction
from django.utils import timezone

from marshrut.cores.kernel import Decision
from marshrut.foundation.audit.models import Entry, PersonalValue
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = ["erase_person", "record"]


def record(
    viewer: AnyViewer,
    action: str,
    *,
    target: models.Model | None = None,
    reason: str = "",
    decision: Decision | None = None,
    order_version: str = "",
    revision: str = "",
    changed: Sequence[str] = (),
    person_id: UUID | None = None,
    personal: Mapping[str, tuple[str | None, str | None]] | None = None,
    clause: str = "",
) -> Entry:
    """Write one entry. `action` is `app.what-happened`; `personal` maps a personal field to (before, after) and needs
    `person_id`: those values lie apart and can be erased. `clause`: which one it is about, else the decision's."""
    ground = decision.reasons[0] if decision and decision.reasons else None
    entry = Entry(
        tenant_id=viewer.tenant_id,
        actor_id=viewer.account_id if isinstance(viewer, Viewer) else None,
        actor_role=viewer.role.value if isinstance(viewer, Viewer) else "",
        purpose=viewer.purpose if isinstance(viewer, SystemViewer) else "",
        action=action,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        person_id=person_id,
        reason=reason,
        rule=ground.rule if ground else "",
        clause=clause or ((ground.clause or "") if ground else ""),
        order_version=order_version,
        revision=revision,
        changed=sorted({*changed, *(personal or {})}),
    )
    entry.save(force_insert=True)
    if personal:
        _keep_values(viewer, entry, person_id, personal)
    return entry


def _keep_values(
    viewer: AnyViewer, entry: Entry, person_id: UUID | None, personal: Mapping[str, tuple[str | None, str | None]]
) -> None:
    if person_id is None:
        raise ValueError("personal values are keyed by the person")
    tenant_id = tenant_of(viewer)
    for field, (before, after) in personal.items():
        PersonalValue(
            tenant_id=tenant_id, entry=entry, person_id=person_id, field=field, before=before, after=after
        ).save(force_insert=True)


def erase_person(viewer: SystemViewer, person_id: UUID, *, why: str) -> int:
    """Erase a person's values from the audit, leaving tombstones; returns how many. Runs as the privacy role."""
    with transaction.atomic(using="privacy"), connections["privacy"].cursor() as cursor:
        cursor.execute(
            "UPDATE audit_personalvalue SET before = NULL, after = NULL, erased_at = %s, erased_why = %s"
            " WHERE person_id = %s AND tenant_id = %s AND erased_at IS NULL",
            [timezone.now(), why, person_id, viewer.tenant_id],
        )
        erased: int = cursor.rowcount
    record(viewer, "audit.person-erased", reason=why, person_id=person_id)
    return erased
