"""What is done on a person's card: each deed is a form and one service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from marshrut.apps.registry import access
from marshrut.apps.registry.forms import people as typed
from marshrut.apps.registry.models import Person
from marshrut.apps.registry.queries.cards import PersonCard, find_kept, person_card
from marshrut.apps.registry.queries.places import workplaces
from marshrut.apps.registry.services import people as services
from marshrut.apps.registry.services import records
from marshrut.apps.registry.views.asked import Asked, ask, editors
from marshrut.cores.kernel import Refused
from marshrut.foundation.privacy.services import note_card_read

__all__ = ["change", "change_line"]

WRONG = 422


@dataclass(frozen=True, slots=True)
class Deed:
    """A change by a form: what it is called, what is said afterwards, how the form is made, what it does."""

    title: str
    button: str
    said: str
    note: str = ""
    form: Callable[[Asked, PersonCard, Any], Any] | None = None
    act: Callable[[Asked, PersonCard, Any], object] | None = None


def _work_form(asked: Asked, card: PersonCard, data: Any) -> forms.Form:
    del card
    initial = {"node": asked.viewer.node_id, "since": asked.today}
    return typed.WorkForm(data, words=asked.words, places=workplaces(asked.viewer, on=asked.today), initial=initial)


def _name_form(asked: Asked, card: PersonCard, data: Any) -> forms.Form:
    now = card.details
    keys = ("family_name", "given_name", "patronymic")
    return typed.NameForm(data, initial={key: getattr(now, key, "") for key in keys} | {"since": asked.today})


def _details_form(asked: Asked, card: PersonCard, data: Any) -> forms.Form:
    del asked
    keys = ("family_name", "given_name", "patronymic", "birth_date", "teaching_since")
    return typed.DetailsForm(data, initial={key: getattr(card.details, key, None) for key in keys})


def _held_places(asked: Asked, card: PersonCard) -> list[tuple[str, str]]:
    """Where the person works, of the viewer's places."""
    nodes = access.nodes_of(asked.viewer, on=asked.today).filter(node_id__in=[job.node_id for job in card.jobs])
    inside = set(nodes.values_list("node_id", flat=True))
    held = {job.node_id: job.place for job in card.jobs if job.node_id in inside}
    return [(str(node_id), name) for node_id, name in held.items()]


def _leave_form(asked: Asked, card: PersonCard, data: Any) -> forms.Form:
    places = _held_places(asked, card)
    return typed.LeaveForm(data, words=asked.words, places=places, initial={"since": asked.today})


def _category_form(asked: Asked, card: PersonCard, data: Any) -> forms.Form:
    del card
    return typed.CategoryForm(data, words=asked.words)


def _role_form(asked: Asked, card: PersonCard, data: Any) -> forms.Form:
    node = asked.viewer.node_id
    roles = [
        (code, one.name)
        for code, one in asked.words.staff_roles.items()
        if access.may_give_staff_role(asked.viewer, code, node, on=asked.today)
    ]
    own = (str(node), asked.viewer.place_name)
    places = [*_held_places(asked, card), own]
    return typed.RoleForm(
        data, roles=roles, places=dict(places).items(), initial={"since": asked.today, "order_date": asked.today}
    )


def _said(form: Any, **also: Any) -> dict[str, Any]:
    """The form's words as the service takes them; the place is an id."""
    data = dict(form.cleaned_data) | also
    if "node" in data:
        data["node_id"] = UUID(data.pop("node"))
    return data


DEEDS = {
    "work": Deed(
        "Ещё одна работа",
        "Записать",
        "Работа записана.",
        form=_work_form,
        act=lambda asked, card, form: services.hire(asked.viewer, card.person.pk, form.work(), on=asked.today),
    ),
    "name": Deed(
        "Сменилось имя",
        "Сменить",
        "Новое имя записано; по прежнему человека тоже найдут.",
        "С этого дня имя новое. Прежнее остаётся верным для прошлых дней.",
        form=_name_form,
        act=lambda asked, card, form: services.change_name(
            asked.viewer, card.person.pk, form.named(), since=form.cleaned_data["since"], on=asked.today
        ),
    ),
    "details": Deed(
        "Исправить сведения",
        "Исправить",
        "Сведения исправлены.",
        "Если сменилась фамилия, это не ошибка: для этого есть «Сменилось имя». Верный СНИЛС вводить ещё раз не нужно.",
        form=_details_form,
        act=lambda asked, card, form: services.correct_details(
            asked.viewer, card.person.pk, form.named(), on=asked.today
        ),
    ),
    "leave": Deed(
        "Отпуск",
        "Записать",
        "Отпуск записан.",
        form=_leave_form,
        act=lambda asked, card, form: records.add_leave(asked.viewer, card.person.pk, **_said(form), on=asked.today),
    ),
    "category": Deed(
        "Квалификационная категория",
        "Записать",
        "Категория записана.",
        "«Соответствие занимаемой должности» — не категория, но стоит в том же столбце.",
        form=_category_form,
        act=lambda asked, card, form: records.add_category(asked.viewer, card.person.pk, **_said(form), on=asked.today),
    ),
    "role": Deed(
        "Роль по положению",
        "Записать",
        "Роль записана.",
        "Роль даёт приказ. Она не меняет должность и не открывает доступ.",
        form=_role_form,
        act=lambda asked, card, form: records.give_staff_role(
            asked.viewer, card.person.pk, **_said(form), on=asked.today
        ),
    ),
}


def _card(asked: Asked, person_id: UUID) -> PersonCard:
    found = asked.person(person_id, acting=True)
    kept: Person = find_kept(asked.viewer, found)
    return person_card(asked.viewer, kept, on=asked.today, words=asked.words)


def _answer(
    request: Any, asked: Asked, deed: Deed, card: PersonCard, form: Any, act: Callable[[], object]
) -> HttpResponse:
    """Do it when the form is right and the rule agrees; else the form as it was typed, with the rule's words."""
    if form.is_valid():
        try:
            act()
        except Refused as no:
            form.add_error(None, no.decision.text)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        else:
            messages.success(request, deed.said)
            return redirect("registry:person", card.person.pk)
    context = {"deed": deed, "card": card, "form": form, "back": asked.link("person", card.person.pk), "who": card.name}
    return render(request, "registry/change.html", asked.context(context), status=WRONG if form.is_bound else 200)


@editors
def change(request: Any, person_id: UUID, deed: str) -> HttpResponse:
    """One deed about the person as a whole."""
    asked = ask(request)
    found = DEEDS.get(deed)
    if found is None or found.form is None or found.act is None:
        raise Http404
    act = found.act
    card = _card(asked, person_id)
    if request.method != "POST":
        note_card_read(request.viewer, card.person.account_id or card.person.pk, what="правка карточки работника")
    form = found.form(asked, card, request.POST or None)
    return _answer(request, asked, found, card, form, lambda: act(asked, card, form))


# One line of the card ------------------------------------------------------------------------------------------------


def _correct_form(asked: Asked, row: Any, data: Any) -> forms.Form:
    initial = {
        "node": row.node_id,
        "post": row.post,
        "job": row.job,
        "subjects": row.subjects,
        "load": row.load,
        "hours": row.hours,
        "since": row.valid.lower,
        "until": row.valid.upper and row.valid.upper - services.ONE_DAY,
    }
    form = typed.WorkForm(data, words=asked.words, places=workplaces(asked.viewer, on=asked.today), initial=initial)
    post: Any = form.fields["post"]
    if row.post not in dict(post.choices):
        post.choices = [(row.post, row.post), *post.choices]
    return form


def _end_work(asked: Asked, line_id: UUID, form: Any) -> None:
    data = form.cleaned_data
    if data["why"] in form.mistakes:
        services.withdraw_job(asked.viewer, line_id, on=asked.today)
        return
    services.end_job(asked.viewer, line_id, last=data["last"], why=data["why"], on=asked.today)


def _end_or_withdraw(asked: Asked, kind: str, line_id: UUID, form: Any) -> None:
    last = form.day()
    if last is None:
        records.withdraw_fact(asked.viewer, kind, line_id, on=asked.today)
    else:
        records.end_fact(asked.viewer, kind, line_id, last=last, on=asked.today)


LINE_DEEDS = {
    "end-work": Deed("Закончить работу", "Закончить", "Работа закончена."),
    "correct-work": Deed("Исправить запись о работе", "Исправить", "Запись исправлена."),
    "end-leave": Deed("Отпуск заканчивается", "Записать", "Записано."),
    "end-category": Deed("Категория больше не действует", "Записать", "Записано."),
    "end-role": Deed("Роль заканчивается", "Записать", "Записано."),
}


@editors
def change_line(request: Any, person_id: UUID, deed: str, line_id: UUID) -> HttpResponse:
    """One deed about one work, leave, category or role of the person."""
    asked = ask(request)
    card = _card(asked, person_id)
    said = LINE_DEEDS.get(deed)
    if said is None:
        raise Http404
    data = request.POST or None
    if deed in {"end-work", "correct-work"}:
        row = next((one.row for one in card.moments if getattr(one.row, "line_id", None) == line_id), None)
        if row is None or not hasattr(row, "post"):
            raise Http404
        if deed == "end-work":
            form: Any = typed.EndWorkForm(data, words=asked.words, initial={"last": asked.today})
            return _answer(request, asked, said, card, form, lambda: _end_work(asked, line_id, form))
        form = _correct_form(asked, row, data)
        act = lambda: services.correct_job(asked.viewer, line_id, form.work(), on=asked.today)  # noqa: E731
        return _answer(request, asked, said, card, form, act)
    kind = deed.removeprefix("end-")
    if not any(fact.what == kind and fact.line_id == line_id for fact, _, _ in card.facts):
        raise Http404
    form = typed.EndForm(data, initial={"last": asked.today})
    return _answer(request, asked, said, card, form, lambda: _end_or_withdraw(asked, kind, line_id, form))
