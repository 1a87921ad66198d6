"""What proves that functions of the catalogue are served: counts of our records, one query each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.db.models import Count, Max

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.models import Accompaniment, Evidence, FigureRound, Judgement
from marshrut.apps.regulation.hooks import EvidenceProvider
from marshrut.apps.regulation.types import EvidenceCount
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["EVIDENCE"]


def _framework(viewer: AnyViewer, on: date) -> EvidenceCount:
    held = framework(viewer, on)
    linked = sum(bool(one.standards) for one in held.competencies.values())
    return EvidenceCount(linked, f"компетенций, связанных с профстандартом: {linked}", on)


def _profiles(viewer: AnyViewer, on: date) -> EvidenceCount:
    found = len(framework(viewer, on).profiles)
    return EvidenceCount(found, f"ожидаемых профилей: {found}", on)


def _judged(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = Judgement.objects.of(viewer).filter(since__lte=on).exclude(until__lte=on)
    found = rows.order_by().aggregate(count=Count("person_id", distinct=True), last=Max("last_on"))
    return EvidenceCount(found["count"], f"людей с суждением о компетенциях: {found['count']}", found["last"])


def _results(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = Evidence.objects.of(viewer).filter(on__lte=on, withdrawn_at=None)
    found = rows.order_by().aggregate(count=Count("pk"), last=Max("on"))
    return EvidenceCount(found["count"], f"результатов с происхождением: {found['count']}", found["last"])


def _rounds(viewer: AnyViewer, on: date) -> EvidenceCount:
    found = FigureRound.objects.of(viewer).filter(month__lte=on).order_by().aggregate(n=Count("pk"), last=Max("month"))
    return EvidenceCount(found["n"], f"месяцев, за которые есть сводка: {found['n']}", found["last"])


def _given(viewer: AnyViewer, on: date) -> EvidenceCount:
    """A ceiling stands beside the count where an order names one."""
    rows = Accompaniment.objects.of(viewer).true(on).order_by()
    found = rows.aggregate(people=Count("person_id", distinct=True), by=Count("companion_id", distinct=True))
    most = framework(viewer, on).care.most_people
    ceiling = f", на одного не больше {most}" if most else ""
    words = f"закреплено людей: {found['people']}, сопровождающих: {found['by']}{ceiling}"
    return EvidenceCount(found["people"], words, None)


#: Function id -> who counts its records.
EVIDENCE: Mapping[str, EvidenceProvider] = MappingProxyType(
    {
        "competencies.framework": _framework,
        "competencies.position-profile": _profiles,
        "competencies.gap-view": _judged,
        "competencies.deficit-passport": _results,
        "diagnostics.group-analysis": _rounds,
        "routes.assignment": _given,
    }
)
