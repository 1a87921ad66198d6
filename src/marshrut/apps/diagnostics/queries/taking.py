"""What a person who takes a test asks: what waits for me, where do I stand, what came out. No key passes here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from marshrut.apps.diagnostics import rules
from marshrut.apps.diagnostics.models import Answer, Attempt, Campaign, Participant, Reminder
from marshrut.apps.diagnostics.queries.papers import Paper
from marshrut.apps.diagnostics.types import AttemptState, AttemptStatus, CampaignState, Feedback
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.viewer import Viewer

__all__ = [
    "Area",
    "Outcome",
    "Reviewed",
    "Waiting",
    "current_answers",
    "find_participant",
    "get_own_attempt",
    "list_taken",
    "list_waiting",
    "may_begin",
    "outcome_of",
    "plain_status",
    "review_of",
    "seconds_left",
    "status_of",
]

#: An attempt that stands: an annulled one may be taken again.
STANDING = (AttemptState.RUNNING, AttemptState.MARKING, AttemptState.DONE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A diagnostic that waits for the person, or that they have begun."""

    campaign_id: UUID
    title: str
    purpose: str
    minutes: int | None
    opens_on: date
    closes_on: date
    begun: bool
    open_now: bool
    reminded: bool
    deadline: datetime | None


def list_waiting(viewer: Viewer, *, today: date) -> list[Waiting]:
    """Campaigns to which the viewer is invited and which they have not finished, the nearest end first."""
    taken = Attempt.objects.of(viewer).filter(campaign=OuterRef("campaign"), person=OuterRef("person"))
    rows = (
        Participant.objects.of(viewer)
        .filter(person__account_id=viewer.account_id, excused_at=None)
        .filter(campaign__state=CampaignState.ANNOUNCED.value)
        .annotate(
            taken=Subquery(taken.filter(state__in=STANDING).values("state")[:1]),
            deadline=Subquery(taken.filter(state=AttemptState.RUNNING).values("deadline_at")[:1]),
        )
        .select_related("campaign__version")
        .order_by("campaign__closes_on", "campaign__title")
    )
    found = []
    reminded = _reminded(viewer, list(rows), today=today)
    for row in rows:
        campaign, state = row.campaign, AttemptState(row.taken) if row.taken else None
        if state in {AttemptState.MARKING, AttemptState.DONE}:
            continue
        if campaign.closes_on < today and state is None:
            continue
        found.append(
            Waiting(
                campaign_id=campaign.pk,
                title=campaign.title,
                purpose=campaign.purpose,
                minutes=campaign.version.minutes,
                opens_on=campaign.opens_on,
                closes_on=campaign.closes_on,
                begun=state is AttemptState.RUNNING,
                open_now=campaign.opens_on <= today,
                reminded=campaign.pk in reminded,
                deadline=row.deadline,
            )
        )
    return found


def _reminded(viewer: Viewer, invited: list[Participant], *, today: date) -> set[UUID]:
    """Campaigns of which the place where the person was invited, or one above it, was reminded."""
    if not invited:
        return set()
    paths = dict(
        Placement.objects.of(viewer)
        .true(today)
        .filter(node_id__in={row.node_id for row in invited})
        .values_list("node_id", "path")
    )
    rows = Reminder.objects.of(viewer).filter(campaign_id__in=[row.campaign_id for row in invited])
    told: dict[UUID, set[str]] = {}
    for campaign_id, node_id in rows.values_list("campaign_id", "node_id"):
        told.setdefault(campaign_id, set()).add(node_id.hex)
    return {
        row.campaign_id
        for row in invited
        if told.get(row.campaign_id, set()) & set(str(paths.get(row.node_id, "")).split("."))
    }


def find_participant(viewer: Viewer, campaign_id: UUID) -> Participant | None:
    """The viewer's own invitation to the campaign."""
    rows = Participant.objects.of(viewer).filter(campaign_id=campaign_id, person__account_id=viewer.account_id)
    found: Participant | None = rows.filter(excused_at=None).select_related("campaign__version", "node").first()
    return found


def may_begin(viewer: Viewer, campaign: Campaign, participant: Participant | None, *, today: date) -> Decision:
    """DIAGNOSTICS-05 for the viewer; what an adaptive test needs besides says `adapting.may_begin`."""
    taken = None
    if participant is not None:
        rows = Attempt.objects.of(viewer).filter(campaign=campaign, person_id=participant.person_id)
        state = rows.filter(state__in=STANDING).values_list("state", flat=True).first()
        taken = AttemptState(state) if state else None
    return rules.may_begin(
        invited=participant is not None,
        state=CampaignState(campaign.state),
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        today=today,
        taken=taken,
    )


def get_own_attempt(viewer: Viewer, attempt_id: UUID) -> Attempt:
    """The viewer's own attempt; raises Attempt.DoesNotExist for anybody else's, as if there were none."""
    rows = Attempt.objects.of(viewer).select_related("campaign", "person")
    attempt: Attempt = rows.get(pk=attempt_id, person__account_id=viewer.account_id)
    return attempt


def current_answers(viewer: Any, attempt_id: UUID) -> dict[UUID, Answer]:
    """The answer that counts of each item: the last one that arrived in time."""
    rows = Answer.objects.of(viewer).filter(attempt_id=attempt_id, counts=True)
    return {row.item_version_id: row for row in rows.order_by("item_version_id", "-id").distinct("item_version_id")}


def seconds_left(attempt: Attempt, *, now: datetime) -> int | None:
    """By the server's clock; None without a limit."""
    if attempt.deadline_at is None:
        return None
    return max(0, int((attempt.deadline_at - now).total_seconds()))


def status_of(viewer: Viewer, attempt: Attempt, *, now: datetime) -> AttemptStatus:
    """Where the attempt stands, for a device that comes back."""
    answered = {
        str(item): {"value": row.value, "seq": row.pk} for item, row in current_answers(viewer, attempt.pk).items()
    }
    state = AttemptState(attempt.state)
    return AttemptStatus(state, now, attempt.deadline_at, seconds_left(attempt, now=now), answered)


def list_taken(viewer: Viewer) -> list[Attempt]:
    """The viewer's own attempts that are over, newest first."""
    rows = Attempt.objects.of(viewer).filter(person__account_id=viewer.account_id)
    return list(rows.exclude(state=AttemptState.RUNNING).select_related("campaign__version", "version__instrument"))


@dataclass(frozen=True, slots=True)
class Area:
    """What came out in one competency of one attempt: points, never a verdict (that takes more than one test)."""

    competency: str
    earned: float
    possible: float
    tasks: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the person may see of an attempt now; `later`: why not yet."""

    areas: tuple[Area, ...]
    later: str = ""
    #: With what was asked, answered and why it is right: only once nobody takes the test any more.
    review: bool = False


def outcome_of(attempt: Attempt, paper: Paper, *, today: date) -> Outcome:
    """By the instrument's policy. Right answers only when the campaign is over: colleagues may still take it."""
    campaign = attempt.campaign
    over = campaign is None or campaign.state != CampaignState.ANNOUNCED or campaign.closes_on < today
    if attempt.scores is None:
        return Outcome((), "Развёрнутые ответы проверит эксперт. Результат появится здесь, мы напомним на главной.")
    if paper.feedback is Feedback.AFTER_CAMPAIGN and not over and campaign is not None:
        day = f"{campaign.closes_on:%d.%m.%Y}"
        return Outcome((), f"Результаты откроются всем сразу, когда диагностика закончится: {day}.")
    return Outcome(tuple(_areas(paper, attempt.scores)), review=over)


def _areas(paper: Paper, scores: list[float | None]) -> list[Area]:
    return [
        Area(
            competency=code,
            earned=sum(scores[one] or 0.0 for one in places),
            possible=sum(paper.tasks[one].top for one in places),
            tasks=len(places),
        )
        for code, places in paper.competencies.items()
    ]


def plain_status(status: AttemptStatus) -> Mapping[str, Any]:
    """As JSON for the device."""
    return {
        "state": status.state.value,
        "left": status.seconds_left,
        "answers": status.answered,
    }


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One item looked back at: what was asked, answered and right."""

    place: int
    stem: str
    given: str
    right: str
    points: float
    top: float
    comment: str


def review_of(viewer: Viewer, attempt: Attempt, paper: Paper) -> list[Reviewed]:
    """Every item with what was answered and what is right, in words."""
    answers = current_answers(viewer, attempt.pk)
    scores = attempt.scores or [None] * len(paper.tasks)
    return [
        Reviewed(
            place=task.place,
            stem=task.stem,
            given=task.in_words(answers[task.id].value if task.id in answers else None) or "без ответа",
            right=task.key_in_words,
            points=points or 0.0,
            top=task.top,
            comment=task.comment,
        )
        for task, points in zip(paper.tasks, scores, strict=True)
    ]
