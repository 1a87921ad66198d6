"""The same test on paper: printed without keys, its answers typed back by a table of letters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from marshrut.apps.diagnostics.models import Campaign, Participant
from marshrut.apps.diagnostics.queries import campaigns as queries
from marshrut.apps.diagnostics.queries.papers import Paper, Task, get_paper
from marshrut.apps.diagnostics.rules.adaptive import may_put_on_paper
from marshrut.apps.diagnostics.services import campaigns as services
from marshrut.apps.diagnostics.types import ItemKind
from marshrut.apps.diagnostics.views.campaigns import holders, lookers
from marshrut.apps.registry.queries import names_of
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope import access as scope_access

__all__ = ["printed", "type_in"]

#: Options are named by these on paper, whatever their ids are.
LETTERS = "АБВГДЕЖЗИКЛМНПРСТУФХ"


class _Printed:
    """One item on paper."""

    def __init__(self, task: Task) -> None:
        self.id, self.number, self.kind, self.stem = task.id, task.place, task.kind.value, task.stem
        self.options = [(LETTERS[index], text) for index, (_, text) in enumerate(task.options)]
        self.unit = str(task.body.get("unit") or "")
        self.criteria = [str(one.get("text", "")) for one in task.body.get("criteria") or ()]
        self.lines = range(10 if task.kind is ItemKind.TEXT else 1)


@require_safe
@lookers
def printed(request: Any, campaign_id: UUID) -> HttpResponse:
    """To be printed by the browser; no key stands on it."""
    try:
        campaign = queries.get_campaign(request.viewer, campaign_id, on=request.today)
    except Campaign.DoesNotExist:
        raise Http404 from None
    paper = get_paper(request.viewer, campaign.version_id)
    on_paper = may_put_on_paper(adaptive=paper.tailoring is not None)
    if not on_paper:
        messages.error(request, on_paper.text)
        return redirect("diagnostics:campaign", campaign.pk)
    found = {"campaign": campaign, "paper": paper, "tasks": [_Printed(task) for task in paper.tasks]}
    return render(request, "diagnostics/paper.html", found)


@holders
def type_in(request: Any, participant_id: UUID) -> HttpResponse:
    """One person's answers from paper: letters in a row of boxes."""
    rows = Participant.objects.of(request.viewer).select_related("campaign", "node")
    participant = rows.filter(pk=participant_id).first()
    if participant is None or not scope_access.inside(request.viewer, participant.node_id, on=request.today):
        raise Http404
    paper = get_paper(request.viewer, participant.campaign.version_id)
    on_paper = may_put_on_paper(adaptive=paper.tailoring is not None)
    if not on_paper:
        messages.error(request, on_paper.text)
        return redirect("diagnostics:campaign", participant.campaign_id)
    typed = {str(task.id): request.POST.get(str(task.id), "").strip() for task in paper.tasks}
    answers, faults = _read(paper, typed) if request.method == "POST" else ({}, {})
    if request.method == "POST" and not faults:
        try:
            services.type_in(
                request.viewer,
                participant_id,
                answers=answers,
                taken_on=request.today,
                on=request.today,
                now=timezone.now(),
            )
        except Refused as no:
            messages.error(request, no.decision.text)
        else:
            messages.success(request, "Ответы внесены.")
            return redirect("diagnostics:campaign", participant.campaign_id)
    name = names_of(request.viewer, [participant.person_id], on=request.today).get(participant.person_id, "")
    fields = [(_Printed(task), typed[str(task.id)], faults.get(str(task.id), "")) for task in paper.tasks]
    found = {"participant": participant, "name": name, "fields": fields, "paper": paper}
    return render(request, "diagnostics/type_in.html", found, status=422 if faults else 200)


def _read(paper: Paper, typed: dict[str, str]) -> tuple[dict[UUID, Any], dict[str, str]]:
    """Letters → ids of options; what cannot be meant is named, nothing is guessed."""
    answers: dict[UUID, Any] = {}
    faults: dict[str, str] = {}
    for task in paper.tasks:
        text = typed[str(task.id)]
        if not text:
            continue
        if not task.options:
            answers[task.id] = text
            continue
        ids = [letter for letter, _ in task.options]
        letters = [one for one in text.upper().replace("Ё", "Е") if one.isalpha()]
        known = [ids[LETTERS.index(one)] for one in letters if one in LETTERS[: len(ids)]]
        if len(known) != len(letters) or len(set(known)) != len(known):
            faults[str(task.id)] = f"Буквы от А до {LETTERS[len(ids) - 1]}, каждая один раз."
        elif task.kind is ItemKind.SINGLE and len(known) != 1:
            faults[str(task.id)] = "Здесь одна буква."
        else:
            answers[task.id] = known[0] if task.kind is ItemKind.SINGLE else known
    return answers, faults
