"""From answers to points, from points to a result and to evidence about competencies; marking of texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from marshrut.apps.competencies.services import record_evidence, withdraw_evidence
from marshrut.apps.competencies.types import Depth, NewEvidence, Stage
from marshrut.apps.diagnostics import access, rules
from marshrut.apps.diagnostics.models import Attempt, Marking, Result
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.apps.diagnostics.scoring import points_for
from marshrut.apps.diagnostics.services.scaling import beside_scale, scale_results
from marshrut.apps.diagnostics.types import SOURCE, AttemptState, NewResult
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["SOURCE", "annul", "evidence_of", "mark_text", "score_attempt"]


def score_attempt(viewer: AnyViewer, attempt: Attempt, paper: Paper, *, now: datetime) -> None:
    """Points of every item. With texts unmarked the attempt waits; else it is done, with a result and its evidence."""
    scores = _scores(viewer, attempt, paper)
    # Of an adaptive test, which has no texts, items that were not given stay without points: nothing waits for marks.
    whole = paper.tailoring is not None or None not in scores
    to = AttemptState.DONE if whole else AttemptState.MARKING
    rules.may_move_attempt(AttemptState(attempt.state), to).require()
    attempt.state = to.value
    attempt.scores = scores if whole else None
    attempt.save(update_fields=["state", "scores", "handed_in_at", "by_clock"])
    if whole:
        _record(viewer, attempt, paper, now=now)


def _scores(viewer: AnyViewer, attempt: Attempt, paper: Paper) -> list[float | None]:
    answers = current_answers(viewer, attempt.pk)
    marked = {row.item_version_id: row for row in Marking.objects.of(viewer).filter(attempt=attempt).order_by("at")}
    found: list[float | None] = []
    for task in paper.tasks:
        answer = answers.get(task.id)
        if answer is None and paper.tailoring is not None:
            found.append(None)
            continue
        points = points_for(task.kind, task.key, task.top, answer.value if answer else None)
        if points is None and task.id in marked:
            points = float(sum(marked[task.id].points.values()))
        found.append(points)
    return found


def _record(viewer: AnyViewer, attempt: Attempt, paper: Paper, *, now: datetime) -> None:
    campaign = attempt.campaign
    handed = attempt.handed_in_at or now
    held_by = campaign.held_by_id if campaign else attempt.node_id
    result = Result(
        tenant_id=attempt.tenant_id,
        person_id=attempt.person_id,
        on=handed.astimezone(ZoneInfo(attempt.node.zone)).date(),
        node_id=attempt.node_id,
        origin=campaign.origin if campaign else "own",
        held_by_id=held_by,
        depth=Depth.ITEMS.value,
        stage=campaign.stage if campaign else Stage.ENTRY.value,
        instrument_id=paper.instrument_id,
        instrument_name=paper.title,
        version_id=paper.version_id,
        campaign=campaign,
        attempt=attempt,
        scores=attempt.scores,
        recorded_at=now,
    )
    beside_scale(viewer)
    result.save(force_insert=True)
    record_evidence(viewer, evidence_of(result, paper), now=now)
    scale_results(viewer, [result.pk])


def evidence_of(result: Result | NewResult, paper: Paper) -> Iterator[NewEvidence]:
    """What a result with points by item says of each competency, at the version's cut."""
    scores = result.scores or []
    for competency, places in paper.competencies.items():
        given = [one for one in places if scores[one] is not None]
        if not given:
            continue
        cut = paper.cut_of(competency)
        # Points are put on the scale of tasks: a task worth three points is no three tasks.
        shares = [(scores[one] or 0.0) / paper.tasks[one].top for one in given]
        yield NewEvidence(
            person_id=result.person_id,
            competency=competency,
            on=result.on,
            earned=sum(shares),
            possible=float(len(given)),
            cut=cut.cut,
            strong=cut.strong,
            origin=result.origin,
            depth=Depth.ITEMS,
            stage=Stage(result.stage),
            source_type=SOURCE,
            source_id=result.pk,
            instrument_key=paper.code,
            instrument_title=paper.title,
            node_id=result.node_id,
        )


@transaction.atomic
def mark_text(
    viewer: Viewer, attempt_id: UUID, item_id: UUID, *, points: Mapping[str, float], note: str, now: datetime
) -> Attempt:
    """Points for a text by its criteria; the last text marked finishes the attempt."""
    rows = Attempt.objects.of(viewer).select_for_update(of=("self",)).select_related("campaign", "node", "person")
    attempt: Attempt = rows.get(pk=attempt_id)
    access.may_mark(viewer, attempt, on=today(viewer)).require()
    paper = get_paper(viewer, attempt.version_id)
    decision = rules.may_give_points(points, most=paper.by_id[item_id].criteria)
    decision.require()
    rules.may_move_attempt(AttemptState(attempt.state), AttemptState.DONE).require()
    Marking(
        tenant_id=attempt.tenant_id,
        attempt=attempt,
        item_version_id=item_id,
        points=dict(points),
        note=note[:500],
        by=viewer.account_id,
        at=now,
    ).save(force_insert=True)
    if None not in _scores(viewer, attempt, paper):
        score_attempt(viewer, attempt, paper, now=now)
    audit.record(viewer, "diagnostics.text-marked", target=attempt, decision=decision, person_id=attempt.person_id)
    return attempt


@transaction.atomic
def annul(viewer: Viewer, attempt_id: UUID, *, reason: str, now: datetime) -> Attempt:
    """Set an attempt aside: its result and what it said of competencies are withdrawn; the person may take it again."""
    rows = Attempt.objects.of(viewer).select_for_update(of=("self",)).select_related("campaign")
    attempt: Attempt = rows.get(pk=attempt_id)
    decision = access.may_annul(viewer, attempt, reason=reason, on=today(viewer))
    decision.require()
    rules.may_move_attempt(AttemptState(attempt.state), AttemptState.ANNULLED).require()
    attempt.state, attempt.annulled_why = AttemptState.ANNULLED.value, reason[:300]
    attempt.save(update_fields=["state", "annulled_why"])
    results = Result.objects.of(viewer).filter(attempt=attempt, withdrawn_at=None)
    ids = list(results.values_list("pk", flat=True))
    if ids:
        withdraw_evidence(viewer, source_type=SOURCE, source_ids=ids, why=reason[:200])
        results.update(withdrawn_at=now, withdrawn_why=reason[:200])
    audit.record(
        viewer,
        "diagnostics.attempt-annulled",
        target=attempt,
        decision=decision,
        reason=reason,
        person_id=attempt.person_id,
    )
    return attempt
