"""A figure against its target, and a level with its band of uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from marshrut.foundation.ui.formats import number
from marshrut.foundation.ui.svg.draw import HATCH, Picture, Tone, el, part, share, svg

__all__ = ["Band", "Bullet", "band", "bullet"]

HEIGHT = 26.0
ROOM = 1.15  # beyond the largest figure, so that a line at the end is seen


@dataclass(frozen=True, slots=True)
class Bullet:
    """A value now, its forecast with a fan (`low`–`high`) and its target. No value: not known, so hatched."""

    title: str
    value: float | None
    target: float | None = None
    forecast: float | None = None
    low: float | None = None
    high: float | None = None
    top: float | None = None
    unit: str = "%"
    tone: Tone = "road"

    def reach(self) -> float:
        """The value at the right edge."""
        if self.top:
            return self.top
        largest = max((x for x in (self.value, self.target, self.forecast, self.high) if x is not None), default=1.0)
        return (largest or 1.0) * ROOM


@dataclass(frozen=True, slots=True)
class Band:
    """A level on a scale: where it lies with what spread. `enough` False: hatched, there is too little data."""

    title: str
    low: float
    high: float
    point: float | None = None
    expected: float | None = None
    bottom: float = -3.0
    top: float = 3.0
    enough: bool = True
    tone: Tone = "road"


def bullet(of: Bullet) -> Picture:
    """A bullet bar: solid now, pale fan of the forecast, ink line of the target."""
    top = of.reach()
    marks = [el("rect", class_="v-plain-2", y=9, width="100%", height=8, rx=4)]
    if of.low is not None and of.high is not None:
        marks.append(_rest(of.low, of.high, top, f"v-{of.tone}-3"))
    if of.forecast is not None:
        marks.append(el("rect", class_=f"v-{of.tone}", x=share(part(of.forecast, top)), y=6, width=2, height=14, rx=1))
    if of.value is None:
        marks.append(el("rect", fill=HATCH, y=9, width="100%", height=8, rx=4))
    elif of.value > 0:
        marks.append(el("rect", class_=f"v-{of.tone}", y=9, width=share(part(of.value, top)), height=8, rx=4))
    if of.target is not None:
        marks.append(el("rect", class_="v-ink", x=share(part(of.target, top)), y=2, width=3, height=22, rx=1))
    facts = _bullet_facts(of)
    label = f"{of.title}: " + ", ".join(f"{name.lower()} {words}" for name, words in facts)
    return Picture(svg(label, *marks, height=HEIGHT), label, ("Что", "Сколько"), tuple(facts))


def _bullet_facts(of: Bullet) -> list[tuple[str, str]]:
    facts = [("Сейчас", _with_unit(of.value, of.unit) if of.value is not None else "нет данных")]
    if of.forecast is not None:
        facts.append(("Прогноз", _with_unit(of.forecast, of.unit)))
    if of.low is not None and of.high is not None:
        facts.append(("От и до", f"{number(of.low, 1)}–{_with_unit(of.high, of.unit)}"))
    if of.target is not None:
        facts.append(("Цель", _with_unit(of.target, of.unit)))
    return facts


def _with_unit(value: float, unit: str) -> str:
    return f"{number(value)}\u00a0{unit}".rstrip()


def _rest(low: float, high: float, top: float, class_: str) -> SafeString:
    start, end = part(low, top), part(high, top)
    return el("rect", class_=class_, x=share(start), y=6, width=share(max(end - start, 0.004)), height=14, rx=3)


def band(of: Band) -> Picture:
    """A band of uncertainty: never a bare point; the expected level is a dashed line."""
    span = of.top - of.bottom
    low, high = part(of.low - of.bottom, span), part(of.high - of.bottom, span)
    marks = [el("rect", class_="v-plain-2", y=9, width="100%", height=8, rx=4)]
    paint = {"class_": f"v-{of.tone}-3"} if of.enough else {"fill": HATCH}
    marks.append(el("rect", **paint, x=share(low), y=7, width=share(max(high - low, 0.01)), height=12, rx=6))
    if of.enough and of.point is not None:
        marks.append(
            el("rect", class_=f"v-{of.tone}", x=share(part(of.point - of.bottom, span)), y=3, width=5, height=20, rx=2)
        )
    if of.expected is not None:
        at = share(part(of.expected - of.bottom, span))
        marks.append(el("line", class_="s-ink", x1=at, x2=at, y1=1, y2=25, stroke_width=2, stroke_dasharray="3 3"))
    rows: list[tuple[str, str]] = [("Лежит между", f"{number(of.low, 1)} и {number(of.high, 1)}")]
    if of.expected is not None:
        rows.append(("Ожидается", number(of.expected, 1)))
    if not of.enough:
        rows.append(("Точность", "мало данных"))
    label = f"{of.title}: " + ", ".join(f"{name.lower()} {words}" for name, words in rows)
    return Picture(svg(label, *marks, height=HEIGHT), label, ("Что", "Сколько"), tuple(rows))
