"""Many people are given by a rule: looked at first, then one press; the press is ended whole."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from marshrut.apps.competencies.forms import EndForm, RuleForm
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries.giving import ROLES, Proposed, Wanted, find_batch, propose, rows_of
from marshrut.apps.competencies.rules import MOST_AT_ONCE
from marshrut.apps.competencies.services import giving
from marshrut.apps.competencies.services.sharing import note_book
from marshrut.apps.competencies.views.asked import givers, missing, show
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry import workbooks
from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.cores.kernel import Refused
from marshrut.foundation.ui.formats import day, number

__all__ = ["batch", "by_rule"]

#: So many names of one companion's people, or of one reason, stand on the page; the others are in the workbook.
NAMES = 30
_HEAD = ("Кто", "Где работает", "Должность", "Предмет", "За кем", "Почему остался")


def _form(request: Any) -> RuleForm:
    districts = registry.list_districts(request.viewer, on=request.today)
    subjects = dictionaries(request.viewer, on=request.today).subjects
    places = [(str(one.node_id), one.name) for one in districts]
    return RuleForm(request.POST or None, municipalities=places, subjects=subjects, roles=ROLES, on=request.today)


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def by_rule(request: Any) -> HttpResponseBase:
    """Whom the rule would give to whom; the second press gives them, another takes the proposal away as a workbook."""
    form, found = _form(request), None
    if form.is_valid():
        wanted, deed = Wanted(**form.rule), request.POST.get("deed")
        if deed == "give" and _given(request, form, wanted):
            return redirect("competencies:accompaniments")
        found = propose(request.viewer, wanted, on=request.today)
        if deed == "book":
            return _book(request, form.words, found)
    care = framework(request.viewer, request.today).care
    context: dict[str, Any] = {"form": form, "found": found, "care": care, "most": MOST_AT_ONCE}
    if found:
        context["companions"] = [(*rest, *_few(people)) for *rest, people in found.companions]
        context["reasons"] = [(why, *_few(people)) for why, people in found.reasons]
    return show(request, "rule", context, wrong=bool(form.errors))


def _few(names: list[str]) -> tuple[int, list[str], int]:
    """(how many, the first of them, how many more)."""
    return len(names), names[:NAMES], max(0, len(names) - NAMES)


def _given(request: Any, form: RuleForm, wanted: Wanted) -> bool:
    order = {name: form.cleaned_data[name] for name in ("order_number", "order_date")}
    seen = request.POST.get("seen", "")
    try:
        made = giving.give_by_rule(request.viewer, wanted, seen=seen, words=form.words, on=request.today, **order)
    except Refused as no:
        form.add_error(None, no.decision.text)
        return False
    messages.success(request, f"Закреплено: {number(made.count)}. Каждый видит это на своей странице.")
    return True


def _book(request: Any, words: str, found: Proposed) -> FileResponse:
    rows = rows_of(request.viewer, found, on=request.today)
    heads = ["Предложение: ничего ещё не записано", words, f"{request.viewer.place_name}, на {day(request.today)}"]
    heads += [request.viewer.caveat] if request.viewer.caveat else []
    heads.append(f"Выгружено {day(request.today)}, {request.viewer.name}")
    out = BytesIO()
    columns = [workbooks.Column(one) for one in _HEAD]
    workbooks.sheet_out(out, title="Кто за кем", header_lines=heads, columns=columns, rows=rows)
    note_book(request.viewer, "Кто за кем по правилу", count=len(rows))
    out.seek(0)
    name = f"kto-za-kem-{request.today:%Y-%m-%d}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=workbooks.MEDIA_TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def batch(request: Any, batch_id: UUID) -> HttpResponse:
    """What one press gave ends by one press, for a reason."""
    row = find_batch(request.viewer, batch_id, on=request.today)
    if row is None:
        raise missing()
    form = EndForm(request.POST or None, initial={"last": request.today})
    if form.is_valid():
        try:
            giving.end_batch(request.viewer, batch_id, on=request.today, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Закрепления прекращены.")
            return redirect("competencies:accompaniments")
    return show(request, "batch", {"row": row, "form": form}, wrong=bool(form.errors))
