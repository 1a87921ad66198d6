"""The analytical note: asked for, given out; the region's own form of it."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from marshrut.apps.monitoring import queries, services
from marshrut.apps.monitoring.forms import NoteAskForm, NoteFormForm
from marshrut.apps.monitoring.jobs import NOTE
from marshrut.apps.monitoring.papers import BLOCKS, FIELDS, BrokenFormError
from marshrut.apps.monitoring.rules import BLANKING, WRITING
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.files.types import FileRefusedError
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.types import Right

__all__ = ["WRONG", "given", "keepers", "note", "note_form", "note_sample", "said_no"]

WRONG = 422
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHOWN = 20
writers = for_roles(*sorted(WRITING), right=Right.COUNT)
keepers = for_roles(*sorted(BLANKING), right=Right.COUNT)


def given(content: bytes, name: str, kind: str) -> HttpResponseBase:
    """A file that is downloaded."""
    answer = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def said_no(no: Refused) -> str:
    """The words of a rule, and its name for who asks why."""
    return f"{no.decision.text} (правило {no.decision.reasons[0].rule})"


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def note(request: Any) -> HttpResponse:
    """Ask for a note of a day; notes that were written. Writing is work: it may take longer than a page waits."""
    form = NoteAskForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        job = jobs.start(
            request.viewer, NOTE, title=f"Аналитическая справка на {on:%d.%m.%Y}", on=on.isoformat(),
            by=str(request.viewer.account_id),
        )  # fmt: skip
        return redirect("jobs:job", job.pk)
    context = {
        "form": form,
        "notes": queries.list_notes(request.viewer)[:_SHOWN],
        "keeps": request.viewer.role in BLANKING,
        "own": queries.find_form(request.viewer),
    }
    return render(request, "monitoring/note.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def note_form(request: Any) -> HttpResponse:
    """The form of the note: the product's, or the region's own."""
    if request.method == "POST" and "drop" in request.POST:
        services.drop_note_form(request.viewer)
        messages.success(request, "Справки снова печатаются по форме продукта.")
        return redirect("monitoring:note-form")
    form = NoteFormForm(request.POST, request.FILES) if request.method == "POST" else NoteFormForm()
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        messages.success(request, "Форма заменена. Следующая справка будет по ней.")
        return redirect("monitoring:note-form")
    context = {"form": form, "own": queries.find_form(request.viewer), "fields": FIELDS, "blocks": BLOCKS}
    return render(request, "monitoring/note_form.html", context, status=WRONG if form.errors else 200)


def _kept(request: Any, form: NoteFormForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        services.keep_note_form(request.viewer, file, name=file.name)
    except Refused as no:
        form.add_error("file", said_no(no))
    except FileRefusedError as error:
        form.add_error("file", str(error))
    except BrokenFormError:
        form.add_error("file", "Файл не читается. Нужен документ Word в формате DOCX.")
    return not form.errors


@require_safe
@keepers
def note_sample(request: Any) -> HttpResponseBase:
    """The product's form to begin with."""
    return given(services.note_sample(request.viewer), "forma-spravki.docx", DOCX)
