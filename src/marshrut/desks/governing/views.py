"""Pages of the order: parse, one query, a page or its fragment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from marshrut.apps.regulation import queries
from marshrut.apps.regulation.access import Deed
from marshrut.desks.governing import front as front_page
from marshrut.desks.governing import lists, pictures
from marshrut.desks.governing.forms import ClauseFilterForm, EditionsForm
from marshrut.desks.governing.reading import Asked, wants_fragment, with_reading
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.ui.dates import dated_url

__all__ = ["clause", "clauses", "editions", "front", "indicators", "registers", "roadmap", "structure"]

#: Who sees figures; what the order counts is read by everybody.
LOOKERS = frozenset(Role) - {Role.TEACHER}


@signed_in
@with_reading
def front(request: HttpRequest, asked: Asked) -> HttpResponse:
    """How the order is carried out, at a glance."""
    found = front_page.front(asked) | {"may_print": asked.may(Deed.PRINT)}
    return render(request, "governing/front.html", asked.context(found))


@signed_in
@with_reading
def structure(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Who coordinates whom, as a picture and as a list."""
    regulation = queries.get_regulation(asked.viewer, asked.reading)
    picture = pictures.structure_picture(regulation.structure, lambda actor: asked.link("clauses", actor=actor))
    found = {"structure": regulation.structure, "picture": picture, "levels": lists.levels_of(asked, regulation)}
    return render(request, "governing/structure.html", asked.context(found))


@signed_in
@with_reading
def clauses(request: HttpRequest, asked: Asked) -> HttpResponse:
    """All clauses, searched and narrowed; only the list when htmx asks."""
    form = ClauseFilterForm(request.GET)
    found = queries.list_clauses(
        asked.viewer, asked.reading, on=asked.on, known_at=asked.known_at, narrowed=form.narrowed()
    )
    form.offer(found)
    shown = lists.clause_page(asked, found, form.narrowed(), request.GET.get("page", ""))
    template = "governing/clauses_found.html" if wants_fragment(request) else "governing/clauses.html"
    return render(request, template, asked.context({"form": form, **shown}))


@signed_in
@with_reading
def clause(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    """One clause: text, state and why, functions, persons, proof."""
    return render(request, "governing/clause.html", asked.context(lists.clause_card(asked, code)))


@signed_in
@with_reading
def indicators(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Figures for who works with them; for a teacher what the order counts, with its targets and readings."""
    if asked.viewer.role in LOOKERS:
        return redirect(dated_url(asked.dates, "monitoring:figures"))
    found = queries.list_indicators(asked.viewer, asked.reading, on=asked.on)
    return render(request, "governing/indicators.html", asked.context(lists.indicator_page(found)))


@signed_in
@with_reading
def roadmap(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Measures by section, with terms as written and along the years."""
    found = queries.list_measures(asked.viewer, asked.reading, on=asked.on)
    return render(request, "governing/roadmap.html", asked.context(lists.roadmap_page(found, asked.on)))


@signed_in
@with_reading
def registers(request: HttpRequest, asked: Asked) -> HttpResponse:
    """What the order asks to keep."""
    found = queries.list_registers(asked.viewer, asked.reading)
    people = queries.get_regulation(asked.viewer, asked.reading).people
    kept = {one.register for one in people.registers} if people else set()
    may_list = Right.LIST in ROLE_RIGHTS[asked.viewer.role]
    return render(
        request, "governing/registers.html", asked.context({"items": found, "kept": kept, "may_list": may_list})
    )


@signed_in
@with_reading
def editions(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Versions, revisions and what changed between two of them."""
    rows = list(queries.list_revisions(asked.viewer, asked.reading.order_id))
    form = EditionsForm(request.GET or None, revisions=rows)
    changes = queries.diff_revisions(asked.viewer, *form.pair()) if form.is_valid() else None
    return render(request, "governing/editions.html", asked.context({"rows": rows, "form": form, "changes": changes}))
