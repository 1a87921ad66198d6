"""Places of an indicator as a league: values with what chance does to so small a place, said in words and drawn.

Nobody gets a number of a rank: where the region's share lies within a place's interval, the place is not told apart
from the region, and says so. Counts without a denominator have no interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from marshrut.apps.monitoring.cards.figures import NBSP, PERCENT, goal_line, tone_of_place, value_words
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, PlaceFigure
from marshrut.cores.indicators import Apart, Spread, apart, is_share, wilson
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.formats import number

__all__ = ["MOST_DRAWN", "PlaceRow", "league_of", "league_words", "place_row"]

#: So many places make a picture that is still looked at; the table beside it holds them all.
MOST_DRAWN = 40
_APART = MappingProxyType(
    {Apart.BELOW: "ниже региона", Apart.SAME: "не отличается от региона", Apart.ABOVE: "выше региона"}
)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with its figure in words. `spread` and `against` are empty where there is no share of a whole."""

    row: PlaceFigure
    value: str
    spread: str
    against: str
    few: str
    gap: str
    tone: svg.Tone
    url: str
    interval: Spread | None

    @property
    def note(self) -> str:
        """What stands under its name on the picture."""
        return " · ".join(filter(None, (self.spread, self.against, self.few)))

    @property
    def cells(self) -> tuple[float | str | None, ...]:
        """A row of a workbook: numbers stay numbers, the interval is in per cent."""
        low, high = (self.interval.low * PERCENT, self.interval.high * PERCENT) if self.interval else (None, None)
        told = (self.row.numerator, self.row.denominator, self.row.value, low, high)
        numbers = (None if each is None else round(each, 4) for each in told)
        return (self.row.name, *numbers, self.against, self.few, self.gap)


def place_row(one: IndicatorFigure, row: PlaceFigure, region: PlaceFigure | None, url: str) -> PlaceRow:
    """Dress a place; `region` is the same reading of the whole, by the same records."""
    spread = _spread(one, row)
    line = _share_of(one, region)
    return PlaceRow(
        row=row,
        value=value_words(one.indicator, row.value),
        spread=_range(spread) if spread else "",
        against=_APART[apart(spread, line)] if spread and line is not None else "",
        few=f"мало:{NBSP}{number(row.denominator)}" if spread and spread.few else "",
        gap=_gap(one, row.value),
        tone=tone_of_place(one, row.value),
        url=url,
        interval=spread,
    )


def league_of(one: IndicatorFigure, rows: Sequence[PlaceRow], region: PlaceFigure | None) -> svg.Picture:
    """The first of the rows as a picture, with the region's line and the target's."""
    drawn = rows[:MOST_DRAWN]
    rungs = [
        svg.Rung(
            each.row.name, each.row.value, each.value, note=each.note, tone=each.tone, url=each.url,
            low=each.interval.low * PERCENT if each.interval else None,
            high=each.interval.high * PERCENT if each.interval else None,
        )
        for each in drawn
    ]  # fmt: skip
    line, target = _lines(one, region)
    found = [each.row.value for each in drawn if each.row.value is not None]
    known = [*found, *(each.value for each in (line, target) if each is not None)]
    top = max([PERCENT, *known]) if one.indicator.unit == "percent" else max(known, default=1.0) * 1.05
    return svg.league(one.indicator.name, rungs, top=top, region=line, target=target)


def league_words(one: IndicatorFigure, rows: Sequence[PlaceRow], region: PlaceFigure | None) -> str:
    """What is seen on the picture, said once under it."""
    line, target = _lines(one, region)
    told = [f"На картинке первые {MOST_DRAWN} мест из {number(len(rows))}, в таблице все."] * (len(rows) > MOST_DRAWN)
    drawn = ["жирная черта — цель"] * (target is not None) + ["пунктир — регион"] * (line is not None)
    if drawn:
        told.append(f"{', '.join(drawn)}.".capitalize())
    if any(each.spread for each in rows):
        told.append(
            "Точка — значение, полоса вокруг неё — на сколько оно сдвинулось бы случайно: где людей мало, двое решают "
            "всё. Порядок мест, чьи полосы заходят друг за друга, ничего не значит; из двадцати мест одно окажется в "
            "стороне просто случайно."
        )
    return " ".join(told)


def _lines(one: IndicatorFigure, region: PlaceFigure | None) -> tuple[svg.Line | None, svg.Line | None]:
    """The region's line, where it is a share or an average and no sum, and the target's."""
    divided = region is not None and region.denominator is not None
    return _line(one, f"в{NBSP}регионе", region.value if region and divided else None), _line(
        one, "цель", goal_line(one)
    )


def _line(one: IndicatorFigure, title: str, value: float | None) -> svg.Line | None:
    return None if value is None else svg.Line(title, value, value_words(one.indicator, value))


def _spread(one: IndicatorFigure, row: PlaceFigure) -> Spread | None:
    if one.indicator.unit != "percent" or row.value is None or row.numerator is None or row.denominator is None:
        return None
    return wilson(row.numerator, row.denominator) if is_share(row.numerator, row.denominator) else None


def _share_of(one: IndicatorFigure, region: PlaceFigure | None) -> float | None:
    if region is None or region.value is None or one.indicator.unit != "percent":
        return None
    return region.value / PERCENT


def _range(spread: Spread) -> str:
    return f"{number(spread.low * PERCENT, 0)}–{number(spread.high * PERCENT, 0)}{NBSP}%"


def _gap(one: IndicatorFigure, value: float | None) -> str:
    if value is None or one.target is None or isinstance(one.target, bool):
        return ""
    away = value - float(one.target)
    unit = f"п.{NBSP}п." if one.indicator.unit == "percent" else ""
    sign = "+" if away > 0 else ""
    return f"{sign}{number(round(away, 1))}{NBSP}{unit}".rstrip()
