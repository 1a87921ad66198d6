"""Years of an indicator in words: each with its own target, this one with where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from marshrut.apps.monitoring.queries.forecasts import Outlook
from marshrut.cores.regulation import Indicator, target_state
from marshrut.cores.regulation.terms import target_deadline
from marshrut.cores.regulation.words import INDICATOR_UNITS
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import number

__all__ = ["outlook_words", "target_of_year", "years_picture"]

#: Targets of so many years to come stand beside this one's.
AHEAD = 2
#: So many columns are still read on a phone.
MOST = 8


def target_of_year(indicator: Indicator, year: int) -> float | None:
    """The number that the order asks for by the end of a year; one of a later year is not this one's."""
    state = target_state(indicator, date(year, 1, 1))
    target = state.target
    if (
        target is None
        or state.state not in {"current", "open"}
        or target.value is None
        or isinstance(target.value, bool)
    ):
        return None
    by = target_deadline(target)
    return float(target.value) if by is None or target.every or by.year == year else None


def years_picture(
    indicator: Indicator,
    past: Sequence[tuple[int, float | None]],
    now: tuple[date, float | None],
    outlook: Outlook | None,
) -> svg.Picture:
    """Ends of past years, the day asked for, the end of this year, targets of the next."""
    day, value = now
    this = [svg.Year(f"{day:%d.%m.%y}", value, note="сейчас")]
    target = target_of_year(indicator, day.year)
    if (day.month, day.day) == (12, 31):
        this = [svg.Year(str(day.year), value, target, note="сейчас")]
    elif outlook is not None and outlook.point is not None:
        told = {"point": outlook.point, "low": outlook.low, "high": outlook.high}
        this.append(svg.Year(str(day.year), target=target, note="прогноз", **told))
    elif target is not None:
        this.append(svg.Year(str(day.year), target=target, note="цель"))
    ahead = [
        svg.Year(str(year), target=wanted, note="цель")
        for year in range(day.year + 1, day.year + 1 + AHEAD)
        if (wanted := target_of_year(indicator, year)) is not None
    ]
    room = MOST - len(this) - len(ahead)
    before = [svg.Year(str(year), was, target_of_year(indicator, year)) for year, was in past[-room:]]
    unit = INDICATOR_UNITS.get(indicator.unit, "")
    return svg.years(indicator.name, [*before, *this, *ahead], unit=unit)


def outlook_words(indicator: Indicator, outlook: Outlook | None) -> str:
    """Where the year goes, or why nobody can say."""
    if outlook is None:
        return ""
    if outlook.point is None:
        return f"Прогноза на конец года нет — {outlook.why}." if outlook.why else ""
    unit = INDICATOR_UNITS.get(indicator.unit, "")
    between = f"от {_short(outlook.low)} до {_short(outlook.high)}"
    enough = {True: " Цели хватает.", False: " До цели не дойдёт, если темп не изменится.", None: ""}[outlook.enough]
    return (
        f"К концу года по темпу тех же месяцев прошлых лет ожидаем {_short(outlook.point)} {unit} ({between}; "
        f"в четырёх годах из пяти итог попадает сюда).{enough}"
    )


def _short(value: float | None) -> str:
    return number(value, 1).removesuffix(",0")
