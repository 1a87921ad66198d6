"""Answers of an adaptive test: each counts once, for the item that is asked now; whatever arrives is kept."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from marshrut.apps.diagnostics import rules
from marshrut.apps.diagnostics.models import Answer, Attempt
from marshrut.apps.diagnostics.queries import adapting as queries
from marshrut.apps.diagnostics.queries.papers import Paper, Task
from marshrut.apps.diagnostics.queries.scales import scale_in_force
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.apps.diagnostics.rules import adaptive
from marshrut.apps.diagnostics.types import AttemptState, DiagnosticsError, SavedAnswer
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["keep_answer", "start_of"]

#: Bits of the lot: it fits the column and is never negative.
_BITS = 62


def start_of(viewer: AnyViewer, paper: Paper) -> dict[str, Any]:
    """What an adaptive attempt begins with, nothing for any other: the calibration in force and a lot of its own."""
    if paper.tailoring is None:
        return {}
    queries.may_begin(viewer, paper).require()
    scale = scale_in_force(viewer)
    return {"calibration_id": scale.calibration_id if scale else None, "seed": secrets.randbits(_BITS)}


def keep_answer(
    viewer: Viewer,
    attempt: Attempt,
    paper: Paper,
    task: Task,
    *,
    value: Any,
    unsure: bool,
    client_key: UUID,
    base: int | None,
    pressed: datetime,
    now: datetime,
) -> SavedAnswer:
    """Keep an answer as it arrived, in the caller's transaction with the attempt locked.

    The same press sent twice changes nothing; a second answer to an item is kept without counting, whatever the device
    knew. `unsure`: the person said «не знаю», which counts as an answer of no points. Raises DiagnosticsError for no
    answer at all, and for an item that this attempt does not ask.
    """
    rows = Answer.objects.of(viewer).filter(attempt=attempt)
    same = rows.filter(client_key=client_key).first()
    answers = current_answers(viewer, attempt.pk)
    last = answers.get(task.id)
    if same is not None:
        standing = last or same
        return SavedAnswer(task.id, standing.pk, standing.value, conflict=not same.counts, repeated=True)
    if value is None and not unsure:
        raise DiagnosticsError("Выберите ответ или нажмите «Не знаю»: без ответа тест не пойдёт дальше.")
    running = attempt.state == AttemptState.RUNNING
    asked = queries.state_of(viewer, attempt, paper, answers).task if running and last is None else None
    once = adaptive.may_answer_item(
        asked=asked is None or asked.id == task.id,
        answered=last is not None,
        same=last is not None and last.value == value,
    )
    if not once and last is None:
        raise DiagnosticsError(once.text)
    in_time = rules.may_answer(
        own=True,
        state=AttemptState(attempt.state),
        deadline=attempt.deadline_at,
        pressed=max(attempt.started_at, min(pressed, now)),
        now=now,
    )
    row = Answer(
        tenant_id=attempt.tenant_id,
        attempt=attempt,
        item_version_id=task.id,
        client_key=client_key,
        value=value,
        base=base,
        counts=bool(in_time) and last is None,
        at=now,
    )
    row.save(force_insert=True)
    if not in_time:
        return SavedAnswer(task.id, last.pk if last else 0, last.value if last else None, refused=in_time)
    if last is not None:
        return SavedAnswer(task.id, last.pk, last.value, conflict=not once)
    over = queries.state_of(viewer, attempt, paper, {**answers, task.id: row}).task is None
    return SavedAnswer(task.id, row.pk, value, over=over)
