"""Figures as people read them: the reported reading with its target, the other readings, what was entered or reported.

A figure of participation is a fact of duty and is not suppressed. Of which places somebody sees figures is said by the
tree: their own place and those below; the region's whole is nobody's secret inside the region.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from marshrut.apps.monitoring.models import Entry, FrozenPlace, IndicatorRound, IndicatorValue, Snapshot
from marshrut.apps.monitoring.queries.opened import Opened, find_opened
from marshrut.apps.monitoring.types import EntryKind, FigureRow, Level
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.access import nodes_of
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.types import IndicatorItem
from marshrut.cores.indicators import Missing, meets, value_of
from marshrut.cores.regulation import Indicator
from marshrut.cores.regulation.counting import Counted, Intake, Reading
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["IndicatorFigure", "PlaceFigure", "by_place", "figure_of", "list_figures", "region_of"]


#: What a place was called last, and where it lay.
_SPELL = ("place", "name", "municipality")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFigure:
    """One indicator of one place on a day. `basis`: counted, entered, or none, with the reason in `missing`."""

    item: IndicatorItem
    level: Level
    place: UUID | None
    on: date
    snapshot: UUID
    basis: str
    reading: Reading | None
    numerator: float | None
    denominator: float | None
    value: float | None
    missing: str
    others: tuple[tuple[Reading, FigureRow], ...]
    intake: Intake | None
    entry: Entry | None
    reported: Entry | None
    past: tuple[Any, ...]
    #: «Нарастающим итогом» with what a document says of past years; None: no such document.
    opened: Opened | None

    @property
    def indicator(self) -> Indicator:
        """The indicator of the order."""
        return self.item.indicator

    @property
    def target(self) -> float | bool | None:
        """The number that counts on the day; None where the order has none, or its time is over."""
        state = self.item.state
        return state.target.value if state.target is not None and state.state in {"current", "open"} else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None: nothing to compare, or the target's time is over."""
        target = self.item.state.target
        if target is None:
            return None
        return meets(self.value, self.target, target.comparison or self.indicator.comparison)

    @property
    def differs(self) -> float | None:
        """By how much the computed value differs from the reported one."""
        if self.reported is None or self.value is None:
            return None
        return self.value - self.reported.value


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """One place's figure of an indicator."""

    place: UUID
    name: str
    numerator: float | None
    denominator: float | None
    value: float | None
    missing: str


def _round(viewer: AnyViewer, snapshot: Snapshot, on: date) -> IndicatorRound | None:
    return IndicatorRound.objects.of(viewer).filter(snapshot=snapshot, on=on).first()


def _row(row: IndicatorValue, on: date) -> FigureRow:
    return FigureRow(
        indicator=row.indicator,
        reading=row.reading,
        chosen=row.chosen,
        level=Level(row.level),
        place=row.place,
        on=on,
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        missing=row.missing,
    )


def list_figures(
    viewer: AnyViewer,
    snapshot: Snapshot,
    *,
    on: date,
    level: Level = Level.REGION,
    place: UUID | None = None,
    frozen: bool = False,
) -> list[IndicatorFigure]:
    """Every indicator of the order for the whole, or for one place, in the order of the data.

    What people entered is that of now; `frozen`: that of the snapshot's moment, so that what is published from it can
    be made again.
    """
    held = regulation.regulation_of(viewer, snapshot.revision_id)
    made = _round(viewer, snapshot, on)
    rows = IndicatorValue.objects.of(viewer).filter(round=made, level=level.value, place=place) if made else []
    counted: dict[str, dict[str, FigureRow]] = {}
    for row in rows:
        counted.setdefault(row.indicator, {})[row.reading] = _row(row, on)
    node = place or snapshot.node_id
    entries = _entries(viewer, node, on, snapshot.known_at if frozen else None)
    values = registry.opening_values(viewer, node_id=node)
    whose: dict[str, Any] = {"level": level, "place": place, "on": on, "snapshot": snapshot.pk}
    found = []
    for indicator in held.indicators.indicators:
        item = regulation.indicator_item(held, indicator, on)
        said = held.counting.of(indicator.id) if held.counting else None
        given = {kind: entries.get((indicator.id, kind)) for kind in EntryKind}
        past = tuple(one for one in values if one.what == indicator.id and one.year <= on.year)
        one = _figure(item, said, counted.get(indicator.id, {}), given, **whose, past=past, opened=None)
        opened = find_opened(snapshot, indicator, one.reading, past, on=on, level=level, place=place)
        found.append(one if opened is None else _with_past(one, opened))
    return found


def _with_past(one: IndicatorFigure, opened: Opened) -> IndicatorFigure:
    """The figure with past years in it; where document and records contradict each other, records alone stand."""
    if opened.contradicts:
        return replace(one, opened=opened)
    total = value_of(
        one.indicator.unit, opened.total, one.denominator, divided=bool(one.reading and one.reading.denominator)
    )
    return replace(one, opened=opened, numerator=total.numerator, value=total.value)


def _figure(
    item: IndicatorItem,
    said: Counted | None,
    counted: dict[str, FigureRow],
    given: dict[EntryKind, Entry | None],
    **whose: Any,
) -> IndicatorFigure:
    readings = said.readings if said else ()
    chosen = next((one for one in readings if one.chosen), None)
    row = counted.get(chosen.id) if chosen else None
    entry = given[EntryKind.VALUE]
    told: dict[str, Any] = {"numerator": None, "denominator": None, "value": None, "missing": Missing.NOT_ENTERED.value}
    basis = "none"
    if chosen is not None:
        basis = "counted"
        told = _of_row(item, chosen, row, given[EntryKind.DENOMINATOR])
        if row is None and chosen.of_results:  # of a place nothing is counted that tells of results
            told = {"numerator": None, "denominator": None, "value": None, "missing": Missing.FEW.value}
    elif entry is not None:
        basis = "entered"
        told = {"numerator": None, "denominator": None, "value": entry.value, "missing": ""}
        if entry.denominator is not None:
            value = value_of(item.indicator.unit, entry.value, entry.denominator, divided=True)
            told = {"numerator": entry.value, "denominator": entry.denominator, "value": value.value, "missing": ""}
    others = tuple((one, counted[one.id]) for one in readings if not one.chosen and one.id in counted)
    return IndicatorFigure(
        item=item,
        basis=basis,
        reading=chosen,
        others=others,
        intake=said.intake if said else None,
        entry=entry,
        reported=given[EntryKind.REPORTED],
        **whose,
        **told,
    )


def _of_row(item: IndicatorItem, chosen: Reading, row: FigureRow | None, below: Entry | None) -> dict[str, Any]:
    """A place without a row has nobody in the count and nobody to divide by; an entered denominator divides here."""
    if chosen.denominator is not None and chosen.denominator.given:
        numerator = row.numerator if row else 0.0
        value = value_of(item.indicator.unit, numerator, below.value if below else None, divided=True)
        return {
            "numerator": value.numerator,
            "denominator": value.denominator,
            "value": value.value,
            "missing": value.missing.value if value.missing else "",
        }
    if row is None:
        value = value_of(item.indicator.unit, 0.0, 0.0, divided=chosen.denominator is not None)
        missing = value.missing.value if value.missing else ""
        return {"numerator": 0.0, "denominator": value.denominator, "value": value.value, "missing": missing}
    return {
        "numerator": row.numerator,
        "denominator": row.denominator,
        "value": row.value,
        "missing": row.missing,
    }


def _entries(
    viewer: AnyViewer, node_id: UUID, on: date, known_at: datetime | None
) -> dict[tuple[str, EntryKind], Entry]:
    """The last entry of each indicator that is true by the day, of the same year, as it stands or stood then."""
    rows = Entry.objects.of(viewer).filter(node_id=node_id, on__lte=on, on__year=on.year)
    if known_at is None:
        rows = rows.filter(replaced_at=None)
    else:
        rows = rows.filter(Q(replaced_at=None) | Q(replaced_at__gt=known_at), entered_at__lte=known_at)
    rows = rows.select_related("file").order_by("on", "entered_at")
    return {(row.indicator, EntryKind(row.kind)): row for row in rows}


def figure_of(figures: Iterable[IndicatorFigure], indicator: str) -> IndicatorFigure | None:
    """One of them."""
    return next((one for one in figures if one.indicator.id == indicator), None)


def by_place(
    viewer: AnyViewer, snapshot: Snapshot, indicator: str, reading: str, *, on: date, level: Level,
    inside: UUID | None = None,
) -> list[PlaceFigure]:  # fmt: skip
    """A figure's places of a level within the viewer's own (and within a municipality), by name."""
    made = _round(viewer, snapshot, on)
    rows = IndicatorValue.objects.of(viewer).filter(round=made, level=level.value, indicator=indicator, reading=reading)
    if not isinstance(viewer, SystemViewer):
        rows = rows.filter(place__in=nodes_of(viewer, on=on))
    held = list(rows.values_list("place", "numerator", "denominator", "value", "missing"))
    spells = FrozenPlace.objects.of(viewer).filter(snapshot=snapshot, place__in=[row[0] for row in held])
    last = {place: (name, above) for place, name, above in spells.order_by("since").values_list(*_SPELL)}
    found = [
        PlaceFigure(row[0], last[row[0]][0], *row[1:])
        for row in held
        if row[0] is not None and row[0] in last and (inside is None or last[row[0]][1] == inside)
    ]
    return sorted(found, key=lambda one: one.name)


def region_of(viewer: AnyViewer, snapshot: Snapshot, indicator: str, reading: str, *, on: date) -> PlaceFigure | None:
    """The whole of which those places are parts: by the same records, without what only a document says."""
    rows = IndicatorValue.objects.of(viewer).filter(round__snapshot=snapshot, round__on=on)
    row = rows.filter(level=Level.REGION.value, indicator=indicator, reading=reading).first()
    if row is None:
        return None
    return PlaceFigure(snapshot.node_id, "", row.numerator, row.denominator, row.value, row.missing)
