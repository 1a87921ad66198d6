"""What proves the functions that the registry serves: for a day; a page counts them in one statement."""

from __future__ import annotations

from collections.abc import Mapping
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
from marshrut.apps.registry.queries.people import list_young
from marshrut.apps.regulation.hooks import EvidenceProvider, EvidenceRows
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["EVIDENCE"]


def _true(model: Any, words: str, *, distinct: str = "pk", **narrowed: Any) -> EvidenceProvider:
    """Records of the model that are true on the day."""

    def provider(viewer: AnyViewer, on: date) -> EvidenceRows:
        rows = model.objects.of(viewer).true(on).filter(**narrowed)
        return EvidenceRows(rows, words, Count(distinct, distinct=distinct != "pk"))

    return provider


def _statuses(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = SchoolStatus.objects.of(viewer).known().filter(year=on.year)
    return EvidenceRows(rows, f"статусов организаций в {on.year} году", Count("pk"), Max("order_date"))


def _categories(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = QualificationCategory.objects.of(viewer).true(on).exclude(code=FIT)
    return EvidenceRows(rows, "квалификационных категорий", Count("pk"), Max("awarded_on"))


def _young(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = list_young(viewer, on=on, reading=dictionaries(viewer, on=on).young_teachers)
    return EvidenceRows(rows, "молодых педагогов", Count("pk"))


def _values(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = OpeningValue.objects.of(viewer).known().filter(year__lte=on.year)
    return EvidenceRows(rows, "сведений за прошлые годы", Count("pk"), Max("document_date"))


def _ended(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Employment.objects.of(viewer).known().filter(valid__endswith__lte=on)
    return EvidenceRows(rows, "переводов и увольнений в истории", Count("pk"), Max("valid__endswith"))


def _successions(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Succession.objects.of(viewer).filter(since__lte=on, change__undone_by=None)
    return EvidenceRows(rows, "преобразований организаций", Count("pk"), Max("since"))


def _exports(viewer: AnyViewer, on: date) -> EvidenceRows:
    rows = Entry.objects.of(viewer).filter(action="registry.exported", at__date__lte=on)
    return EvidenceRows(rows, "выгрузок списков и реестров", Count("pk"), Max("at__date"))


def _roles() -> dict[str, EvidenceProvider]:
    by_function: dict[str, list[str]] = {}
    for code, one in base_dictionaries().staff_roles.items():
        if one.function.startswith("roles."):
            by_function.setdefault(one.function, []).append(code)
    return {
        function: _true(StaffRole, "людей в этой роли", distinct="person", role__in=codes)
        for function, codes in by_function.items()
    }


def _all() -> dict[str, EvidenceProvider]:
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
