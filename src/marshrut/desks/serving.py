"""Which functions of the catalogue the product serves today, by which page, and what proves it.

A function that stands here without evidence is shown as served, with no records yet. One that does not stand here has
no place in the product yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Max, QuerySet

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.diagnostics import queries as diagnostics
from marshrut.apps.monitoring import queries as monitoring
from marshrut.apps.programmes import queries as programmes
from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation import hooks, queries
from marshrut.apps.regulation.types import EvidenceCount
from marshrut.apps.routes import queries as routes
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.privacy.models import Acknowledgement
from marshrut.foundation.scope.models import RoleAssignment
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["PAGES", "register"]

#: Function id -> (page, what the link says).
PAGES = MappingProxyType(
    {
        "regulation.clause-register": ("governing:clauses", "Пункты положения"),
        "regulation.editions": ("governing:editions", "Редакции и прочтения"),
        "regulation.responsible-persons": ("governing:clauses", "Ответственные по пунктам"),
        "regulation.compliance-report": ("governing:front", "Отчёт об исполнении"),
        "registry.subject-tree": ("governing:structure", "Структура системы"),
        "registry.organisation-card": ("registry:organisations", "Организации"),
        "registry.merge-split": ("registry:organisations", "Преобразования на карточке организации"),
        "registry.school-status": ("registry:organisations", "Статусы школ по годам"),
        "registry.conditions": ("registry:organisations", "Условия на карточке организации"),
        "registry.management-teams": ("registry:organisations", "Управленческие команды"),
        "registry.history-opening": ("registry:organisations", "Сведения за прошлые годы"),
        "registry.staff": ("registry:staff", "Работники"),
        "registry.person-card": ("registry:staff", "Карточки работников"),
        "registry.qualification-categories": ("registry:staff", "Квалификационные категории"),
        "registry.young-teachers": ("registry:staff", "Молодые педагоги"),
        "registry.as-of-date": ("registry:staff", "Список на любую дату"),
        "roles.municipal-methodologists": ("registry:registers", "Реестр муниципальных методистов"),
        "roles.regional-methodologists": ("registry:registers", "Реестр региональных методистов"),
        "roles.municipal-pool": ("registry:registers", "Муниципальный методический актив"),
        "roles.tutors": ("registry:registers", "Реестр тьюторов"),
        "roles.mentors": ("registry:registers", "Реестр наставников"),
        "roles.experts": ("registry:registers", "Реестр экспертов"),
        "roles.supervisors": ("registry:registers", "Супервизоры"),
        "diagnostics.item-bank": ("diagnostics:instruments", "Инструменты и задания"),
        "diagnostics.instruments": ("diagnostics:instruments", "Инструменты и задания"),
        "diagnostics.external-results": ("diagnostics:results", "Результаты из файлов"),
        "diagnostics.exit-growth": ("diagnostics:growth", "Рост от входа к выходу"),
        "diagnostics.calibration": ("diagnostics:calibrations", "Калибровка заданий"),
        "diagnostics.campaigns": ("diagnostics:campaigns", "Диагностики"),
        "diagnostics.online-test": ("diagnostics:mine", "Мои тесты"),
        "diagnostics.adaptive-test": ("diagnostics:mine", "Короткий тест, который подстраивается"),
        "reports.register-export": ("registry:registers", "Реестры с выгрузкой"),
        "competencies.framework": ("competencies:framework", "Модель компетенций"),
        "competencies.position-profile": ("competencies:profiles", "Профили должностей"),
        "competencies.gap-view": ("competencies:groups", "Компетенции по местам"),
        "competencies.deficit-passport": ("competencies:mine", "Сильные стороны и что подтянуть, с происхождением"),
        "diagnostics.result-for-person": ("competencies:mine", "Мои сильные стороны и что подтянуть"),
        "diagnostics.group-analysis": ("competencies:typical", "Типичные дефициты"),
        "programmes.register": ("programmes:catalogue", "Программы"),
        "programmes.federal-register": ("programmes:catalogue", "Программы: федеральный реестр по дням"),
        "programmes.network-form": ("programmes:catalogue", "Программы: сетевая форма"),
        "programmes.distance": ("programmes:catalogue", "Программы: дистанционная форма"),
        "programmes.internships": ("programmes:catalogue", "Стажировки на странице программы"),
        "learning.applications": ("programmes:mine", "Мои заявки и обучение"),
        "learning.cohorts": ("programmes:catalogue", "Группы на странице программы"),
        "learning.retraining": ("programmes:catalogue", "Программы переподготовки"),
        "learning.three-year-term": ("programmes:terms", "Сроки и план школы"),
        "learning.release": ("programmes:release", "Кого когда отпустить и кто заменит"),
        "routes.draft-from-deficits": ("routes:mine", "Мой маршрут: предложить по диагностике"),
        "routes.region-plan": ("routes:region-plans", "План региона"),
        "routes.agreement": ("routes:queue", "Кто ждёт меня: согласование маршрутов"),
        "routes.progress": ("routes:mine", "Мой маршрут: шаги и отметки"),
        "routes.formality-mix": ("routes:mine", "Мой маршрут: вид образования у шагов"),
        "routes.caseload": ("routes:caseload", "Мои педагоги"),
        "routes.assignment": ("competencies:accompaniments", "Кто кого сопровождает"),
        "routes.transfer-to-practice": ("routes:observing", "Уроки, которые меня просят посмотреть"),
        "routes.register": ("routes:states", "Маршруты и их реестр"),
        "routes.printed-form": ("routes:mine", "Мой маршрут на бумаге"),
        "routes.own-choice": ("routes:mine", "Мой маршрут: свои цели и шаги"),
        "monitoring.indicators": ("governing:indicators", "Показатели и цели"),
        "monitoring.drill-down": ("governing:indicators", "Показатели: до мест и людей"),
        "monitoring.snapshots": ("monitoring:snapshots", "Снимки данных"),
        "monitoring.intake": ("governing:indicators", "Показатели: внести значение"),
        "monitoring.forecast": ("monitoring:note", "Прогноз в аналитической справке"),
        "reports.analytical-note": ("monitoring:note", "Аналитическая справка"),
        "reports.federal-forms": ("monitoring:blanks", "Бланки"),
        "roadmap.measures": ("governing:roadmap", "Дорожная карта"),
        "access.accounts": ("accounts:people", "Люди и их доступ"),
        "access.scopes": ("accounts:choose-role", "Роли и места"),
        "access.audit": ("privacy:mine", "Кто открывал сведения"),
        "access.privacy": ("privacy:mine", "Основания и согласия"),
        "access.desks": ("home", "Рабочее место"),
    }
)


def _counted(rows: QuerySet[Any], moment: str, words: str) -> hooks.EvidenceRows:
    return hooks.EvidenceRows(rows, words, Count("pk"), Max(f"{moment}__date"))


def _subjects(viewer: AnyViewer, on: date) -> EvidenceCount:
    reading = queries.find_reading(viewer, on=on)
    if reading is None or reading.loaded_at.date() > on:  # in force that day, but not yet on record
        return EvidenceCount(0, "субъектов в структуре: 0", None)
    found = sum(len(level) for level in queries.list_subjects(viewer, reading).values())
    return EvidenceCount(found, f"субъектов в структуре: {found}", reading.loaded_at.date())


def _accounts(viewer: AnyViewer, on: date) -> hooks.EvidenceRows:
    rows = Account.objects.of(viewer).filter(activated_at__date__lte=on)
    return _counted(rows, "activated_at", "вошли по выданному доступу")


def _roles(viewer: AnyViewer, on: date) -> hooks.EvidenceRows:
    return hooks.EvidenceRows(RoleAssignment.objects.of(viewer).true(on), "действующих назначений ролей", Count("pk"))


def _entries(viewer: AnyViewer, on: date) -> hooks.EvidenceRows:
    return _counted(Entry.objects.of(viewer).filter(at__date__lte=on), "at", "записей журнала")


def _answers(viewer: AnyViewer, on: date) -> hooks.EvidenceRows:
    rows = Acknowledgement.objects.of(viewer).filter(recorded_at__date__lte=on)
    return _counted(rows, "recorded_at", "уведомлений и ответов о согласии")


EVIDENCE: Mapping[str, hooks.EvidenceProvider] = MappingProxyType(
    {
        "registry.subject-tree": _subjects,
        "access.accounts": _accounts,
        "access.scopes": _roles,
        "access.audit": _entries,
        "access.privacy": _answers,
        **registry.EVIDENCE,
        **competencies.EVIDENCE,
        **diagnostics.EVIDENCE,
        **programmes.EVIDENCE,
        **routes.EVIDENCE,
        **monitoring.EVIDENCE,
    }
)


def register() -> None:
    """Called once, when the apps are ready."""
    for function_id, (url_name, label) in PAGES.items():
        hooks.serve(function_id, url_name=url_name, label=label)
    for function_id, provider in EVIDENCE.items():
        hooks.provide_evidence(function_id, provider)
