"""Values that people enter, each with its proof; one is taken back with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from marshrut.apps.monitoring import queries, services
from marshrut.apps.monitoring.cards import value_words
from marshrut.apps.monitoring.forms import EntryForm, WithdrawForm
from marshrut.apps.monitoring.queries import IndicatorFigure
from marshrut.apps.monitoring.rules import ENTERING
from marshrut.apps.monitoring.types import EntryKind, MonitoringError
from marshrut.apps.monitoring.views.asked import WRONG, Asked, Place, uuid_or_404, with_snapshot
from marshrut.apps.monitoring.views.indicator import figure_or_404
from marshrut.apps.monitoring.views.shown import dressed
from marshrut.cores.kernel import Decision, Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.files.types import FileRefusedError
from marshrut.foundation.scope.types import Right

__all__ = ["enter", "withdraw"]

enterers = for_roles(*sorted(ENTERING), right=Right.COUNT)


def _kinds(one: IndicatorFigure) -> list[EntryKind]:
    """What can be entered: a value where nothing is counted, a denominator where the definition asks for one."""
    if one.reading is None:
        return [EntryKind.VALUE, EntryKind.REPORTED]
    below = one.reading.denominator
    given = [EntryKind.DENOMINATOR] if below is not None and below.given else []
    return [*given, EntryKind.REPORTED]


def _refused(form: EntryForm, decision: Decision) -> None:
    field = next((str(one.inputs["field"]) for one in decision.reasons if "field" in one.inputs), "")
    form.add_error(field if field in form.fields else None, decision.text)


@require_http_methods(["GET", "HEAD", "POST"])
@enterers
@with_snapshot
def enter(request: Any, asked: Asked, code: str) -> HttpResponse:
    """The form with what was entered before."""
    place = asked.place(request.GET.get("place", ""))
    one = figure_or_404(asked, code, place)
    form = EntryForm(
        request.POST or None,
        request.FILES or None,
        kinds=_kinds(one),
        yes_no=one.indicator.unit == "yes_no",
        today=request.today,
    )
    if request.method == "POST" and form.is_valid() and _entered(request, code, place, form):
        messages.success(request, "Записано. Прежнее значение осталось в истории.")
        return redirect(asked.link("enter", code, place=place.node))
    return _page(request, asked, one, place, form)


def _entered(request: Any, code: str, place: Place, form: EntryForm) -> bool:
    said = form.cleaned_data
    try:
        services.enter_value(
            request.viewer,
            node_id=place.node,
            indicator=code,
            kind=EntryKind(said["kind"]),
            on=said["on"],
            value=said["value"],
            denominator=said.get("denominator"),
            document=said["document"],
            link=said["link"],
            proof=(said["file"].name, said["file"]) if said["file"] is not None else None,
        )
    except Refused as no:
        _refused(form, no.decision)
        return False
    except FileRefusedError as no:
        form.add_error("file", str(no))
        return False
    except MonitoringError as no:
        form.add_error(None, str(no))
        return False
    return True


def _page(request: Any, asked: Asked, one: IndicatorFigure, place: Place, form: EntryForm) -> HttpResponse:
    rows = queries.list_entries(asked.viewer, node_id=place.node, indicator=one.indicator.id)
    context = {
        **dressed(asked, one),
        "one": one,
        "place": place,
        "form": form,
        "entries": [(row, EntryKind(row.kind).title, _said(one, row)) for row in rows],
        "withdraw_form": WithdrawForm(auto_id=False),
        "back": asked.link("indicator", one.indicator.id, place=place.node),
    }
    status = WRONG if form.errors else 200
    return render(request, "monitoring/enter.html", asked.context(context), status=status)


def _said(one: IndicatorFigure, row: Any) -> str:
    if row.denominator is not None:
        return f"{row.value:g} из\u00a0{row.denominator:g}".replace(".", ",")
    if row.kind == EntryKind.DENOMINATOR.value:
        return f"{row.value:g}".replace(".", ",")
    return value_words(one.indicator, row.value)


@require_POST
@enterers
def withdraw(request: Any, code: str, entry_id: UUID) -> HttpResponse:
    """Taken back with its reason; the entry stays in the history."""
    form = WithdrawForm(request.POST)
    try:
        if form.is_valid():
            services.withdraw_entry(request.viewer, entry_id, why=form.cleaned_data["why"])
            messages.success(request, "Значение снято. Запись о нём осталась.")
        else:
            messages.error(request, "Напишите, почему значение снимают: без причины оно остаётся.")
    except (ObjectDoesNotExist, MonitoringError):
        raise Http404 from None
    place = uuid_or_404(request.POST.get("place", ""))
    return redirect(f"{reverse('monitoring:enter', args=[code])}?place={place}")
