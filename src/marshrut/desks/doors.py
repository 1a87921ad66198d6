"""What each role finds in the bar and where it searches."""

from __future__ import annotations

from django.urls import reverse

from marshrut.apps.regulation import queries as regulation
from marshrut.desks import serving
from marshrut.foundation.scope.hooks import register_role_filter
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, Viewer
from marshrut.foundation.ui import navigation
from marshrut.foundation.ui.navigation import Item, Search

__all__ = ["register"]

_ORDER = (
    ("Положение", "governing:clauses"),
    ("Показатели", "governing:indicators"),
    ("Дорожная карта", "governing:roadmap"),
    ("Реестры", "governing:registers"),
)
_FIRST = {
    Role.ADMINISTRATOR: (
        ("Сегодня", "administrator:front"),
        ("Люди", "accounts:people"),
        ("Места", "administrator:places"),
        ("Задания", "jobs:jobs"),
        ("Журнал", "administrator:audit"),
        ("Положение", "governing:front"),
    ),
    Role.GOVERNING_BODY: (("Сегодня", "governing:front"), *_ORDER),
    Role.SCHOOL: (("Сегодня", "school:front"), ("Люди", "accounts:people"), ("Положение", "governing:clauses")),
}
_OTHERS = (("Сегодня", "mine:front"), *_ORDER[:3])


def _bar(viewer: Viewer) -> list[Item]:
    return [Item(title, reverse(name)) for title, name in _FIRST.get(viewer.role, _OTHERS)]


def _search(viewer: Viewer) -> Search | None:
    del viewer
    return Search(reverse("governing:clauses"), "Слова или код пункта")


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
    navigation.register_search(_search)
