"""Blanks of outside operators: sent in, cells tied to figures, given back filled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.monitoring import queries, services
from marshrut.apps.monitoring.blanks import BrokenBlankError
from marshrut.apps.monitoring.forms import BlankForm, FillForm
from marshrut.apps.monitoring.models import Blank, Snapshot
from marshrut.apps.monitoring.types import BlankPart, MonitoringError, SnapshotState
from marshrut.apps.monitoring.views.note import WRONG, given, keepers, said_no
from marshrut.apps.monitoring.workbooks import XLSX
from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation import queries as regulation
from marshrut.cores.kernel import Refused
from marshrut.foundation.files.types import FileRefusedError

__all__ = ["blank", "blanks", "drop_blank", "filled"]

_ON_PAGE, _SNAPSHOTS = 40, 30


def _blank(request: Any, blank_id: UUID) -> Blank:
    try:
        return queries.get_blank(request.viewer, blank_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _snapshots(request: Any) -> list[tuple[str, str]]:
    rows = queries.list_snapshots(request.viewer).filter(state=SnapshotState.SEALED.value)[:_SNAPSHOTS]
    return [(str(one.pk), f"на {one.day:%d.%m.%Y}, сумма {one.checksum[:8]} {one.words}".strip()) for one in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def blanks(request: Any) -> HttpResponse:
    """Blanks that stand, and a new one."""
    form = BlankForm(request.POST, request.FILES) if request.method == "POST" else BlankForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.keep_blank(request.viewer, file, title=form.cleaned_data["title"], name=file.name)
        except (BrokenBlankError, FileRefusedError) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Бланк сохранён. Свяжите его клетки с показателями.")
            return redirect("monitoring:blank", made.pk)
    context = {"form": form, "rows": queries.list_blanks(request.viewer)}
    return render(request, "monitoring/blanks.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def blank(request: Any, blank_id: UUID) -> HttpResponse:
    """What goes into which cell, a sheet and forty cells at a time."""
    row = _blank(request, blank_id)
    book = queries.blank_book(row)
    names = [one.name for one in book.sheets]
    sheet = request.GET.get("sheet") or next((one.sheet for one in book.places()), names[0])
    if sheet not in names:
        raise Http404
    page = Paginator(queries.awaited(request.viewer, row, book, sheet), _ON_PAGE).get_page(request.GET.get("page"))
    wrong = ""
    if request.method == "POST":
        wrong = _tied(request, row, sheet, page)
        if not wrong:
            messages.success(request, "Связи записаны.")
            query = urlencode({"sheet": sheet, "page": page.number})
            return redirect(f"{reverse('monitoring:blank', args=[row.pk])}?{query}")
    held = regulation.find_regulation(request.viewer, on=request.today)
    context = {
        "blank": row,
        "sheet": sheet,
        "sheets": [{"title": one, "url": f"?{urlencode({'sheet': one})}", "current": one == sheet} for one in names],
        "page": page,
        "cells": [_cell(request, one) for one in page],
        "wrong": wrong,
        "parts": [
            ("В эту клетку", [one for one in BlankPart if not one.goes_down]),
            ("Списком вниз от клетки", [one for one in BlankPart if one.goes_down]),
        ],
        "registers": registry.kept_registers(request.viewer, on=request.today),
        "indicators": held.indicators.indicators if held else (),
        "form": FillForm(snapshots=_snapshots(request)),
        "tied": queries.count_ties(request.viewer, row),
    }
    return render(request, "monitoring/blank.html", context, status=WRONG if wrong else 200)


def _cell(request: Any, one: queries.Awaited) -> dict[str, Any]:
    """A row of the page: what was sent stands again after a refusal."""
    ref = one.place.ref
    tied = (one.tie.indicator, one.tie.part) if one.tie else ("", "")
    sent = request.POST if request.method == "POST" else {}
    return {
        "ref": ref,
        "words": one.place.words,
        "indicator": sent.get(f"indicator-{ref}", tied[0]),
        "part": sent.get(f"part-{ref}", tied[1]),
    }


def _tied(request: Any, row: Blank, sheet: str, page: Page[Any]) -> str:
    """Write the ties of this page; the words of a refusal, or nothing."""
    sent = {
        one.place.ref: (
            request.POST.get(f"indicator-{one.place.ref}", "").strip(),
            request.POST.get(f"part-{one.place.ref}", "").strip(),
        )
        for one in page
    }
    try:
        services.tie_cells(request.viewer, row.pk, sheet, sent, on=request.today)
    except Refused as no:
        return said_no(no)
    except MonitoringError as error:
        return str(error)
    return ""


@require_safe
@keepers
def filled(request: Any, blank_id: UUID) -> HttpResponseBase:
    """The blank with figures of the chosen snapshot."""
    row = _blank(request, blank_id)
    form = FillForm(request.GET, snapshots=_snapshots(request))
    if not form.is_valid():
        messages.error(request, "Выберите снимок данных. Если списка нет, сделайте снимок на странице показателей.")
        return redirect("monitoring:blank", row.pk)
    try:
        snapshot = queries.get_snapshot(request.viewer, UUID(form.cleaned_data["snapshot"]))
        made = services.fill_blank(request.viewer, row.pk, snapshot, on=snapshot.day)
    except Snapshot.DoesNotExist:
        raise Http404 from None
    except Refused as no:
        messages.error(request, said_no(no))
        return redirect("monitoring:blank", row.pk)
    return given(made, f"blank-{snapshot.day}.xlsx", XLSX)


@require_POST
@keepers
def drop_blank(request: Any, blank_id: UUID) -> HttpResponse:
    """Take a blank out of the list."""
    row = _blank(request, blank_id)
    services.drop_blank(request.viewer, row.pk)
    messages.success(request, f"Бланк «{row.title}» убран.")
    return redirect("monitoring:blanks")
