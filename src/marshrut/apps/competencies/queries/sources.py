"""Which records said something of these competencies: asked by apps above that count participation, not outcomes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from marshrut.apps.competencies.models import Evidence
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["results_about"]


def results_about(viewer: AnyViewer, codes: Collection[str]) -> QuerySet[Any, Any]:
    """Ids of the sources of standing evidence about any of these competencies, ready for `__in`."""
    return Evidence.objects.of(viewer).filter(competency__in=codes, withdrawn_at=None).values("source_id")
