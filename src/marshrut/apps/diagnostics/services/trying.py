"""Invented people take an adaptive test behind the page: what it promises, against giving everybody every item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils import timezone

from marshrut.apps.diagnostics import access
from marshrut.apps.diagnostics.models import InstrumentVersion, Tryout
from marshrut.apps.diagnostics.queries.adapting import AreaTest, tests_of
from marshrut.apps.diagnostics.queries.adaptive_bank import may_put_in_use
from marshrut.apps.diagnostics.queries.courses import running_tryout
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.queries.scales import scale_in_force, scale_of
from marshrut.apps.diagnostics.rules import adaptive as rules
from marshrut.apps.diagnostics.types import DiagnosticsError
from marshrut.cores.psychometrics.adaptive import Rules, Simulated, report, simulate
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.jobs.types import StoppedError
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["ask_tryout", "report_of", "run_tryout"]

Step = Callable[[int, int, str], None]
#: So many invented people; a share of them is known to about one per cent.
PEOPLE, SEED = 4000, 7
_HALF = 0.5


def _quiet(done: int, total: int, words: str = "") -> None:
    """Nobody watches."""


@transaction.atomic
def ask_tryout(viewer: Viewer, version_id: UUID, *, on: date) -> Tryout:
    """Have invented people take a version. Raises InstrumentVersion.DoesNotExist, Refused by DIAGNOSTICS-01 and -55."""
    rows = InstrumentVersion.objects.of(viewer).select_for_update(of=("self",)).select_related("instrument")
    version: InstrumentVersion = rows.exclude(adaptive={}).get(pk=version_id)
    access.may_keep_bank(viewer, version.instrument.node_id, on=on).require()
    running = running_tryout(viewer, version.pk)
    decision = rules.may_try_out(decision=may_put_in_use(viewer, version, on=on), running=running is not None)
    decision.require()
    _bury(viewer, version)
    scale = scale_in_force(viewer)
    if scale is None:  # it gave way between the rule and here
        raise DiagnosticsError("Калибровка только что перестала действовать. Попробуйте ещё раз.")
    row = Tryout(tenant_id=version.tenant_id, version=version, people=PEOPLE, asked_by=viewer.account_id)
    row.calibration_id = scale.calibration_id
    row.save(force_insert=True)
    title = f"Проба: {version.instrument.title}"[:180]
    row.job = jobs.start(viewer, "diagnostics.try-out", title=title, tryout_id=str(row.pk))
    row.save(update_fields=["job"])
    audit.record(viewer, "diagnostics.tryout-asked", target=row, decision=decision)
    return row


def _bury(viewer: Viewer, version: InstrumentVersion) -> None:
    """A trial whose work ended without a word is over."""
    dead = Tryout.objects.of(viewer).filter(version=version, made_at=None, trouble="")
    dead.update(trouble="Работа прервалась, итога нет.")


def run_tryout(viewer: SystemViewer, tryout_id: UUID, *, step: Step = _quiet) -> UUID:
    """The work itself; the same people and levels give the same report. Raises StoppedError when asked to stop."""
    row = Tryout.objects.of(viewer).get(pk=tryout_id)
    if row.made_at is not None:
        return UUID(str(row.version_id))
    paper = get_paper(viewer, row.version_id)
    tests = tests_of(scale_of(viewer, row.calibration_id), paper)
    found = []
    try:
        for number, (code, test) in enumerate(tests.items()):
            step(number, len(tests), f"компетенция {number + 1} из {len(tests)}")
            found.append(report_of(code, test, paper, people=row.people, seed=SEED + number))
    except StoppedError:
        Tryout.objects.of(viewer).filter(pk=row.pk).update(trouble="Остановлено по просьбе.")
        raise
    with transaction.atomic():
        Tryout.objects.of(viewer).filter(pk=row.pk).update(report=found, trouble="", made_at=timezone.now())
        audit.record(viewer, "diagnostics.tryout-made", target=row)
    return UUID(str(row.version_id))


def report_of(code: str, test: AreaTest, paper: Paper, *, people: int, seed: int) -> dict[str, Any]:
    """What the small test of one competency promises, and what all its items would give the same people.

    `right`: share of people put on their true side of the border; `decided`: of whom the test was sure enough.
    """
    truth = np.random.default_rng(seed).normal(test.rules.mean, test.rules.sd, people)
    chosen = simulate(test.pool, test.rules, truth, seed=seed)
    size = len(test.pool.bank.names)
    everything = Rules(longest=size, shortest=size, cuts=test.rules.cuts, certainty=test.rules.certainty)
    whole, told = simulate(test.pool, everything, truth, seed=seed), report(chosen)
    against = report(whole)
    codes = {str(task.id): task.code for task in paper.tasks}
    return {
        "competency": code,
        "items": size,
        "length": told.length,
        "lengths": np.bincount(chosen.length, minlength=test.rules.longest + 1).tolist(),
        "error": told.rmse,
        "bias": told.bias,
        "coverage": told.coverage,
        "most_exposed": told.most_exposed,
        "used": told.used,
        "decided": told.decided,
        "agreement": told.agreement,
        "right": _right(chosen),
        "exposure": {codes[name]: share for name, share in told.exposure.items()},
        "whole_error": against.rmse,
        "whole_right": _right(whole),
    }


def _right(found: Simulated) -> float:
    above = found.above[:, 0] >= _HALF
    return float(np.mean(above == (found.truth >= found.rules.cuts[0])))
