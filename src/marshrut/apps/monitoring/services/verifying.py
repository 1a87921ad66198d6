"""A snapshot is checked against its seal. A damaged one is named, and nothing is counted from it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from marshrut.apps.monitoring import access
from marshrut.apps.monitoring.models import Snapshot
from marshrut.apps.monitoring.services.sealing import checksum_of, parts_of
from marshrut.apps.monitoring.types import Part, SnapshotState
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["verify_snapshot"]


@transaction.atomic
def verify_snapshot(viewer: AnyViewer, snapshot: Snapshot) -> list[str]:
    """What does not agree with the seal, in words; an empty list: whole. The state is kept with the snapshot."""
    access.may_make(viewer).require()
    now = parts_of(snapshot)
    wrong = [_words(name, snapshot.parts.get(name), now.get(name)) for name in sorted({*now, *snapshot.parts})
             if snapshot.parts.get(name) != now.get(name)]  # fmt: skip
    if not wrong and checksum_of(snapshot.parts) != snapshot.checksum:
        wrong = ["записанная контрольная сумма снимка изменена"]
    state = SnapshotState.DAMAGED if wrong else SnapshotState.SEALED
    damage = "; ".join(wrong)[:300]
    if state.value != snapshot.state or damage != snapshot.damage:
        if wrong:
            audit.record(viewer, "monitoring.snapshot-damaged", target=snapshot, reason=damage)
        else:
            audit.record(viewer, "monitoring.snapshot-sealed", target=snapshot)
    snapshot.state, snapshot.damage, snapshot.checked_at = state.value, damage, timezone.now()
    snapshot.save(update_fields=["state", "damage", "checked_at"])
    return wrong


def _words(name: str, sealed: list[object] | None, now: list[object] | None) -> str:
    part, _, fact = name.partition(":")
    title = Part(part).title + (f" «{fact}»" if fact else "")
    was, here = (sealed or [0])[0], (now or [0])[0]
    if was != here:
        return f"{title}: строк {here}, было {was}"
    return f"{title}: содержание изменено"
