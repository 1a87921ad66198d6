"""Registers of the order that are made of records: what there is, and each of them as of a date."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from marshrut.apps.registry.dictionaries import words_of
from marshrut.apps.registry.forms.filters import RegisterFilterForm
from marshrut.apps.registry.queries.places import list_municipalities
from marshrut.apps.registry.queries.registers import (
    Kept,
    dress_register,
    find_kept_register,
    list_kept,
    list_register,
)
from marshrut.apps.registry.queries.tables import REGISTER, register_table
from marshrut.apps.registry.queries.today import count_roles
from marshrut.apps.registry.views.asked import PAGE, Asked, ask, listers, wants_fragment
from marshrut.apps.registry.views.books import answer_book, made_context
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.types import Reading

__all__ = ["register", "register_book", "registers"]


def _reading(asked: Asked) -> Reading | None:
    return regulation.find_reading(asked.viewer, on=asked.on, known_at=asked.known_at)


@require_safe
@listers
def registers(request: Any) -> HttpResponse:
    """What of the order's registers is made here of records, and roles that no register of the order names."""
    asked = ask(request)
    reading = _reading(asked)
    words = words_of(request.viewer, reading)
    kept = list_kept(request.viewer, reading, words, **asked.when) if reading else []
    listed = {code for one in kept for code in one.made_of.roles}
    roles = [row for row in count_roles(request.viewer, **asked.when, words=words) if row[0] not in listed]
    return render(request, "registry/registers.html", asked.context({"kept": kept, "roles": roles, "reading": reading}))


def _found(request: Any, asked: Asked, code: str) -> tuple[Kept, Reading, RegisterFilterForm]:
    reading = _reading(asked)
    kept = find_kept_register(asked.viewer, reading, words_of(asked.viewer, reading), code) if reading else None
    if kept is None or reading is None:
        raise Http404
    form = RegisterFilterForm(
        request.GET,
        municipalities=list_municipalities(asked.viewer, **asked.when),
        roles=kept.roles,
        about_people=kept.about_people,
    )
    return kept, reading, form


@require_safe
@listers
def register(request: Any, code: str) -> HttpResponse:
    """One register on a day, under its official name."""
    asked = ask(request)
    kept, reading, form = _found(request, asked, code)
    rows = list_register(asked.viewer, kept, **asked.when, **form.said())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = {
        "kept": kept,
        "reading": reading,
        "form": form,
        "page": page,
        "rows": dress_register(request.viewer, kept, list(page.object_list), **asked.when),
        "narrowed": bool(form.said()),
    }
    found |= made_context(asked, f"{REGISTER}{kept.code}", page.paginator.count)
    template = "registry/register_found.html" if wants_fragment(request) else "registry/register.html"
    return render(request, template, asked.context(found))


@require_http_methods(["GET", "HEAD", "POST"])
@listers
def register_book(request: Any, code: str) -> HttpResponseBase:
    """The register as a workbook under its official name, as filtered."""
    asked = ask(request)
    kept, reading, form = _found(request, asked, code)
    form.ground = f"{reading.order}, {', '.join(kept.item.register.source)}"
    table = register_table(asked.viewer, kept, **asked.when, narrowed=form.said())
    return answer_book(request, asked, table, form, page=reverse("registry:register", args=[code]))
