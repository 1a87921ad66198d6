"""What is done on an organisation's card: each deed is a form and one service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from marshrut.apps.registry.forms import places as typed
from marshrut.apps.registry.models import Succession
from marshrut.apps.registry.queries.people import StaffFilter, list_staff
from marshrut.apps.registry.queries.place_card import PlaceCard, place_card
from marshrut.apps.registry.queries.places import parents_of, workplaces
from marshrut.apps.registry.services import places as services
from marshrut.apps.registry.services import successions
from marshrut.apps.registry.views.asked import Asked, ask, place_editors, place_keepers
from marshrut.apps.registry.views.places import indicator_names
from marshrut.cores.kernel import Refused
from marshrut.foundation.ui.undo import offer_undo

__all__ = ["change_place", "change_place_line", "undo_take_over"]

WRONG = 422


@dataclass(frozen=True, slots=True)
class Deed:
    """A change by a form: what it is called, how the form is made, what it does, what is said afterwards."""

    title: str
    button: str
    said: str
    form: Callable[[Asked, PlaceCard, Any], Any]
    act: Callable[[Asked, UUID, Any], object]
    note: str = ""


def _coded(words: Any, name: str = "name") -> list[tuple[str, str]]:
    return [(code, getattr(one, name)) for code, one in words.items()]


def _details(asked: Asked, card: PlaceCard, data: Any) -> Any:
    now = card.details
    if now is None:
        raise Http404
    keys = ("kind", "name", "short", "settlement", "address", "phone", "email")
    rural = {True: "yes", False: "no", None: ""}[now.rural]
    initial = {key: getattr(now, key) for key in keys} | {"rural": rural, "since": asked.today}
    return typed.DetailsForm(data, choices={"kind": _coded(asked.words.organisation_kinds)}, initial=initial)


def _take_over(asked: Asked, card: PlaceCard, data: Any) -> Any:
    others = workplaces(asked.viewer, on=asked.today).exclude(pk=card.node.pk)
    return typed.TakeOverForm(data, places={"after": others}, initial={"since": asked.today})


def _move(asked: Asked, card: PlaceCard, data: Any) -> Any:
    there = parents_of(asked.viewer, on=asked.today).exclude(pk=card.node.pk)
    above = card.above.pk if card.above else None
    return typed.MoveForm(data, places={"parent": there}, initial={"since": asked.today, "parent": above})


def _status(asked: Asked, card: PlaceCard, data: Any) -> Any:
    del card
    offered = {"code": _coded(asked.words.school_statuses)}
    return typed.StatusForm(data, choices=offered, initial={"year": asked.today.year})


def _condition(asked: Asked, card: PlaceCard, data: Any) -> Any:
    del card
    offered = {"kind": _coded(asked.words.condition_kinds)}
    return typed.ConditionForm(data, choices=offered, initial={"since": asked.today})


def _role(asked: Asked, card: PlaceCard, data: Any) -> Any:
    del card
    offered = {"role": _coded(asked.words.organisation_roles)}
    return typed.PlaceRoleForm(data, choices=offered, initial={"since": asked.today, "order_date": asked.today})


def _value(asked: Asked, card: PlaceCard, data: Any) -> Any:
    del card
    offered = {"indicator": [("", "нет в положении"), *indicator_names(asked).items()]}
    return typed.ValueForm(data, on=asked.today, choices=offered, initial={"year": asked.today.year - 1})


def _add(kind: str) -> Callable[[Asked, UUID, Any], object]:
    return lambda asked, node_id, form: services.add_fact(asked.viewer, node_id, kind, **form.said(), on=asked.today)


DEEDS = {
    "details": Deed(
        "Изменились сведения",
        "Сохранить",
        "Сведения записаны.",
        _details,
        lambda asked, node_id, form: services.change_details(
            asked.viewer, node_id, form.described(), since=form.cleaned_data["since"], on=asked.today
        ),
        "С этого дня организация называется и описывается так; прошлые дни остаются как были.",
    ),
    "close": Deed(
        "Закрыть организацию",
        "Закрыть",
        "Организация закрыта.",
        lambda asked, _card, data: typed.CloseForm(data, initial={"last": asked.today}),
        lambda asked, node_id, form: services.close_place(
            asked.viewer, node_id, last=form.cleaned_data["last"], on=asked.today
        ),
        "Если её работу берёт на себя другая организация, выберите «Передать преемнику»: люди перейдут вместе.",
    ),
    "take-over": Deed(
        "Передать преемнику",
        "Передать",
        "Преобразование записано: люди числятся у преемника.",
        _take_over,
        lambda asked, node_id, form: successions.take_over(
            asked.viewer,
            node_id,
            form.cleaned_data["after"].pk,
            since=form.cleaned_data["since"],
            document=form.cleaned_data["document"],
            on=asked.today,
        ),
        "С этого дня работа всех заканчивается здесь и начинается у преемника; эта организация закрывается.",
    ),
    "move": Deed(
        "Перенести под другое место",
        "Перенести",
        "Организация перенесена.",
        _move,
        lambda asked, node_id, form: successions.move_place(
            asked.viewer,
            node_id,
            parent_id=form.cleaned_data["parent"].pk,
            since=form.cleaned_data["since"],
            on=asked.today,
        ),
        "С этого дня она считается на новом месте; прошлые дни остаются за прежним.",
    ),
    "status": Deed("Статус на год", "Записать", "Статус записан.", _status, _add("status")),
    "condition": Deed("Условие или ресурс", "Записать", "Записано.", _condition, _add("condition")),
    "team": Deed(
        "Управленческая команда",
        "Создать",
        "Команда записана. Теперь назовите, кто в ней.",
        lambda asked, _card, data: typed.TeamForm(data, initial={"since": asked.today}),
        _add("team"),
    ),
    "role": Deed("Роль организации", "Записать", "Роль записана.", _role, _add("role")),
    "value": Deed(
        "Сведение за прошлый год",
        "Записать",
        "Записано. Сведения прошлых лет всегда показываем отдельно, с документом.",
        _value,
        _add("value"),
        "Число из документа за год, который система не видела. Посчитанное оно не заменяет.",
    ),
}


def _card(asked: Asked, node_id: UUID) -> PlaceCard:
    return place_card(asked.viewer, asked.place(node_id, acting=True), on=asked.today, words=asked.words)


def _answer(
    request: Any, asked: Asked, deed: Deed, card: PlaceCard, form: Any, also: dict[str, Any] | None = None
) -> HttpResponse:
    """Do it when the form is right and the rule agrees; else the form as it was typed, with the rule's words."""
    if form.is_valid() and not (also or {}).get("preview"):
        try:
            made = deed.act(asked, card.node.pk, form)
        except Refused as no:
            form.add_error(None, no.decision.text)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        else:
            if isinstance(made, Succession):
                offer_undo(request, deed.said, reverse("registry:undo-take-over", args=[made.pk]))
            else:
                messages.success(request, deed.said)
            return redirect("registry:organisation", card.node.pk)
    context = {"deed": deed, "form": form, "back": asked.link("organisation", card.node.pk), "who": card.name}
    status = WRONG if form.errors else 200
    return render(request, "registry/change.html", asked.context(context | (also or {})), status=status)


@place_editors
def change_place(request: Any, node_id: UUID, deed: str) -> HttpResponse:
    """One deed about the organisation. A take-over is shown with the number of people first."""
    asked = ask(request)
    found = DEEDS.get(deed)
    if found is None:
        raise Http404
    card = _card(asked, node_id)
    form = found.form(asked, card, request.POST or None)
    also = {}
    if deed == "take-over" and form.is_valid() and not form.cleaned_data["sure"]:
        since = form.cleaned_data["since"]
        also = {
            "preview": True,
            "moving": successions.moving_people(request.viewer, node_id, since=since),
            "since": since,
            "after": str(form.cleaned_data["after"]),
        }
    return _answer(request, asked, found, card, form, also)


def _member(asked: Asked, card: PlaceCard, data: Any) -> Any:
    rows = list_staff(asked.viewer, on=asked.today, narrowed=StaffFilter(place=card.node.pk))
    people = [(str(one.person_id), one.full_name) for one in rows]
    return typed.MemberForm(data, choices={"person": people}, initial={"since": asked.today})


@place_editors
def change_place_line(request: Any, node_id: UUID, deed: str, line_id: UUID) -> HttpResponse:
    """Somebody joins a team; a status, a condition, a role, a value, a seat ends or was an error."""
    asked = ask(request)
    card = _card(asked, node_id)
    data = request.POST or None
    if deed == "member":
        joining = Deed(
            "Кто входит в команду",
            "Добавить",
            "Человек в команде.",
            _member,
            lambda asked, node, form: services.add_member(asked.viewer, node, line_id, **form.said(), on=asked.today),
        )
        return _answer(request, asked, joining, card, _member(asked, card, data))
    kind = deed.removeprefix("end-")
    if kind not in services.LINES or kind == deed:
        raise Http404
    ending = Deed(
        "Запись больше не действует",
        "Записать",
        "Записано.",
        lambda asked, _card, data: typed.EndForm(data, initial={"last": asked.today}),
        lambda asked, node, form: services.end_place_fact(
            asked.viewer, node, kind, line_id, last=form.day(), on=asked.today
        ),
    )
    return _answer(request, asked, ending, card, ending.form(asked, card, data))


@require_POST
@place_keepers
def undo_take_over(request: Any, succession_id: UUID) -> HttpResponse:
    """A take-over is taken back; what stands in the way is said where it is listed."""
    asked = ask(request)
    try:
        row = Succession.objects.of(request.viewer).get(pk=succession_id)
    except Succession.DoesNotExist:
        raise Http404 from None
    node = asked.place(row.before_id, acting=True).node
    try:
        successions.undo_take_over(
            request.viewer, succession_id, reason=request.POST.get("reason", "").strip(), on=asked.today
        )
    except Refused as no:
        messages.error(request, no.decision.text)
        return redirect("registry:organisation-history", node.pk)
    messages.success(request, "Преобразование отменено: все снова числятся там, где были.")
    return redirect("registry:organisation", node.pk)
