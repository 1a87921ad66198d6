"""A test on a phone: what waits, begin, answer, hand in, what came out. Every form works without JavaScript."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics.models import Attempt, Campaign
from marshrut.apps.diagnostics.queries import taking as queries
from marshrut.apps.diagnostics.queries.adapting import may_begin as may_begin_adaptive
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.services import taking as services
from marshrut.apps.diagnostics.types import AttemptState, DiagnosticsError, ItemKind
from marshrut.apps.diagnostics.views.adapting import asked, told
from marshrut.apps.diagnostics.views.fields import Field
from marshrut.foundation.accounts.gate import signed_in

__all__ = ["answer", "before", "begin", "hand_in", "mine", "outcome", "status", "take"]

#: A device says how long ago the person pressed; more than a day is a clock gone wrong.
LONGEST_AGO = timedelta(days=1)


def _attempt(request: Any, attempt_id: UUID) -> Attempt:
    try:
        return queries.get_own_attempt(request.viewer, attempt_id)
    except Attempt.DoesNotExist:
        raise Http404 from None


@require_safe
@signed_in
def mine(request: Any) -> HttpResponse:
    """Tests that wait for me, and those I have taken."""
    waiting = queries.list_waiting(request.viewer, today=request.today)
    return render(request, "diagnostics/mine.html", {"waiting": waiting, "taken": queries.list_taken(request.viewer)})


@require_safe
@signed_in
def before(request: Any, campaign_id: UUID) -> HttpResponse:
    """What it is for, how long it takes, who will see what: read before one begins."""
    invited = queries.find_participant(request.viewer, campaign_id)
    if invited is None:
        raise Http404
    campaign = invited.campaign
    paper = get_paper(request.viewer, campaign.version_id)
    decision = queries.may_begin(request.viewer, campaign, invited, today=request.today)
    if decision and paper.tailoring is not None and decision.reasons[0].inputs["taken"] != AttemptState.RUNNING:
        chosen = may_begin_adaptive(request.viewer, paper)
        decision = decision if chosen else chosen
    found = {"campaign": campaign, "paper": paper, "decision": decision, "held_by": campaign.held_by}
    return render(request, "diagnostics/before.html", found)


@require_POST
@signed_in
def begin(request: Any, campaign_id: UUID) -> HttpResponse:
    """Begin, or go on where one was."""
    try:
        attempt = services.begin(request.viewer, campaign_id, today=request.today, now=timezone.now())
    except Campaign.DoesNotExist:
        raise Http404 from None
    return redirect("diagnostics:take", attempt.pk)


@require_safe
@signed_in
def take(request: Any, attempt_id: UUID) -> HttpResponse:
    """The whole test in one page: it needs the line only to save. Of an adaptive one, the item that is asked now."""
    attempt = _attempt(request, attempt_id)
    if attempt.state != AttemptState.RUNNING:
        return redirect("diagnostics:outcome", attempt.pk)
    now = timezone.now()
    paper = get_paper(request.viewer, attempt.version_id)
    if paper.tailoring is not None:
        return asked(request, attempt, paper, now=now)
    answers = queries.current_answers(request.viewer, attempt.pk)
    fields = []
    for task in paper.tasks:
        row = answers.get(task.id)
        fields.append(Field(task, row.value if row else None, row.pk if row else 0))
    left = queries.seconds_left(attempt, now=now)
    found = {"attempt": attempt, "paper": paper, "fields": fields, "left": left, "minutes": (left or 0) // 60}
    found["answered"] = sum(field.answered for field in fields)
    return render(request, "diagnostics/take.html", found)


@require_safe
@signed_in
def status(request: Any, attempt_id: UUID) -> JsonResponse:
    """Where the attempt stands, for a device that comes back or looks at the clock."""
    attempt = _attempt(request, attempt_id)
    found = queries.status_of(request.viewer, attempt, now=timezone.now())
    return JsonResponse(queries.plain_status(found))


@require_POST
@signed_in
def answer(request: Any, attempt_id: UUID) -> HttpResponse:
    """One answer: as JSON from the page's script, as a plain form without it."""
    script = request.content_type == "application/json"
    now = timezone.now()
    try:
        said = json.loads(request.body) if script else _typed(request)
        item, press = UUID(str(said["item"])), UUID(str(said["press"]))
        base = int(said["base"]) if said.get("base") else None
        ago = timedelta(milliseconds=min(max(0.0, float(said.get("ago") or 0)), LONGEST_AGO.total_seconds() * 1000))
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(
            "Ответ не разобрать: обновите страницу.", status=400, content_type="text/plain; charset=utf-8"
        )
    try:
        saved = services.save_answer(
            request.viewer,
            attempt_id,
            item,
            value=said.get("value"),
            client_key=press,
            base=base,
            pressed=now - ago,
            now=now,
            unsure=bool(said.get("unsure")),
        )
    except Attempt.DoesNotExist:
        raise Http404 from None
    except DiagnosticsError as error:
        return _wrong(request, attempt_id, str(error), script=script)
    if not script:
        return _next_item(request, attempt_id, item, saved)
    return JsonResponse(
        {
            "seq": saved.seq,
            "current": saved.current,
            "conflict": saved.conflict,
            "refused": saved.refused.text if saved.refused else "",
            "over": saved.over,
        }
    )


def _wrong(request: Any, attempt_id: UUID, text: str, *, script: bool) -> HttpResponse:
    if script:
        return JsonResponse({"refused": text}, status=422)
    messages.error(request, text)
    return redirect("diagnostics:take", attempt_id)


def _typed(request: Any) -> dict[str, Any]:
    """A plain form of one item, as the script would have said it."""
    post = request.POST
    kind = ItemKind(post["kind"])
    value: Any = post.get("value") or None
    if kind is ItemKind.MULTIPLE:
        value = post.getlist("value") or None
    elif kind is ItemKind.ORDERING:
        places = sorted((int(post[f"place-{one}"]), one) for one in post.getlist("letter") if post.get(f"place-{one}"))
        value = [letter for _, letter in places] or None
    unsure = "unsure" in post
    said = {"item": post["item"], "press": post["press"], "base": post.get("base"), "unsure": unsure}
    return {**said, "value": None if unsure else value}


def _next_item(request: Any, attempt_id: UUID, item: UUID, saved: Any) -> HttpResponse:
    attempt = _attempt(request, attempt_id)
    paper: Paper = get_paper(request.viewer, attempt.version_id)
    if saved.refused:
        messages.error(request, saved.refused.text)
    elif saved.conflict and paper.tailoring is not None:
        messages.info(request, "На другом устройстве вы уже ответили на это задание: тот ответ остаётся.")
    elif saved.conflict:
        messages.error(request, "На другом устройстве вы ответили иначе: оставлен тот ответ. Проверьте его.")
    if paper.tailoring is not None:
        return redirect("diagnostics:take", attempt_id)
    place = min(paper.by_id[item].place + (0 if saved.conflict or saved.refused else 1), len(paper.tasks))
    return redirect(f"{reverse('diagnostics:take', args=[attempt_id])}#task-{place}")


@require_POST
@signed_in
def hand_in(request: Any, attempt_id: UUID) -> HttpResponse:
    """The end; twice is once."""
    try:
        services.hand_in(request.viewer, attempt_id, now=timezone.now())
    except Attempt.DoesNotExist:
        raise Http404 from None
    return redirect("diagnostics:outcome", attempt_id)


@require_safe
@signed_in
def outcome(request: Any, attempt_id: UUID) -> HttpResponse:
    """What came out, as far as it may be shown now."""
    attempt = _attempt(request, attempt_id)
    if attempt.state == AttemptState.RUNNING:
        return redirect("diagnostics:take", attempt.pk)
    paper = get_paper(request.viewer, attempt.version_id)
    shown = queries.outcome_of(attempt, paper, today=request.today)
    words = framework(request.viewer, request.today)
    areas = [(words.title(one.competency), one) for one in shown.areas]
    review = shown.review and paper.tailoring is None  # adaptive items are given again, to others
    reviewed = queries.review_of(request.viewer, attempt, paper) if review else []
    found = {"attempt": attempt, "paper": paper, "outcome": shown, "areas": areas, "reviewed": reviewed}
    found["taken_on"] = _local(attempt.handed_in_at)
    if paper.tailoring is not None:
        found |= told(request, attempt, paper)
    return render(request, "diagnostics/outcome.html", found)


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None
