"""Registers of the order that are made of records: what there is, and each of them as of a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.registry.forms.filters import RegisterFilterForm
from marshrut.apps.registry.queries.places import list_municipalities
from marshrut.apps.registry.queries.registers import (
    Kept,
    dress_register,
    find_kept_register,
    list_kept,
    list_register,
)
from marshrut.apps.registry.queries.today import count_roles
from marshrut.apps.registry.views.asked import PAGE, Asked, ask, listers, wants_fragment
from marshrut.apps.registry.views.books import book, chunks
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.types import Reading

__all__ = ["register", "register_book", "registers"]

COLUMNS = ("Кто", "Роль", "Организация", "Муниципалитет", "Должность", "Направление", "Приказ", "Дата приказа", "Срок")


def _reading(asked: Asked) -> Reading | None:
    return regulation.find_reading(asked.viewer, on=asked.on, known_at=asked.known_at)


@require_safe
@listers
def registers(request: Any) -> HttpResponse:
    """What of the order's registers is made here of records, and roles that no register of the order names."""
    asked = ask(request)
    reading = _reading(asked)
    kept = list_kept(request.viewer, reading, asked.words, **asked.when) if reading else []
    listed = {code for one in kept for code in one.made_of.roles}
    roles = [row for row in count_roles(request.viewer, **asked.when, words=asked.words) if row[0] not in listed]
    return render(request, "registry/registers.html", asked.context({"kept": kept, "roles": roles, "reading": reading}))


def _found(request: Any, asked: Asked, code: str) -> tuple[Kept, Reading, RegisterFilterForm, Any]:
    reading = _reading(asked)
    kept = find_kept_register(asked.viewer, reading, asked.words, code) if reading else None
    if kept is None or reading is None:
        raise Http404
    form = RegisterFilterForm(
        request.GET,
        municipalities=list_municipalities(asked.viewer, **asked.when),
        roles=kept.roles,
        about_people=kept.about_people,
    )
    return kept, reading, form, list_register(asked.viewer, kept, **asked.when, **form.said())


@require_safe
@listers
def register(request: Any, code: str) -> HttpResponse:
    """One register on a day, under its official name."""
    asked = ask(request)
    kept, reading, form, rows = _found(request, asked, code)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = {
        "kept": kept,
        "reading": reading,
        "form": form,
        "page": page,
        "rows": dress_register(request.viewer, kept, list(page.object_list), **asked.when),
        "narrowed": bool(form.said()),
    }
    template = "registry/register_found.html" if wants_fragment(request) else "registry/register.html"
    return render(request, template, asked.context(found))


@require_safe
@listers
def register_book(request: Any, code: str) -> HttpResponseBase:
    """The register as a workbook under its official name, as filtered."""
    asked = ask(request)
    kept, reading, form, rows = _found(request, asked, code)
    return book(
        request,
        title=kept.item.register.name,
        file="reestr",
        chosen={"Основание": f"{reading.order}, {', '.join(kept.item.register.source)}", **form.chosen},
        columns=COLUMNS,
        rows=_lines(asked, kept, rows),
        count=rows.count(),
    )


def _lines(asked: Asked, kept: Kept, rows: Any) -> Iterator[Sequence[object]]:
    for part in chunks(rows):
        for one in dress_register(asked.viewer, kept, part, **asked.when):
            place = one.place if kept.about_people else ""
            yield (
                *(one.name, one.role, place, one.above, one.posts, one.direction),
                *(one.order_number, one.order_date, one.when),
            )
