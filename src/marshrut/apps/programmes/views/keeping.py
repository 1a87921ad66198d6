"""Programmes and cohorts are written, changed, listed in the federal register and struck off it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from marshrut.apps.programmes.forms import CohortForm, EndListingForm, ListingForm, ProgrammeForm
from marshrut.apps.programmes.queries import catalogue as queries
from marshrut.apps.programmes.services import catalogue as services
from marshrut.apps.programmes.types import ProgrammesError
from marshrut.apps.programmes.views.asked import WRONG, done, keepers, or_missing
from marshrut.cores.kernel import Refused

__all__ = [
    "add_cohort",
    "add_programme",
    "edit_cohort",
    "edit_programme",
    "end_listing",
    "list_in_register",
]


@keepers
def add_programme(request: Any) -> HttpResponse:
    """A new programme."""
    return _programme(request, None)


@keepers
def edit_programme(request: Any, programme_id: UUID) -> HttpResponse:
    """Changes of one."""
    return _programme(
        request, or_missing(lambda: queries.get_programme(request.viewer, programme_id, on=request.today))
    )


def _programme(request: Any, card: queries.ProgrammeCard | None) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, viewer=request.viewer, on=request.today, card=card)
    if form.is_valid():
        try:
            row = services.keep_programme(
                request.viewer,
                card.row.pk if card else None,
                fields=form.fields_said,
                effects=form.effects,
                requires=form.requires,
            )
        except (Refused, ProgrammesError) as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Записано.")
            return redirect("programmes:programme", row.pk)
    found = {"form": form, "card": card}
    return render(request, "programmes/keep_programme.html", found, status=WRONG if form.errors else 200)


@keepers
def add_cohort(request: Any, programme_id: UUID) -> HttpResponse:
    """A new group, or an internship."""
    card = or_missing(lambda: queries.get_programme(request.viewer, programme_id, on=request.today))
    first = {"title": card.row.title, "hours": card.row.hours, "form": card.row.form, "min_size": 1}
    form = CohortForm(request.POST or None, viewer=request.viewer, on=request.today, initial=first)
    return _cohort(request, form, programme=card.row, cohort=None)


@keepers
def edit_cohort(request: Any, cohort_id: UUID) -> HttpResponse:
    """Changes of one: more seats go to who waits at once."""
    row = or_missing(lambda: queries.get_cohort(request.viewer, cohort_id))
    first = {name: getattr(row, name) for name in CohortForm.base_fields if name != "node"}
    first["node"] = str(row.node_id or "")
    form = CohortForm(request.POST or None, viewer=request.viewer, on=request.today, initial=first)
    return _cohort(request, form, programme=row.programme, cohort=row)


def _cohort(request: Any, form: CohortForm, *, programme: Any, cohort: Any) -> HttpResponse:
    if form.is_valid():
        try:
            row = services.keep_cohort(
                request.viewer, programme.pk, cohort.pk if cohort else None, fields=form.fields_said, on=request.today
            )
        except (Refused, ProgrammesError) as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Группа записана.")
            return redirect("programmes:cohort", row.pk)
    found = {"form": form, "programme": programme, "cohort": cohort}
    return render(request, "programmes/keep_cohort.html", found, status=WRONG if form.errors else 200)


@require_POST
@keepers
def list_in_register(request: Any, programme_id: UUID) -> HttpResponse:
    """The programme stands in the federal register from a day."""
    or_missing(lambda: queries.get_programme(request.viewer, programme_id, on=request.today))
    form = ListingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Впишите, с какого дня программа в реестре.")
        return redirect("programmes:programme", programme_id)
    said = form.cleaned_data
    deed = lambda: services.list_in_register(  # noqa: E731 - one call, used once
        request.viewer, programme_id, since=said["since"], until=None, number=said["number"]
    )
    return done(request, deed, "programmes:programme", programme_id, said="Записано в федеральном реестре.")


@require_POST
@keepers
def end_listing(request: Any, programme_id: UUID, listing_id: UUID) -> HttpResponse:
    """It was struck off: its last day there."""
    or_missing(lambda: queries.get_programme(request.viewer, programme_id, on=request.today))
    form = EndListingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Впишите последний день в реестре.")
        return redirect("programmes:programme", programme_id)
    last = form.cleaned_data["last"]
    deed = lambda: services.end_listing(request.viewer, listing_id, last=last)  # noqa: E731 - one call, used once
    return done(request, deed, "programmes:programme", programme_id, said="Исключение записано.")
