"""Years of diagnostics recorded at once: what a demonstration begins with. Answers are scored as anybody's are.

Of the years before only what is wanted later is written whole: points, results, evidence. Single answers are kept where
the caller says so; where they are not, the page of a result shows points alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.competencies.services import record_evidence
from marshrut.apps.competencies.types import Depth, NewEvidence, Stage
from marshrut.apps.diagnostics import rules
from marshrut.apps.diagnostics.models import Answer, Attempt, Campaign, Participant, Reminder, Result
from marshrut.apps.diagnostics.queries.adapting import course_of
from marshrut.apps.diagnostics.queries.papers import Paper, Task, get_paper
from marshrut.apps.diagnostics.queries.scales import ScaleSet, scale_in_force
from marshrut.apps.diagnostics.reading.instruments import TaskSpec
from marshrut.apps.diagnostics.scoring import points_for
from marshrut.apps.diagnostics.services.campaigns import Plan
from marshrut.apps.diagnostics.services.scaling import beside_scale, scale_results
from marshrut.apps.diagnostics.services.scoring import SOURCE, evidence_of
from marshrut.apps.diagnostics.types import AttemptState, CampaignState, Mode
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.bulk import copy_rows, unswept
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer, tenant_of

__all__ = ["Elsewhere", "Held", "Invited", "Recorded", "Taken", "record_past", "share_of"]

_ATTEMPT = (
    *("id", "tenant_id", "person_id", "campaign_id", "version_id", "node_id", "mode", "state", "started_at"),
    *("deadline_at", "handed_in_at", "by_clock", "scores", "annulled_why", "calibration_id", "seed"),
)
_ANSWER = ("tenant_id", "attempt_id", "item_version_id", "client_key", "value", "base", "counts", "at")
_PARTICIPANT = ("id", "tenant_id", "campaign_id", "person_id", "node_id", "invited_at", "excused_at", "excused_why")
_RESULT = (
    *("id", "tenant_id", "person_id", "on", "node_id", "origin", "held_by_id", "held_by_name", "depth", "stage"),
    *("instrument_id", "instrument_name", "version_id", "campaign_id", "attempt_id", "outcome", "scores"),
    *("recorded_at", "withdrawn_why"),
)


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited, with the place where they worked then; `excused`: why they were let be."""

    person_id: UUID
    node_id: UUID
    excused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One person's attempt: an answer for each place of the version, None where there is none.

    `handed_in_at` None: begun and not finished. `kept`: the answers themselves are written, not only their points.
    Of an adaptive test `answers` are what the person would say to each item, `seed` decides with them which are asked,
    `asked` how many of those were answered (None: to the end).
    """

    person_id: UUID
    node_id: UUID
    started_at: datetime
    handed_in_at: datetime | None
    answers: Sequence[Any]
    mode: Mode = Mode.ONLINE
    by_clock: bool = False
    kept: bool = False
    seed: int | None = None
    asked: int | None = None


@dataclass(slots=True, kw_only=True)
class Held:
    """A campaign as it was held. Reminders: (place, when, how many it reached)."""

    plan: Plan
    state: CampaignState
    announced_at: datetime
    invited: list[Invited]
    taken: list[Taken]
    reminders: list[tuple[UUID, datetime, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A result of somebody else's diagnostic. `says`: (competency, points, of how many, cut, border of strength);
    nothing where only the fact is known. `levels`: competency → the word that was given."""

    person_id: UUID
    node_id: UUID
    on: date
    origin: str
    held_by: str
    title: str
    depth: Depth
    levels: dict[str, str] = field(default_factory=dict)
    says: tuple[tuple[str, float, float, float, float], ...] = ()
    stage: Stage = Stage.ENTRY


@dataclass(slots=True)
class Recorded:
    """How much was written."""

    campaigns: int = 0
    attempts: int = 0
    answers: int = 0
    results: int = 0
    evidence: int = 0


@dataclass(slots=True)
class _Rows:
    attempts: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    results: list[tuple[Any, ...]] = field(default_factory=list)
    evidence: list[NewEvidence] = field(default_factory=list)


def share_of(task: TaskSpec, value: Any) -> float:
    """Which share of a task's points an answer brings: 0 where a person has to mark it."""
    return (points_for(task.kind, task.key, task.top, value) or 0.0) / task.top


@transaction.atomic
def record_past(
    viewer: SystemViewer, held: Iterable[Held], elsewhere: Iterable[Elsewhere], *, now: datetime
) -> Recorded:
    """Record it all, in a demonstration only (DIAGNOSTICS-14); what it says of people is judged in the same breath."""
    tenant = Tenant.objects.get(pk=tenant_of(viewer))
    decision = rules.may_record_past(demonstration=tenant.demonstration)
    decision.require()
    done, rows = Recorded(), _Rows()
    beside_scale(viewer)
    with unswept():
        for one in held:
            _campaign(viewer, one, rows, now)
            done.campaigns += 1
        for found in elsewhere:
            _elsewhere(viewer, found, rows, now)
        done.attempts = copy_rows(Attempt, _ATTEMPT, rows.attempts)
        done.answers = copy_rows(Answer, _ANSWER, rows.answers)
        done.results = copy_rows(Result, _RESULT, rows.results)
        # Person by person: what is written in parts is judged once for each of them, not once a campaign.
        rows.evidence.sort(key=lambda one: one.person_id)
        done.evidence = record_evidence(viewer, rows.evidence, now=now)
        scale_results(viewer, [row[0] for row in rows.results])
    words = f"диагностик: {done.campaigns}, результатов: {done.results}"
    audit.record(viewer, "diagnostics.past-recorded", target=tenant, decision=decision, reason=words)
    return done


def _campaign(viewer: SystemViewer, one: Held, rows: _Rows, now: datetime) -> None:
    plan, tenant = one.plan, tenant_of(viewer)
    campaign = Campaign(
        tenant_id=tenant,
        title=plan.title,
        purpose=plan.purpose,
        basis=plan.basis,
        version_id=plan.version_id,
        stage=plan.stage.value,
        state=one.state.value,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        node_id=plan.node_id,
        held_by_id=plan.held_by_id,
        origin=plan.origin,
        selection={key: str(value) for key, value in plan.selection.items() if value},
        made_at=one.announced_at,
    )
    campaign.save(force_insert=True)
    copy_rows(Participant, _PARTICIPANT, (_participant(campaign, row, one.announced_at) for row in one.invited))
    for node_id, at, people in one.reminders:
        Reminder(tenant_id=tenant, campaign=campaign, node_id=node_id, at=at, people=people).save(force_insert=True)
    paper = get_paper(viewer, plan.version_id)
    scale = scale_in_force(viewer) if paper.tailoring is not None else None
    known: dict[Any, float | None] = {}
    for taken in one.taken:
        _attempt(campaign, paper, taken, rows, known, now, scale=scale)


def _participant(campaign: Campaign, one: Invited, at: datetime) -> tuple[Any, ...]:
    excused = at if one.excused else None
    return (new_id(), campaign.tenant_id, campaign.pk, one.person_id, one.node_id, at, excused, one.excused)


def _attempt(
    campaign: Campaign,
    paper: Paper,
    one: Taken,
    rows: _Rows,
    known: dict[Any, float | None],
    now: datetime,
    *,
    scale: ScaleSet | None,
) -> None:
    attempt_id = new_id()
    scores = [_points(task, value, known) for task, value in zip(paper.tasks, one.answers, strict=True)]
    given: Sequence[Task] = paper.tasks
    if scale is not None:
        given = _chosen(scale, paper, one, scores)
        chosen = {task.id for task in given}
        scores = [points if task.id in chosen else None for task, points in zip(paper.tasks, scores, strict=True)]
    state = AttemptState.RUNNING
    if one.handed_in_at is not None:
        state = AttemptState.MARKING if None in scores and scale is None else AttemptState.DONE
    deadline = one.started_at + timedelta(minutes=paper.minutes) if paper.minutes and one.mode is Mode.ONLINE else None
    done = scores if state is AttemptState.DONE else None
    rows.attempts.append(
        (
            *(attempt_id, campaign.tenant_id, one.person_id, campaign.pk, paper.version_id, one.node_id),
            *(one.mode.value, state.value, one.started_at, deadline, one.handed_in_at, one.by_clock, done, ""),
            *(scale.calibration_id if scale else None, one.seed),
        )
    )
    if one.kept:
        rows.answers += _answers(campaign, one, attempt_id, given)
    if done is not None and one.handed_in_at is not None:
        _result(campaign, paper, one, attempt_id, done, rows, now)


def _chosen(scale: ScaleSet, paper: Paper, one: Taken, scores: Sequence[float | None]) -> list[Task]:
    """Items that the test would have asked this person, in their order."""
    shares = {task.id: (points or 0.0) / task.top for task, points in zip(paper.tasks, scores, strict=True)}
    steps, _ = course_of(scale, paper, shares, seed=one.seed or 0)
    return [step.task for step in steps[: one.asked]]


def _points(task: Task, value: Any, known: dict[Any, float | None]) -> float | None:
    """The same answer to the same task was scored before: people give few different ones."""
    said = (task.place, tuple(value) if isinstance(value, list) else value)
    if said not in known:
        known[said] = points_for(task.kind, task.key, task.top, value)
    return known[said]


def _answers(campaign: Campaign, one: Taken, attempt_id: UUID, given: Sequence[Task]) -> Iterator[tuple[Any, ...]]:
    """Each a little after the one before, within the time that the attempt took. In an adaptive test nothing is left
    out: who does not know says so."""
    last = one.handed_in_at or one.started_at + timedelta(minutes=20)
    step = (last - one.started_at) / (len(given) + 1)
    for number, task in enumerate(given, 1):
        value = one.answers[task.place - 1]
        if value is not None or one.seed is not None:
            text = json.dumps(value, ensure_ascii=False)
            yield (campaign.tenant_id, attempt_id, task.id, new_id(), text, None, True, one.started_at + step * number)


def _result(
    campaign: Campaign, paper: Paper, one: Taken, attempt_id: UUID, scores: Any, rows: _Rows, now: datetime
) -> None:
    handed = one.handed_in_at
    result = Result(
        person_id=one.person_id,
        on=handed.date() if handed else now.date(),
        node_id=one.node_id,
        origin=campaign.origin,
        stage=campaign.stage,
        scores=scores,
    )
    rows.results.append(
        (
            *(result.pk, campaign.tenant_id, one.person_id, result.on, one.node_id, campaign.origin),
            *(campaign.held_by_id, "", Depth.ITEMS.value, campaign.stage, paper.instrument_id, paper.title),
            *(paper.version_id, campaign.pk, attempt_id, "{}", scores, now, ""),
        )
    )
    rows.evidence += evidence_of(result, paper)


def _elsewhere(viewer: SystemViewer, one: Elsewhere, rows: _Rows, now: datetime) -> None:
    result_id, tenant = new_id(), tenant_of(viewer)
    outcome: dict[str, Any] = {"shares": {code: [got, of] for code, got, of, _, _ in one.says}} if one.says else {}
    if one.levels:
        outcome["levels"] = one.levels
    rows.results.append(
        (
            *(result_id, tenant, one.person_id, one.on, one.node_id, one.origin, None, one.held_by, one.depth.value),
            *(one.stage.value, None, one.title, None, None, None),
            *(json.dumps(outcome, ensure_ascii=False), None, now, ""),
        )
    )
    for competency, earned, possible, cut, strong in one.says:
        rows.evidence.append(
            NewEvidence(
                person_id=one.person_id,
                competency=competency,
                on=one.on,
                earned=earned,
                possible=possible,
                cut=cut,
                strong=strong,
                origin=one.origin,
                depth=one.depth,
                stage=one.stage,
                source_type=SOURCE,
                source_id=result_id,
                instrument_key=one.title,
                instrument_title=one.title,
                node_id=one.node_id,
            )
        )
