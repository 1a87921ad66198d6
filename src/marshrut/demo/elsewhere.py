"""Results that came to an invented region from others: by areas, as a word, as a bare fact; some disagree with ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

import numpy as np

from marshrut.apps.competencies.types import Depth
from marshrut.apps.diagnostics.services import Elsewhere
from marshrut.demo.cast import Cast
from marshrut.demo.shapes import Human, Job, Region
from marshrut.demo.truth import Truth
from marshrut.demo.waves import school_year, teachers_on

__all__ = ["SCOPE", "SCOPE_TITLE", "results_from_elsewhere"]

SCOPE, FIOKO, FEDERAL = "era_scope", "fioko", "federal"
SCOPE_TITLE = "Эра-Скоп: методические компетенции"
_SCOPE_CODES = ("formative_assessment", "criteria_assessment", "feedback", "task_design")
_FIOKO_CODES = ("reading_literacy", "math_literacy", "science_literacy")
#: Of teachers, who took part; of those, of whom the others say the opposite of what is so.
_SHARES, _DISAGREES = {SCOPE: 0.2, FIOKO: 0.15, FEDERAL: 0.06}, 0.04
_TASKS, _CUT, _STRONG = 12, 0.5, 0.8
#: Borders of the scale of mastery, on which a level's word stands.
_SCALE = (0.5, 0.75)


def results_from_elsewhere(
    region: Region, cast: Cast, truth: Truth, levels: Sequence[tuple[str, float, float]], *, rng: Random
) -> Iterator[Elsewhere]:
    """`levels`: (word, from, to) of the scale of mastery, the lowest first."""
    year = school_year(region.today)
    days = {SCOPE: date(year - 1, 11, 24), FIOKO: date(year, 2, 11), FEDERAL: date(year, 5, 14)}
    for origin, day in days.items():
        chance = np.random.default_rng(rng.getrandbits(64))
        there = _chosen(region, cast, day, _SHARES[origin], rng, told=origin != FEDERAL)
        if not there:
            continue
        ids = [one.id for one, _ in there]
        dates = [day + timedelta(days=rng.randint(0, 9)) for _ in there]
        if origin == SCOPE:
            yield from _by_areas(there, ids, dates, truth, chance)
        elif origin == FIOKO:
            yield from _by_words(there, ids, dates, truth, levels, chance)
        else:
            yield from _facts(there, dates)


def _chosen(region: Region, cast: Cast, day: date, share: float, rng: Random, *, told: bool) -> list[tuple[Human, Job]]:
    teacher = cast.teacher.id if cast.teacher else None
    found = []
    for one, job in teachers_on(region, day):
        chosen = rng.random() < share
        if one.id == teacher:
            chosen = told
        if chosen:
            found.append((one, job))
    return found


def _mastery(ids: list[UUID], codes: Sequence[str], day: date, truth: Truth, chance: np.random.Generator) -> np.ndarray:
    found = truth.of(ids, codes, day)
    odd = chance.random(len(ids)) < _DISAGREES
    odd &= np.array([one not in truth.told for one in ids])
    found[odd] = 1 - found[odd]
    return found


def _by_areas(
    there: list[tuple[Human, Job]], ids: list[UUID], dates: list[date], truth: Truth, chance: np.random.Generator
) -> Iterator[Elsewhere]:
    mastery = _mastery(ids, _SCOPE_CODES, dates[0], truth, chance)
    share = np.interp(mastery, (0.0, 0.5, 0.75, 1.0), (0.0, _CUT, _STRONG, 1.0))
    points = chance.binomial(_TASKS, share)
    for number, person in enumerate(ids):
        if person in truth.told:
            points[number] = np.rint(share[number] * _TASKS)
    for (one, job), day, row in zip(there, dates, points, strict=True):
        yield Elsewhere(
            person_id=one.id, node_id=job.place.id, on=day, origin=SCOPE, held_by="Эра-Скоп", depth=Depth.AREAS,
            title=SCOPE_TITLE,
            says=tuple(
                (code, float(got), float(_TASKS), _CUT, _STRONG) for code, got in zip(_SCOPE_CODES, row, strict=True)
            ),
        )  # fmt: skip


def _by_words(
    there: list[tuple[Human, Job]],
    ids: list[UUID],
    dates: list[date],
    truth: Truth,
    levels: Sequence[tuple[str, float, float]],
    chance: np.random.Generator,
) -> Iterator[Elsewhere]:
    """One word for each part; a step to the side is as common as with a real work."""
    mastery = _mastery(ids, _FIOKO_CODES, dates[0], truth, chance)
    seen = np.clip(mastery + chance.normal(0, 0.12, mastery.shape), 0, 0.999)
    uppers = np.array([upper for _, _, upper in levels])
    which = np.minimum(np.searchsorted(uppers, seen, side="right"), len(levels) - 1)
    for (one, job), day, row in zip(there, dates, which, strict=True):
        words = {code: levels[int(place)][0] for code, place in zip(_FIOKO_CODES, row, strict=True)}
        says = tuple(
            (code, sum(levels[int(place)][1:]) / 2, 1.0, *_SCALE) for code, place in zip(_FIOKO_CODES, row, strict=True)
        )
        yield Elsewhere(
            person_id=one.id, node_id=job.place.id, on=day, origin=FIOKO, held_by="ФИОКО", depth=Depth.LEVEL,
            title="ФИОКО: функциональная грамотность педагогов", levels=words, says=says,
        )  # fmt: skip


def _facts(there: list[tuple[Human, Job]], dates: list[date]) -> Iterator[Elsewhere]:
    """Who came, and nothing more: it counts as diagnosed and says nothing of anybody."""
    for (one, job), day in zip(there, dates, strict=True):
        yield Elsewhere(
            person_id=one.id, node_id=job.place.id, on=day, origin=FEDERAL, held_by="Федеральный оператор",
            title="Федеральная диагностика", depth=Depth.FACT,
        )  # fmt: skip
