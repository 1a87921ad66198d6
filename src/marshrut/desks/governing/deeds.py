"""What is done about a clause: each view is one service. A mistake comes back on the same page with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from marshrut.apps.regulation import queries, reports, services
from marshrut.cores.kernel import Refused
from marshrut.desks.governing import lists
from marshrut.desks.governing.forms import AppointForm, DeclareForm, PrintForm, ProofForm, ReasonForm
from marshrut.desks.governing.reading import Asked, with_reading
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass, FileRefusedError
from marshrut.foundation.ui.undo import offer_undo

__all__ = ["appoint", "choose_printed", "declare", "end", "prove", "report", "revoke", "withdraw"]

TAKEN_BACK = "отменено сразу после решения"
WRONG = 422


def _answer(
    request: HttpRequest, asked: Asked, code: str, form: forms.Form, deed: Callable[[], Any], said: str, undo: str
) -> HttpResponse:
    """Do it when the form is right and the rule agrees; else the clause's page with the form as it was typed."""
    if form.is_valid():
        try:
            row = deed()
        except (Refused, FileRefusedError) as refusal:
            form.add_error(None, str(refusal))
        except ObjectDoesNotExist as error:
            raise Http404 from error
        else:
            offer_undo(request, said, reverse(undo, args=[code, row.pk]))
            return redirect("governing:clause", code=code)
    card = lists.clause_card(asked, code) | {f"{undo.partition(':')[2]}_form": form}
    return render(request, "governing/clause.html", asked.context(card), status=WRONG)


@signed_in
@require_POST
@with_reading
def appoint(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    """Appoint a person to the clause."""
    form = AppointForm(request.POST, viewer=asked.viewer, on=asked.on)

    def deed() -> Any:
        said = dict(form.cleaned_data)
        person = said.pop("person")
        order_id = asked.reading.order_id
        return services.appoint_responsible(asked.viewer, order_id, code, account_id=person.pk, on=asked.on, **said)

    return _answer(request, asked, code, form, deed, "Ответственный назначен.", "governing:end")


def _kept(asked: Asked, sent: Any) -> Any:
    place = asked.reading.node_id
    return files.keep(asked.viewer, sent.file, name=sent.name, file_class=FileClass.PROOF, node_id=place)


@signed_in
@require_POST
@with_reading
def prove(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    """Attach a file, a link or words."""
    form = ProofForm(request.POST, request.FILES, on=asked.on)

    def deed() -> Any:
        said = form.cleaned_data
        sent = said.get("file")
        stored = _kept(asked, sent) if sent else None
        return services.attach_proof(
            asked.viewer,
            asked.reading.order_id,
            code,
            title=said["title"],
            dated=said["dated"],
            link=said["link"],
            file_id=stored.pk if stored else None,
            on=asked.on,
        )

    return _answer(request, asked, code, form, deed, "Подтверждение приложено.", "governing:withdraw")


@signed_in
@require_POST
@with_reading
def declare(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    """«Не исполняется», with a reason."""
    form = DeclareForm(request.POST)

    def deed() -> Any:
        reason = form.cleaned_data["reason"]
        return services.declare_not_executed(asked.viewer, asked.reading.order_id, code, reason=reason, on=asked.on)

    return _answer(request, asked, code, form, deed, "Заявление записано.", "governing:revoke")


def _take_back(request: HttpRequest, code: str, deed: Callable[[str], Any], said: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    try:
        deed(form.cleaned_data["reason"] if form.is_valid() else TAKEN_BACK)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    messages.success(request, said)
    return redirect("governing:clause", code=code)


@signed_in
@require_POST
@with_reading
def end(request: HttpRequest, asked: Asked, code: str, pk: UUID) -> HttpResponse:
    """The person no longer answers for the clause."""

    def deed(reason: str) -> None:
        services.end_responsibility(asked.viewer, pk, on=asked.on, reason=reason)

    return _take_back(request, code, deed, "Человек больше не отвечает за пункт.")


@signed_in
@require_POST
@with_reading
def withdraw(request: HttpRequest, asked: Asked, code: str, pk: UUID) -> HttpResponse:
    """The proof no longer counts."""
    return _take_back(
        request,
        code,
        lambda reason: services.withdraw_proof(asked.viewer, pk, on=asked.on, reason=reason),
        "Подтверждение снято, запись о нём осталась.",
    )


@signed_in
@require_POST
@with_reading
def revoke(request: HttpRequest, asked: Asked, code: str, pk: UUID) -> HttpResponse:
    """The declaration is taken back."""
    return _take_back(
        request,
        code,
        lambda reason: services.revoke_declaration(asked.viewer, pk, on=asked.on, reason=reason),
        "Заявление отозвано.",
    )


@signed_in
@require_POST
@with_reading
def choose_printed(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Which of the order's own numbers or dates is printed."""
    form = PrintForm(request.POST)
    if form.is_valid():
        services.choose_printed(asked.viewer, asked.reading.order_id, on=asked.on, **form.cleaned_data)
        messages.success(request, "Запомнили: так и будем печатать.")
    return redirect("governing:front")


MAKERS = {"docx": reports.execution_docx, "xlsx": reports.execution_xlsx}
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@signed_in
@with_reading
def report(request: HttpRequest, asked: Asked, kind: str) -> HttpResponse:
    """The report of execution as a file."""
    del request
    made_by = ". ".join(filter(None, (asked.viewer.name, asked.viewer.caveat)))
    data = queries.report_data(asked.viewer, asked.reading, on=asked.on, made_by=made_by, known_at=asked.known_at)
    answer = HttpResponse(MAKERS[kind](data), content_type=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{reports.file_name(data, kind)}"'
    return answer
