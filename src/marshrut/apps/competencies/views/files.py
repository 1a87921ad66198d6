"""Files that say who accompanies whom: sent, looked at, answered, recorded, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.competencies import workbooks
from marshrut.apps.competencies.forms import FileForm
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries import files as queries
from marshrut.apps.competencies.services.files import ALIKE, KIND
from marshrut.apps.competencies.views.asked import givers, missing, show
from marshrut.apps.registry.sent import asking, showing
from marshrut.apps.registry.types import SentState, SentVerdict
from marshrut.apps.registry.workbooks import MEDIA_TYPE
from marshrut.cores.kernel import Refused
from marshrut.foundation.files.types import FileRefusedError

__all__ = ["again", "answer", "apply", "drop", "errors", "file_page", "files_page", "send", "template", "undo"]

PAGE, LINES = 30, 50
_FIRST = (SentVerdict.DOUBTFUL, SentVerdict.CONFLICT, SentVerdict.FAULTY, SentVerdict.NEW)


@require_safe
@givers
def files_page(request: Any) -> HttpResponse:
    """What was sent."""
    page = Paginator(queries.list_files(request.viewer, on=request.today), PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.stands = showing.standing(row)
    return show(request, "files", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@givers
def send(request: Any) -> HttpResponse:
    """A new file."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        viewer, said = request.viewer, form.cleaned_data["file"]
        try:
            row = asking.send_file(KIND, viewer, said, name=said.name, node_id=viewer.node_id, on=request.today)
        except (Refused, FileRefusedError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("competencies:file", row.pk)
    return show(request, "send_file", {"form": form}, wrong=bool(form.errors))


@require_safe
@givers
def template(request: Any) -> HttpResponseBase:
    """The form to fill in."""
    most = framework(request.viewer, request.today).care.most_people
    out = workbooks.accompaniments_template(most=most, note=request.viewer.caveat)
    return FileResponse(out, as_attachment=True, filename="kto-za-kem.xlsx", content_type=MEDIA_TYPE)


def _file(request: Any, file_id: UUID) -> Any:
    try:
        return queries.get_file(request.viewer, file_id, on=request.today)
    except ObjectDoesNotExist:
        raise missing() from None


@require_safe
@givers
def file_page(request: Any, file_id: UUID) -> HttpResponse:
    """What the file would do, line by line, and what it waits for."""
    row = _file(request, file_id)
    counts = row.summary.get("verdicts", {})
    first = _FIRST if row.state == SentState.CHECKED.value else _FIRST[::-1]
    asked = request.GET.get("show", next((one.value for one in first if counts.get(one.value)), "new"))
    page = Paginator(showing.list_lines(KIND, request.viewer, row, asked), LINES).get_page(request.GET.get("page"))
    found = {
        "row": row,
        "page": page,
        "lines": queries.dress_lines(request.viewer, list(page.object_list), on=request.today),
        "waiting": showing.count_waiting(KIND, request.viewer, row),
        "counts": [(one, counts.get(one.value, 0)) for one in SentVerdict],
        "show": asked,
    }
    return show(request, "file", found)


@require_safe
@givers
def errors(request: Any, file_id: UUID) -> HttpResponseBase:
    """Lines with something to mend, to take away."""
    out = asking.errors_of(KIND, request.viewer, _file(request, file_id))
    return FileResponse(out, as_attachment=True, filename="errors.xlsx", content_type=MEDIA_TYPE)


def _do(request: Any, file_id: UUID, deed: Callable[..., Any], key: UUID | None = None, **said: Any) -> HttpResponse:
    """One deed on a file of the viewer's place; a refusal is said above the page."""
    _file(request, file_id)
    try:
        deed(KIND, request.viewer, key or file_id, on=request.today, **said)
    except Refused as no:
        messages.error(request, no.decision.text)
    except ObjectDoesNotExist:
        raise missing() from None
    return redirect("competencies:file", file_id)


@require_POST
@givers
def answer(request: Any, file_id: UUID, line_id: UUID) -> HttpResponse:
    """Whom a line means, or what stays."""
    question, said = request.POST.get("question", ""), request.POST.get("answer", "")
    alike = ALIKE.get(question, ())
    return _do(request, file_id, asking.answer_line, line_id, question=question, answer=said, alike=alike)


@require_POST
@givers
def apply(request: Any, file_id: UUID) -> HttpResponse:
    """Record."""
    return _do(request, file_id, asking.apply_file, skip_wrong="skip_wrong" in request.POST)


@require_POST
@givers
def again(request: Any, file_id: UUID) -> HttpResponse:
    """Check once more: people came, a role was recorded."""
    return _do(request, file_id, asking.recheck)


@require_POST
@givers
def drop(request: Any, file_id: UUID) -> HttpResponse:
    """Not wanted."""
    return _do(request, file_id, asking.drop_file)


@require_POST
@givers
def undo(request: Any, file_id: UUID) -> HttpResponse:
    """Take back, for a reason."""
    return _do(request, file_id, asking.undo_file, why=request.POST.get("why", "")[:300])
