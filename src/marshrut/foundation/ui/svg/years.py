"""A value by years: what it was, what each year's target asks, where it goes by the end of this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from marshrut.foundation.ui.formats import number
from marshrut.foundation.ui.svg.draw import Picture, el, num, svg, text_lines

__all__ = ["Year", "years"]

WIDTH, HEIGHT = 340.0, 212.0
LEFT, TOP, BOTTOM = 24.0, 34.0, 160.0
TICK, CLOSE = 11.0, 18.0


@dataclass(frozen=True, slots=True)
class Year:
    """A column. `low`–`high`: a forecast with its interval instead of a value. `note` stands under its name."""

    when: str
    value: float | None = None
    target: float | None = None
    point: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def foreseen(self) -> bool:
        """Whether the column is a forecast."""
        return self.point is not None and self.low is not None and self.high is not None


def years(title: str, columns: Sequence[Year], *, unit: str = "%") -> Picture:
    """A line through values, targets as ink lines, the forecast as a pale band with a hollow point."""
    place = _places(columns)
    marks: list[str] = []
    for index, one in enumerate(columns):
        marks += _column(index, one, place)
    marks += _lines(columns, place)
    for index, one in enumerate(columns):
        marks += _point(index, one, place, unit)
    rows = tuple(
        (" ".join(filter(None, (one.when, one.note))), _said(one, unit), _with(one.target, unit)) for one in columns
    )
    told = [f"{when} {value}" + (f", цель {target}" if target != "—" else "") for when, value, target in rows]
    label = f"{title}: " + "; ".join(told)
    picture = svg(label, *marks, width=WIDTH, height=HEIGHT, view=True, class_="pic pic-small")
    return Picture(picture, label, ("Когда", "Сколько", "Цель года"), rows)


Spot = Callable[[int, float], tuple[float, float]]


def _places(columns: Sequence[Year]) -> Spot:
    known = [x for one in columns for x in (one.value, one.target, one.low, one.high) if x is not None]
    bottom, top = min([0.0, *known]), max(known, default=1.0)
    span = (top - bottom) or 1.0
    step = (WIDTH - 2 * LEFT) / max(len(columns) - 1, 1)

    def place(index: int, value: float) -> tuple[float, float]:
        return LEFT + step * index, BOTTOM - (BOTTOM - TOP) * (value - bottom) / span

    return place


def _column(index: int, one: Year, place: Spot) -> list[str]:
    """Its name, its target, its band."""
    x, _ = place(index, 0.0)
    marks: list[str] = [text_lines([one.when], x, 184, class_="small t-ink", anchor="middle")]
    if one.note:
        marks.append(text_lines([one.note], x, 200, class_="small t-soft", anchor="middle"))
    if one.foreseen and one.low is not None and one.high is not None:
        (_, down), (_, up) = place(index, one.low), place(index, one.high)
        marks.append(el("rect", class_="v-road-3", x=x - 8, y=up, width=16.0, height=max(down - up, 2.0), rx=4))
    if one.target is not None:
        _, y = place(index, one.target)
        marks.append(el("line", class_="s-ink", x1=x - TICK, x2=x + TICK, y1=y, y2=y, stroke_width=3))
    return marks


def _lines(columns: Sequence[Year], place: Spot) -> list[str]:
    """Through years without a gap; dashed from the last value to the forecast."""
    marks: list[str] = []
    for known, held in groupby(enumerate(columns), key=lambda pair: pair[1].value is not None):
        run = list(held)
        if known and len(run) > 1:
            d = _path([place(index, one.value or 0.0) for index, one in run])
            marks.append(el("path", class_="s-road", d=d, fill="none", stroke_width="2.5", stroke_linejoin="round"))
    for index, one in enumerate(columns):
        before = columns[index - 1] if index else None
        if one.foreseen and before is not None and before.value is not None:
            d = _path([place(index - 1, before.value), place(index, one.point or 0.0)])
            marks.append(el("path", class_="s-road", d=d, fill="none", stroke_width="1.5", stroke_dasharray="4 3"))
    return marks


def _point(index: int, one: Year, place: Spot, unit: str) -> list[str]:
    value = one.point if one.foreseen else one.value
    if value is None:
        return []
    x, y = place(index, value)
    paint = "v-card s-road" if one.foreseen else "v-road s-card"
    words = _short(value)
    up = min(y, *(_near(place(index, each)[1], y) for each in (one.high, one.target) if each is not None), y)
    return [
        el("circle", el("title", f"{one.when}: {_said(one, unit)}"), class_=paint, cx=x, cy=y, r=4.5, stroke_width="2"),
        text_lines([words], x, up - 9, class_="small strong t-ink", anchor="middle"),
    ]


def _near(other: float, y: float) -> float:
    """A mark that the words over a point would stand on; else the point itself."""
    return other if abs(other - y + TICK) < CLOSE else y


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)


def _said(one: Year, unit: str) -> str:
    if one.foreseen:
        between = f"{_short(one.low)}–{_short(one.high)}"
        return f"прогноз {_short(one.point)}\u00a0{unit}, от и до {between}".rstrip()
    return _with(one.value, unit) if one.value is not None else "ещё впереди" if one.note == "цель" else "нет данных"


def _with(value: float | None, unit: str) -> str:
    return "—" if value is None else f"{_short(value)}\u00a0{unit}".rstrip()


def _short(value: float | None) -> str:
    return number(value, 1).removesuffix(",0")
