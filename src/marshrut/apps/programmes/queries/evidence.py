"""What proves the functions that learning serves: each counted by one query, for a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.db.models import Count, Max

from marshrut.apps.programmes.models import (
    Application,
    Cohort,
    Completion,
    Enrolment,
    FederalListing,
    PlanLine,
    Programme,
    StandIn,
)
from marshrut.apps.programmes.types import Attendance, CohortPart, CohortState, ProgrammeKind, ProgrammeState
from marshrut.apps.regulation.hooks import EvidenceProvider, EvidenceRows
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["EVIDENCE"]


def _programmes(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Programme.objects.of(viewer).filter(made_at__date__lte=on).exclude(state=ProgrammeState.DRAFT.value)
    return EvidenceRows(rows, "программ в реестре", Count("pk"), Max("made_at__date"))


def _federal(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = FederalListing.objects.of(viewer).true(on)
    return EvidenceRows(rows, "программ в федеральном реестре", Count("programme", distinct=True))


def _network(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Programme.objects.of(viewer).filter(network_form=True, made_at__date__lte=on)
    return EvidenceRows(rows, "сетевых программ", Count("pk"), Max("made_at__date"))


def _distance(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Programme.objects.of(viewer).filter(form=Attendance.DISTANCE.value, made_at__date__lte=on)
    return EvidenceRows(rows, "дистанционных программ", Count("pk"), Max("made_at__date"))


def _internships(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Enrolment.objects.of(viewer).filter(on__lte=on, withdrawn_at=None, cohort__part=CohortPart.INTERNSHIP.value)
    return EvidenceRows(rows, "стажёров", Count("person", distinct=True), Max("on"))


def _applications(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Application.objects.of(viewer).filter(asked_at__date__lte=on)
    return EvidenceRows(rows, "заявок на обучение", Count("pk"), Max("asked_at__date"))


def _cohorts(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Cohort.objects.of(viewer).filter(starts__lte=on).exclude(state=CohortState.CANCELLED.value)
    return EvidenceRows(rows, "групп начало учиться", Count("pk"), Max("starts"))


def _retraining(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Completion.objects.of(viewer).filter(on__lte=on, withdrawn_at=None, kind=ProgrammeKind.RETRAINING.value)
    return EvidenceRows(rows, "завершили переподготовку", Count("person", distinct=True), Max("on"))


def _planned(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = PlanLine.objects.of(viewer).filter(made_at__date__lte=on, dropped_at=None)
    return EvidenceRows(rows, "строк в планах школ", Count("pk"), Max("made_at__date"))


def _stand_ins(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = StandIn.objects.of(viewer).filter(made_at__date__lte=on, dropped_at=None)
    return EvidenceRows(rows, "замен на время обучения", Count("pk"), Max("made_at__date"))


EVIDENCE: Mapping[str, EvidenceProvider] = MappingProxyType(
    {
        "programmes.register": _programmes,
        "programmes.federal-register": _federal,
        "programmes.network-form": _network,
        "programmes.distance": _distance,
        "programmes.internships": _internships,
        "learning.applications": _applications,
        "learning.cohorts": _cohorts,
        "learning.retraining": _retraining,
        "learning.three-year-term": _planned,
        "learning.release": _stand_ins,
    }
)
