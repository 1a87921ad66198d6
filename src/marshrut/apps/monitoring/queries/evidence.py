"""What proves the functions that monitoring serves: each counted by one query, for a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.db.models import Count, Max

from marshrut.apps.monitoring.models import Entry, IndicatorRound, Snapshot
from marshrut.apps.monitoring.types import SnapshotState
from marshrut.apps.regulation.hooks import EvidenceProvider, EvidenceRows
from marshrut.foundation.audit.models import Entry as Deed
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["EVIDENCE"]

#: The deed that names were looked at behind a figure (`services.note_opened`).
OPENED = "monitoring.people-opened"


def _counted(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = IndicatorRound.objects.of(viewer).filter(on__lte=on)
    return EvidenceRows(rows, "дней, на которые посчитаны показатели", Count("on", distinct=True), Max("on"))


def _opened(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Deed.objects.of(viewer).filter(action=OPENED, at__date__lte=on)
    return EvidenceRows(rows, "показателей, раскрытых до людей", Count("pk"), Max("at__date"))


def _snapshots(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Snapshot.objects.of(viewer).filter(state=SnapshotState.SEALED.value, day__lte=on)
    return EvidenceRows(rows, "целых снимков данных", Count("pk"), Max("day"))


def _entered(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Entry.objects.of(viewer).filter(on__lte=on, replaced_at=None)
    return EvidenceRows(rows, "внесённых значений с документом", Count("pk"), Max("on"))


EVIDENCE: Mapping[str, EvidenceProvider] = MappingProxyType(
    {
        "monitoring.indicators": _counted,
        "monitoring.drill-down": _opened,
        "monitoring.snapshots": _snapshots,
        "monitoring.intake": _entered,
    }
)
