"""«С чего начать»: five steps from an empty region to the first diagnostics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from marshrut.apps.diagnostics.queries import Begun, find_begun
from marshrut.apps.registry.queries import Beginning, find_beginning
from marshrut.apps.registry.types import ImportKind
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.ui.formats import plural

__all__ = ["Step", "front", "steps_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, how far it is, where its template and its page are."""

    title: str
    state: str
    note: str
    url: str = ""
    button: str = ""
    template: str = ""
    rest_url: str = ""
    rest: str = ""
    #: The one to press now.
    first: bool = False


def _state(*, done: bool, ready: bool) -> str:
    if done:
        return "done"
    return "now" if ready else "next"


def _send(kind: ImportKind) -> str:
    return reverse("registry:send-list", args=[kind.value])


def _template(kind: ImportKind) -> str:
    return reverse("registry:template", args=[kind.value])


def _counted(words: str, number: int) -> str:
    return f"{words}: {number}." if number else ""


def steps_of(found: Beginning, begun: Begun, *, holds: bool) -> list[Step]:
    """The five steps as they stand; `holds`: the viewer may announce a diagnostic."""
    ready = found.staffed > 0
    people = found.people > 0
    waiting = f"Не прислали: {found.waiting} из {found.staffed}." if found.waiting else "Прислали все."
    without = found.people - found.with_access
    return [
        Step(
            "Организации",
            _state(done=found.organisations > 0, ready=True),
            _counted("Записано", found.organisations) or "Школы, детские сады, колледжи, методические службы.",
            _send(ImportKind.ORGANISATIONS),
            "Загрузить организации",
            _template(ImportKind.ORGANISATIONS),
        ),
        Step(
            "Работники",
            _state(done=people and not found.waiting, ready=ready),
            f"Записано людей: {found.people}. {waiting}"
            if ready
            else "Списки шлют центр, муниципалитет или сама школа.",
            _send(ImportKind.STAFF),
            "Загрузить работников",
            _template(ImportKind.STAFF),
            reverse("registry:senders") if found.waiting else "",
            "Кто не прислал",
        ),
        Step(
            "Методисты, тьюторы, наставники, эксперты",
            _state(done=found.roles > 0, ready=people),
            _counted("Записано ролей", found.roles) or "Роль даёт приказ: нужны его номер и дата.",
            _send(ImportKind.ROLES),
            "Загрузить роли",
            _template(ImportKind.ROLES),
        ),
        Step(
            "Доступы",
            _state(done=people and not without, ready=people),
            _accesses(found, without) if people else "Школа печатает листки с одноразовыми кодами: почта не нужна.",
            reverse("registry:without-access"),
            "Выдать доступы",
        ),
        Step(
            "Диагностика",
            _state(done=begun.people > 0, ready=people and found.with_access > 0),
            _diagnostics(begun, people=people, without=without),
            reverse("diagnostics:campaigns" if begun.announced else "diagnostics:add-campaign") if holds else "",
            "Открыть диагностики" if begun.announced else "Назначить первую",
        ),
    ]


def _diagnostics(begun: Begun, *, people: bool, without: int) -> str:
    if begun.people or begun.announced:
        words = plural(begun.people, "человек", "человека", "человек")
        return f"Назначено: {begun.announced}. Прошли хотя бы одну: {begun.people} {words}."
    if not people:
        return "Начинается, когда есть люди и доступы."
    return "Пройти смогут те, у кого есть доступ; остальным можно дать бумажный бланк." if without else "Всё готово."


def _accesses(found: Beginning, without: int) -> str:
    words = plural(found.come_in, "вошёл", "вошли", "вошли")
    return f"Доступ есть у {found.with_access}, из них {words} {found.come_in}. Без доступа: {without}."


@require_safe
@for_roles(Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR, right=Right.LIST)
def front(request: Any) -> HttpResponse:
    """The page."""
    found = find_beginning(request.viewer, on=request.on)
    holds = request.viewer.role in {Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST}
    steps = steps_of(found, find_begun(request.viewer, on=request.on), holds=holds)
    ahead = next((number for number, step in enumerate(steps) if step.state == "now"), None)
    if ahead is not None:
        steps[ahead] = replace(steps[ahead], first=True)
    done = sum(step.state == "done" for step in steps)
    return render(request, "start/front.html", {"steps": steps, "found": found, "done": done})
