"""A bank that many invented people have answered, with items whose real parameters are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from marshrut.apps.competencies.services import record_evidence
from marshrut.apps.competencies.types import Depth, Stage
from marshrut.apps.diagnostics.models import InstrumentVersion, Result
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.services.scoring import evidence_of
from marshrut.apps.registry.models import Person
from support.instruments import LETTERS, make_version

__all__ = ["EASINESS", "AnsweredBank", "answer", "build_bank"]

#: d of each item, a = 1.2 of all: from hard to easy.
EASINESS = (-1.6, -0.8, -0.2, 0.4, 1.0, 1.8)
SLOPE = 1.2
COMPETENCY = "lesson_design"
TASKS = tuple(("single", COMPETENCY, {"options": LETTERS}, {"right": "a"}, 1) for _ in EASINESS)


@dataclass
class AnsweredBank:
    """`levels`: real θ of each person; `scores`: what they got."""

    version: InstrumentVersion
    people: list[Any]
    levels: Any
    scores: Any
    on: date


def build_bank(
    country: Any, staff: Any, *, people: int = 300, on: date, seed: int = 5, code: str = "БАНК-1"
) -> AnsweredBank:
    """An instrument of six tasks of one competency and one result of everybody, ten days ago."""
    rng = np.random.default_rng(seed)
    version = make_version(country.system, country.places["top"], tasks=TASKS, code=code)
    made = Person.objects.of(country.system).bulk_create(
        [Person(tenant_id=staff.change.tenant_id, opened_by=staff.change) for _ in range(people)]
    )
    levels = rng.normal(size=people)
    day = on - timedelta(days=10)
    scores = answer(country, version, made, levels, on=day, rng=rng)
    return AnsweredBank(version, made, levels, scores, day)


def answer(
    country: Any,
    version: InstrumentVersion,
    people: list[Any],
    levels: Any,
    *,
    on: date,
    rng: Any,
    stage: Stage = Stage.ENTRY,
    node: Any = None,
) -> Any:
    """Everybody answers all tasks as their level has it; results and evidence are recorded."""
    chance = 1 / (1 + np.exp(-(SLOPE * np.asarray(levels)[:, None] + np.array(EASINESS))))
    scores = (rng.random(chance.shape) < chance).astype(float)
    paper, place = get_paper(country.system, version.pk), node or country.places["school"]
    results = Result.objects.of(country.system).bulk_create(
        [
            Result(
                tenant_id=version.tenant_id,
                person=person,
                on=on,
                node=place,
                origin="centre",
                depth=Depth.ITEMS.value,
                stage=stage.value,
                version=version,
                instrument_id=version.instrument_id,
                instrument_name=paper.title,
                scores=[float(one) for one in row],
            )
            for person, row in zip(people, scores, strict=True)
        ]
    )
    said = [one for result in results for one in evidence_of(result, paper)]
    record_evidence(country.system, said, now=timezone.now())
    return scores
