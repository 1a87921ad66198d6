"""Whose results changed since a moment: what was planned on them may be out of date."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from marshrut.apps.competencies.models import Evidence
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["people_with_news"]


def people_with_news(viewer: SystemViewer, *, since: datetime) -> set[UUID]:
    """Of whom a result was recorded or withdrawn after that moment; asked by work without a person behind it."""
    rows = Evidence.objects.of(viewer).filter(Q(recorded_at__gt=since) | Q(withdrawn_at__gt=since))
    return set(rows.order_by().values_list("person_id", flat=True).distinct())
