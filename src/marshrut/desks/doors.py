"""What each role finds in the bar and where it searches."""

from __future__ import annotations

from django.urls import reverse

from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import Viewer
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


def register() -> None:
    """Called once, when the apps are ready."""
    navigation.register(_bar)
    navigation.register_search(_search)
