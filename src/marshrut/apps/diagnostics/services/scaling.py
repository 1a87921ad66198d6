"""Results are scored by calibrated items: of one person as they hand in, of everybody when a scale comes into force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from uuid import UUID

from django.db import connection

from marshrut.apps.competencies.services import record_scaled
from marshrut.apps.competencies.types import ScaledValue
from marshrut.apps.diagnostics.queries.calibrating import Taken, covered, scored_results
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.queries.scales import AreaScale, ScaleSet, scale_in_force
from marshrut.apps.diagnostics.types import SOURCE
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.measured import measured
from marshrut.cores.psychometrics.problems import PsychometricsError
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = ["alone_with_scale", "beside_scale", "map_of", "scale_results", "shares_of", "values_of"]

Step = Callable[[int, int, str], None]
#: The lock that who scores shares and who changes the scale holds alone: nothing is scored by a scale just gone.
_DOOR = -3
_AT_ONCE = 4000


def beside_scale(viewer: AnyViewer) -> None:
    """Until the end of the transaction the scale in force stays what it is."""
    _lock(viewer, "pg_advisory_xact_lock_shared")


def alone_with_scale(viewer: AnyViewer) -> None:
    """Until the end of the transaction nobody scores by any scale."""
    _lock(viewer, "pg_advisory_xact_lock")


def _lock(viewer: AnyViewer, kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind}(%s, %s)", [tenant_of(viewer).int & 0x7FFFFFFF, _DOOR])


def scale_results(viewer: AnyViewer, results: Sequence[UUID]) -> int:
    """Results whose evidence was just written are weighed by the scale in force; without one nothing happens.

    Asked inside the transaction that wrote them, after `beside_scale`. Returns of how many competencies it was said.
    """
    scale = scale_in_force(viewer)
    if scale is None or not results:
        return 0
    said = dict(values_of(viewer, scale, scored_results(viewer, only=results)))
    return record_scaled(viewer, said, source_type=SOURCE, calibration=scale.calibration_id)


def values_of(
    viewer: AnyViewer, scale: ScaleSet, taken: Iterable[Taken], *, step: Step | None = None
) -> Iterator[tuple[tuple[UUID, str], ScaledValue]]:
    """(result, competency) → what calibrated items say, where all the tasks that were given are on the scale."""
    done = 0
    for part in _parts(taken):
        for version_id, some in groupby(sorted(part, key=lambda one: one.version_id), key=lambda one: one.version_id):
            paper = get_paper(viewer, version_id)
            yield from _of_version(scale, paper, list(some))
        done += len(part)
        if step is not None:
            step(done, 0, f"считаем по шкале: {done}")


def _parts(taken: Iterable[Taken]) -> Iterator[list[Taken]]:
    part: list[Taken] = []
    for one in taken:
        part.append(one)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _of_version(scale: ScaleSet, paper: Paper, taken: list[Taken]) -> Iterator[tuple[tuple[UUID, str], ScaledValue]]:
    for competency in paper.competencies:
        area = scale.areas.get(competency)
        if area is None:
            continue
        rows = [(one, places) for one in taken if (places := covered(scale, paper, competency, one.scores))]
        at = map_of(area, paper, competency) if rows else None
        if at is None:
            continue
        items = [paper.tasks[n].id for n in paper.competencies[competency] if area.has(paper.tasks[n].id)]
        answers = area.answers(items, (shares_of(paper, one.scores, items) for one, _ in rows))
        said = measured(area.bank, answers, at)
        for number, (one, _) in enumerate(rows):
            columns = (said.share, said.items, said.mean, said.spread)
            yield (one.result_id, competency), ScaledValue(*(float(column[number]) for column in columns))


def map_of(area: AreaScale, paper: Paper, competency: str) -> Floats | None:
    """By the instrument's own border where all its tasks are on the scale; else, and for one that chooses its tasks,
    by the border that the scale bears."""
    places = paper.competencies[competency]
    if not paper.adaptive and all(area.has(paper.tasks[n].id) for n in places):
        cut = paper.cut_of(competency)
        try:
            return area.map_of([paper.tasks[n].id for n in places], cut.cut, cut.strong)
        except PsychometricsError:
            return None
    return area.at


def shares_of(paper: Paper, scores: Sequence[float | None], items: Sequence[UUID]) -> list[float | None]:
    """Shares of points of these items, None where one was not given or is none of this paper's."""
    found: list[float | None] = []
    for item in items:
        task = paper.by_id.get(item)
        value = scores[task.place - 1] if task is not None and task.place <= len(scores) else None
        found.append(None if value is None or task is None else value / task.top)
    return found
