"""Figures of groups are made: of every place at once, for a month, and kept as they were shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Min, Q

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.figures import MEASURES, Cell, Event, Lattice, count_cells, fill
from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.models import Evidence, Figure, FigureRound, Judgement
from marshrut.apps.competencies.types import GroupState, Slice
from marshrut.apps.registry import queries as registry
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.bulk import copy_rows, unswept
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, tenant_of

__all__ = ["FIGURES", "ask_for_figures", "figures_are_due", "refresh_figures"]

#: The kind of long work.
FIGURES = "competencies.figures"
_COLUMNS = (
    *("id", "tenant_id", "round_id", "node_id", "slice", "what", "group", "state"),
    *(*MEASURES, "figures_on", "made_at"),
)


@transaction.atomic
def refresh_figures(viewer: SystemViewer, *, on: date, now: datetime) -> int:
    """Make the figures of the month of `on` for every place of the tenant; returns how many cells.

    Made again in the same month, a cell changes only when enough of its people have new results (see `figures`).
    """
    month = rules.figures_day(on)
    with connection.cursor() as cursor:  # two rounds of one tenant do not run at once
        cursor.execute("SELECT pg_advisory_xact_lock(%s, -1)", [tenant_of(viewer).int & 0x7FFFFFFF])
    held = framework(viewer, month)
    with unswept():
        cells = _cells(viewer, held, month, now)
    FigureRound.objects.of(viewer).filter(month=month).delete()
    made = FigureRound(tenant_id=tenant_of(viewer), month=month, made_at=now)
    made.save(force_insert=True)
    copy_rows(Figure, _COLUMNS, _rows(viewer, made.pk, cells))
    audit.record(viewer, "competencies.figures-made", target=made, reason=f"{month:%Y-%m}: ячеек {len(cells)}")
    return len(cells)


def _cells(viewer: SystemViewer, held: Framework, month: date, now: datetime) -> list[tuple[Slice, Cell]]:
    lattice = _lattice(viewer, held, month)
    judged = Judgement.objects.of(viewer).filter(since__lte=month).exclude(until__lte=month).order_by()
    rows = judged.values_list("person_id", "competency", "standing").iterator(chunk_size=20_000)
    before = _before(viewer, month)
    events = _events(viewer, before.values(), month)
    found = []
    for counted in count_cells(lattice, rows, held.area_of):
        kind = counted.columns.slice
        mine = {key[1:]: row for key, row in before.items() if key[0] == kind.value}
        cells = fill(
            lattice,
            counted,
            before=mine,
            events=events,
            smallest=held.smallest_group,
            on=month,
            now=now,
            area_of=held.area_of,
        )
        found += [(kind, cell) for cell in cells]
    return found


def _lattice(viewer: SystemViewer, held: Framework, month: date) -> Lattice:
    placed = list(Placement.objects.of(viewer).true(month).values_list("node_id", "parent_id"))
    number = {node: place for place, (node, _) in enumerate(placed)}
    parent = [number.get(above, -1) for _, above in placed]
    people = {
        person: (number[node], held.group_of(subjects))
        for person, (node, subjects) in registry.main_places(viewer, on=month).items()
        if node in number
    }
    return Lattice([node for node, _ in placed], parent, people)


def _before(viewer: SystemViewer, month: date) -> dict[tuple[str, UUID, str, str], Any]:
    """What was shown last in each cell, this month's earlier figures among them."""
    last = FigureRound.objects.of(viewer).filter(month__lte=month).order_by("-month").first()
    if last is None:
        return {}
    rows = Figure.objects.of(viewer).filter(round=last, state=GroupState.SHOWN.value)
    return {(row.slice, row.node_id, row.what, row.group): row for row in rows.iterator(chunk_size=5000)}


def _events(viewer: SystemViewer, before: Any, month: date) -> list[Event]:
    """Evidence that is newer than the oldest numbers that are shown."""
    stamps = {(row.figures_on, row.made_at) for row in before}
    if not stamps:
        return []
    day, moment = min(one for one, _ in stamps), min(one for _, one in stamps)
    newer = Q(recorded_at__gt=moment) | Q(withdrawn_at__gt=moment) | Q(on__gt=day)
    rows = Evidence.objects.of(viewer).filter(newer, on__lte=month).order_by()
    found = list(rows.values_list("person_id", "competency", "on", "recorded_at", "withdrawn_at"))
    kept = registry.kept_people(viewer, {row[0] for row in found})
    return [Event(kept.get(row[0], row[0]), *row[1:]) for row in found]


def _rows(viewer: SystemViewer, made: UUID, cells: Sequence[tuple[Slice, Cell]]) -> Iterator[tuple[Any, ...]]:
    for kind, cell in cells:
        yield (
            *(new_id(), viewer.tenant_id, made, cell.node, kind.value, cell.what, cell.group, cell.state.value),
            *(*cell.numbers, cell.figures_on, cell.made_at),
        )


def figures_are_due(viewer: SystemViewer, *, on: date) -> bool:
    """Whether this month has no figures yet, or results came since they were made."""
    made = FigureRound.objects.of(viewer).filter(month=rules.figures_day(on)).aggregate(made=Max("made_at"))["made"]
    rows = Evidence.objects.of(viewer)
    if made is None:
        return bool(rows.aggregate(first=Min("on"))["first"])
    return bool(rows.filter(Q(recorded_at__gt=made) | Q(withdrawn_at__gt=made)).exists())


def ask_for_figures(viewer: AnyViewer, *, on: date) -> None:
    """Queue the making of this month's figures inside the caller's transaction, under the tenant's own name."""
    inside = SystemViewer("competencies.figures", tenant_of(viewer))
    jobs.start(inside, FIGURES, on=on.isoformat())
