"""All figures of a region on a day, counted from one snapshot and kept: the same snapshot gives the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.monitoring import rules
from marshrut.apps.monitoring.engine import names_of, run
from marshrut.apps.monitoring.models import IndicatorRound, IndicatorValue, Snapshot
from marshrut.apps.monitoring.queries.loop import count_loop
from marshrut.apps.monitoring.queries.windows import window_of
from marshrut.apps.monitoring.types import Level, SnapshotState
from marshrut.apps.regulation import queries as regulation
from marshrut.cores.indicators import Window, count_plan, denominator_plan, largest_plan, shielded, sql, value_of
from marshrut.cores.regulation import Indicator, Regulation
from marshrut.cores.regulation.counting import Counted, Divided, Facts, Reading
from marshrut.foundation.scope.bulk import copy_rows
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, tenant_of

__all__ = ["count_figures"]

#: Figures of so many days stand beside those of a snapshot's own day; the day asked for earliest gives way, and counts
#: the same again when it is asked for again.
KEPT_DAYS = 60
Counts = dict[tuple[str, UUID | None], float]
_COLUMNS = (
    *("tenant_id", "round_id", "indicator", "reading", "chosen", "level", "place"),
    *("numerator", "denominator", "value", "missing"),
)


def count_figures(viewer: AnyViewer, snapshot: Snapshot, *, on: date) -> IndicatorRound:
    """Figures of a day; counted once, then found. Raises Refused for a damaged snapshot or a day it does not know."""
    sealed = snapshot.state == SnapshotState.SEALED.value
    rules.may_count(sealed=sealed, damage=snapshot.damage, on=on, day=snapshot.day).require()
    found = IndicatorRound.objects.of(viewer).filter(snapshot=snapshot, on=on).first()
    if found is not None:
        return found
    system = SystemViewer("monitoring.figures", tenant_of(viewer))
    held = regulation.regulation_of(system, snapshot.revision_id)
    try:
        with transaction.atomic():
            made = IndicatorRound(
                tenant_id=snapshot.tenant_id, snapshot=snapshot, on=on, loop=count_loop(snapshot.pk, on=on)
            )
            made.save(force_insert=True)
            smallest = framework(system, on).smallest_group
            copy_rows(IndicatorValue, _COLUMNS, _rows(made, _Counter(held, snapshot, on, smallest=smallest)))
            _give_way(system, snapshot)
    except IntegrityError:  # somebody counted the same at the same moment
        return IndicatorRound.objects.of(viewer).get(snapshot=snapshot, on=on)
    return made


def _give_way(system: SystemViewer, snapshot: Snapshot) -> None:
    others = IndicatorRound.objects.of(system).filter(snapshot=snapshot).exclude(on=snapshot.day)
    beyond = list(others.order_by("-made_at").values_list("pk", flat=True)[KEPT_DAYS:])
    if beyond:
        IndicatorRound.objects.of(system).filter(pk__in=beyond).delete()


def _rows(made: IndicatorRound, counter: _Counter) -> list[tuple[Any, ...]]:
    """Everything is counted before the first row is written: the engine and the copy share one connection."""
    found: list[tuple[Any, ...]] = []
    for indicator, reading in _readings(counter.held):
        for level, place, counted in counter.figures(indicator, reading):
            missing = counted.missing.value if counted.missing else ""
            found.append(
                (
                    *(made.tenant_id, made.pk, indicator.id, reading.id, reading.chosen, level, place),
                    *(counted.numerator, counted.denominator, counted.value, missing),
                )
            )
    return found


def _readings(held: Regulation) -> Iterator[tuple[Indicator, Reading]]:
    for one in held.counting.counting if held.counting else ():
        indicator = held.indicator(one.indicator)
        if indicator is not None:
            yield from ((indicator, reading) for reading in one.readings)


class _Counter:
    """Runs plans of one snapshot on one day; the same plan is run once, whoever asks."""

    def __init__(self, held: Regulation, snapshot: Snapshot, on: date, *, smallest: int) -> None:
        self.held, self.on, self.smallest = held, on, smallest
        self.names = names_of(snapshot.pk)
        self.known: dict[str, Counts] = {}

    def figures(self, indicator: Indicator, reading: Reading) -> Iterator[tuple[str, UUID | None, Any]]:
        """(level, place, value) of a reading; of one that tells of results the whole alone, of large groups alone."""
        above = self._numerator(indicator, reading)
        below = self._denominator(indicator, reading)
        places = {(Level.REGION.value, None), *above, *(below or ())}
        allowed = {Level.REGION.value} if reading.of_results else {*indicator.breakdown, Level.REGION.value}
        for level, place in sorted(places, key=lambda one: (one[0], str(one[1]))):
            if level not in allowed:
                continue
            divided = reading.denominator is not None and not reading.denominator.by_subject
            count = above.get((level, place), 0.0)
            whole = None if below is None else below.get((level, place), 0.0)
            value = value_of(indicator.unit, count, whole, divided=divided)
            yield level, place, shielded(value, self.smallest) if reading.of_results else value

    def _window(self, indicator: Indicator, facts: Facts) -> Window:
        return window_of(indicator, facts, on=self.on)

    def _numerator(self, indicator: Indicator, reading: Reading) -> Counts:
        facts = reading.numerator
        if reading.denominator is not None and reading.denominator.by_subject:
            return self._run(largest_plan(facts, self._window(indicator, facts), self.names))
        return self._counts(indicator, facts)

    def _counts(self, indicator: Indicator, facts: Facts) -> Counts:
        return self._run(count_plan(facts, self._window(indicator, facts), self.names))

    def _denominator(self, indicator: Indicator, reading: Reading) -> Counts | None:
        """None: entered by hand, or nothing to divide by."""
        below: Divided | None = reading.denominator
        if below is None or below.given or below.by_subject:
            return None
        if below.numerator_of is not None:
            other, counted = self.held.indicator(below.numerator_of), self._of(below.numerator_of)
            if other is None or counted is None:
                return None
            return self._numerator(other, next(one for one in counted.readings if one.chosen))
        if below.facts is not None:
            return self._counts(indicator, below.facts)
        return self._run(denominator_plan(below, Window(None, self.on), self.names))

    def _of(self, indicator_id: str) -> Counted | None:
        return self.held.counting.of(indicator_id) if self.held.counting else None

    def _run(self, plan: Any) -> Counts:
        text = sql(plan)
        if text not in self.known:
            rows = run(plan)
            self.known[text] = {
                (row["level"], row["place"]): float(row["n"])
                for row in rows
                if row["place"] is not None or row["level"] == Level.REGION.value
            }
        return self.known[text]
