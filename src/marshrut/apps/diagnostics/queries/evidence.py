"""What proves the functions that diagnostics serve: each counted by one query, for a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.db.models import Count, Max

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.models import Attempt, Calibration, Campaign, InstrumentVersion, ItemVersion, Result
from marshrut.apps.diagnostics.types import AttemptState, CampaignState, InstrumentState
from marshrut.apps.regulation.hooks import EvidenceProvider, EvidenceRows
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["EVIDENCE"]


def _items(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = ItemVersion.objects.of(viewer).filter(made_at__date__lte=on)
    return EvidenceRows(rows, "заданий в банке", Count("item", distinct=True), Max("made_at__date"))


def _instruments(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = InstrumentVersion.objects.of(viewer).filter(used_since__date__lte=on, state=InstrumentState.IN_USE)
    words = "инструментов в использовании"
    return EvidenceRows(rows, words, Count("instrument", distinct=True), Max("used_since__date"))


def _campaigns(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Campaign.objects.of(viewer).filter(opens_on__lte=on)
    rows = rows.filter(state__in=[CampaignState.ANNOUNCED, CampaignState.CLOSED])
    return EvidenceRows(rows, "диагностик проведено и идёт", Count("pk"), Max("opens_on"))


def _tests(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Attempt.objects.of(viewer).filter(handed_in_at__date__lte=on)
    rows = rows.filter(state__in=[AttemptState.DONE, AttemptState.MARKING])
    return EvidenceRows(rows, "завершённых попыток", Count("pk"), Max("handed_in_at__date"))


def _adaptive(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Attempt.objects.of(viewer).filter(handed_in_at__date__lte=on, state=AttemptState.DONE)
    rows = rows.exclude(calibration=None)
    return EvidenceRows(rows, "завершённых адаптивных попыток", Count("pk"), Max("handed_in_at__date"))


def _external(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Result.objects.of(viewer).filter(on__lte=on, withdrawn_at=None).exclude(source=None)
    return EvidenceRows(rows, "загруженных результатов", Count("pk"), Max("on"))


def _exit(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Result.objects.of(viewer).filter(on__lte=on, withdrawn_at=None, stage=Stage.EXIT.value)
    return EvidenceRows(rows, "итоговых диагностик", Count("pk"), Max("on"))


def _calibrations(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Calibration.objects.of(viewer).filter(made_at__date__lte=on).exclude(areas=[])
    return EvidenceRows(rows, "калибровок со шкалами", Count("pk"), Max("made_at__date"))


EVIDENCE: Mapping[str, EvidenceProvider] = MappingProxyType(
    {
        "diagnostics.item-bank": _items,
        "diagnostics.instruments": _instruments,
        "diagnostics.campaigns": _campaigns,
        "diagnostics.online-test": _tests,
        "diagnostics.adaptive-test": _adaptive,
        "diagnostics.external-results": _external,
        "diagnostics.exit-growth": _exit,
        "diagnostics.calibration": _calibrations,
    }
)
