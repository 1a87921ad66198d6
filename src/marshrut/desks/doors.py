"""What each role finds in the bar and where it searches."""

from __future__ import annotations

from django.urls import reverse

from marshrut.apps.regulation import queries as regulation
from marshrut.desks import serving
from marshrut.foundation.scope.hooks import register_role_filter
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import AnyViewer, Viewer
from marshrut.foundation.ui import navigation
from marshrut.foundation.ui.navigation import Item, Search

__all__ = ["register"]

_ORDER = (
    ("Положение", "governing:clauses"),
    ("Показатели", "monitoring:figures"),
    ("Дорожная карта", "governing:roadmap"),
    ("Реестры", "governing:registers"),
)
_PEOPLE = (
    ("Организации", "registry:organisations"),
    ("Работники", "registry:staff"),
    ("Реестры", "registry:registers"),
    ("Списки", "registry:lists"),
    ("Положение", "governing:clauses"),
)
_FIRST = {
    Role.ADMINISTRATOR: (
        ("Сегодня", "administrator:front"),
        ("Работники", "registry:staff"),
        ("Организации", "registry:organisations"),
        ("Списки", "registry:lists"),
        ("Доступы", "accounts:people"),
        ("Журнал", "administrator:audit"),
        ("Маршруты", "routes:states"),
        ("Показатели", "monitoring:figures"),
        ("Положение", "governing:front"),
    ),
    Role.GOVERNING_BODY: (
        ("Сегодня", "governing:front"),
        *_ORDER,
        ("Работники", "registry:staff"),
        ("Маршруты по местам", "routes:states"),
        ("Программы", "programmes:catalogue"),
    ),
    Role.SCHOOL: (
        ("Сегодня", "school:front"),
        ("Наши люди", "registry:staff"),
        ("Заявки", "programmes:queue"),
        ("Кого отпустить", "routes:releases"),
        ("Сроки и план обучения", "programmes:terms"),
        ("Недели и замены", "programmes:release"),
        ("Маршруты", "routes:states"),
        ("Программы", "programmes:catalogue"),
        ("Диагностики", "diagnostics:campaigns"),
        ("Показатели", "monitoring:figures"),
        ("Компетенции", "competencies:groups"),
        ("Списки", "registry:lists"),
        ("Доступы", "accounts:people"),
        ("Положение", "governing:clauses"),
    ),
    Role.MUNICIPAL_METHODOLOGIST: (
        ("Сегодня", "municipality:front"),
        ("Показатели", "monitoring:figures"),
        ("Диагностики", "diagnostics:campaigns"),
        ("Маршруты", "routes:states"),
        ("Программы", "programmes:catalogue"),
        ("Заявки на обучение", "programmes:queue"),
        ("Сроки повышения квалификации", "programmes:terms"),
        *_PEOPLE,
    ),
    Role.CENTRE: (
        ("Сегодня", "centre:front"),
        ("Показатели", "monitoring:figures"),
        ("Диагностики", "diagnostics:campaigns"),
        ("Маршруты", "routes:states"),
        ("Программы", "programmes:catalogue"),
        ("Заявки на обучение", "programmes:queue"),
        *_PEOPLE,
    ),
    Role.REGIONAL_METHODOLOGIST: (
        ("Сегодня", "mine:front"),
        ("Ждут меня", "routes:queue"),
        ("Мои педагоги", "routes:caseload"),
        ("Консультации", "routes:consultations"),
        ("Посещения уроков", "routes:observing"),
        ("Программы", "programmes:catalogue"),
        ("Компетенции", "competencies:groups"),
        ("Организации", "registry:organisations"),
        ("Диагностики", "diagnostics:campaigns"),
        *_ORDER[:3],
    ),
}
_OTHERS = (
    ("Сегодня", "mine:front"),
    ("Мой маршрут", "routes:mine"),
    ("Программы", "programmes:catalogue"),
    ("Мои тесты", "diagnostics:mine"),
    ("Мои заявки и обучение", "programmes:mine"),
    ("Мои сильные стороны", "competencies:mine"),
    ("Мои сведения", "registry:mine"),
    ("Положение", "governing:clauses"),
)


def _bar(viewer: Viewer) -> list[Item]:
    return [Item(title, reverse(name)) for title, name in _FIRST.get(viewer.role, _OTHERS)]


def _search(viewer: Viewer) -> Search | None:
    rights = ROLE_RIGHTS[viewer.role]
    words = "Человек, школа, пункт…" if Right.LIST in rights else "Школа, пункт…" if rights else "Слова или код пункта"
    return Search(reverse("registry:search"), words)


def _menu(viewer: Viewer) -> list[Item]:
    names = [
        ("Мой маршрут", "routes:mine"),
        ("Мои сведения", "registry:mine"),
        ("Мои сильные стороны", "competencies:mine"),
        ("Кого я сопровождаю", "competencies:care"),
        ("Ждут меня", "routes:queue"),
        ("Консультации", "routes:consultations"),
        ("Посещения уроков", "routes:observing"),
    ]
    names.append(("Мои заявки и обучение", "programmes:mine"))
    if viewer.role in {Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST}:
        names.append(("Кого отпустить", "routes:releases"))
    if Right.COUNT in ROLE_RIGHTS[viewer.role]:
        names.append(("Компетенции по местам", "competencies:groups"))
    if viewer.role in {Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST}:
        names.append(("Кто кого сопровождает", "competencies:accompaniments"))
    names.append(("Помощь", "help:front"))
    return [Item(title, reverse(name)) for title, name in names]


_KINDS = {
    "teacher": Role.TEACHER,
    "school": Role.SCHOOL,
    "centre": Role.CENTRE,
    "governing": Role.GOVERNING_BODY,
    "administrator": Role.ADMINISTRATOR,
    "municipality": Role.MUNICIPAL_METHODOLOGIST,
    "methodist": Role.REGIONAL_METHODOLOGIST,
}


def _offered(viewer: AnyViewer) -> frozenset[Role]:
    """Roles that the structure of the tenant's orders has a desk for; all of them while no order is loaded."""
    on = today(viewer)
    reading = regulation.find_reading(viewer, on=on)
    if reading is None:
        return frozenset(Role)
    return frozenset(_KINDS[desk.kind] for desk in regulation.list_desks(viewer, reading))


def register() -> None:
    """Called once, when the apps are ready."""
    register_role_filter(_offered)
    serving.register()
    navigation.register(_bar)
    navigation.register_menu(_menu)
    navigation.register_search(_search)
