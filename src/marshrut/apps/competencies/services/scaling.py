"""Results of calibrated items are weighed by what the items really tell, and everybody touched is judged anew.

Points that were counted are the fact and stay; what a calibration makes of them is derived, lies beside them and goes
when the calibration goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.judging import READ, SCALED, rejudge, weigh
from marshrut.apps.competencies.models import Evidence, Scaled
from marshrut.apps.competencies.services.evidence import hold_everybody, hold_people, judge_again
from marshrut.apps.competencies.services.figures import ask_for_figures
from marshrut.apps.competencies.types import ScaledValue, Standing
from marshrut.apps.registry import queries as registry
from marshrut.cores.psychometrics import STANDINGS, Piece, batch_of, judge
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.bulk import copy_rows, unswept
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, tenant_of

__all__ = ["Outlook", "follow_scale", "look_ahead", "record_scaled"]

#: Which result (its source) and which competency of it.
Place = tuple[UUID, str]
Step = Callable[[int, int, str], None]
_COLUMNS = ("evidence_id", "tenant_id", "share", "items", "mean", "spread", "calibration")
_AT_ONCE = 20_000


@transaction.atomic
def record_scaled(viewer: AnyViewer, values: Mapping[Place, ScaledValue], *, source_type: str) -> int:
    """What calibrated items say of these results, whose evidence stands already; returns of how many it was said."""
    if not values:
        return 0
    rows = Evidence.objects.of(viewer).filter(source_type=source_type, withdrawn_at=None)
    rows = rows.filter(source_id__in={source for source, _ in values})
    found = list(rows.order_by().values_list("pk", "person_id", "source_id", "competency"))
    kept = registry.kept_people(viewer, {person for _, person, _, _ in found})
    hold_people(viewer, kept.values())
    said = {pk: values[source, code] for pk, _, source, code in found if (source, code) in values}
    Scaled.objects.of(viewer).filter(evidence_id__in=list(said)).delete()
    _write(viewer, said.items())
    pairs = {(kept.get(person, person), code) for pk, person, _, code in found if pk in said}
    rejudge(viewer, pairs, framework(viewer, today(viewer)))
    return len(said)


@transaction.atomic
def follow_scale(
    viewer: SystemViewer,
    values: Iterable[tuple[Place, ScaledValue]],
    *,
    source_type: str,
    step: Step,
) -> int:
    """Everything is weighed by these values, what has none by its counted points, and everybody is judged anew.

    All or nothing; whoever hands in a test meanwhile waits for the end. Returns how many results are scaled.
    """
    hold_everybody(viewer)
    Scaled.objects.of(viewer).all().delete()
    count, known, stream = 0, dict[Place, UUID](), iter(values)
    while part := list(islice(stream, _AT_ONCE)):
        if not known:
            rows = Evidence.objects.of(viewer).filter(source_type=source_type, withdrawn_at=None).order_by()
            asked = rows.values_list("pk", "source_id", "competency").iterator(chunk_size=_AT_ONCE)
            known = {(source, code): pk for pk, source, code in asked}
        count += _write(viewer, ((known[at], one) for at, one in part if at in known))
        step(0, 0, f"по шкале: {count}")
    step(0, 0, "выводы по компетенциям")
    judge_again(viewer)
    audit.record(viewer, "competencies.scale-followed", reason=f"результатов по шкале: {count}")
    ask_for_figures(viewer, on=today(viewer))
    return count


def _write(viewer: AnyViewer, said: Iterable[tuple[UUID, ScaledValue]]) -> int:
    tenant = tenant_of(viewer)
    rows = ((pk, tenant, one.share, one.items, one.mean, one.spread, one.calibration) for pk, one in said)
    return copy_rows(Scaled, _COLUMNS, rows, exact=True)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be said on a day if results were weighed by a calibration: standing before and after → how many pairs
    of a person and a competency; and how much narrower (−) or wider the intervals get on the whole."""

    moves: Mapping[tuple[Standing, Standing], int]
    before: float
    after: float

    @property
    def pairs(self) -> int:
        """Pairs that were looked at."""
        return sum(self.moves.values())


def look_ahead(viewer: SystemViewer, values: Mapping[Place, ScaledValue], *, source_type: str, on: date) -> Outlook:
    """Judge the people whom `values` touch twice, as today and by these values. Nothing is written."""
    held = framework(viewer, on)
    codes = {code for _, code in values}
    rows = Evidence.objects.of(viewer).filter(withdrawn_at=None, on__lte=on, competency__in=codes).order_by()
    today_cells: dict[tuple[UUID, str], list[Piece]] = {}
    then_cells: dict[tuple[UUID, str], list[Piece]] = {}
    touched: set[tuple[UUID, str]] = set()
    with unswept():
        fields = (*READ, *SCALED, "source_id", "source_type")
        listed = list(rows.values_list(*fields).iterator(chunk_size=_AT_ONCE))
        kept = registry.kept_people(viewer, {row[0] for row in listed})
        for row in listed:
            pair = (kept.get(row[0], row[0]), row[1])
            today_cells.setdefault(pair, []).append(weigh(row[:-2], held))
            value = values.get((row[-2], row[1])) if row[-1] == source_type else None
            if value is not None:
                touched.add(pair)
            raw = (*row[: len(READ)], *((value.share, value.items) if value else (None, None)))
            then_cells.setdefault(pair, []).append(weigh(raw, held))
    pairs = sorted(touched)
    moves: Counter[tuple[Standing, Standing]] = Counter()
    widths = [0.0, 0.0]
    for part in _parts(pairs):
        first, second = (_judged([cells[one] for one in part], on, held) for cells in (today_cells, then_cells))
        for a, b in zip(first[0], second[0], strict=True):
            moves[STANDINGS[a], STANDINGS[b]] += 1
        widths = [widths[0] + first[1], widths[1] + second[1]]
    size = max(1, len(pairs))
    return Outlook(dict(moves), widths[0] / size, widths[1] / size)


def _judged(cells: list[list[Piece]], on: date, held: Framework) -> tuple[list[int], float]:
    said = judge(batch_of(cells, on), held.rules)
    return [int(one) for one in said.standing], float((said.high - said.low).sum())


def _parts(pairs: list[Any]) -> Iterator[list[Any]]:
    return (pairs[start : start + _AT_ONCE] for start in range(0, len(pairs), _AT_ONCE))
