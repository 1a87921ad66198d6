"""What is done about a list: explain columns, answer, give reasons, apply, drop, take back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from marshrut.apps.registry.models import Import, ImportLine
from marshrut.apps.registry.queries import imports as queries
from marshrut.apps.registry.rules import EDITORS
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.services import reminders
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.ui.formats import count
from marshrut.foundation.ui.undo import offer_undo

__all__ = [
    "absences",
    "answer",
    "answer_together",
    "apply",
    "columns",
    "drop",
    "narrow",
    "recheck",
    "remind",
    "undo",
    "withdraw_together",
]

keepers = for_roles(*sorted(EDITORS), right=Right.LIST)
askers = for_roles(Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR, right=Right.LIST)


def _do(request: Any, import_id: UUID, deed: Callable[[], Any], show: str = "") -> HttpResponse:
    """The deed, then the list's page; a refusal is said there, beside what it is about."""
    try:
        deed()
    except (Import.DoesNotExist, ImportLine.DoesNotExist):
        raise Http404 from None
    except Refused as no:
        _own(request, import_id)
        messages.error(request, no.decision.text)
    address = reverse("registry:list", args=[import_id])
    return redirect(f"{address}?show={show}" if show else address)


def _own(request: Any, import_id: UUID) -> None:
    """A list of somebody else's place is not there, whatever the rule would say of it."""
    try:
        queries.get_import(request.viewer, import_id, on=request.today)
    except Import.DoesNotExist:
        raise Http404 from None


def _uuids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Http404 from None


@require_POST
@keepers
def columns(request: Any, import_id: UUID) -> HttpResponse:
    """Which column is which field; remembered for files with the same headings."""
    told = {
        heading: request.POST.get(f"field-{number}", "")
        for number, heading in enumerate(request.POST.getlist("heading"))
    }
    remember = "remember" in request.POST
    return _do(
        request,
        import_id,
        lambda: services.teach_columns(request.viewer, import_id, columns=told, remember=remember, on=request.today),
    )


@require_POST
@keepers
def answer(request: Any, import_id: UUID, line_id: UUID) -> HttpResponse:
    """Who a doubtful line is."""
    said = request.POST.get("answer", "")
    return _do(
        request,
        import_id,
        lambda: services.answer_line(request.viewer, line_id, answer=said, reason="", on=request.today),
        "doubtful",
    )


@require_POST
@keepers
def answer_together(request: Any, import_id: UUID) -> HttpResponse:
    """One answer to all marked lines of a kind."""
    marked = _uuids(request.POST.getlist("line"))
    if not marked:
        messages.warning(request, "Ни одна строка не отмечена. Отметьте те, к которым относится ответ.")
        return redirect(f"{reverse('registry:list', args=[import_id])}?show=doubtful")

    def deed() -> None:
        said = request.POST.get("answer", "")
        many = services.answer_lines(request.viewer, import_id, line_ids=marked, answer=said, on=request.today)
        words = count(many, "строку", "строки", "строк")
        offer_undo(request, f"Запомнили ответ на {words}", reverse("registry:withdraw-together", args=[import_id]))

    return _do(request, import_id, deed, "doubtful")


@require_POST
@keepers
def withdraw_together(request: Any, import_id: UUID) -> HttpResponse:
    """The last common answer is taken back."""

    def deed() -> None:
        many = services.withdraw_answers(request.viewer, import_id, on=request.today)
        messages.success(
            request, f"Ответ взят назад: снова спрашиваем о {count(many, 'строке', 'строках', 'строках')}."
        )

    return _do(request, import_id, deed, "doubtful")


@require_POST
@keepers
def absences(request: Any, import_id: UUID) -> HttpResponse:
    """Why those are absent: the marked ones, or all that have no reason yet."""
    marked = None if "everybody" in request.POST else _uuids(request.POST.getlist("absent"))
    reason, text = request.POST.get("reason", ""), request.POST.get("since", "")
    try:
        since = date.fromisoformat(text) if text else None
    except ValueError:
        since = None
    if marked == []:
        messages.warning(request, "Никто не отмечен. Отметьте людей, к которым относится причина.")
        return redirect(f"{reverse('registry:list', args=[import_id])}?show=absent")
    return _do(
        request,
        import_id,
        lambda: services.answer_absences(
            request.viewer, import_id, line_ids=marked, reason=reason, since=since, on=request.today
        ),
        "absent",
    )


@require_POST
@keepers
def apply(request: Any, import_id: UUID) -> HttpResponse:
    """Begin to apply; what still waits for the person is said in words."""
    sure, skip = "sure" in request.POST, "skip_wrong" in request.POST
    return _do(
        request,
        import_id,
        lambda: services.apply_list(request.viewer, import_id, sure=sure, skip_wrong=skip, on=request.today),
    )


@require_POST
@keepers
def narrow(request: Any, import_id: UUID) -> HttpResponse:
    """The list is an addition after all."""
    return _do(request, import_id, lambda: services.narrow_list(request.viewer, import_id, on=request.today))


@require_POST
@keepers
def recheck(request: Any, import_id: UUID) -> HttpResponse:
    """Read and compare once more."""
    return _do(request, import_id, lambda: services.recheck(request.viewer, import_id, on=request.today))


@require_POST
@keepers
def drop(request: Any, import_id: UUID) -> HttpResponse:
    """The list is not wanted."""
    return _do(request, import_id, lambda: services.drop_list(request.viewer, import_id, reason="", on=request.today))


@require_POST
@keepers
def undo(request: Any, import_id: UUID) -> HttpResponse:
    """Take the whole list back."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, "Назовите причину: она останется в журнале.")
        return redirect("registry:list", import_id)
    return _do(
        request, import_id, lambda: services.undo_list(request.viewer, import_id, reason=reason, on=request.today)
    )


@require_POST
@askers
def remind(request: Any) -> HttpResponse:
    """Remind one organisation of its staff list, or all that have sent nothing."""
    text = request.POST.get("due", "")
    try:
        due = date.fromisoformat(text) if text else None
    except ValueError:
        messages.error(request, "Срок — это день: ДД.ММ.ГГГГ.")
        return redirect("registry:senders")
    nodes = None if "everybody" in request.POST else _uuids(request.POST.getlist("node"))
    try:
        made = reminders.remind(request.viewer, node_ids=nodes, due=due, on=request.today)
    except Refused as no:
        messages.error(request, no.decision.text)
    else:
        messages.success(request, _reminded(len(made)))
    return redirect("registry:senders")


def _reminded(many: int) -> str:
    if not many:
        return "Сегодня напоминать некому: всем, кто не прислал, уже напомнили."
    return f"Напомнили: {count(many, 'организации', 'организациям', 'организациям')}. Это видно на их рабочем столе."
