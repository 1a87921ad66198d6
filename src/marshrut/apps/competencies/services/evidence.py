"""Results come in or are taken back, and what they say is judged anew in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.judging import READ, Pair, judge_cells, pieces_of, rejudge, weigh
from marshrut.apps.competencies.models import Evidence
from marshrut.apps.competencies.services.figures import ask_for_figures
from marshrut.apps.competencies.types import Depth, NewEvidence, Stage
from marshrut.apps.registry import queries as registry
from marshrut.cores.psychometrics import Known
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.bulk import copy_rows, unswept
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = [
    "dependents",
    "hold_everybody",
    "hold_people",
    "judge_again",
    "record_evidence",
    "restore_evidence",
    "withdraw_evidence",
]

_COLUMNS = (
    *("id", "tenant_id", "person_id", "competency", "on", "earned", "possible", "cut", "strong", "trust", "origin"),
    *("depth", "stage", "source_type", "source_id", "instrument_key", "instrument_title", "node_id", "recorded_at"),
    *("withdrawn_at", "withdrawn_why"),
)
_PERSON, _COMPETENCY = _COLUMNS.index("person_id"), _COLUMNS.index("competency")
_WEIGHED = itemgetter(*(_COLUMNS.index(name) for name in READ))
#: Writers about the same people wait for each other by these many doors, always in their order.
DOORS = 64
#: Rows of a large file are written and judged so many at a time.
AT_ONCE = 8000
#: Results of so many people at once: figures of groups are made anew without waiting for the night.
LARGE = 200


@transaction.atomic
def record_evidence(viewer: AnyViewer, rows: Iterable[NewEvidence], *, now: datetime) -> int:
    """Write results down and judge the people and competencies they touch; returns how many were new.

    All or nothing: one row that cannot be evidence (COMPETENCIES-08) raises Refused. The same source says one thing of
    a competency once, so a double press or a repeated import adds nothing. Whether the viewer may bring these results
    is decided by the caller: an attempt by who took it, an import by its own rule.
    """
    held, people, count = framework(viewer, today(viewer)), set[UUID](), 0
    known: Known = {}
    with unswept():
        stream = iter(rows)
        part = list(islice(stream, AT_ONCE))
        large = len(part) == AT_ONCE
        if large:  # there may be more: all doors at once, so that nobody waits in a circle
            hold_everybody(viewer)
        while part:
            people |= {row.person_id for row in part}
            count += _record_part(viewer, part, held, now, known, doors=not large)
            part = list(islice(stream, AT_ONCE))
    if not count:
        return 0
    audit.record(viewer, "competencies.evidence-recorded", reason=f"результатов: {count}", person_id=_alone(people))
    if len(people) >= LARGE:
        ask_for_figures(viewer, on=today(viewer))
    return count


def _record_part(
    viewer: AnyViewer, part: list[NewEvidence], held: Framework, now: datetime, known: Known, *, doors: bool
) -> int:
    """So many rows at once that memory does not grow with the file. `doors`: not all of them are held already."""
    kept = registry.kept_people(viewer, {row.person_id for row in part})
    _check(part, held, kept, viewer)
    if doors:
        hold_people(viewer, kept.values())
    new = _unsaid(viewer, part)
    if new:
        found = pieces_of(viewer, {(kept[one.person_id], one.competency) for one in new}, held)
        rows = [_row(viewer, one, held, now) for one in new]
        for row in rows:  # what is written now need not be read again to be weighed
            found[kept[row[_PERSON]], row[_COMPETENCY]].append(weigh(_WEIGHED(row), held))
        copy_rows(Evidence, _COLUMNS, rows, exact=True)
        judge_cells(viewer, found, held, known)
    return len(new)


def _check(new: Sequence[NewEvidence], held: Framework, kept: dict[UUID, UUID], viewer: AnyViewer) -> None:
    day, codes, origins = today(viewer), held.codes, held.origins.keys()
    for row in new:
        known = row.person_id in kept
        rules.check_evidence(row, competencies=codes, origins=origins, known=known, today=day).require()
        cut, strong = _borders(row, held)
        if not cut < strong:
            rules.check_evidence(
                _with_borders(row, cut, strong), competencies=codes, origins=origins, known=known, today=day
            ).require()


def _with_borders(row: NewEvidence, cut: float, strong: float) -> NewEvidence:
    return NewEvidence(
        **{name: getattr(row, name) for name in NewEvidence.__slots__ if name not in {"cut", "strong"}},
        cut=cut,
        strong=strong,
    )


def _borders(row: NewEvidence, held: Framework) -> tuple[float, float]:
    """The source's own borders; what it did not name, the order or the product does."""
    if row.cut is not None and row.strong is not None:
        return row.cut, row.strong
    cut, strong, _ = held.borders(row.competency)
    if row.cut is not None:
        return row.cut, max(strong, (1 + row.cut) / 2)
    return (cut, row.strong) if row.strong is not None else (cut, strong)


def hold_people(viewer: AnyViewer, people: Iterable[UUID]) -> None:
    """Two writers about one person take turns, in any number of processes: locks of the database, until the end of the
    transaction, taken in order so that nobody waits in a circle."""
    tenant = tenant_of(viewer).int & 0x7FFFFFFF
    doors = sorted({one.int % DOORS for one in people})
    with connection.cursor() as cursor:
        for door in doors:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [tenant, door])


def hold_everybody(viewer: AnyViewer) -> None:
    """Every door at once: until the end of the transaction nobody else writes about anybody."""
    tenant = tenant_of(viewer).int & 0x7FFFFFFF
    with connection.cursor() as cursor:
        for door in range(DOORS):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [tenant, door])


def _unsaid(viewer: AnyViewer, new: list[NewEvidence]) -> list[NewEvidence]:
    """What its source has not said already, each once."""
    sources = {row.source_id for row in new}
    standing = Evidence.objects.of(viewer).filter(source_id__in=sources, withdrawn_at=None)
    said = set(standing.order_by().values_list("source_id", "source_type", "competency"))
    left = []
    for row in new:
        key = (row.source_id, row.source_type, row.competency)
        if key not in said:
            said.add(key)
            left.append(row)
    return left


def _row(viewer: AnyViewer, one: NewEvidence, held: Framework, now: datetime) -> tuple[Any, ...]:
    cut, strong = _borders(one, held)
    return (
        *(new_id(), viewer.tenant_id, one.person_id, one.competency, one.on, float(one.earned), float(one.possible)),
        *(cut, strong, float(held.origins[one.origin].trust), one.origin, one.depth.value, one.stage.value),
        *(one.source_type, one.source_id, one.instrument_key, one.instrument_title, one.node_id, now, None, ""),
    )


@transaction.atomic
def withdraw_evidence(viewer: AnyViewer, *, source_type: str, source_ids: Collection[UUID], why: str) -> int:
    """What these sources said is taken back: it stays on record as withdrawn, and judgements are as if it never was."""
    decision = rules.may_withdraw(why=why)
    decision.require()
    rows = Evidence.objects.of(viewer).filter(
        source_type=source_type, source_id__in=list(source_ids), withdrawn_at=None
    )
    people = set(rows.order_by().values_list("person_id", flat=True))
    if not people:
        return 0
    kept = registry.kept_people(viewer, people)
    hold_people(viewer, kept.values())
    pairs = {
        (kept.get(person, person), code) for person, code in rows.order_by().values_list("person_id", "competency")
    }
    count = rows.update(withdrawn_at=timezone.now(), withdrawn_why=why[:300])
    rejudge(viewer, pairs, framework(viewer, today(viewer)))
    audit.record(viewer, "competencies.evidence-withdrawn", decision=decision, reason=why, person_id=_alone(people))
    return int(count)


@transaction.atomic
def restore_evidence(
    viewer: AnyViewer, *, source_type: str, source_ids: Collection[UUID], why: str, now: datetime
) -> int:
    """What was withdrawn from these sources for this reason is said again, as new rows: the withdrawal stays on record.

    Returns how many were said again; a source that stands is left as it is.
    """
    rows = Evidence.objects.of(viewer).filter(source_type=source_type, source_id__in=list(source_ids))
    latest = rows.filter(withdrawn_why=why[:300]).order_by("source_id", "competency", "-withdrawn_at")
    again = [
        NewEvidence(**{name: getattr(row, name) for name in NewEvidence.__slots__ if name not in {"depth", "stage"}},
                    depth=Depth(row.depth), stage=Stage(row.stage))
        for row in latest.distinct("source_id", "competency")
    ]  # fmt: skip
    return record_evidence(viewer, again, now=now) if again else 0


@transaction.atomic
def judge_again(viewer: AnyViewer, people: Collection[UUID] | None = None) -> int:
    """Judge these people (None: everybody) anew from their evidence: after two records were joined or divided, after a
    threshold was changed. Returns how many pairs of person and competency."""
    rows = Evidence.objects.of(viewer).filter(withdrawn_at=None)
    if people is not None:
        records = registry.records_of(viewer, people)
        rows = rows.filter(person_id__in=records)
    found = set(rows.order_by().values_list("person_id", "competency").distinct())
    kept = registry.kept_people(viewer, {person for person, _ in found})
    pairs: set[Pair] = {(kept.get(person, person), code) for person, code in found}
    hold_people(viewer, {person for person, _ in pairs} | set(people or ()))
    with unswept():
        rejudge(viewer, pairs, framework(viewer, today(viewer)), besides=people)
    if pairs:
        alone = _alone({person for person, _ in pairs})
        audit.record(viewer, "competencies.judged-again", reason=f"пересмотрено: {len(pairs)}", person_id=alone)
    return len(pairs)


def dependents(viewer: AnyViewer, people: Any, places: Any) -> list[str]:
    """What here would be left without a person or a place that an import brought."""
    rows = Evidence.objects.of(viewer).filter(Q(person_id__in=people) | Q(node_id__in=places))
    count = rows.count()
    return [f"результаты диагностик: {count}"] if count else []


def _alone(people: Collection[UUID]) -> UUID | None:
    """Whose deed it is in the journal, where it is about one person."""
    return next(iter(people)) if len(people) == 1 else None
