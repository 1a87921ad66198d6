"""Lists from a file: send, look at what would change, answer, apply, take back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from marshrut.apps.registry import access
from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.apps.registry.models import Import
from marshrut.apps.registry.queries import imports as queries
from marshrut.apps.registry.queries import list_page
from marshrut.apps.registry.queries.reminders import last_reminders
from marshrut.apps.registry.reading import FIELDS
from marshrut.apps.registry.rules import EDITORS, PLACE_EDITORS
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState, LineVerdict
from marshrut.apps.registry.views.list_form import SendForm
from marshrut.apps.registry.workbooks import MEDIA_TYPE, errors_workbook, template
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.files.types import FileRefusedError
from marshrut.foundation.scope.types import Right
from marshrut.foundation.ui.dates import carried

__all__ = ["blank", "errors", "one", "send", "senders", "sent"]

keepers = for_roles(*sorted(EDITORS), right=Right.LIST)
PAGE = 50
QUESTIONS = 10
_UNDER_WAY = {ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING}


def _kind(word: str) -> ImportKind:
    try:
        return ImportKind(word)
    except ValueError:
        raise Http404 from None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@keepers
def sent(request: Any) -> HttpResponse:
    """Lists that were sent, newest first."""
    rows = queries.list_imports(request.viewer, on=request.today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown: list[Any] = list(page.object_list)
    for row in shown:
        row.stands = queries.standing(request.viewer, row)
    page.object_list = shown
    return render(request, "registry/lists.html", {"lists": page, "kinds": _kinds(request)})


def _kinds(request: Any) -> list[ImportKind]:
    viewer = request.viewer
    return [kind for kind in ImportKind if access.may_send(viewer, kind, viewer.node_id, on=request.today)]


@keepers
def send(request: Any, kind: str) -> HttpResponse:
    """Choose a file; on to the page that shows how it is checked."""
    wanted = _kind(kind)
    node = _uuid(request.GET.get("node", ""))
    form = SendForm(
        request.POST or None,
        request.FILES or None,
        viewer=request.viewer,
        kind=wanted,
        today=request.today,
        node=node,
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = services.send_list(
                request.viewer,
                data["file"],
                name=data["file"].name,
                kind=wanted,
                node_id=data["node"].pk,
                completeness=Completeness(data["completeness"]),
                as_of=data["as_of"],
                on=request.today,
            )
        except FileRefusedError as no:
            form.add_error("file", str(no))
        else:
            return redirect("registry:list", row.pk)
    return render(request, "registry/list_send.html", {"form": form, "kind": wanted})


@require_safe
@keepers
def blank(request: Any, kind: str) -> HttpResponse:
    """The template to fill, with the region's words in its drop-down lists."""
    wanted = _kind(kind)
    data = template(wanted, dictionaries(request.viewer, on=request.today), note=request.viewer.caveat)
    answer = HttpResponse(data, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{wanted.value}.xlsx"'
    return answer


@require_safe
@keepers
def one(request: Any, import_id: UUID) -> HttpResponse:
    """One list, wherever it stands."""
    try:
        sheet = list_page.list_sheet(request.viewer, import_id, on=request.today)
    except Import.DoesNotExist:
        raise Http404 from None
    if sheet.state in _UNDER_WAY:
        template_name = "registry/list_work.html" if request.htmx else "registry/list_under_way.html"
        return render(request, template_name, {"sheet": sheet, "job": sheet.row.job})
    if request.htmx and request.GET.get("show") is None:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"  # the work is over: the whole page is another one now
        return answer
    if sheet.state is ImportState.CHECKED:
        return render(request, "registry/list_checked.html", _checked(request, sheet))
    return render(request, "registry/list_over.html", _over(request, sheet))


def _tabs(sheet: list_page.ListSheet) -> list[tuple[str, str, int]]:
    tabs = [
        ("doubtful", "Кто это", sheet.count("doubtful")),
        ("absent", "Нет в файле", sheet.absent),
        ("wrong", "Ошибки", sheet.count("wrong")),
        ("new", "Появятся", sheet.count("new")),
        ("changed", "Изменятся", sheet.count("changed")),
        ("same", "Без изменений", sheet.count("same")),
    ]
    return [tab for tab in tabs if tab[2]] + [("columns", "Колонки", len(sheet.row.columns))]


def _checked(request: Any, sheet: list_page.ListSheet) -> dict[str, Any]:
    viewer = request.viewer
    tabs = _tabs(sheet)
    show = request.GET.get("show", "")
    show = show if show in {tab[0] for tab in tabs} else tabs[0][0]
    context = {
        "sheet": sheet,
        "tabs": tabs,
        "show": show,
        "waits": services.may_apply(sheet.row, sheet.waiting, sure=True, skip_wrong=True),
        "asked_again": services.may_apply(sheet.row, sheet.waiting, sure=False, skip_wrong=True),
        "wrong": sheet.count("wrong"),
        "answered": len(sheet.row.summary.get("together", {}).get("lines", ())),
    }
    if show == "columns":
        return context | _columns(sheet)
    if show == "absent":
        rows: Any = queries.list_absences(viewer, sheet.row)
        context["reasons"] = queries.absence_reasons(sheet.kind)
    else:
        code = request.GET.get("code", "")
        rows = queries.list_lines(viewer, sheet.row, verdict=show, code=code)
        context["code"] = code
    page = Paginator(rows, QUESTIONS if show == "doubtful" else PAGE).get_page(request.GET.get("page"))
    if show == "doubtful":
        context["questions"] = list_page.questions(viewer, sheet.kind, list(page), on=sheet.row.as_of)
        context["together"] = list_page.kinds_of_doubt(viewer, sheet.row, on=sheet.row.as_of)
    elif show != "absent":
        titles = {field.code: field.title for field in FIELDS[sheet.kind]}
        shown: list[Any] = list(page.object_list)
        page.object_list = shown
        for line in shown:
            line.who = _who(line.values)
            line.shown = queries.shown_values(sheet.kind, line.values)
            line.changes = [{**one, "title": titles.get(one["field"], one["field"])} for one in line.changes]
    return context | {"page": page}


def _who(values: dict[str, Any]) -> str:
    """The line by its name: a person's, or an organisation's."""
    words = [str(values.get(name) or "") for name in ("family_name", "given_name", "patronymic")]
    return " ".join(word for word in words if word) or str(values.get("name") or values.get("full_name") or "без имени")


def _columns(sheet: list_page.ListSheet) -> dict[str, Any]:
    known: dict[str, str] = sheet.row.columns
    headings = [*known, *sheet.row.summary.get("unknown", [])]
    return {
        "headings": [(number, heading, known.get(heading, "")) for number, heading in enumerate(headings)],
        "fields": FIELDS[sheet.kind],
        "missing": sheet.row.summary.get("missing", []),
    }


def _over(request: Any, sheet: list_page.ListSheet) -> dict[str, Any]:
    applied = sheet.state is ImportState.APPLIED
    dependents = queries.dependents(request.viewer, sheet.row.pk, on=request.today) if applied else []
    context = {"sheet": sheet, "dependents": dependents, "wrong": sheet.count(LineVerdict.WRONG.value)}
    explain = sheet.state is ImportState.UNREADABLE and sheet.row.summary.get("missing")
    return context | (_columns(sheet) if explain else {})


@require_safe
@keepers
def errors(request: Any, import_id: UUID) -> HttpResponse:
    """The person's own lines that are wrong, each with what is wrong and what to do, as a workbook."""
    try:
        row = queries.get_import(request.viewer, import_id, on=request.today)
    except Import.DoesNotExist:
        raise Http404 from None
    lines = queries.list_lines(request.viewer, row, verdict=LineVerdict.WRONG.value)
    answer = HttpResponse(content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="errors.xlsx"'
    errors_workbook(ImportKind(row.kind), lines.iterator(), answer, note=request.viewer.caveat)  # type: ignore[arg-type]
    return answer


@require_safe
@keepers
def senders(request: Any) -> HttpResponse:
    """Who has sent a list of staff and who has not."""
    found = queries.who_has_sent(request.viewer, on=request.on, since=None)
    show = request.GET.get("show", "waiting" if found.missing else "sent")
    rows = {"waiting": found.missing, "sent": [one for one in found.rows if one.sent]}.get(show, found.rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown: list[Any] = list(page.object_list)
    last = last_reminders(request.viewer, [one.node_id for one in shown])
    may = request.viewer.role in PLACE_EDITORS and not carried(request)
    paired: Any = [(one, last.get(one.node_id)) for one in shown]
    page.object_list = paired
    context: dict[str, Any] = {"may_remind": may, "silent": sum(one.waiting_id is None for one in found.missing)}
    context |= {"senders": page, "total": found.expected, "waiting": len(found.missing), "show": show}
    return render(request, "registry/senders.html", context)
