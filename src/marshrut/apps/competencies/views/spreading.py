"""People to methodists all at once: a draft is counted, looked at as a map of loads, taken whole or thrown away."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from marshrut.apps.competencies.forms import SpreadForm, TakeForm, WhyForm
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.models import AccompanimentDraft
from marshrut.apps.competencies.queries.giving import ROLES, Wanted
from marshrut.apps.competencies.queries.spreads import (
    PlaceLoad,
    SpreadPage,
    find_spread,
    list_spreads,
    spread_page,
    spread_rows,
)
from marshrut.apps.competencies.services import spreading
from marshrut.apps.competencies.services.sharing import note_book
from marshrut.apps.competencies.views.asked import givers, missing, show
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry import workbooks
from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.cores.kernel import Refused
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import day, number

__all__ = ["book", "draft", "spread"]

_HEAD = ("Кто", "Где работает", "Должность", "Предмет", "Сейчас", "Станет", "Почему остался")
#: So many methodists stand in the picture, those with most people first; all of them in the table beside it.
_SHOWN = 20
_NEAR_NORM = _NEARLY = 0.9


def _form(request: Any) -> SpreadForm:
    districts = registry.list_districts(request.viewer, on=request.today)
    subjects = dictionaries(request.viewer, on=request.today).subjects
    places = [(str(one.node_id), one.name) for one in districts]
    return SpreadForm(request.POST or None, municipalities=places, subjects=subjects, roles=ROLES, on=request.today)


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def spread(request: Any) -> HttpResponse:
    """Whom to spread over whom; it is counted behind the page. Drafts that were made before."""
    form = _form(request)
    if form.is_valid():
        try:
            made = spreading.ask_draft(request.viewer, Wanted(**form.rule), words=form.words, on=request.today)
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            return redirect("jobs:job", made.job_id)
    care = framework(request.viewer, request.today).care
    context = {"form": form, "care": care, "drafts": list_spreads(request.viewer, on=request.today)}
    return show(request, "spread", context, wrong=bool(form.errors))


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def draft(request: Any, draft_id: UUID) -> HttpResponse:
    """The draft as a map of loads; one press takes it whole, another throws it away, a third takes it back."""
    deed = request.POST.get("deed", "")
    take = TakeForm(request.POST if deed == "take" else None, initial={"order_date": request.today})
    back = WhyForm(request.POST if deed == "undo" else None)
    form = {"take": take, "undo": back}.get(deed)
    try:
        find_spread(request.viewer, draft_id, on=request.today)
        if request.method == "POST" and (form is None or form.is_valid()):
            return _done(request, draft_id, deed, form.cleaned_data if form else {})
    except AccompanimentDraft.DoesNotExist:
        raise missing() from None
    except Refused as no:
        if form is None:
            messages.error(request, no.decision.text)
            return redirect("competencies:spread-draft", draft_id)
        form.add_error(None, no.decision.text)
    page = spread_page(request.viewer, draft_id, on=request.today)
    context = {"page": page, "row": page.row, "take": take, "back": back, **_pictures(page)}
    return show(request, "spread_draft", context, wrong=bool(form and form.errors))


def _done(request: Any, draft_id: UUID, deed: str, said: dict[str, Any]) -> HttpResponse:
    if deed == "take":
        made = spreading.accept_draft(request.viewer, draft_id, on=request.today, **said)
        if made.state == "accepting":
            return redirect("jobs:job", made.job_id)
        messages.success(request, f"Закреплено: {number(made.batch.count)}. Каждый видит это на своей странице.")  # type: ignore[union-attr]
    elif deed == "undo":
        spreading.undo_draft(request.viewer, draft_id, on=request.today, **said)
        messages.success(request, "Отменено целиком: кого черновик заменил, те снова сопровождают.")
    elif deed == "drop":
        spreading.drop_draft(request.viewer, draft_id, on=request.today)
        messages.success(request, "Черновик выброшен. Ничего не записано.")
        return redirect("competencies:spread")
    else:
        raise missing()
    return redirect("competencies:spread-draft", draft_id)


def _pictures(page: SpreadPage) -> dict[str, Any]:
    """Loads of methodists as bands from what is to what would be; municipalities as tiles with a table beside."""
    tiles = [_tile(one) for one in page.places]
    return {
        "loads": _loads(page) if page.loads else None,
        "more": max(0, len(page.loads) - _SHOWN),
        "tiles": tiles,
        "places": svg.tile_map("Сколько человек с методистом, по муниципалитетам", tiles),
    }


def _loads(page: SpreadPage) -> svg.Picture:
    most = page.row.result.get("most")
    top = 1.1 * max(1, *(max(one.before, one.after) for one in page.loads))
    mean = sum(one.after for one in page.loads) / len(page.loads)
    rungs = [
        svg.Rung(
            one.name,
            one.after,
            number(one.after),
            low=min(one.before, one.after),
            high=max(one.before, one.after),
            note=f"было {number(one.before)}" if one.before != one.after else "без перемен",
            tone=_tone(one.after, most),
        )
        for one in page.loads[:_SHOWN]
    ]
    picture = svg.league(
        "Сколько человек у методиста: было и станет",
        rungs,
        top=top,
        region=svg.Line("в среднем станет", mean, number(round(mean))),
        target=svg.Line("предел", most, number(most)) if most and most <= top else None,
        what="методистов",
        head=("Методист", "Станет", "Было"),
    )
    return replace(picture, rows=tuple((one.name, number(one.after), number(one.before)) for one in page.loads))


def _tone(load: int, most: int | None) -> svg.Tone:
    if most is None or load <= _NEAR_NORM * most:
        return "road"
    return "risk" if load > most else "sun"


def _tile(one: PlaceLoad) -> svg.Tile:
    tone: svg.Tone = "road" if one.after >= _NEARLY * one.people else "sun" if one.after else "plain"
    words = f"{number(one.before)} → {number(one.after)} из {number(one.people)}"
    sign = "✓" if one.after == one.people else ""
    return svg.Tile(one.title, words, tone, sign=sign, state=f"было {number(one.before)}, станет {number(one.after)}")


@require_safe
@givers
def book(request: Any, draft_id: UUID) -> FileResponse:
    """The whole draft as a workbook, a line a person."""
    try:
        row = find_spread(request.viewer, draft_id, on=request.today)
    except AccompanimentDraft.DoesNotExist:
        raise missing() from None
    rows = spread_rows(request.viewer, row, on=request.today)
    heads = [f"Распределение по методистам: {row.words}", f"{request.viewer.place_name}, на {day(request.today)}"]
    heads += [request.viewer.caveat] if request.viewer.caveat else []
    heads.append(f"Выгружено {day(request.today)}, {request.viewer.name}")
    out = BytesIO()
    columns = [workbooks.Column(one) for one in _HEAD]
    workbooks.sheet_out(out, title="Кто за кем", header_lines=heads, columns=columns, rows=rows)
    note_book(request.viewer, "Распределение по методистам", count=len(rows))
    out.seek(0)
    name = f"raspredelenie-{request.today:%Y-%m-%d}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=workbooks.MEDIA_TYPE)
