"""What adaptive attempts came to: for the person in words, for who keeps the bank step by step and all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from marshrut.apps.diagnostics.models import Attempt, InstrumentVersion, Tryout
from marshrut.apps.diagnostics.queries.adapting import (
    Next,
    Step,
    course_of,
    scale_of_attempt,
    shares_of,
    stand_of,
)
from marshrut.apps.diagnostics.queries.papers import Paper
from marshrut.apps.diagnostics.queries.scales import ScaleSet
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.apps.diagnostics.types import AttemptState
from marshrut.apps.registry.access import nodes_of
from marshrut.foundation.jobs.queries import in_vain
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "Course",
    "Known",
    "Seen",
    "code_of",
    "find_attempt",
    "get_course",
    "known_of",
    "last_tryout",
    "list_attempts",
    "running_tryout",
    "seen_of",
]

_HALF = 0.5
#: Fewer people than this are never made into figures.
FEW = 5
#: Figures are of so many latest attempts at most.
LATEST = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What an attempt knows of one competency: how many items were given, how likely the level is at the border or
    above, whether that is sure enough, and whether the test asked all it may.
    """

    competency: str
    items: int
    above: float
    certain: bool
    whole: bool

    @property
    def good(self) -> bool:
        """Rather at the border or above than below."""
        return self.above >= _HALF

    @property
    def sure(self) -> float:
        """How sure, in per cent, of the likelier side."""
        return 100 * max(self.above, 1 - self.above)


def known_of(viewer: AnyViewer, attempt: Attempt, paper: Paper) -> list[Known]:
    """By competency, in the order of the version. Of an attempt that was never adaptive, nothing."""
    if paper.tailoring is None or attempt.calibration_id is None:
        return []
    shares = shares_of(paper, current_answers(viewer, attempt.pk))
    return list(_known(scale_of_attempt(viewer, attempt), paper, shares))


def _known(scale: ScaleSet, paper: Paper, shares: dict[UUID, float]) -> Iterator[Known]:
    tailoring = paper.tailoring
    for code, stand in stand_of(scale, paper, shares).items():
        above = stand.above[0]
        certain = tailoring is not None and stand.given > 0 and max(above, 1 - above) >= tailoring.certainty
        whole = tailoring is not None and stand.given >= min(tailoring.longest, len(paper.competencies[code]))
        yield Known(code, stand.given, above, certain, whole)


def code_of(attempt_id: UUID) -> str:
    """How pages about a course name an attempt: nobody who knows whose attempt it is finds its course by this."""
    return salted_hmac("diagnostics.course", str(attempt_id), algorithm="sha256").hexdigest()[:20]


def list_attempts(viewer: Viewer, version: InstrumentVersion, *, on: date) -> QuerySet[Attempt, Any]:
    """Attempts of an adaptive version that are over, within the viewer's places, the latest first."""
    rows = Attempt.objects.of(viewer).filter(
        version=version, state=AttemptState.DONE, node_id__in=nodes_of(viewer, on=on)
    )
    return rows.exclude(calibration=None).order_by("-handed_in_at", "pk")


@dataclass(frozen=True, slots=True)
class Seen:
    """What real attempts show: how many items they took, which items came how often, how often the test was sure.

    Counts alone; `people` fewer than `FEW`: nothing else is told.
    """

    people: int
    lengths: tuple[tuple[int, int], ...] = ()
    mean: float = 0.0
    exposure: tuple[tuple[str, float], ...] = ()
    used: int = 0
    #: Competency → mean length, share of attempts in which the test was sure.
    areas: tuple[tuple[str, float, float], ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there are figures."""
        return self.people >= FEW


def seen_of(viewer: AnyViewer, rows: Sequence[Attempt], paper: Paper) -> Seen:
    """Figures of these attempts."""
    if len(rows) < FEW:
        return Seen(len(rows))
    scales: dict[UUID | None, ScaleSet] = {}
    lengths, shown = Counter[int](), Counter[str]()
    asked, sure = Counter[str](), Counter[str]()
    for row in rows:
        shares = {
            task.id: points / task.top
            for task, points in zip(paper.tasks, row.scores or (), strict=False)
            if points is not None
        }
        lengths[len(shares)] += 1
        shown.update(paper.by_id[item].code for item in shares)
        key = row.calibration_id
        if key not in scales:
            scales[key] = scale_of_attempt(viewer, row)
        for one in _known(scales[key], paper, shares):
            asked[one.competency] += one.items
            sure[one.competency] += one.certain
    people = len(rows)
    exposure = sorted(((task.code, shown[task.code] / people) for task in paper.tasks), key=lambda pair: -pair[1])
    areas = tuple((code, asked[code] / people, sure[code] / people) for code in paper.competencies)
    mean = sum(size * count for size, count in lengths.items()) / people
    return Seen(people, tuple(sorted(lengths.items())), mean, tuple(exposure), len(shown), areas)


@dataclass(frozen=True, slots=True)
class Course:
    """One attempt walked through again: its steps, how it ended, by which scales."""

    attempt: Attempt
    scale: ScaleSet
    steps: tuple[Step, ...]
    end: Next

    @property
    def whole(self) -> bool:
        """Whether the test itself ended it, not the clock or the person."""
        return self.end.task is None


def find_attempt(viewer: Viewer, version: InstrumentVersion, code: str, *, on: date) -> Attempt:
    """The attempt of a code; raises Attempt.DoesNotExist."""
    rows = list_attempts(viewer, version, on=on)
    found = next((pk for pk in rows.values_list("pk", flat=True) if code_of(pk) == code), None)
    if found is None:
        raise Attempt.DoesNotExist
    attempt: Attempt = rows.select_related("person", "calibration").get(pk=found)
    return attempt


def get_course(viewer: Viewer, attempt: Attempt, paper: Paper) -> Course:
    """Why an attempt went as it did."""
    scale = scale_of_attempt(viewer, attempt)
    shares = shares_of(paper, current_answers(viewer, attempt.pk))
    steps, end = course_of(scale, paper, shares, seed=int(attempt.seed or 0))
    return Course(attempt, scale, tuple(steps), end)


def last_tryout(viewer: AnyViewer, version_id: UUID) -> Tryout | None:
    """The latest trial that has a report."""
    rows = Tryout.objects.of(viewer).filter(version_id=version_id).exclude(made_at=None)
    found: Tryout | None = rows.select_related("calibration").order_by("-made_at").first()
    return found


def running_tryout(viewer: AnyViewer, version_id: UUID) -> Tryout | None:
    """The trial that is being made; one whose work ended without a word is none."""
    rows = Tryout.objects.of(viewer).filter(version_id=version_id, made_at=None, trouble="").select_related("job")
    row: Tryout | None = rows.first()
    return row if row is not None and not in_vain(row.job) else None
