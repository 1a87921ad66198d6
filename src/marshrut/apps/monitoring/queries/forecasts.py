"""What a count comes to by the end of the year: its months read from the frozen facts by one plan an indicator."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

from marshrut.apps.monitoring.engine import names_of, run
from marshrut.apps.monitoring.models import Snapshot
from marshrut.apps.monitoring.queries.figures import IndicatorFigure
from marshrut.apps.monitoring.queries.windows import window_of
from marshrut.cores.indicators import (
    Forecast,
    Little,
    Window,
    foreseeable,
    missing_to,
    monthly_plan,
    value_of,
    year_end,
)
from marshrut.cores.regulation.counting import Facts

__all__ = ["Outlook", "forecast", "months_of"]

_MONTHS = range(1, 13)
#: Counted within the year, or from an opening day on.
_SHORT_PERIODS = frozenset({"quarter", "week"})
_LITTLE = {
    Little.NO_PAST: "мало данных: в прошлые годы к этому дню почти никого не было",
    Little.NOBODY_YET: "мало данных: в этом году ещё никого",
}
_NO_PACE = "показатель считается не по событиям внутри года"
_NOT_COUNTED = "значение вносят"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where a figure goes by 31 December. `count` is in people (places, programmes), `point`, `low`, `high` in the
    indicator's unit, with the whole of today; all None: `why` says so. `missing`: how many to the target of the day;
    `enough`: whether the target is reached then; None where the interval leaves it open, or there is no target."""

    count: Forecast | None = None
    point: float | None = None
    low: float | None = None
    high: float | None = None
    missing: int | None = None
    enough: bool | None = None
    why: str = ""


def forecast(snapshot: Snapshot, figure: IndicatorFigure) -> Outlook:
    """The year's end of one figure of the whole region."""
    percent = figure.indicator.unit == "percent"
    target = figure.item.state.target
    wanted = figure.target if isinstance(figure.target, int | float) and not isinstance(figure.target, bool) else None
    if target is None or (target.comparison or figure.indicator.comparison) != "at_least":
        wanted = None
    whole = figure.denominator if percent else None
    counted = figure.numerator
    missing = None if counted is None else missing_to(wanted, counted, whole, percent=percent)
    if figure.reading is None or counted is None:
        return Outlook(missing=missing, why=_NOT_COUNTED)
    facts, below = figure.reading.numerator, figure.reading.denominator
    if not foreseeable(facts) or figure.indicator.period in _SHORT_PERIODS or (below is not None and below.by_subject):
        return Outlook(missing=missing, why=_NO_PACE)
    made = _count(snapshot, figure, facts, whole)
    if made.little is not None:
        return Outlook(count=made, missing=missing, why=_LITTLE[made.little])
    told = [_value(figure, one) for one in (made.point, made.low, made.high)]
    needed = None if missing is None else counted + missing
    enough = None if needed is None else True if made.low >= needed else False if made.high < needed else None
    return Outlook(count=made, point=told[0], low=told[1], high=told[2], missing=missing, enough=enough)


def _count(snapshot: Snapshot, figure: IndicatorFigure, facts: Facts, whole: float | None) -> Forecast:
    yearly = facts.during == "period" and figure.indicator.period == "year"
    window = Window(None, figure.on) if yearly else window_of(figure.indicator, facts, on=figure.on)
    months = months_of(snapshot, facts, window, yearly=yearly)
    this = figure.on.year
    now = float(sum(months[this, month] for month in _MONTHS))
    first = min((year for year, _ in months), default=this)
    past = [[float(n) for n in accumulate(months[year, month] for month in _MONTHS)] for year in range(first, this)]
    before = 0.0 if yearly else float(sum(n for (year, _), n in months.items() if year < this))
    if figure.opened is not None and not figure.opened.contradicts:  # those whom only a document knows
        before += figure.opened.said - figure.opened.before
    made = year_end(now, on=figure.on, past=past, most=None if whole is None else max(0.0, whole - before))
    return Forecast(
        now + before, made.point + before, made.low + before, made.high + before, made.years, made.certain, made.little
    )


def months_of(snapshot: Snapshot, facts: Facts, window: Window, *, yearly: bool) -> Counter[tuple[int, int]]:
    """(year, month) → how many were first counted then."""
    rows = run(monthly_plan(facts, window, names_of(snapshot.pk), yearly=yearly))
    return Counter({(int(row["year"]), int(row["month"])): int(row["n"]) for row in rows if row["year"] is not None})


def _value(figure: IndicatorFigure, count: float) -> float | None:
    divided = figure.reading is not None and figure.reading.denominator is not None
    return value_of(figure.indicator.unit, count, figure.denominator, divided=divided).value
