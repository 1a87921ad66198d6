"""Campaigns: the list, a new one, how far it is by place, who is missing, reminders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics import access, workbooks
from marshrut.apps.diagnostics.forms import CampaignForm
from marshrut.apps.diagnostics.models import Campaign, Participant
from marshrut.apps.diagnostics.queries import campaigns as queries
from marshrut.apps.diagnostics.queries.adapting import may_begin as may_begin_adaptive
from marshrut.apps.diagnostics.queries.choices import campaign_choices, origin_of
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.queries.passed import dress_passed, list_passed
from marshrut.apps.diagnostics.rules import HOLDERS, KEEPERS, SENDERS
from marshrut.apps.diagnostics.rules.growth import READERS
from marshrut.apps.diagnostics.services import campaigns as services
from marshrut.apps.diagnostics.types import CampaignState
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.queries import get_node
from marshrut.foundation.scope.types import Right, Role

__all__ = [
    "add",
    "announce",
    "book",
    "campaign",
    "campaigns",
    "excuse",
    "get_or_404",
    "invite",
    "lookers",
    "move",
    "remind",
    "top_of",
]

lookers = for_roles(
    Role.SCHOOL,
    Role.MUNICIPAL_METHODOLOGIST,
    Role.REGIONAL_METHODOLOGIST,
    Role.CENTRE,
    Role.GOVERNING_BODY,
    Role.ADMINISTRATOR,
    right=Right.LIST,
)
holders = for_roles(*sorted(HOLDERS), right=Right.LIST)
PAGE = 20
#: Steps that are a press on the campaign's page; announcing has an address of its own.
STEPS = frozenset({CampaignState.CLOSED.value, CampaignState.CANCELLED.value, CampaignState.ANNOUNCED.value})
ABSENT = 50


@require_safe
@lookers
def campaigns(request: Any) -> HttpResponse:
    """Diagnostics of the viewer's place with their progress."""
    rows = queries.list_campaigns(request.viewer, on=request.today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    progress = queries.progress_of(request.viewer, [row.pk for row in page.object_list], on=request.today)
    listed = [(row, progress.get(row.pk, queries.Progress())) for row in page.object_list]
    found = {"page": page, "listed": listed, "may_hold": request.viewer.role in HOLDERS}
    found["keeps"] = request.viewer.role in KEEPERS
    found["brings"] = request.viewer.role in SENDERS
    found["grows"] = request.viewer.role in READERS
    return render(request, "diagnostics/campaigns.html", found)


@holders
def add(request: Any) -> HttpResponse:
    """A new campaign; first a preview of whom it means, then it is written down."""
    choices = campaign_choices(request.viewer, on=request.today)
    data = request.POST or None
    start = {"opens_on": request.today, "place": str(request.viewer.node_id), "staff": "teaching"}
    form = CampaignForm(data, today=request.today, choices=choices, initial=start)
    found: dict[str, Any] = {"form": form, "versions": list(choices["version"])}
    if form.is_valid():
        plan = _plan(request, form)
        if "sure" in request.POST:
            row = services.plan_campaign(request.viewer, plan, on=request.today)
            return redirect("diagnostics:campaign", row.pk)
        people = services.preview(request.viewer, plan, on=request.today)
        found["people"] = len(people)
        found["away"] = sum(1 for one in people if one.leave)
        found["places"] = len({one.node_id for one in people})
    return render(request, "diagnostics/add_campaign.html", found, status=422 if form.errors else 200)


def _plan(request: Any, form: CampaignForm) -> services.Plan:
    said = form.cleaned_data
    return services.Plan(
        title=said["title"],
        purpose=said["purpose"],
        basis=said["basis"],
        version_id=UUID(said["version"]),
        stage=Stage(said["stage"]),
        opens_on=said["opens_on"],
        closes_on=said["closes_on"],
        node_id=form.node_id,
        held_by_id=request.viewer.node_id,
        origin=origin_of(request.viewer),
        selection=form.selection,
    )


def get_or_404(request: Any, campaign_id: UUID) -> Campaign:
    """A campaign that the viewer may see."""
    try:
        return queries.get_campaign(request.viewer, campaign_id, on=request.today)
    except Campaign.DoesNotExist:
        raise Http404 from None


def top_of(request: Any, row: Campaign) -> UUID:
    """Which place's progress is looked at: what is asked for within the viewer's own; else the campaign's, theirs."""
    try:
        wanted = UUID(request.GET.get("in", ""))
    except ValueError:
        wanted = row.node_id
    for node_id in (wanted, row.node_id):
        if scope_access.inside(request.viewer, node_id, on=request.today):
            return node_id
    return UUID(str(request.viewer.node_id))


@require_safe
@lookers
def campaign(request: Any, campaign_id: UUID) -> HttpResponse:
    """How far it is, place by place, and who has not taken part."""
    row = get_or_404(request, campaign_id)
    top = top_of(request, row)
    places = queries.progress_by_place(request.viewer, row, top=top, on=request.today)
    absent = queries.list_absent(request.viewer, row, top=top, on=request.today)
    page = Paginator(absent, ABSENT).get_page(request.GET.get("page"))
    whole = queries.progress_of(request.viewer, [row.pk], on=request.today).get(row.pk, queries.Progress())
    found = {
        "campaign": row,
        "progress": whole,
        "places": places,
        "top": get_node(request.viewer, top),
        "page": page,
        "absent": queries.dress_absent(request.viewer, list(page.object_list), on=request.today),
        "may_hold": bool(access.may_hold(request.viewer, row.node_id, on=request.today)),
        "may_remind": request.viewer.role in HOLDERS and row.state == CampaignState.ANNOUNCED,
        "reminded": queries.reminded_on(request.viewer, row, top) == request.today,
        "open_now": row.state == CampaignState.ANNOUNCED and row.opens_on <= request.today <= row.closes_on,
        "adaptive": bool(row.version.adaptive),
    }
    if row.version.adaptive:
        decision = may_begin_adaptive(request.viewer, get_paper(request.viewer, row.version_id))
        found["cannot_begin"] = "" if decision else decision.text  # a refusal counts as false in a template
    return render(request, "diagnostics/campaign.html", found)


@require_safe
@lookers
def book(request: Any, campaign_id: UUID) -> HttpResponseBase:
    """Progress by place, who is missing and who took part, as a workbook: participation only, no outcome."""
    row = get_or_404(request, campaign_id)
    top = top_of(request, row)
    places = queries.progress_by_place(request.viewer, row, top=top, on=request.today)
    absent = queries.list_absent(request.viewer, row, top=top, on=request.today)
    listed = queries.dress_absent(request.viewer, list(absent), on=request.today)
    done = list_passed(request.viewer, row, top=top, on=request.today)
    passed = [one for one in dress_passed(request.viewer, list(done), on=request.today) if one.counts]
    return workbooks.campaign_book(request.viewer, row, places, listed, passed, today=request.today)


def _do(request: Any, campaign_id: UUID, deed: Callable[[], str]) -> HttpResponse:
    """The deed, then the campaign's page, with its words or with the rule's."""
    get_or_404(request, campaign_id)
    try:
        messages.success(request, deed())
    except Campaign.DoesNotExist:
        raise Http404 from None
    except Refused as no:
        messages.error(request, no.decision.text)
    return redirect("diagnostics:campaign", campaign_id)


@require_POST
@holders
def announce(request: Any, campaign_id: UUID) -> HttpResponse:
    """Invite everybody."""

    def deed() -> str:
        services.announce(request.viewer, campaign_id, on=request.today, now=timezone.now())
        return "Диагностика объявлена: она стоит на главной странице у каждого приглашённого."

    return _do(request, campaign_id, deed)


@require_POST
@holders
def invite(request: Any, campaign_id: UUID) -> HttpResponse:
    """Who has come to work since is invited too."""

    def deed() -> str:
        added = services.invite_more(request.viewer, campaign_id, on=request.today, now=timezone.now())
        return f"Приглашено ещё: {added}." if added else "Новых людей по этим условиям нет."

    return _do(request, campaign_id, deed)


@require_POST
@holders
def move(request: Any, campaign_id: UUID, to: str) -> HttpResponse:
    """Close, open once more, cancel."""
    if to not in STEPS:
        raise Http404

    def deed() -> str:
        state = CampaignState(to)
        services.move(request.viewer, campaign_id, to=state, reason=request.POST.get("reason", ""), on=request.today)
        return f"Диагностика {state.title}."

    return _do(request, campaign_id, deed)


@require_POST
@holders
def remind(request: Any, campaign_id: UUID) -> HttpResponse:
    """Remind a place."""
    try:
        node = UUID(request.POST.get("node", ""))
    except ValueError:
        raise Http404 from None

    def deed() -> str:
        row = services.remind(request.viewer, campaign_id, node_id=node, on=request.today, now=timezone.now())
        return f"Напомнили: {row.people}. Это стоит у них на главной странице и на странице школы."

    return _do(request, campaign_id, deed)


@require_POST
@holders
def excuse(request: Any, participant_id: UUID) -> HttpResponse:
    """Somebody is not to take part, or is again."""
    try:
        row = services.excuse(
            request.viewer,
            participant_id,
            reason=request.POST.get("reason", ""),
            on=request.today,
            now=timezone.now(),
        )
    except Participant.DoesNotExist:
        raise Http404 from None
    return redirect("diagnostics:campaign", row.campaign_id)
