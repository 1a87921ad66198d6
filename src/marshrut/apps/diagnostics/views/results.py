"""Files with results: sent, looked at, answered, applied, taken back; files of keys; forms to fill in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.types import Depth, Stage
from marshrut.apps.diagnostics import workbooks
from marshrut.apps.diagnostics.forms import KeysForm, ResultsForm
from marshrut.apps.diagnostics.models import InstrumentVersion, ResultsFile, ResultsLine
from marshrut.apps.diagnostics.queries import results as queries
from marshrut.apps.diagnostics.queries.choices import results_choices
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.rules import SENDERS
from marshrut.apps.diagnostics.services import results as services
from marshrut.apps.diagnostics.types import DiagnosticsError, ResultsState, Verdict
from marshrut.apps.registry.reading import UnreadableError
from marshrut.apps.registry.workbooks import problems_book
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.files.types import FileRefusedError
from marshrut.foundation.scope.types import Right

__all__ = ["again", "answer", "apply", "drop", "errors", "file_page", "files_page", "keys", "send", "template", "undo"]

senders = for_roles(*sorted(SENDERS), right=Right.LIST)
PAGE, LINES = 30, 50
#: Somebody watches the work on a file.
UNDER_WAY = frozenset({ResultsState.CHECKING, ResultsState.APPLYING, ResultsState.UNDOING})


@require_safe
@senders
def files_page(request: Any) -> HttpResponse:
    """What was sent."""
    rows = queries.list_files(request.viewer, on=request.today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.stands, row.depth_words = queries.standing(row), Depth(row.depth).title
    found = {"page": page, "keys": queries.list_keys(request.viewer), "depths": list(Depth)}
    return render(request, "diagnostics/results.html", found)


@senders
def send(request: Any) -> HttpResponse:
    """A new file."""
    choices = results_choices(request.viewer, on=request.today)
    data, sent_files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ResultsForm(data, sent_files, choices=choices, initial=request.GET.dict())
    if form.is_valid():
        said = form.cleaned_data
        sent = services.Sent(
            depth=Depth(said["depth"]),
            origin=said["origin"],
            stage=Stage(said["stage"]),
            diagnostic=said["diagnostic"],
            node_id=request.viewer.node_id,
            held_by_id=None if said["held_by"] else request.viewer.node_id,
            held_by_name=said["held_by"],
            held_on=said["held_on"],
            version_id=UUID(said["version"]) if said["version"] else None,
            competency=said["competency"],
            cells=said["cells"],
        )
        try:
            row = services.send_results(
                request.viewer, said["file"], name=said["file"].name, sent=sent, on=request.today
            )
        except (DiagnosticsError, FileRefusedError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("diagnostics:results-file", row.pk)
    return render(request, "diagnostics/send_results.html", {"form": form}, status=422 if form.errors else 200)


@senders
def keys(request: Any) -> HttpResponse:
    """Whose the codes are; nothing of a file with a fault is kept."""
    form = KeysForm(request.POST, request.FILES) if request.method == "POST" else KeysForm()
    problems: list[dict[str, Any]] = []
    if form.is_valid():
        said = form.cleaned_data
        try:
            kept, problems, count = services.send_keys(
                request.viewer,
                said["file"],
                name=said["file"].name,
                scheme=said["scheme"],
                node_id=request.viewer.node_id,
                on=request.today,
            )
        except (DiagnosticsError, FileRefusedError, UnreadableError) as error:
            form.add_error(None, str(error))
        except Refused as no:
            form.add_error("scheme", no.decision.text)
        else:
            if kept is not None:
                messages.success(
                    request, f"Ключи записаны, новых кодов: {count}. Проверьте файл с результатами ещё раз."
                )
                return redirect("diagnostics:results")
    wrong = bool(form.errors or problems)
    found = {"form": form, "problems": problems[:200], "more": max(0, len(problems) - 200)}
    return render(request, "diagnostics/send_keys.html", found, status=422 if wrong else 200)


@require_safe
@senders
def template(request: Any) -> HttpResponseBase:
    """The form to fill in, by depth and instrument."""
    try:
        depth = Depth(request.GET.get("depth", "fact"))
        version = request.GET.get("version", "")
        paper = get_paper(request.viewer, UUID(version)) if version else None
    except (ValueError, InstrumentVersion.DoesNotExist):
        raise Http404 from None
    codes = [task.code.rpartition("/")[2] for task in paper.tasks] if paper else ()
    words = framework(request.viewer, request.today)
    out = workbooks.results_template(words, depth, codes, note=request.viewer.caveat)
    return FileResponse(out, as_attachment=True, filename=f"results-{depth.value}.xlsx", content_type=workbooks.XLSX)


def _file(request: Any, results_id: UUID) -> ResultsFile:
    try:
        return queries.get_file(request.viewer, results_id, on=request.today)
    except ResultsFile.DoesNotExist:
        raise Http404 from None


@require_safe
@senders
def file_page(request: Any, results_id: UUID) -> HttpResponse:
    """What the file would do, line by line, and what it waits for."""
    row = _file(request, results_id)
    if request.htmx and row.state in UNDER_WAY:
        return render(request, "diagnostics/results_work.html", {"row": row})
    if request.htmx and request.GET.get("show") is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})  # the work is over: it is another page now
    counts = row.summary.get("verdicts", {})
    waits = next(
        (one.value for one in (Verdict.DOUBTFUL, Verdict.CONFLICT, Verdict.WRONG) if counts.get(one.value)), "new"
    )
    show = request.GET.get("show", waits)
    page = Paginator(queries.list_lines(request.viewer, row, show), LINES).get_page(request.GET.get("page"))
    found = {
        "row": row,
        "page": page,
        "lines": queries.dress_lines(request.viewer, list(page.object_list), on=request.today),
        "waiting": queries.count_waiting(request.viewer, row),
        "counts": [(one, counts.get(one.value, 0)) for one in Verdict],
        "show": show,
        "depth": Depth(row.depth),
    }
    return render(request, "diagnostics/results_file.html", found)


@require_safe
@senders
def errors(request: Any, results_id: UUID) -> HttpResponseBase:
    """Lines with something to mend, to take away."""
    row = _file(request, results_id)
    lines = ResultsLine.objects.of(request.viewer).filter(source=row).exclude(problems=[])
    out = problems_book(lines.iterator(), note=request.viewer.caveat)
    return FileResponse(out, as_attachment=True, filename="errors.xlsx", content_type=workbooks.XLSX)


def _do(request: Any, results_id: UUID, deed: Callable[[], Any], show: str = "") -> HttpResponse:
    _file(request, results_id)
    try:
        deed()
    except ResultsLine.DoesNotExist:
        raise Http404 from None
    except Refused as no:
        messages.error(request, no.decision.text)
    answered = redirect("diagnostics:results-file", results_id)
    if show:
        answered["Location"] += f"?show={show}"
    return answered


@require_POST
@senders
def answer(request: Any, results_id: UUID, line_id: UUID) -> HttpResponse:
    """Whose a line is, or which of two results holds."""
    said = request.POST.get("answer", "")
    deed = lambda: services.answer_line(  # noqa: E731 - one call, used once
        request.viewer, line_id, answer=said, on=request.today, now=timezone.now()
    )
    return _do(request, results_id, deed, request.POST.get("show", ""))


@require_POST
@senders
def apply(request: Any, results_id: UUID) -> HttpResponse:
    """Record."""
    skip = "skip_wrong" in request.POST
    return _do(
        request,
        results_id,
        lambda: services.apply_results(request.viewer, results_id, skip_wrong=skip, on=request.today),
    )


@require_POST
@senders
def again(request: Any, results_id: UUID) -> HttpResponse:
    """Check once more: keys came, people came."""
    return _do(request, results_id, lambda: services.recheck(request.viewer, results_id, on=request.today))


@require_POST
@senders
def drop(request: Any, results_id: UUID) -> HttpResponse:
    """Not wanted."""
    return _do(request, results_id, lambda: services.drop_results(request.viewer, results_id, on=request.today))


@require_POST
@senders
def undo(request: Any, results_id: UUID) -> HttpResponse:
    """Take back."""
    return _do(request, results_id, lambda: services.undo_results(request.viewer, results_id, on=request.today))
