"""What proves the functions that routes serve: each counted by one query, for a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.db.models import Count, Max, Q

from marshrut.apps.regulation.hooks import EvidenceProvider, EvidenceRows
from marshrut.apps.routes.models import Consultation, Observation, RegionPlan, Route, RouteEntry, RouteStep
from marshrut.apps.routes.types import ChosenBy, RouteState, StepState
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["EVIDENCE"]

_STANDING = ~Q(state__in=[StepState.REFUSED.value, StepState.REMOVED.value])


def _drafted(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Route.objects.of(viewer).filter(made_on__lte=on, diagnosed_on__isnull=False)
    return EvidenceRows(rows, "ИОМ, построенных по диагностике", Count("pk"), Max("made_on"))


def _planned(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = RegionPlan.objects.of(viewer).filter(on__lte=on, bound__isnull=False)
    return EvidenceRows(rows, "планов региона с доказанной границей", Count("pk"), Max("on"))


def _agreed(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Route.objects.of(viewer).filter(approved_on__lte=on).exclude(state=RouteState.WITHDRAWN.value)
    return EvidenceRows(rows, "утверждённых ИОМ", Count("pk"), Max("approved_on"))


def _progress(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = RouteStep.objects.of(viewer).filter(state=StepState.DONE.value, done_on__lte=on)
    return EvidenceRows(rows, "состоявшихся шагов", Count("pk"), Max("done_on"))


def _mix(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = RouteStep.objects.of(viewer).filter(_STANDING, route__made_on__lte=on)
    return EvidenceRows(rows, "шагов с видом образования", Count("pk"), Max("route__made_on"))


def _caseload(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Consultation.objects.of(viewer).filter(on__lte=on, withdrawn_at=None)
    return EvidenceRows(rows, "консультаций", Count("pk"), Max("on"))


def _transfer(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Observation.objects.of(viewer).filter(on__lte=on, replaced_at=None)
    return EvidenceRows(rows, "листов наблюдения", Count("pk"), Max("on"))


def _register(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Route.objects.of(viewer).filter(made_on__lte=on)
    return EvidenceRows(rows, "записей реестра ИОМ", Count("pk"), Max("made_on"))


def _printed(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = RouteEntry.objects.of(viewer).filter(what="ordered", at__date__lte=on)
    return EvidenceRows(rows, "ИОМ в приказах об утверждении", Count("route", distinct=True), Max("at__date"))


def _own(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = RouteStep.objects.of(viewer).filter(_STANDING, chosen_by=ChosenBy.PERSON.value, route__made_on__lte=on)
    return EvidenceRows(rows, "ИОМ с шагами по выбору педагога", Count("route", distinct=True), Max("route__made_on"))


EVIDENCE: Mapping[str, EvidenceProvider] = MappingProxyType(
    {
        "routes.draft-from-deficits": _drafted,
        "routes.region-plan": _planned,
        "routes.agreement": _agreed,
        "routes.progress": _progress,
        "routes.formality-mix": _mix,
        "routes.caseload": _caseload,
        "routes.transfer-to-practice": _transfer,
        "routes.register": _register,
        "routes.printed-form": _printed,
        "routes.own-choice": _own,
    }
)
