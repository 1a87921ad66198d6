"""Every indicator of the order on a day."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.monitoring import queries, services
from marshrut.apps.monitoring.cards import count_standings, headline, row_of
from marshrut.apps.monitoring.forms import FilterForm
from marshrut.apps.monitoring.views.asked import Asked, lookers, with_snapshot
from marshrut.apps.monitoring.views.shown import listed, sections, territories
from marshrut.apps.monitoring.workbooks import XLSX

__all__ = ["book", "figures"]


def _narrowed(request: Any, asked: Asked) -> tuple[FilterForm, list[Any], list[Any]]:
    """The form, every figure of the region, and those that it leaves."""
    found = queries.list_figures(asked.viewer, asked.snapshot, on=asked.day)
    directions = list(dict.fromkeys(one.item.direction for one in found if one.item.direction))
    form = FilterForm(request.GET, directions=directions)
    return form, found, listed(found, direction=form.chosen("direction"), state=form.chosen("state"))


@require_safe
@lookers
@with_snapshot
def figures(request: Any, asked: Asked) -> HttpResponse:
    """Values against targets, the region's and one's own."""
    form, found, left = _narrowed(request, asked)
    own = queries.own_figures(asked.viewer, asked.snapshot, on=asked.day)
    counts = count_standings(found)
    context = {
        "form": form,
        "counts": [(one, number) for one, number in counts.items() if number],
        "headline": headline(counts),
        "total": len(found),
        "left": len(left),
        "sections": sections(asked, left, own),
        "own": bool(own),
        **territories(asked, found, wanted=request.GET.get("map", "")),
        "book": asked.link("figures-book", **{key: form.chosen(key) for key in ("direction", "state")}),
    }
    return render(request, "monitoring/figures.html", asked.context(context))


@require_safe
@lookers
@with_snapshot
def book(request: Any, asked: Asked) -> HttpResponse:
    """The same as a workbook: the region's rows, then those of the viewer's place."""
    _, _, left = _narrowed(request, asked)
    chosen = {one.indicator.id for one in left}
    own = queries.own_figures(asked.viewer, asked.snapshot, on=asked.day)
    rows = [row_of(one, place=asked.whole.name) for one in left]
    rows += [row_of(one, place=asked.viewer.place_name) for one in own if one.indicator.id in chosen]
    services.note_exported(asked.viewer, "показатели", count=len(rows))
    answer = HttpResponse(services.figures_book(rows, note=asked.viewer.caveat), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="figures-{asked.day}.xlsx"'
    return answer
