"""How an adaptive test goes on: answers and a seed in, the next item with its reasons out. Nothing else is its state.

Each competency has a scale and so a small test of its own (`cores.psychometrics.adaptive`). The next item comes from
the competency that is not finished and was asked least; ties go by the seed. Whoever asks with the same answers, from
another device or after a crash, is told the same; a course that is over can be walked through again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

import numpy as np

from marshrut.apps.diagnostics.models import Answer, Attempt
from marshrut.apps.diagnostics.queries.papers import Paper, Task
from marshrut.apps.diagnostics.queries.scales import AreaScale, ScaleSet, scale_in_force, scale_of
from marshrut.apps.diagnostics.rules import adaptive
from marshrut.apps.diagnostics.scoring import points_for
from marshrut.cores.kernel import Decision
from marshrut.cores.psychometrics.adaptive import Choice, Pool, Rules, Standpoint, next_item, standpoint
from marshrut.cores.psychometrics.adaptive.choice import Tables, tables
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "AreaTest",
    "Next",
    "Step",
    "course_of",
    "may_begin",
    "next_of",
    "scale_of_attempt",
    "shares_of",
    "stand_of",
    "state_of",
    "tests_of",
]

#: Seeds of the competencies of one attempt lie so far apart.
_APART = 1_000_003


@dataclass(frozen=True, slots=True)
class AreaTest:
    """The small test of one competency: its items, its rules, and the tables that are the same for everybody."""

    scale: AreaScale
    pool: Pool
    rules: Rules
    known: Tables


@dataclass(frozen=True, slots=True)
class Next:
    """What comes now. `task` None: the test is over. `number`: which item it is; `left`: so many more at most, this one
    among them; `stops`: competencies that are finished, with how each stands and why it stopped.
    """

    task: Task | None
    choice: Choice | None
    number: int
    left: int
    stops: Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Step:
    """One item of a course: why it was chosen, what it brought, where it left the person."""

    number: int
    task: Task
    choice: Choice
    share: float
    after: Standpoint


def tests_of(scale: ScaleSet, paper: Paper) -> Mapping[str, AreaTest]:
    """Competency → its small test. Neither a calibration nor a version in use ever changes: made once a process."""
    return _kept(_Both(scale, paper))


class _Both:
    """A calibration and a version as one key."""

    def __init__(self, scale: ScaleSet, paper: Paper) -> None:
        self.scale, self.paper = scale, paper
        self._key = (scale.calibration_id, paper.version_id)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        # A draft may be read anew with other tasks: then it is another paper.
        return isinstance(other, _Both) and self._key == other._key and self.paper == other.paper


@lru_cache(maxsize=32)
def _kept(both: _Both) -> Mapping[str, AreaTest]:
    scale, paper = both.scale, both.paper
    if paper.tailoring is None:
        raise ValueError("this test asks everybody the same")
    found = {}
    for code, places in paper.competencies.items():
        area = scale.areas[code]
        names = area.bank.places
        pool = Pool(area.bank.take([names[str(paper.tasks[one].id)] for one in places]))
        longest = min(paper.tailoring.longest, len(places))
        rules = Rules(
            longest=longest,
            shortest=min(paper.tailoring.shortest, longest),
            cuts=area.cuts[:1],
            certainty=paper.tailoring.certainty,
            among=paper.tailoring.among,
        )
        found[code] = AreaTest(area, pool, rules, tables(pool, rules))
    return MappingProxyType(found)


def next_of(scale: ScaleSet, paper: Paper, shares: Mapping[UUID, float], *, seed: int) -> Next:
    """What comes after these answers (item → share of its points)."""
    tests, choices = tests_of(scale, paper), {}
    asked = {code: sum(paper.tasks[one].id in shares for one in places) for code, places in paper.competencies.items()}
    turn = _turns(paper, seed)
    for code, test in tests.items():
        choices[code] = next_item(
            test.pool,
            test.rules,
            _answers(test, paper, code, shares),
            seed=seed + _APART * turn[code],
            known=test.known,
        )
    stops = {code: one for code, one in choices.items() if one.item is None}
    open_now = [code for code in tests if code not in stops]
    left = sum(tests[code].rules.longest - asked[code] for code in open_now)
    if not open_now:
        return Next(None, None, len(shares), 0, stops)
    code = min(open_now, key=lambda one: (asked[one], turn[one]))
    task = paper.by_id[UUID(choices[code].item)]
    return Next(task, choices[code], len(shares) + 1, left, stops)


def _turns(paper: Paper, seed: int) -> dict[str, int]:
    """In which order this person's competencies take turns."""
    codes = sorted(paper.competencies)
    order = np.random.default_rng(seed).permutation(len(codes))
    return {codes[int(one)]: number for number, one in enumerate(order)}


def _answers(test: AreaTest, paper: Paper, code: str, shares: Mapping[UUID, float]) -> list[tuple[str, float]]:
    """In the order of the version: sums of the same numbers come out the same to the last digit."""
    tasks = (paper.tasks[one] for one in paper.competencies[code])
    return [(str(task.id), test.scale.points_of(task.id, shares[task.id])) for task in tasks if task.id in shares]


def stand_of(scale: ScaleSet, paper: Paper, shares: Mapping[UUID, float]) -> dict[str, Standpoint]:
    """Where these answers leave the person in each competency."""
    return {
        code: standpoint(test.pool, test.rules, _answers(test, paper, code, shares), test.known)
        for code, test in tests_of(scale, paper).items()
    }


def course_of(scale: ScaleSet, paper: Paper, shares: Mapping[UUID, float], *, seed: int) -> tuple[list[Step], Next]:
    """The test walked through again, item by item, and how it ended (or what it waits for)."""
    given: dict[UUID, float] = {}
    steps: list[Step] = []
    while True:
        now = next_of(scale, paper, given, seed=seed)
        if now.task is None or now.choice is None or now.task.id not in shares:
            return steps, now
        given[now.task.id] = share = shares[now.task.id]
        test, code = tests_of(scale, paper)[now.task.competency], now.task.competency
        after = standpoint(test.pool, test.rules, _answers(test, paper, code, given), test.known)
        steps.append(Step(now.number, now.task, now.choice, share, after))


def shares_of(paper: Paper, answers: Mapping[UUID, Answer]) -> dict[UUID, float]:
    """Share of its points that each answer brings; «не знаю» is an answer too, of no points."""
    found = {}
    for item, row in answers.items():
        task = paper.by_id.get(item)
        if task is not None:
            found[item] = (points_for(task.kind, task.key, task.top, row.value) or 0.0) / task.top
    return found


def state_of(viewer: AnyViewer, attempt: Attempt, paper: Paper, answers: Mapping[UUID, Answer]) -> Next:
    """What an attempt asks now, by the calibration it began with."""
    return next_of(scale_of_attempt(viewer, attempt), paper, shares_of(paper, answers), seed=int(attempt.seed or 0))


def scale_of_attempt(viewer: AnyViewer, attempt: Any) -> ScaleSet:
    """The scales by which an attempt chooses: those it began with."""
    if attempt.calibration_id is None:
        raise ValueError("an adaptive attempt keeps the calibration it began with")
    return scale_of(viewer, attempt.calibration_id)


def may_begin(viewer: AnyViewer, paper: Paper) -> Decision:
    """DIAGNOSTICS-51 for a version today."""
    scale = scale_in_force(viewer)
    return adaptive.may_begin_adaptive(in_force=scale is not None, covered=bool(scale and scale.covers(paper)))
