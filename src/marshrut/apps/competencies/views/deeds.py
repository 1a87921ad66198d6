"""What one does about one's results: open them to a colleague, close them, disagree; and who answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.competencies.forms import AnswerForm, AppealForm, ShareForm
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries.care import find_colleagues, list_appeals
from marshrut.apps.competencies.services import sharing
from marshrut.apps.competencies.views.asked import missing, show
from marshrut.apps.registry import queries as registry
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import signed_in

__all__ = ["answer", "appeal", "appeals", "recall", "share"]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def share(request: Any) -> HttpResponse:
    """Find a colleague by surname, choose, say until when."""
    typed = request.POST.get("search", request.GET.get("search", ""))[:120]
    people = find_colleagues(request.viewer, typed, on=request.today)
    form = ShareForm(request.POST or None, people=people, on=request.today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            sharing.share(request.viewer, account_id=UUID(said["account"]), until=said["until"], on=request.today)
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Открыто. Закрыть можно в любую минуту на этой странице.")
            return redirect("competencies:mine")
    return show(request, "share", {"form": form, "people": people, "typed": typed}, wrong=bool(form.errors))


@require_POST
@signed_in
def recall(request: Any, share_id: UUID) -> HttpResponse:
    """Close what I opened."""
    try:
        sharing.recall_share(request.viewer, share_id)
    except (ObjectDoesNotExist, Refused):
        raise missing() from None
    messages.success(request, "Закрыто: больше этот человек ваших результатов не видит.")
    return redirect("competencies:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appeal(request: Any, code: str) -> HttpResponse:
    """I do not agree: the first press opens this page, the second sends."""
    held = framework(request.viewer, request.today)
    own = registry.own_id(request.viewer)
    if code not in held.codes or own is None:
        raise missing()
    form = AppealForm(request.POST or None)
    if form.is_valid():
        try:
            sharing.appeal(
                request.viewer, person_id=own, competency=code, text=form.cleaned_data["text"], on=request.today
            )
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Отправлено. Ответ появится рядом с результатом.")
            return redirect("competencies:mine")
    return show(request, "appeal", {"form": form, "entry": held.competencies[code]}, wrong=bool(form.errors))


def _appeals(request: Any, wrong: tuple[UUID, AnswerForm] | None = None) -> HttpResponse:
    rows = list_appeals(request.viewer, on=request.today)
    waiting = [row for row in rows if row.answered_at is None]
    for row in waiting:
        mine = wrong is not None and wrong[0] == row.pk
        row.form = wrong[1] if wrong and mine else AnswerForm(auto_id=f"id_{str(row.pk)[-6:]}_%s")
    context = {"waiting": waiting, "answered": [row for row in rows if row.answered_at is not None]}
    return show(request, "appeals", context, wrong=wrong is not None)


@require_safe
@signed_in
def appeals(request: Any) -> HttpResponse:
    """Who of the people I accompany does not agree and waits."""
    return _appeals(request)


@require_POST
@signed_in
def answer(request: Any, appeal_id: UUID) -> HttpResponse:
    """My answer to somebody who disagrees."""
    if not any(row.pk == appeal_id for row in list_appeals(request.viewer, on=request.today)):
        raise missing()
    form = AnswerForm(request.POST, auto_id=f"id_{str(appeal_id)[-6:]}_%s")
    if form.is_valid():
        try:
            sharing.answer_appeal(request.viewer, appeal_id, words=form.cleaned_data["words"], on=request.today)
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            messages.success(request, "Ответ записан: человек увидит его рядом с результатом.")
            return redirect("competencies:appeals")
    return _appeals(request, (appeal_id, form))
