"""Targets and terms on a day. «Today» is an argument; nothing here says whether a thing was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from marshrut.cores.regulation.indicators import Indicator, Target
from marshrut.cores.regulation.roadmap import (
    Continuous,
    Due,
    Every,
    External,
    InWindow,
    InWindows,
    OnDate,
    OnDates,
    OnRequest,
    Point,
)
from marshrut.cores.regulation.spans import OpenSpan
from marshrut.cores.regulation.words import PRECISIONS, UNITS_OF_TIME

__all__ = ["DueState", "TargetState", "due_state", "shown_day", "target_deadline", "target_state"]

_MONTH_NAMES = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
_QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class TargetState:
    """How an indicator's targets stand on a day.

    `none`: the order sets no target; `open`: a target without a date; `future`: the first begins later;
    `current`: one is in force or its day is to come; `past`: the time of the last one is over, it is neither met
    nor missed today. `target` is the one meant, `ended` the last day of a past one.
    """

    state: Literal["none", "open", "future", "current", "past"]
    target: Target | None
    ended: date | None
    text: str


def target_deadline(target: Target) -> date | None:
    """The last day of a target; None when it has no end."""
    if target.by is not None:
        return target.by
    last_year = target.to_year if target.every else target.year
    return date(last_year, 12, 31) if last_year is not None else None


def target_state(indicator: Indicator, on: date) -> TargetState:
    """Which target counts on a day and whether its time is past."""
    if not indicator.targets:
        return TargetState("none", None, None, "целевое значение в приказе не названо")
    begun = [one for one in indicator.targets if one.from_year is None or one.from_year <= on.year]
    if not begun:
        first = min(indicator.targets, key=lambda one: one.from_year or 0)
        return TargetState("future", first, None, f"цель действует с {first.from_year} года")
    alive = [(target_deadline(one), one) for one in begun]
    dated = [(last, one) for last, one in alive if last is not None and last >= on]
    if dated:
        last, one = min(dated, key=lambda pair: pair[0])
        return TargetState("current", one, None, f"срок цели — {shown_day(last)}")
    endless = [one for last, one in alive if last is None]
    if endless:
        one = endless[-1]
        if one.undated:
            return TargetState("open", one, None, "срок цели в приказе не назван")
        return TargetState("current", one, None, _endless_words(one))
    last, one = max(((last, one) for last, one in alive if last is not None), key=lambda pair: pair[0])
    return TargetState("past", one, last, f"срок цели прошёл {shown_day(last)}")


def _endless_words(target: Target) -> str:
    if target.every:
        return f"цель действует {UNITS_OF_TIME[target.every]}"
    return f"цель действует с {target.from_year} года, последнее значение держится"


@dataclass(frozen=True, slots=True)
class DueState:
    """How a measure's term stands on a day; `day` is the day meant, where there is one.

    `past`: the last day is over («срок прошёл»: not «не исполнено»); `now`: a window is open or a period runs;
    `upcoming`; `continuous`; `recurring`; `on_request`; `external`; `ended`: the roadmap's own period is over.
    """

    state: Literal["past", "now", "upcoming", "continuous", "recurring", "on_request", "external", "ended"]
    day: date | None
    text: str


def shown_day(day: date, precision: str = "day") -> str:
    """A day as a Russian reader writes it: 25.08.2022, август 2022 года, III квартал 2022 года, 2022 год."""
    if precision == "month":
        return f"{_MONTH_NAMES[day.month - 1]} {day.year} года"
    if precision == "quarter":
        return f"{_QUARTERS[(day.month - 1) // 3]} квартал {day.year} года"
    if precision == "year":
        return f"{day.year} год"
    return f"{day:%d.%m.%Y}"


def due_state(due: Due, on: date, *, period: OpenSpan | None = None, title: Callable[[str], str] = str) -> DueState:
    """The term in words on a day. `period` is the roadmap's, `title` gives the words for a subject's id."""
    state = _state(due, on, title)
    over = period is not None and period.to is not None and period.to < on
    if over and state.state in {"continuous", "recurring", "now"} and period is not None and period.to is not None:
        return DueState("ended", period.to, f"{state.text}; период карты окончен {shown_day(period.to)}")
    return state


def _state(due: Due, on: date, title: Callable[[str], str]) -> DueState:
    match due:
        case OnDate():
            return _until(due.date, due.precision, on)
        case InWindow():
            return _window(due.from_, due.to, on)
        case InWindows() | OnDates():
            return _several(due, on)
        case Every():
            return _every(due, on)
        case Continuous():
            return DueState("continuous", None, _planned("постоянно", due.schedule))
        case OnRequest() | External():
            words = "по запросу" if isinstance(due, OnRequest) else "срок устанавливается отдельно"
            words += f": {title(due.who)}" if due.who else ""
            state: Literal["on_request", "external"] = "on_request" if isinstance(due, OnRequest) else "external"
            return DueState(state, None, _planned(words, due.schedule))


def _planned(words: str, schedule: str | None) -> str:
    return f"{words} ({schedule})" if schedule else words


def _until(last: date, precision: str, on: date) -> DueState:
    shown = shown_day(last, precision)
    if last < on:
        return DueState("past", last, f"срок прошёл: {shown}")
    days = (last - on).days
    left = "сегодня последний день" if days == 0 else f"осталось дней: {days}"
    return DueState("upcoming", last, f"срок: {shown}, {left}")


def _window(start: date, end: date, on: date) -> DueState:
    if on < start:
        return DueState("upcoming", start, f"с {shown_day(start)} по {shown_day(end)}")
    if on > end:
        return DueState("past", end, f"срок прошёл: {shown_day(end)}")
    return DueState("now", end, f"идёт, по {shown_day(end)}")


def _several(due: InWindows | OnDates, on: date) -> DueState:
    """Of several terms the first that is not past; the last one when all are."""
    if isinstance(due, InWindows):
        states = [_window(span.from_, span.to, on) for span in due.windows]
    else:
        states = [_until(each.date, each.precision, on) for each in due.dates]
    return next((one for one in states if one.state != "past"), states[-1])


def _every(due: Every, on: date) -> DueState:
    words = UNITS_OF_TIME[due.unit]
    if due.at:
        words += ", " + ", ".join(_point(one) for one in due.at)
    if due.on_request:
        words += ", по запросу"
    words = _planned(words, due.schedule)
    begins = due.start.from_ if due.start else None
    if begins is not None and on < begins:
        return DueState("upcoming", begins, f"{words}, начиная с {shown_day(begins)}")
    return DueState("recurring", None, words)


def _point(point: Point) -> str:
    if point.month is not None:
        return _MONTH_NAMES[point.month - 1]
    if point.quarter is not None:
        return f"{_QUARTERS[point.quarter - 1]} {PRECISIONS['quarter']}"
    return f"{_MONTH_NAMES[(point.from_month or 1) - 1]} – {_MONTH_NAMES[(point.to_month or 1) - 1]}"
