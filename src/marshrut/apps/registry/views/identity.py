"""Who is the same person: doubtful pairs, people whom two organisations claim, records that were joined."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.registry.models import Employment, Merge, Person
from marshrut.apps.registry.queries import identity as queries
from marshrut.apps.registry.rules import EDITORS
from marshrut.apps.registry.services import identity as services
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right
from marshrut.foundation.ui.undo import offer_undo

__all__ = ["apart", "identity", "merge", "settle", "unmerge"]

keepers = for_roles(*sorted(EDITORS), right=Right.LIST)
PAGE = 20


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@require_safe
@keepers
def identity(request: Any) -> HttpResponse:
    """What waits for an answer, the most certain first; what was joined, with the way back."""
    viewer, on = request.viewer, request.today
    pairs, claims = queries.find_pairs(viewer, on=on), queries.find_claims(viewer, on=on)
    shown, claimed = queries.read_doubts(viewer, pairs[:PAGE], claims[:PAGE], on=on)
    context = {
        "pairs": shown,
        "pair_count": len(pairs),
        "claims": claimed,
        "claim_count": len(claims),
        "merges": queries.list_merged(viewer, on=on, most=PAGE),
    }
    return render(request, "registry/identity.html", context)


@require_POST
@keepers
def merge(request: Any) -> HttpResponse:
    """«Один человек»."""
    kept, gone = _uuid(request.POST.get("kept", "")), _uuid(request.POST.get("gone", ""))
    if request.POST.get("keep") == str(gone):
        kept, gone = gone, kept
    if kept == gone:
        raise Http404
    try:
        made = services.merge_people(request.viewer, kept, gone, reason="", on=request.today)
    except Person.DoesNotExist:
        raise Http404 from None
    offer_undo(request, "Две записи стали одной", reverse("registry:unmerge", args=[made.pk]))
    return redirect("registry:identity")


@require_POST
@keepers
def apart(request: Any) -> HttpResponse:
    """«Разные люди»: the pair is not asked about again."""
    one, two = _uuid(request.POST.get("kept", "")), _uuid(request.POST.get("gone", ""))
    try:
        services.answer_pair(request.viewer, one, two, reason="", on=request.today)
    except Person.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Запомнили: это разные люди. Больше не спросим.")
    return redirect("registry:identity")


@require_POST
@keepers
def unmerge(request: Any, merge_id: UUID) -> HttpResponse:
    """Two records again."""
    try:
        services.unmerge_people(request.viewer, merge_id, reason="", on=request.today)
    except Merge.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Записи разъединены: каждая стала такой, какой была.")
    return redirect("registry:identity")


@require_POST
@keepers
def settle(request: Any, employment_id: UUID) -> HttpResponse:
    """One of two organisations gives way."""
    try:
        since = date.fromisoformat(request.POST.get("since", ""))
    except ValueError:
        messages.error(request, "Назовите день, с которого это так: ДД.ММ.ГГГГ.")
        return redirect("registry:identity")
    ended = request.POST.get("way") == "ended"
    try:
        services.settle_claim(request.viewer, employment_id, ended=ended, since=since, on=request.today)
    except Employment.DoesNotExist:
        raise Http404 from None
    words = "Работа закончена" if ended else "Работа отмечена как совместительство"
    messages.success(request, f"{words} с {since:%d.%m.%Y}.")
    return redirect("registry:identity")
