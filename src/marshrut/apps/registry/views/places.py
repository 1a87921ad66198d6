"""The list of organisations, an organisation's card, and somebody new in the list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from marshrut.apps.registry import access
from marshrut.apps.registry.forms.filters import PlaceFilterForm
from marshrut.apps.registry.forms.places import NewPlaceForm
from marshrut.apps.registry.queries.history import place_history
from marshrut.apps.registry.queries.place_card import place_card, place_past
from marshrut.apps.registry.queries.places import dress_places, list_municipalities, list_places, parents_of
from marshrut.apps.registry.queries.tables import organisations_table
from marshrut.apps.registry.rules import may_edit_places, may_edit_staff
from marshrut.apps.registry.services import places as services
from marshrut.apps.registry.services.successions import may_undo_take_over
from marshrut.apps.registry.views.asked import PAGE, Asked, ask, onlookers, place_keepers, wants_fragment
from marshrut.apps.registry.views.books import answer_book, made_context
from marshrut.apps.regulation import queries as regulation
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right

__all__ = ["add_place", "organisation", "organisation_history", "organisations", "organisations_book"]


def _form(request: Any, asked: Asked) -> PlaceFilterForm:
    municipalities = list_municipalities(asked.viewer, **asked.when)
    return PlaceFilterForm(request.GET, words=asked.words, municipalities=municipalities)


@require_safe
@onlookers
def organisations(request: Any) -> HttpResponse:
    """Organisations of the viewer's place on a day; only the list when htmx asks."""
    asked = ask(request)
    form = _form(request, asked)
    narrowed = form.narrowed()
    rows = list_places(asked.viewer, **asked.when, narrowed=narrowed)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = {
        "form": form,
        "page": page,
        "places": dress_places(asked.viewer, list(page.object_list), **asked.when, words=asked.words),
        "total": page.paginator.count,
        "narrowed": bool(narrowed),
        "may_add": asked.acting and bool(may_edit_places(request.viewer.role, inside=True)),
    }
    found |= made_context(asked, "organisations", page.paginator.count)
    template = "registry/places_found.html" if wants_fragment(request) else "registry/places.html"
    return render(request, template, asked.context(found))


@require_http_methods(["GET", "HEAD", "POST"])
@onlookers
def organisations_book(request: Any) -> HttpResponseBase:
    """The same list as a workbook, as filtered."""
    asked = ask(request)
    form = _form(request, asked)
    table = organisations_table(asked.viewer, asked.words, **asked.when, narrowed=form.narrowed())
    return answer_book(request, asked, table, form, page=reverse("registry:organisations"))


@require_safe
@onlookers
def organisation(request: Any, node_id: UUID) -> HttpResponse:
    """Everything recorded of an organisation, on a day."""
    asked = ask(request)
    card = place_card(request.viewer, asked.place(node_id), **asked.when, words=asked.words)
    may_see = Right.LIST in ROLE_RIGHTS[request.viewer.role]
    found = {
        "card": card,
        "may_see_people": may_see,
        # it was just found within the viewer's place
        "may_edit": asked.acting and bool(may_edit_places(request.viewer.role, inside=True)),
        "may_keep": asked.acting and bool(may_edit_staff(request.viewer.role, inside=True)),
    }
    return render(request, "registry/place.html", asked.context(found))


@require_safe
@onlookers
def organisation_history(request: Any, node_id: UUID) -> HttpResponse:
    """Past years, predecessors and successors, lists that came, and what changed in the records."""
    asked = ask(request)
    node = asked.place(node_id).node
    past = place_past(request.viewer, node, known_at=asked.known_at)
    changes = place_history(request.viewer, node_id, asked.words)
    called = next((str(row) for row in past["former"] if asked.on in row.valid), str(node))
    indicators = indicator_names(asked)
    for one in past["values"]:
        one.title = indicators.get(one.what, one.what)
    may_edit = asked.acting and bool(access.may_edit_place(request.viewer, node_id, on=asked.today))
    for row in past["joined"] if may_edit else ():
        row.undoing = may_undo_take_over(request.viewer, row, on=asked.today)
    return render(
        request,
        "registry/place_past.html",
        asked.context({"node": node, "called": called, "changes": changes, "may_edit": may_edit, **past}),
    )


def indicator_names(asked: Asked) -> dict[str, str]:
    """Indicators of the order by id, for values of past years."""
    read = regulation.find_regulation(asked.viewer, on=asked.on, known_at=asked.known_at)
    return {one.id: one.name for one in read.indicators.indicators} if read else {}


@place_keepers
def add_place(request: Any) -> HttpResponse:
    """A new organisation by hand; on to its card."""
    asked = ask(request)
    kinds = [(code, one.name) for code, one in asked.words.organisation_kinds.items()]
    form = NewPlaceForm(
        request.POST or None,
        choices={"kind": kinds},
        places={"parent": parents_of(request.viewer, on=asked.today)},
        initial={"parent": request.viewer.node_id, "since": asked.today, "kind": "school"},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            node = services.add_place(
                request.viewer,
                form.described(),
                parent_id=data["parent"].pk,
                since=data["since"],
                codes=form.codes(),
                on=asked.today,
            )
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Организация внесена.")
            return redirect("registry:organisation", node.pk)
    status = 422 if form.is_bound else 200
    return render(request, "registry/add_place.html", asked.context({"form": form}), status=status)
