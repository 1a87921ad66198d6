"""Three years of diagnostics into the database: instruments, campaigns, results of others, companions, figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from random import Random
from uuid import UUID

import numpy as np

from marshrut.apps.competencies import services as competencies
from marshrut.apps.competencies.frameworks import base_framework
from marshrut.apps.diagnostics import services as diagnostics
from marshrut.cores.kernel import Refused
from marshrut.demo.adapting import POOL, QUICK, short_test, trial_of_items
from marshrut.demo.answers import Answers
from marshrut.demo.care import in_care_of_the_methodist, make_care
from marshrut.demo.cast import TEACHER_CAN, Cast, cast_of
from marshrut.demo.elsewhere import results_from_elsewhere
from marshrut.demo.growing import grow
from marshrut.demo.instruments import shipped_instruments
from marshrut.demo.running import LESSON, running_now
from marshrut.demo.shapes import Region
from marshrut.demo.truth import Truth, truth_of
from marshrut.demo.waiting import leave_waiting
from marshrut.demo.waves import past_waves, school_year
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["diagnose", "truth_behind"]


def truth_behind(region: Region, *, seed: int) -> Truth:
    """What everybody in this demonstration can really do: for tests, never for a page."""
    cast = cast_of(region, seed=seed)
    told: dict[UUID, Mapping[str, float]] = {cast.teacher.id: TEACHER_CAN} if cast.teacher else {}
    return truth_of(region, seed=seed, told=told)


def diagnose(
    viewer: SystemViewer, region: Region, accounts: Mapping[str, UUID], *, seed: int, now: datetime
) -> diagnostics.Recorded:
    """Record it all; `accounts`: role → who signs in with it."""
    cast, truth = cast_of(region, seed=seed), truth_behind(region, seed=seed)
    versions, draw = _instruments(viewer, region, truth, seed=seed, now=now)
    quick = versions.pop(QUICK)
    rng = Random(f"{region.land.slug}:{seed}:diagnostics")  # noqa: S311 — invented people need no secrets
    held = list(past_waves(region, cast, draw=draw, versions=versions, rng=rng))
    first = {taken.person_id for taken in held[0].taken} if held else set()
    own = in_care_of_the_methodist(region, cast, took=first, seed=seed)
    _keep_answers(held, {one.id for one in own})
    if held and (trial := trial_of_items(region, cast, held[0], draw=draw[POOL], versions=versions, seed=seed)):
        held.append(trial)
    held += running_now(region, cast, draw=draw["literacy"], versions=versions, rng=rng, now=now)
    levels = [(one.name, float(one.low), float(one.high)) for one in base_framework().levels]
    others = list(results_from_elsewhere(region, cast, truth, levels, rng=rng))
    done = diagnostics.record_past(viewer, held, others, now=now)
    diagnostics.calibrate_at_once(viewer, until=region.today, now=now)
    if held:
        by = held[0].plan.held_by_id
        _offer_short_test(viewer, region, cast, (quick, draw[QUICK]), held_by=by, seed=seed, now=now)
    care = make_care(region, cast, own, accounts, seed=seed, now=now)
    competencies.record_care(viewer, care)
    grow(viewer, region, care, seed=seed)
    leave_waiting(viewer, region, others, rng=rng)
    for month in _months(region.today):
        competencies.refresh_figures(viewer, on=month, now=now)
    return done


def _keep_answers(held: list[diagnostics.Held], people: set[UUID]) -> None:
    """Of people whom one opens on the pages every single answer is kept."""
    for one in held:
        one.taken = [replace(taken, kept=True) if taken.person_id in people else taken for taken in one.taken]


def _instruments(
    viewer: SystemViewer, region: Region, truth: Truth, *, seed: int, now: datetime
) -> tuple[dict[str, UUID], dict[str, Answers]]:
    """Instruments by file's name, and who draws answers to those with keys."""
    if region.land.node is None:
        raise ValueError("the land has no places in the tree yet")
    node = Node.objects.of(viewer).get(pk=region.land.node[0])
    versions, draw = {}, {}
    for number, (name, spec) in enumerate(shipped_instruments().items()):
        made = diagnostics.record_instrument(viewer, spec, node=node, on=region.today)
        versions[name] = made.pk
        if spec.tailoring is None:  # one that chooses is put in use once its items are calibrated
            diagnostics.put_in_use(viewer, made.pk, on=region.today, now=now)
        if name != LESSON:
            draw[name] = Answers(spec, truth, np.random.default_rng([seed, number]))
    return versions, draw


def _offer_short_test(
    viewer: SystemViewer,
    region: Region,
    cast: Cast,
    test: tuple[UUID, Answers],
    *,
    held_by: UUID,
    seed: int,
    now: datetime,
) -> None:
    """Where the bank is calibrated well enough for a test that chooses, one goes on; else its draft waits."""
    version_id, draw = test
    try:
        diagnostics.put_in_use(viewer, version_id, on=region.today, now=now)
    except Refused:
        return
    found = short_test(region, cast, draw=draw, version_id=version_id, held_by=held_by, seed=seed, now=now)
    if found is not None:
        diagnostics.record_past(viewer, [found], (), now=now)


def _months(today: date) -> list[date]:
    """Months of which figures are made: after each wave that has been, and the present one."""
    year = school_year(today)
    after = (date(year - 2, 12, 1), date(year - 1, 5, 1), date(year - 1, 12, 1), date(year, 5, 1), date(year, 11, 1))
    return sorted({*(day for day in after if day <= today), today.replace(day=1)})
