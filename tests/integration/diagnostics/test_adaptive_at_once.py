"""Two devices answer one item of an adaptive test at the same moment: one counts, none is lost, one item follows."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.apps.diagnostics.models import Answer, Attempt, Result
from marshrut.apps.diagnostics.queries import adapting
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.apps.diagnostics.services import taking
from marshrut.apps.diagnostics.types import AttemptState
from marshrut.foundation.scope.ids import new_id
from support.calibrated import ADAPTIVE, POOL, put_in_force
from support.diagnostics_scene import build
from support.staff import Staff
from support.threads import at_once
from support.world import build_country


@pytest.mark.usefixtures("fresh_database")
def test_of_two_answers_at_once_one_counts_and_the_last_item_hands_in_once() -> None:
    country = build_country("klen")
    scene = build(country, Staff.of(country.system), tasks=POOL, adaptive=ADAPTIVE)
    put_in_force(country.system, [scene.version])
    attempt = scene.begin()

    def answer(item: Any, value: str) -> Any:
        said = {"client_key": new_id(), "base": None, "pressed": scene.now, "now": scene.now}
        return lambda: taking.save_answer(scene.teacher, attempt.pk, item, value=value, **said)

    rounds = 0
    while True:
        row = Attempt.objects.of(scene.teacher).get(pk=attempt.pk)
        if row.state != AttemptState.RUNNING:
            break
        task = adapting.state_of(scene.teacher, row, scene.paper, current_answers(scene.teacher, row.pk)).task
        assert task is not None
        first, second = at_once(answer(task.id, "a"), answer(task.id, "b"))
        assert not isinstance(first, Exception), first
        assert not isinstance(second, Exception), second
        stands = [one for one in (first, second) if not one.conflict and one.refused is None]
        assert len(stands) == 1
        assert first.seq == second.seq
        assert first.current == second.current
        rounds += 1
    rows = Answer.objects.of(scene.teacher).filter(attempt=attempt)
    assert (rows.count(), rows.filter(counts=True).count()) == (2 * rounds, rounds)
    assert Result.objects.of(scene.teacher).filter(attempt=attempt).count() == 1
