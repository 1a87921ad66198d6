"""Values along time with their spread; a gap stays a gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from marshrut.foundation.ui.formats import number
from marshrut.foundation.ui.svg.draw import Picture, Tone, el, num, svg

__all__ = ["Point", "trajectory"]

WIDTH, HEIGHT, PAD = 320.0, 84.0, 8.0


@dataclass(frozen=True, slots=True)
class Point:
    """A measurement, with its spread where it is known; no value: not measured then."""

    when: str
    value: float | None
    low: float | None = None
    high: float | None = None


def trajectory(
    title: str, points: Sequence[Point], target: float | None = None, *, tone: Tone = "road", unit: str = "%"
) -> Picture:
    """A line with its spread as a band and the target as a dashed ink line."""
    place = _scale(points, target)
    marks = [_spread(run, place, tone) for run in _runs(points)]
    if target is not None:
        d = f"M{place(0, target)}H{num(WIDTH - PAD)}"
        marks.append(el("path", class_="s-ink", d=d, fill="none", stroke_dasharray="3 3", stroke_width="1.5"))
    for run in _runs(points):
        d = "M" + "L".join(place(index, point.value or 0.0) for index, point in run)
        marks.append(el("path", class_=f"s-{tone}", d=d, fill="none", stroke_width="2.5", stroke_linejoin="round"))
        marks += [_dot(point, place(index, point.value or 0.0), tone, unit) for index, point in run]
    rows = tuple((p.when, f"{number(p.value)}\u00a0{unit}" if p.value is not None else "нет данных") for p in points)
    goal = f"; цель {number(target)}\u00a0{unit}" if target is not None else ""
    label = f"{title}: " + "; ".join(f"{when} {value}" for when, value in rows) + goal
    picture = svg(label, *marks, width=WIDTH, height=HEIGHT, view=True, class_="pic pic-small")
    return Picture(picture, label, ("Когда", "Сколько"), rows)


def _scale(points: Sequence[Point], target: float | None) -> Callable[[int, float], str]:
    known = [x for p in points for x in (p.value, p.low, p.high) if x is not None]
    known += [target] if target is not None else []
    bottom, top = min(known, default=0.0), max(known, default=1.0)
    span = (top - bottom) or 1.0

    def place(index: int, value: float) -> str:
        x = PAD + (WIDTH - 2 * PAD) * index / max(len(points) - 1, 1)
        return f"{num(x)} {num(HEIGHT - PAD - (HEIGHT - 2 * PAD) * (value - bottom) / span)}"

    return place


def _runs(points: Sequence[Point]) -> list[list[tuple[int, Point]]]:
    """Stretches of measurements without a gap."""
    parts = groupby(enumerate(points), key=lambda pair: pair[1].value is not None)
    return [list(run) for measured, run in parts if measured]


def _spread(run: list[tuple[int, Point]], place: Callable[[int, float], str], tone: Tone) -> str:
    upper = [place(index, point.high) for index, point in run if point.low is not None and point.high is not None]
    lower = [place(index, point.low) for index, point in run if point.low is not None and point.high is not None]
    return el("path", class_=f"v-{tone}-2", d=f"M{'L'.join(upper + lower[::-1])}Z") if len(upper) > 1 else ""


def _dot(point: Point, at: str, tone: Tone, unit: str) -> str:
    x, y = at.split()
    words = el("title", f"{point.when}: {number(point.value)} {unit}")
    return el("circle", words, class_=f"v-card s-{tone}", cx=x, cy=y, r=4, stroke_width="2.5")
