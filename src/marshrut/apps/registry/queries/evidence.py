"""What proves the functions that the registry serves: each counted by one query, for a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Max

from marshrut.apps.registry.dictionaries import FIT, base_dictionaries, dictionaries
from marshrut.apps.registry.models import (
    Condition,
    Employment,
    ManagementTeam,
    OpeningValue,
    OrganisationDetails,
    PersonDetails,
    QualificationCategory,
    SchoolStatus,
    StaffRole,
    Succession,
)
from marshrut.apps.registry.queries.people import count_young
from marshrut.apps.regulation.hooks import EvidenceProvider
from marshrut.apps.regulation.types import EvidenceCount
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["EVIDENCE"]


def _true(model: Any, words: str, *, distinct: str = "pk", **narrowed: Any) -> EvidenceProvider:
    """Records of the model that are true on the day."""

    def provider(viewer: AnyViewer, on: date) -> EvidenceCount:
        rows = model.objects.of(viewer).true(on).filter(**narrowed).order_by()
        found = rows.aggregate(count=Count(distinct, distinct=distinct != "pk"))["count"]
        return EvidenceCount(found, f"{words}: {found}", on if found else None)

    return provider


def _statuses(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = SchoolStatus.objects.of(viewer).known().filter(year=on.year)
    found = rows.aggregate(count=Count("pk"), last=Max("order_date"))
    return EvidenceCount(found["count"], f"статусов организаций в {on.year} году: {found['count']}", found["last"])


def _categories(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = QualificationCategory.objects.of(viewer).true(on).exclude(code=FIT)
    found = rows.aggregate(count=Count("pk"), last=Max("awarded_on"))
    return EvidenceCount(found["count"], f"квалификационных категорий: {found['count']}", found["last"])


def _young(viewer: AnyViewer, on: date) -> EvidenceCount:
    reading = dictionaries(viewer, on=on).young_teachers
    found = count_young(viewer, on=on, reading=reading)["young"]
    return EvidenceCount(found, f"молодых педагогов: {found}", on if found else None)


def _values(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = OpeningValue.objects.of(viewer).known().filter(year__lte=on.year)
    found = rows.aggregate(count=Count("pk"), last=Max("document_date"))
    return EvidenceCount(found["count"], f"сведений за прошлые годы: {found['count']}", found["last"])


def _ended(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = Employment.objects.of(viewer).known().filter(valid__endswith__lte=on)
    found = rows.aggregate(count=Count("pk"), last=Max("valid__endswith"))
    return EvidenceCount(found["count"], f"переводов и увольнений в истории: {found['count']}", found["last"])


def _successions(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = Succession.objects.of(viewer).filter(since__lte=on, change__undone_by=None)
    found = rows.aggregate(count=Count("pk"), last=Max("since"))
    return EvidenceCount(found["count"], f"преобразований организаций: {found['count']}", found["last"])


def _exports(viewer: AnyViewer, on: date) -> EvidenceCount:
    rows = Entry.objects.of(viewer).filter(action="registry.exported", at__date__lte=on)
    found = rows.aggregate(count=Count("pk"), last=Max("at__date"))
    return EvidenceCount(found["count"], f"выгрузок списков и реестров: {found['count']}", found["last"])


def _roles() -> dict[str, EvidenceProvider]:
    by_function: dict[str, list[str]] = {}
    for code, one in base_dictionaries().staff_roles.items():
        if one.function.startswith("roles."):
            by_function.setdefault(one.function, []).append(code)
    return {
        function: _true(StaffRole, "людей в этой роли", distinct="person", role__in=codes)
        for function, codes in by_function.items()
    }


def _all() -> dict[str, Callable[[AnyViewer, date], EvidenceCount]]:
    known: dict[str, Any] = {"birth_date__isnull": False, "teaching_since__isnull": False}
    return {
        "registry.staff": _true(Employment, "работников", distinct="person"),
        "registry.person-card": _true(PersonDetails, "карточек с датами рождения и стажа", **known),
        "registry.organisation-card": _true(OrganisationDetails, "действующих организаций"),
        "registry.school-status": _statuses,
        "registry.qualification-categories": _categories,
        "registry.young-teachers": _young,
        "registry.management-teams": _true(ManagementTeam, "управленческих команд"),
        "registry.history-opening": _values,
        "registry.conditions": _true(Condition, "условий и ресурсов"),
        "registry.as-of-date": _ended,
        "registry.merge-split": _successions,
        "reports.register-export": _exports,
        **_roles(),
    }


#: Function id -> who counts its records.
EVIDENCE: Mapping[str, EvidenceProvider] = MappingProxyType(_all())
