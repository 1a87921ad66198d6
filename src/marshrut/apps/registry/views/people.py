"""The list of people: on the page and as a workbook; somebody new by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from marshrut.apps.registry.forms.filters import StaffFilterForm
from marshrut.apps.registry.forms.people import PersonForm
from marshrut.apps.registry.queries.people import KeysFirst, count_young, dress_people, list_staff
from marshrut.apps.registry.queries.places import list_municipalities, suggest_places, workplaces
from marshrut.apps.registry.queries.tables import staff_table
from marshrut.apps.registry.services import people as services
from marshrut.apps.registry.views.asked import PAGE, Asked, ask, editors, listers, wants_fragment
from marshrut.apps.registry.views.books import answer_book, made_context
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["add_person", "staff", "staff_book"]


def _form(request: Any, asked: Asked) -> StaffFilterForm:
    typed = request.GET.get("place_words", "")
    found = suggest_places(asked.viewer, typed, on=asked.on) if typed else []
    places = [(str(one.node_id), str(one)) for one in found]
    chosen = request.GET.get("place", "")
    if chosen and chosen not in dict(places):
        places += _named(asked, chosen)
    return StaffFilterForm(
        request.GET,
        words=asked.words,
        municipalities=list_municipalities(asked.viewer, **asked.when),
        places=places,
        year=asked.on.year,
    )


def _named(asked: Asked, node_id: str) -> list[tuple[str, str]]:
    """A place that a link names stays chosen although nobody typed its words."""
    try:
        node = asked.place(UUID(node_id)).node
    except (ValueError, Http404):
        return []
    return [(str(node.pk), str(node))]


@require_safe
@listers
def staff(request: Any) -> HttpResponse:
    """People of the viewer's place on a day; only the list when htmx asks."""
    asked = ask(request)
    form = _form(request, asked)
    narrowed, reading = form.narrowed(), asked.words.young_teachers
    rows = list_staff(asked.viewer, **asked.when, narrowed=narrowed, reading=reading)
    listed: Any = KeysFirst(asked.viewer, rows)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    people = dress_people(asked.viewer, list(page.object_list), **asked.when, words=asked.words)
    found = {
        "form": form,
        "page": page,
        "people": people,
        "total": page.paginator.count,
        "narrowed": bool(narrowed),
        "chosen": form.chosen,
        "reading": reading,
        "young": count_young(asked.viewer, **asked.when, narrowed=narrowed, reading=reading)
        if narrowed.young
        else None,
        "may_add": asked.acting
        and request.viewer.role in {"school", "municipal_methodologist", "centre", "administrator"},
    }
    found |= made_context(asked, "staff", page.paginator.count)
    fragment = wants_fragment(request)
    template = "registry/staff_found.html" if fragment else "registry/staff.html"
    return render(request, template, asked.context(found | {"fragment": fragment}))


@require_http_methods(["GET", "HEAD", "POST"])
@listers
def staff_book(request: Any) -> HttpResponseBase:
    """The same list as a workbook, as filtered."""
    asked = ask(request)
    form = _form(request, asked)
    table = staff_table(asked.viewer, asked.words, **asked.when, narrowed=form.narrowed())
    return answer_book(request, asked, table, form, page=reverse("registry:staff"))


@editors
def add_person(request: Any) -> HttpResponse:
    """Somebody new by hand, with their first work; on to their card."""
    asked = ask(request)
    viewer: Viewer = request.viewer
    form = PersonForm(
        request.POST or None,
        words=asked.words,
        places=workplaces(viewer, on=asked.today),
        initial={"node": viewer.node_id, "since": asked.today},
    )
    if form.is_valid():
        try:
            person = services.add_person(
                viewer, form.named(), form.work(), on=asked.today, namesake=form.cleaned_data["namesake"]
            )
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Человек внесён в список.")
            return redirect("registry:person", person.pk)
    status = 422 if form.is_bound else 200
    return render(request, "registry/add_person.html", asked.context({"form": form}), status=status)
