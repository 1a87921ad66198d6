"""Files with routes made elsewhere: sent, looked at, answered, recorded, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes.types import LineVerdict
from marshrut.apps.routes import workbooks
from marshrut.apps.routes.forms.files import FileForm
from marshrut.apps.routes.models import RouteFile
from marshrut.apps.routes.queries import files as queries
from marshrut.apps.routes.services import files as services
from marshrut.apps.routes.views.asked import WRONG, or_missing, senders, tried
from marshrut.cores.kernel import Refused
from marshrut.foundation.files.types import FileRefusedError

__all__ = ["again", "answer", "apply", "drop", "errors", "file_page", "files_page", "send", "template", "undo"]

PAGE, LINES = 30, 50


@require_safe
@senders
def files_page(request: Any) -> HttpResponse:
    """What was sent."""
    page = Paginator(queries.list_files(request.viewer, on=request.today), PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.stands = queries.standing(row)
    return render(request, "routes/files.html", {"page": page})


@senders
def send(request: Any) -> HttpResponse:
    """A new file."""
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    if form.is_valid():
        said = form.cleaned_data
        try:
            row = services.send_file(
                request.viewer,
                said["file"],
                name=said["file"].name,
                node_id=request.viewer.node_id,
                on=request.today,
            )
        except (Refused, FileRefusedError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("routes:file", row.pk)
    return render(request, "routes/send_file.html", {"form": form}, status=WRONG if form.errors else 200)


@require_safe
@senders
def template(request: Any) -> HttpResponseBase:
    """The form to fill in."""
    titles = [one.name for one in framework(request.viewer, request.today).origins.values()]
    out = workbooks.routes_template(titles, note=request.viewer.caveat)
    return FileResponse(out, as_attachment=True, filename="routes.xlsx", content_type=workbooks.XLSX)


def _file(request: Any, file_id: UUID) -> RouteFile:
    return or_missing(lambda: queries.get_file(request.viewer, file_id, on=request.today))


@require_safe
@senders
def file_page(request: Any, file_id: UUID) -> HttpResponse:
    """What the file would do, line by line, and what it waits for."""
    row = _file(request, file_id)
    counts = row.summary.get("verdicts", {})
    first = (LineVerdict.DOUBTFUL, LineVerdict.FAULTY, LineVerdict.SKIPPED)
    show = request.GET.get("show", next((one.value for one in first if counts.get(one.value)), "new"))
    page = Paginator(queries.list_lines(request.viewer, row, show), LINES).get_page(request.GET.get("page"))
    found = {
        "row": row,
        "page": page,
        "lines": queries.dress_lines(request.viewer, list(page.object_list), on=request.today),
        "waiting": queries.count_waiting(request.viewer, row),
        "counts": [(one, counts.get(one.value, 0)) for one in LineVerdict],
        "show": show,
    }
    return render(request, "routes/file.html", found)


@require_safe
@senders
def errors(request: Any, file_id: UUID) -> HttpResponseBase:
    """Lines with something to mend, to take away."""
    out = services.errors_of(request.viewer, _file(request, file_id))
    return FileResponse(out, as_attachment=True, filename="errors.xlsx", content_type=workbooks.XLSX)


def _do(request: Any, file_id: UUID, deed: Callable[[], Any], show: str = "") -> HttpResponse:
    _file(request, file_id)
    tried(request, deed)
    answered = redirect("routes:file", file_id)
    if show:
        answered["Location"] += f"?show={show}"
    return answered


@require_POST
@senders
def answer(request: Any, file_id: UUID, line_id: UUID) -> HttpResponse:
    """Whose a line is."""
    said, show = request.POST.get("answer", ""), request.POST.get("show", "")
    deed = lambda: services.answer_line(request.viewer, line_id, answer=said, on=request.today)  # noqa: E731 - one call
    return _do(request, file_id, deed, show if show in set(LineVerdict) else "")


@require_POST
@senders
def apply(request: Any, file_id: UUID) -> HttpResponse:
    """Record."""
    skip = "skip_wrong" in request.POST
    return _do(
        request, file_id, lambda: services.apply_file(request.viewer, file_id, skip_wrong=skip, on=request.today)
    )


@require_POST
@senders
def again(request: Any, file_id: UUID) -> HttpResponse:
    """Check once more: people came, our route was withdrawn."""
    return _do(request, file_id, lambda: services.recheck(request.viewer, file_id, on=request.today))


@require_POST
@senders
def drop(request: Any, file_id: UUID) -> HttpResponse:
    """Not wanted."""
    return _do(request, file_id, lambda: services.drop_file(request.viewer, file_id, on=request.today))


@require_POST
@senders
def undo(request: Any, file_id: UUID) -> HttpResponse:
    """Take back."""
    return _do(request, file_id, lambda: services.undo_file(request.viewer, file_id, on=request.today))
