"""Reads of the audit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["list_entries"]


def list_entries(
    viewer: AnyViewer, *, action: str = "", target_id: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Any]:
    """Entries of the viewer's tenant, newest first. Who may ask is decided by the desk's gate: the administrator."""
    rows = Entry.objects.of(viewer)
    if action:
        rows = rows.filter(action__startswith=action)
    if target_id:
        rows = rows.filter(target_id=target_id)
    if since:
        rows = rows.filter(at__date__gte=since)
    if until:
        rows = rows.filter(at__date__lt=until)
    return rows.order_by("-at", "-id")
