"""Who accompanies whom: the centre and the municipal service give and end it, by an order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from marshrut.apps.competencies.forms import AccompanyForm, EndForm
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries.care import get_accompaniment, list_accompaniments
from marshrut.apps.competencies.queries.giving import list_batches
from marshrut.apps.competencies.services import sharing
from marshrut.apps.competencies.views.asked import givers, missing, show
from marshrut.apps.registry import queries as registry
from marshrut.cores.kernel import Refused

__all__ = ["accompaniments", "end", "give"]


@require_safe
@givers
def accompaniments(request: Any) -> HttpResponse:
    """Who accompanies whom within the viewer's place, by companion."""
    groups = list_accompaniments(request.viewer, on=request.on)
    care = framework(request.viewer, request.on).care
    batches = list_batches(request.viewer, on=request.today)
    context = {"groups": groups, "care": care, "acting": request.on == request.today, "batches": batches}
    return show(request, "accompaniments", context)


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def give(request: Any) -> HttpResponse:
    """Find the person and who accompanies them by surname, then name the order."""
    asked = request.POST or request.GET
    who, whom = asked.get("who", "")[:120], asked.get("whom", "")[:120]
    people = registry.find_people(request.viewer, who, on=request.today)
    companions = registry.find_people(request.viewer, whom, on=request.today)
    form = AccompanyForm(request.POST or None, people=people, companions=companions, on=request.today)
    if form.is_valid():
        said = form.cleaned_data
        person, companion = UUID(said.pop("person")), UUID(said.pop("companion"))
        try:
            sharing.accompany(request.viewer, person, companion_id=companion, on=request.today, **said)
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Закреплено. Человек видит это на своей странице.")
            return redirect("competencies:accompaniments")
    context = {"form": form, "who": who, "whom": whom, "ready": bool(people and companions)}
    care = framework(request.viewer, request.today).care
    return show(request, "give", {**context, "care": care}, wrong=bool(form.errors))


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def end(request: Any, line_id: UUID) -> HttpResponse:
    """It ends with a day, for a reason."""
    found = get_accompaniment(request.viewer, line_id, on=request.today)
    if found is None:
        raise missing()
    form = EndForm(request.POST or None, initial={"last": request.today})
    if form.is_valid():
        try:
            sharing.end_accompaniment(request.viewer, line_id, on=request.today, **form.cleaned_data)
        except ObjectDoesNotExist:
            raise missing() from None
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Закрепление прекращено: результаты этого человека больше не открыты.")
            return redirect("competencies:accompaniments")
    return show(request, "end", {"form": form, "row": found}, wrong=bool(form.errors))
