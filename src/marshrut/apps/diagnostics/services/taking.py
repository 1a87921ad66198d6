"""A person takes a test: begins, answers, hands in. Nothing that arrived is lost, whoever presses twice or where."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.diagnostics import rules
from marshrut.apps.diagnostics.models import Answer, Attempt, Campaign, Participant
from marshrut.apps.diagnostics.queries import taking as queries
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.scoring import is_answer
from marshrut.apps.diagnostics.services import adapting
from marshrut.apps.diagnostics.services.scoring import score_attempt
from marshrut.apps.diagnostics.types import AttemptState, DiagnosticsError, Mode, SavedAnswer
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["begin", "hand_in", "hand_in_late", "save_answer"]

#: How many attempts the clock hands in in one go.
LATE_AT_ONCE = 200


@transaction.atomic
def begin(viewer: Viewer, campaign_id: UUID, *, today: date, now: datetime) -> Attempt:
    """Begin the test of a campaign, or go on with it: two presses, or two devices, give one attempt.

    Raises Campaign.DoesNotExist for who is not invited, Refused out of its days.
    """
    rows = Participant.objects.of(viewer).select_for_update(of=("self",)).select_related("campaign__version")
    invited = rows.filter(campaign_id=campaign_id, person__account_id=viewer.account_id, excused_at=None).first()
    if invited is None:
        raise Campaign.DoesNotExist
    campaign = invited.campaign
    decision = queries.may_begin(viewer, campaign, invited, today=today)
    decision.require()
    running = Attempt.objects.of(viewer).filter(campaign=campaign, person_id=invited.person_id)
    found: Attempt | None = running.filter(state=AttemptState.RUNNING).first()
    if found is not None:
        return found
    minutes = campaign.version.minutes
    start = adapting.start_of(viewer, get_paper(viewer, campaign.version_id))
    attempt = Attempt(
        tenant_id=viewer.tenant_id,
        person_id=invited.person_id,
        campaign=campaign,
        version_id=campaign.version_id,
        node_id=invited.node_id,
        mode=Mode.ONLINE.value,
        state=AttemptState.RUNNING.value,
        started_at=now,
        deadline_at=now + timedelta(minutes=minutes) if minutes else None,
        **start,
    )
    attempt.save(force_insert=True)
    audit.record(viewer, "diagnostics.test-begun", target=attempt, decision=decision, person_id=invited.person_id)
    return attempt


@transaction.atomic
def save_answer(
    viewer: Viewer,
    attempt_id: UUID,
    item_id: UUID,
    *,
    value: Any,
    client_key: UUID,
    base: int | None,
    pressed: datetime,
    now: datetime,
    unsure: bool = False,
) -> SavedAnswer:
    """Keep an answer as it arrived and say what counts now.

    `client_key`: made on the device for this press; sent again it changes nothing. `base`: the answer that the device
    knew; where another device was quicker, that one stays and this one is kept without counting. An answer after the
    end is kept without counting too, and refused. In an adaptive test an answer counts once (`unsure`: «не знаю»), and
    the one after which there is nothing more to ask hands the test in. Raises Attempt.DoesNotExist for anybody else's
    attempt, DiagnosticsError for what is no answer to this item.
    """
    rows = Attempt.objects.of(viewer).select_for_update(of=("self",)).select_related("person")
    attempt: Attempt = rows.get(pk=attempt_id, person__account_id=viewer.account_id)
    paper = get_paper(viewer, attempt.version_id)
    task = paper.by_id.get(item_id)
    if task is None:
        raise DiagnosticsError("Такого задания в этом тесте нет. Обновите страницу.")
    if value is not None and not is_answer(task.kind, value):
        raise DiagnosticsError("Ответ записан в форме, которую тест не понимает. Обновите страницу и ответьте ещё раз.")
    if paper.tailoring is not None:
        press: dict[str, Any] = {"client_key": client_key, "base": base, "pressed": pressed, "now": now}
        saved = adapting.keep_answer(viewer, attempt, paper, task, value=value, unsure=unsure, **press)
        if saved.over:
            _hand_in(viewer, attempt, now=now)
        return saved
    answers = Answer.objects.of(viewer).filter(attempt=attempt)
    same = answers.filter(client_key=client_key).first()
    last = answers.filter(item_version_id=item_id, counts=True).order_by("-id").first()
    if same is not None:
        standing = last or same
        return SavedAnswer(item_id, standing.pk, standing.value, conflict=not same.counts, repeated=True)
    decision = rules.may_answer(
        own=True,
        state=AttemptState(attempt.state),
        deadline=attempt.deadline_at,
        pressed=max(attempt.started_at, min(pressed, now)),
        now=now,
    )
    conflict = last is not None and base != last.pk and last.value != value
    row = Answer(
        tenant_id=attempt.tenant_id,
        attempt=attempt,
        item_version_id=item_id,
        client_key=client_key,
        value=value,
        base=base,
        counts=bool(decision) and not conflict,
        at=now,
    )
    row.save(force_insert=True)
    if not decision:
        return SavedAnswer(item_id, last.pk if last else 0, last.value if last else None, refused=decision)
    if conflict and last is not None:
        return SavedAnswer(item_id, last.pk, last.value, conflict=True)
    return SavedAnswer(item_id, row.pk, value)


@transaction.atomic
def hand_in(viewer: Viewer, attempt_id: UUID, *, now: datetime) -> Attempt:
    """The person hands in: what counts now is scored. Pressed twice, it is handed in once."""
    rows = Attempt.objects.of(viewer).select_for_update(of=("self",)).select_related("person", "campaign")
    attempt: Attempt = rows.get(pk=attempt_id, person__account_id=viewer.account_id)
    if attempt.state != AttemptState.RUNNING:
        return attempt
    _hand_in(viewer, attempt, now=now)
    return attempt


def _hand_in(viewer: Viewer, attempt: Attempt, *, now: datetime) -> None:
    decision = rules.may_hand_in(own=True, state=AttemptState(attempt.state), late=False)
    decision.require()
    _close(viewer, attempt, now=now, by_clock=attempt.deadline_at is not None and now > attempt.deadline_at)
    audit.record(viewer, "diagnostics.test-handed-in", target=attempt, decision=decision, person_id=attempt.person_id)


def _close(viewer: Viewer | SystemViewer, attempt: Attempt, *, now: datetime, by_clock: bool) -> None:
    paper: Paper = get_paper(viewer, attempt.version_id)
    attempt.handed_in_at = min(now, attempt.deadline_at) if by_clock and attempt.deadline_at else now
    attempt.by_clock = by_clock
    score_attempt(viewer, attempt, paper, now=now)


def hand_in_late(*, now: datetime) -> int:
    """Attempts whose time is over and whose last answers have had time to arrive: handed in by the clock."""
    upkeep = SystemViewer("diagnostics.clock")
    due = Attempt.objects.of(upkeep).filter(state=AttemptState.RUNNING, deadline_at__lt=now - rules.BRIDGE)
    done = 0
    for attempt_id, tenant_id in list(due.values_list("pk", "tenant_id")[:LATE_AT_ONCE]):
        viewer = SystemViewer(upkeep.purpose, tenant_id)
        with transaction.atomic():
            rows = Attempt.objects.of(viewer).select_for_update(of=("self",), skip_locked=True)
            attempt = rows.filter(pk=attempt_id, state=AttemptState.RUNNING).select_related("campaign").first()
            if attempt is None:
                continue
            decision = rules.may_hand_in(own=False, state=AttemptState(attempt.state), late=True)
            _close(viewer, attempt, now=now, by_clock=True)
            audit.record(
                viewer, "diagnostics.test-over", target=attempt, decision=decision, person_id=attempt.person_id
            )
            done += 1
    return done
