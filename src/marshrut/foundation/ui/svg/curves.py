"""Curves over a scale, with what was really seen as dots: how a task's result rises with mastery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marshrut.foundation.ui.formats import number
from marshrut.foundation.ui.svg.draw import Picture, Tone, clamp, el, num, svg

__all__ = ["Curve", "Dot", "Mark", "curves"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420.0, 220.0, 40.0, 10.0, 12.0, 36.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points (x, y); `dashed` for what was expected or asked for."""

    title: str
    points: Sequence[tuple[float, float]]
    tone: Tone = "road"
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """Something seen: where, its words, and how much stands behind it (0..1)."""

    x: float
    y: float
    words: str
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A border on the axis."""

    x: float
    words: str


def curves(
    title: str,
    lines: Sequence[Curve],
    *,
    across: tuple[float, float],
    up: tuple[float, float],
    x_title: str,
    y_title: str,
    dots: Sequence[Dot] = (),
    marks: Sequence[Mark] = (),
    rows: Sequence[tuple[str, ...]] = (),
    head: tuple[str, ...] = (),
) -> Picture:
    """Lines and dots over `across`, between `up`; `rows` under `head` say the same in a table."""

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * clamp((value - across[0]) / (across[1] - across[0]))

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * clamp((value - up[0]) / (up[1] - up[0]))

    floor = HEIGHT - BOTTOM
    parts = [el("path", class_="s-line", d=f"M{num(LEFT)} {num(TOP)}V{num(floor)}H{num(WIDTH - RIGHT)}", fill="none")]
    parts += [
        el("text", number(value), class_="small t-soft", x=LEFT - 5, y=y(value) + 4, text_anchor="end") for value in up
    ]
    for value in across:
        anchor = "start" if value == across[0] else "end"
        parts.append(el("text", number(value), class_="small t-soft", x=x(value), y=floor + 14, text_anchor=anchor))
    for mark in marks:
        parts.append(
            el("path", class_="s-ink", d=f"M{num(x(mark.x))} {num(TOP)}V{num(floor)}", fill="none",
               stroke_dasharray="3 3", stroke_width="1")
        )  # fmt: skip
        parts.append(el("text", mark.words, class_="small t-soft", x=x(mark.x), y=floor + 14, text_anchor="middle"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(el("text", x_title, class_="small t-soft", x=middle, y=HEIGHT - 5, text_anchor="middle"))
    for line in lines:
        d = "M" + "L".join(f"{num(x(a))} {num(y(b))}" for a, b in line.points)
        dashes = "5 4" if line.dashed else None
        parts.append(el("path", class_=f"s-{line.tone}", d=d, fill="none", stroke_width="2.5", stroke_dasharray=dashes))
    for dot in dots:
        words = el("title", dot.words)
        r = 3 + 4 * clamp(dot.weight)
        parts.append(el("circle", words, class_="v-card s-ink", cx=x(dot.x), cy=y(dot.y), r=r, stroke_width="2"))
    label = f"{title}. {y_title}: " + "; ".join(", ".join(row) for row in rows)
    picture = svg(label, *parts, width=WIDTH, height=HEIGHT, view=True, class_="pic pic-small")
    return Picture(picture, label, head, tuple(rows))
