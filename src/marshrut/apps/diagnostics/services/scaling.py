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
from marshrut.apps.diagnostics.queries.scales import AreaScale, ScaleSet, scale_in_force, scale_of
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
    """Results whose evidence was just written are weighed by the scale in force, or by the one that chose them.

    Asked inside the transaction that wrote them, after `beside_scale`. Returns of how many competencies it was said.
    """
    if not results:
        return 0
    scale = scale_in_force(viewer)
    said = dict(values_of(viewer, scale, scored_results(viewer, only=results, chosen=scale is None)))
    return record_scaled(viewer, said, source_type=SOURCE)


def values_of(
    viewer: AnyViewer, scale: ScaleSet | None, taken: Iterable[Taken], *, step: Step | None = None
) -> Iterator[tuple[tuple[UUID, str], ScaledValue]]:
    """(result, competency) → what calibrated items say, where all the tasks that were given are on the scale.

    A test that chose its tasks by a calibration stays on it where `scale` knows not all of them, or is none: tasks
    that suit a person bring about half of the points whatever the level, so counted shares would say nothing of it.
    """
    done = 0
    for part in _parts(taken):
        for (version_id, chosen_by), some in groupby(sorted(part, key=_kind), key=_kind_of):
            own = scale_of(viewer, chosen_by) if chosen_by else None
            yield from _of_version([one for one in (scale, own) if one], get_paper(viewer, version_id), list(some))
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


def _kind_of(one: Taken) -> tuple[UUID, UUID | None]:
    return one.version_id, one.chosen_by


def _kind(one: Taken) -> tuple[UUID, str]:
    return one.version_id, str(one.chosen_by)


def _of_version(
    scales: list[ScaleSet], paper: Paper, taken: list[Taken]
) -> Iterator[tuple[tuple[UUID, str], ScaledValue]]:
    """By the first of the scales that knows all of a result's tasks in a competency."""
    for competency in paper.competencies:
        left = taken
        for scale in scales:
            rows = [one for one in left if covered(scale, paper, competency, one.scores)]
            area = scale.areas.get(competency)
            at = map_of(area, paper, competency) if rows and area is not None else None
            if at is None or area is None:
                continue
            yield from _by(scale, area, at, paper, rows)
            ids = {one.result_id for one in rows}
            left = [one for one in left if one.result_id not in ids]


def _by(
    scale: ScaleSet, area: AreaScale, at: Floats, paper: Paper, rows: list[Taken]
) -> Iterator[tuple[tuple[UUID, str], ScaledValue]]:
    items = [paper.tasks[n].id for n in paper.competencies[area.competency] if area.has(paper.tasks[n].id)]
    said = measured(area.bank, area.answers(items, (shares_of(paper, one.scores, items) for one in rows)), at)
    columns = [column.tolist() for column in (said.share, said.items, said.mean, said.spread)]
    for one, share, worth, mean, spread in zip(rows, *columns, strict=True):
        yield (one.result_id, area.competency), ScaledValue(share, worth, mean, spread, scale.calibration_id)


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
