"""Snapshots: which there are, a new one, whether one is whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.monitoring import access, queries, services
from marshrut.apps.monitoring.forms import SnapshotForm
from marshrut.apps.monitoring.rules import MAKING
from marshrut.apps.monitoring.services.asking import JOB
from marshrut.apps.monitoring.types import SnapshotState
from marshrut.apps.monitoring.views.asked import lookers
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.jobs import queries as jobs

__all__ = ["make", "snapshots", "verify"]

PAGE = 30
makers = for_roles(*sorted(MAKING))
TONES = {SnapshotState.SEALED: "road", SnapshotState.DAMAGED: "risk", SnapshotState.MAKING: "sun"}


def _row(one: Any) -> dict[str, Any]:
    state = SnapshotState(one.state)
    rows = sum(int(part[0]) for part in one.parts.values())
    return {
        "one": one,
        "state": state.title,
        "tone": TONES[state],
        "rows": rows,
        "whole": state is SnapshotState.SEALED,
    }


@require_safe
@lookers
def snapshots(request: Any) -> HttpResponse:
    """The newest first, damaged ones named."""
    page = Paginator(queries.list_snapshots(request.viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "damaged": queries.list_snapshots(request.viewer).filter(state=SnapshotState.DAMAGED.value).count(),
        "may_make": bool(access.may_make(request.viewer)),
        "form": SnapshotForm(),
        "going": jobs.find_open(request.viewer, JOB),
    }
    return render(request, "monitoring/snapshots.html", context)


@require_POST
@makers
def make(request: Any) -> HttpResponse:
    """Ask for one; its progress is a page."""
    form = SnapshotForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    job = services.ask_snapshot(request.viewer, words=words)
    if job.started_by == request.viewer.account_id:
        return redirect("jobs:job", job.pk)
    messages.success(request, "Снимок уже делается: его начал другой человек. Обновите страницу через минуту.")
    return redirect("monitoring:snapshots")


@require_POST
@makers
def verify(request: Any, snapshot_id: UUID) -> HttpResponse:
    """Count the checksum anew and say what does not agree."""
    try:
        one = queries.get_snapshot(request.viewer, snapshot_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    wrong = services.verify_snapshot(request.viewer, one)
    if wrong:
        messages.error(request, f"Снимок {one.checksum[:8]} повреждён: {'; '.join(wrong)}.")
    else:
        messages.success(request, f"Снимок {one.checksum[:8]} цел: все строки на месте, контрольная сумма та же.")
    return redirect("monitoring:snapshots")
