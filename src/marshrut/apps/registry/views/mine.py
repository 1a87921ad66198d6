"""«Мои сведения»: what the system holds about me, in plain words; a request to correct it; my data to take away."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from marshrut.apps.registry import workbooks
from marshrut.apps.registry.forms.people import AskForm
from marshrut.apps.registry.models import Person
from marshrut.apps.registry.queries.cards import find_own, person_card
from marshrut.apps.registry.queries.own import own_data, own_requests
from marshrut.apps.registry.services.requests import ask_correction, note_export
from marshrut.apps.registry.views.asked import Asked, ask
from marshrut.apps.registry.views.books import XLSX
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.privacy.queries import list_reads
from marshrut.foundation.scope.types import Role
from marshrut.foundation.ui.formats import day

__all__ = ["mine", "my_book", "my_json"]

SHOWN = 5


def _page(request: Any, asked: Asked, form: AskForm) -> HttpResponse:
    person = find_own(request.viewer)
    card = (
        person_card(request.viewer, person, on=asked.on, known_at=asked.known_at, words=asked.words) if person else None
    )
    reads = list(list_reads(request.viewer)[:SHOWN])
    for row in reads:
        row.role_title = Role(row.reader_role).title
    requests = own_requests(request.viewer, person) if person else []
    found = {
        "card": card,
        "person": person,
        "reads": reads,
        "requests": requests,
        "form": form,
        "account": request.user,
    }
    return render(request, "registry/mine.html", asked.context(found), status=422 if form.errors else 200)


@signed_in
def mine(request: Any) -> HttpResponse:
    """My own card; a POST asks to have something corrected."""
    asked = ask(request)
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            ask_correction(request.viewer, **form.cleaned_data)
        except Person.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, "Просьба отправлена тому, кто ведёт список. Ответ появится здесь.")
        return redirect("registry:mine")
    return _page(request, asked, form)


@require_safe
@signed_in
def my_json(request: Any) -> HttpResponse:
    """Everything the system holds about me, for a machine."""
    asked = ask(request)
    found = own_data(request.viewer, request.user, on=asked.today, words=asked.words)
    note_export(
        request.viewer, "Мои сведения", count=sum(map(len, found.values())), person_id=request.viewer.account_id
    )
    options = {"ensure_ascii": False, "indent": 2}
    said: dict[str, Any] = {one.title: one.plain() for one in found.values()}
    if request.viewer.caveat:
        said = {"О данных": request.viewer.caveat, **said}
    answer = JsonResponse(said, json_dumps_params=options)
    answer.headers["Content-Disposition"] = f'attachment; filename="moi-svedeniya-{asked.today:%Y-%m-%d}.json"'
    return answer


@require_safe
@signed_in
def my_book(request: Any) -> HttpResponseBase:
    """The same, to read."""
    asked = ask(request)
    found = own_data(request.viewer, request.user, on=asked.today, words=asked.words)
    out = io.BytesIO()
    rows = [(one.title, *line) for one in found.values() for line in one.lines()]
    workbooks.sheet_out(
        out,
        title="Мои сведения",
        header_lines=[
            f"Всё, что система хранит о вас, на {day(asked.today)}",
            str(request.user.full_name),
            *filter(None, (request.viewer.caveat,)),
        ],
        columns=[workbooks.Column(one) for one in ("Раздел", "Что", "Значение", "С какого дня", "До дня", "Откуда")],
        rows=rows,
    )
    note_export(request.viewer, "Мои сведения", count=len(rows), person_id=request.viewer.account_id)
    out.seek(0)
    name = f"moi-svedeniya-{asked.today:%Y-%m-%d}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
