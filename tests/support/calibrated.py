"""A bank calibrated from answers of invented people of known levels, in force; an adaptive test made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.utils import timezone

from marshrut.apps.diagnostics.models import CalibratedItem, Calibration, InstrumentVersion
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.types import CalibrationState
from marshrut.cores.psychometrics.calibration import Settings, calibrate
from marshrut.cores.psychometrics.responses import responses_of
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of
from support.instruments import LETTERS

__all__ = ["ADAPTIVE", "POOL", "put_in_force"]

#: Two competencies, eight items each: more than a person is given.
POOL: tuple[Any, ...] = tuple(
    ("single", code, {"options": LETTERS}, {"right": "a"}, 1)
    for code in ("formative_assessment", "lesson_design")
    for _ in range(8)
)
ADAPTIVE = {"shortest": 2, "longest": 5, "certainty": 0.8, "among": 1}


def put_in_force(
    viewer: AnyViewer, versions: Sequence[InstrumentVersion], *, people: int = 800, seed: int = 4
) -> Calibration:
    """Every item of these versions calibrated; the cut is that of the first version."""
    papers = [get_paper(viewer, one.pk) for one in versions]
    tasks = {task.id: task for paper in papers for task in paper.tasks}
    now = timezone.now()
    last = Calibration.objects.of(viewer).order_by("-number").values_list("number", flat=True).first() or 0
    Calibration.objects.of(viewer).filter(state=CalibrationState.IN_FORCE).update(state=CalibrationState.RETIRED)
    row = Calibration(
        tenant_id=tenant_of(viewer), number=last + 1, model="rasch", until=now.date(),
        state=CalibrationState.IN_FORCE.value, made_at=now, in_force_at=now, people=people,
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    items: list[CalibratedItem] = []
    for code in dict.fromkeys(task.competency for task in tasks.values()):
        ids = [key for key, task in tasks.items() if task.competency == code]
        bearers = [str(task.id) for task in _of(papers, code)]
        row.areas = [*row.areas, {"competency": code, "cut": 0.6, "strong": 0.85, "bearers": bearers}]
        items += _items(row, code, ids, rng, people)
    row.save(force_insert=True)
    CalibratedItem.objects.of(viewer).bulk_create(items)
    return row


def _of(papers: Iterable[Paper], code: str) -> list[Any]:
    return next(found for paper in papers if (found := [one for one in paper.tasks if one.competency == code]))


def _items(row: Calibration, code: str, ids: Sequence[Any], rng: Any, people: int) -> list[CalibratedItem]:
    level = rng.normal(size=(people, 1))
    hard = np.linspace(-1.6, 1.6, len(ids))[None, :]
    said = (rng.random((people, len(ids))) < 1 / (1 + np.exp(-1.4 * (level - hard)))).astype(float)
    found = calibrate(responses_of(said, [str(one) for one in ids]), "rasch", settings=Settings(errors=False))
    bank = found.bank.rescaled(1 / float(found.sds[0]), 0.0)
    return [
        CalibratedItem(
            tenant_id=row.tenant_id, calibration=row, item_version_id=one, competency=code,
            family=bank.families[place], scores=list(bank.scores[place]), rows=[float(x) for x in bank.rows[place]],
            answers=people, difficulty=float(said[:, place].mean()), item_rest=0.4, infit=1.0, outfit=1.0,
        )
        for place, one in enumerate(ids)
    ]  # fmt: skip
