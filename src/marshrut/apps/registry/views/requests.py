"""Requests for a correction as the place that keeps the list sees them, and answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.registry.forms.people import AnswerForm, AskForm
from marshrut.apps.registry.queries.people import names_by
from marshrut.apps.registry.queries.today import list_requests
from marshrut.apps.registry.services.requests import answer_request
from marshrut.apps.registry.views.asked import Asked, ask, editors
from marshrut.cores.kernel import Refused

__all__ = ["answer", "requests"]

SHOWN, WRONG = 50, 422
WHAT = dict(AskForm.base_fields["what"].choices)  # type: ignore[attr-defined]


def _form(request_id: UUID, data: Any = None) -> AnswerForm:
    """Several forms stand on one page: each has ids of its own."""
    return AnswerForm(data, auto_id=f"id_{str(request_id)[-6:]}_%s")


def _page(request: Any, asked: Asked, *, wrong: tuple[UUID, AnswerForm] | None = None) -> HttpResponse:
    open_rows = list(list_requests(request.viewer, on=asked.today)[:SHOWN])
    answered = list(list_requests(request.viewer, on=asked.today, answered=True)[:10])
    names = names_by(request.viewer, [row.person_id for row in (*open_rows, *answered)], on=asked.today)
    for row in (*open_rows, *answered):
        row.name, row.title = names.get(row.person_id, ""), WHAT.get(row.what, row.what)
        if row.answered_at is None:
            mine = wrong is not None and wrong[0] == row.pk
            row.form = wrong[1] if wrong and mine else _form(row.pk)
    context = asked.context({"open": open_rows, "answered": answered})
    return render(request, "registry/requests.html", context, status=WRONG if wrong else 200)


@require_safe
@editors
def requests(request: Any) -> HttpResponse:
    """What people of the list ask to have corrected."""
    return _page(request, ask(request))


@require_POST
@editors
def answer(request: Any, request_id: UUID) -> HttpResponse:
    """Corrected, or left as it is with the reason."""
    asked = ask(request)
    form = _form(request_id, request.POST)
    if not list_requests(request.viewer, on=asked.today).filter(pk=request_id).exists():
        raise Http404
    if not form.is_valid():
        return _page(request, asked, wrong=(request_id, form))
    granted, words = form.cleaned_data["granted"] == "yes", form.cleaned_data["words"]
    try:
        answer_request(request.viewer, request_id, granted=granted, words=words, on=asked.today)
    except Refused as no:
        form.add_error(None, no.decision.text)
        return _page(request, asked, wrong=(request_id, form))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    messages.success(request, "Ответ записан: человек увидит его в «Моих сведениях».")
    return redirect("registry:requests")
