"""What people entered, with what it replaced: nothing is overwritten, so nothing is left out here."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.monitoring.models import Entry
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["list_entries"]


def list_entries(viewer: AnyViewer, *, node_id: UUID, indicator: str) -> QuerySet[Entry]:
    """Every entry of an indicator of one place, the newest day first, replaced and withdrawn ones too."""
    rows: QuerySet[Entry] = Entry.objects.of(viewer).filter(node_id=node_id, indicator=indicator)
    return rows.select_related("file").order_by("-on", "-entered_at")
