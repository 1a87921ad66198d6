"""Campaigns: planned, announced to people, reminded of, closed; answers on paper typed back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics import access, rules
from marshrut.apps.diagnostics.models import Answer, Attempt, Campaign, Participant, Reminder
from marshrut.apps.diagnostics.queries import campaigns as queries
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.queries.taking import STANDING
from marshrut.apps.diagnostics.rules import adaptive
from marshrut.apps.diagnostics.scoring import is_answer
from marshrut.apps.diagnostics.services.scoring import score_attempt
from marshrut.apps.diagnostics.types import AttemptState, CampaignState, Mode
from marshrut.apps.registry.queries import Selected, select_people
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.viewer import AnyViewer, Viewer, tenant_of

__all__ = [
    "Plan",
    "announce",
    "excuse",
    "invite_more",
    "move",
    "plan_campaign",
    "preview",
    "remind",
    "type_in",
]

ON_LEAVE = "отпуск"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign is to be."""

    title: str
    purpose: str
    basis: str
    version_id: UUID
    stage: Stage
    opens_on: date
    closes_on: date
    node_id: UUID
    held_by_id: UUID
    origin: str
    selection: Mapping[str, Any]


def preview(viewer: AnyViewer, plan: Plan, *, on: date) -> list[Selected]:
    """Whom the selection means today."""
    access.may_hold(viewer, plan.node_id, on=on).require()
    return select_people(viewer, plan.selection, node_id=plan.node_id, on=on)


@transaction.atomic
def plan_campaign(viewer: AnyViewer, plan: Plan, *, on: date) -> Campaign:
    """Write a campaign down; nobody is told of it yet."""
    decision = access.may_hold(viewer, plan.node_id, on=on)
    decision.require()
    version = queries.list_versions(viewer).get(pk=plan.version_id)
    campaign = Campaign(
        tenant_id=tenant_of(viewer),
        title=plan.title,
        purpose=plan.purpose,
        basis=plan.basis,
        version=version,
        stage=plan.stage.value,
        state=CampaignState.DRAFT.value,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        node_id=plan.node_id,
        held_by_id=plan.held_by_id,
        origin=plan.origin,
        selection={key: str(value) for key, value in plan.selection.items() if value},
        made_by=viewer.account_id if isinstance(viewer, Viewer) else None,
    )
    campaign.save(force_insert=True)
    audit.record(viewer, "diagnostics.campaign-planned", target=campaign, decision=decision)
    return campaign


def _locked(viewer: AnyViewer, campaign_id: UUID, *, on: date) -> Campaign:
    rows = Campaign.objects.of(viewer).select_for_update(of=("self",)).select_related("node")
    campaign: Campaign = rows.get(pk=campaign_id)
    if not access.may_see_campaign(viewer, campaign, on=on):
        raise Campaign.DoesNotExist
    access.may_hold(viewer, campaign.node_id, on=on).require()
    return campaign


def _invite(viewer: AnyViewer, campaign: Campaign, *, on: date, now: datetime) -> int:
    """Whoever the selection means today and is not invited yet; who is on leave is written down as let be."""
    people = select_people(viewer, campaign.selection, node_id=campaign.node_id, on=on)
    known = set(Participant.objects.of(viewer).filter(campaign=campaign).values_list("person_id", flat=True))
    rows = [
        Participant(
            id=new_id(),
            tenant_id=campaign.tenant_id,
            campaign=campaign,
            person_id=one.person_id,
            node_id=one.node_id,
            invited_at=now,
            excused_at=now if one.leave else None,
            excused_why=ON_LEAVE if one.leave else "",
        )
        for one in people
        if one.person_id not in known
    ]
    Participant.objects.of(viewer).bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def announce(viewer: AnyViewer, campaign_id: UUID, *, on: date, now: datetime) -> Campaign:
    """Invite everybody whom the selection means; from now on it stands on their pages."""
    campaign = _locked(viewer, campaign_id, on=on)
    added = _invite(viewer, campaign, on=on, now=now)
    decision = rules.may_move_campaign(
        CampaignState(campaign.state), CampaignState.ANNOUNCED, people=added or _people(viewer, campaign), attempts=0
    )
    decision.require()
    campaign.state = CampaignState.ANNOUNCED.value
    campaign.save(update_fields=["state"])
    audit.record(viewer, "diagnostics.campaign-announced", target=campaign, decision=decision)
    return campaign


def _people(viewer: AnyViewer, campaign: Campaign) -> int:
    return int(Participant.objects.of(viewer).filter(campaign=campaign).count())


@transaction.atomic
def invite_more(viewer: AnyViewer, campaign_id: UUID, *, on: date, now: datetime) -> int:
    """The selection asked anew: who has come to work since is invited too. Nobody is taken off the list."""
    campaign = _locked(viewer, campaign_id, on=on)
    added = _invite(viewer, campaign, on=on, now=now)
    audit.record(viewer, "diagnostics.campaign-widened", target=campaign)
    return added


@transaction.atomic
def move(viewer: AnyViewer, campaign_id: UUID, *, to: CampaignState, reason: str, on: date) -> Campaign:
    """Close, open once more, cancel."""
    campaign = _locked(viewer, campaign_id, on=on)
    attempts = Attempt.objects.of(viewer).filter(campaign=campaign, state__in=STANDING).count()
    decision = rules.may_move_campaign(
        CampaignState(campaign.state), to, people=_people(viewer, campaign), attempts=attempts
    )
    decision.require()
    campaign.state = to.value
    campaign.save(update_fields=["state"])
    if to is CampaignState.CANCELLED:
        audit.record(viewer, "diagnostics.campaign-cancelled", target=campaign, decision=decision, reason=reason)
    elif to is CampaignState.CLOSED:
        audit.record(viewer, "diagnostics.campaign-closed", target=campaign, decision=decision, reason=reason)
    else:
        audit.record(viewer, "diagnostics.campaign-opened", target=campaign, decision=decision, reason=reason)
    return campaign


@transaction.atomic
def remind(viewer: Viewer, campaign_id: UUID, *, node_id: UUID, on: date, now: datetime) -> Reminder:
    """Remind the place, and everybody there who has not taken part: it stands on their pages, once a day."""
    rows = Campaign.objects.of(viewer).select_for_update(of=("self",))
    campaign: Campaign = rows.get(pk=campaign_id)
    inside = scope_access.inside(viewer, node_id, on=on)
    if not inside or not access.may_see_campaign(viewer, campaign, on=on):
        raise Campaign.DoesNotExist
    rules.may_hold_campaign(viewer.role, inside=inside).require()
    waiting = queries.list_absent(viewer, campaign, top=node_id, on=on).filter(excused_at=None)
    people = waiting.count()
    last = queries.reminded_on(viewer, campaign, node_id)
    decision = rules.may_remind(waiting=people, last=last, today=on)
    decision.require()
    reminder = Reminder(
        tenant_id=campaign.tenant_id, campaign=campaign, node_id=node_id, at=now, by=viewer.account_id, people=people
    )
    reminder.save(force_insert=True)
    audit.record(viewer, "diagnostics.reminded", target=campaign, decision=decision)
    return reminder


@transaction.atomic
def excuse(viewer: Viewer, participant_id: UUID, *, reason: str, on: date, now: datetime) -> Participant:
    """Somebody is not to take part after all (no reason given: is to take part again)."""
    rows = Participant.objects.of(viewer).select_for_update(of=("self",)).select_related("campaign")
    participant: Participant = rows.get(pk=participant_id)
    if not scope_access.inside(viewer, participant.node_id, on=on):
        raise Participant.DoesNotExist
    decision = rules.may_hold_campaign(viewer.role, inside=True)
    decision.require()
    participant.excused_at = now if reason.strip() else None
    participant.excused_why = reason.strip()[:200]
    participant.save(update_fields=["excused_at", "excused_why"])
    told: dict[str, Any] = {"target": participant.campaign, "decision": decision}
    told["person_id"] = participant.person_id
    if participant.excused_at:
        audit.record(viewer, "diagnostics.participant-excused", **told)
    else:
        audit.record(viewer, "diagnostics.participant-asked-again", **told)
    return participant


@transaction.atomic
def type_in(
    viewer: Viewer, participant_id: UUID, *, answers: Mapping[UUID, Any], taken_on: date, on: date, now: datetime
) -> Attempt:
    """Answers given on paper, typed back: an attempt of its own kind, scored at once. No answer: 0 points."""
    rows = Participant.objects.of(viewer).select_for_update(of=("self",)).select_related("campaign")
    participant: Participant = rows.get(pk=participant_id)
    campaign = participant.campaign
    inside = scope_access.inside(viewer, participant.node_id, on=on)
    if not inside:
        raise Participant.DoesNotExist
    state = (
        Attempt.objects.of(viewer)
        .filter(Q(campaign=campaign, person_id=participant.person_id), state__in=STANDING)
        .values_list("state", flat=True)
        .first()
    )
    decision = rules.may_type_in(
        viewer.role,
        inside=inside,
        state=CampaignState(campaign.state),
        taken=AttemptState(state) if state else None,
    )
    decision.require()
    paper = get_paper(viewer, campaign.version_id)
    adaptive.may_put_on_paper(adaptive=paper.tailoring is not None).require()
    day = min(max(taken_on, campaign.opens_on), on)
    moment = datetime.combine(day, datetime.min.time().replace(hour=12), tzinfo=ZoneInfo(viewer.zone))
    attempt = Attempt(
        tenant_id=participant.tenant_id,
        person_id=participant.person_id,
        campaign=campaign,
        version_id=campaign.version_id,
        node_id=participant.node_id,
        mode=Mode.PAPER.value,
        state=AttemptState.RUNNING.value,
        started_at=moment,
        handed_in_at=moment,
    )
    attempt.save(force_insert=True)
    kept = [
        Answer(
            tenant_id=attempt.tenant_id,
            attempt=attempt,
            item_version_id=task.id,
            client_key=new_id(),
            value=answers[task.id],
            at=now,
        )
        for task in paper.tasks
        if task.id in answers and is_answer(task.kind, answers[task.id])
    ]
    Answer.objects.of(viewer).bulk_create(kept)
    score_attempt(viewer, attempt, paper, now=now)
    audit.record(viewer, "diagnostics.paper-typed-in", target=attempt, decision=decision, person_id=attempt.person_id)
    return attempt
