"""Places one below another, each with the band in which chance may move it, against two lines. No numbers of ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marshrut.foundation.ui.svg.draw import HATCH, Picture, Tone, door, el, part, share, svg, text_lines, wrap

__all__ = ["Line", "Rung", "league"]

ROW = 58.0
#: Names are cut for the narrowest page: the value stands beside them.
NAME = 250.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One place. `low`–`high`: where chance may move it; without them a bar from nought. `note` stands under it."""

    title: str
    value: float | None
    words: str
    low: float | None = None
    high: float | None = None
    note: str = ""
    tone: Tone = "road"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A value that all are seen against."""

    title: str
    value: float
    words: str


def league(
    title: str,
    rungs: Sequence[Rung],
    *,
    top: float,
    region: Line | None,
    target: Line | None,
    what: str = "мест",
    head: tuple[str, ...] = ("Где", "Значение", "Разброс"),
) -> Picture:
    """Rows of a name, its value and a scale from nought to `top`; `region` is a thin line, `target` a thick one.

    `what`: what the rows are, as it is counted.
    """
    marks: list[str] = []
    for number, rung in enumerate(rungs):
        y = number * ROW
        marks += _scale(rung, y, top, region, target)
        name = text_lines(wrap(rung.title, NAME, 13, 1), 0, y + 15, class_="t-ink")
        value = el("text", rung.words, x="100%", y=y + 15, text_anchor="end", class_="strong t-ink")
        note = [el("text", rung.note, x=0, y=y + 48, class_="small t-soft")] if rung.note else []
        room = el("rect", x=0, y=y, width="100%", height=ROW - 4, rx=6, fill="none", pointer_events="all")
        said = ", ".join(filter(None, (rung.words, rung.note)))
        marks.append(door(rung.url, f"{rung.title}: {said}", room, name, value, *note))
    lines = [f"{line.title} {line.words}" for line in (region, target) if line is not None]
    label = "; ".join([f"{title}: {what} {len(rungs)}", *lines])
    rows = tuple((rung.title, rung.words, rung.note) for rung in rungs)
    group = any(rung.url for rung in rungs)
    picture = svg(label, *marks, height=max(len(rungs), 1) * ROW, group=group)
    return Picture(picture, label, head, rows)


def _scale(rung: Rung, y: float, top: float, region: Line | None, target: Line | None) -> list[str]:
    marks: list[str] = [el("rect", class_="v-plain-2", y=y + 23, width="100%", height=8, rx=4)]
    if rung.value is None:
        marks.append(el("rect", fill=HATCH, y=y + 23, width="100%", height=8, rx=4))
    elif rung.low is None or rung.high is None:
        long = share(part(rung.value, top))
        marks.append(el("rect", class_=f"v-{rung.tone}", y=y + 23, width=long, height=8, rx=4))
    else:
        start, end = part(rung.low, top), part(rung.high, top)
        wide = share(max(end - start, 0.006))
        marks.append(el("rect", class_=f"v-{rung.tone}-3", x=share(start), y=y + 21, width=wide, height=12, rx=5))
        marks.append(el("circle", class_=f"v-{rung.tone}", cx=share(part(rung.value, top)), cy=y + 27, r=5))
    if region is not None:
        at = share(part(region.value, top))
        marks.append(
            el("line", class_="s-soft", x1=at, x2=at, y1=y + 18, y2=y + 36, stroke_width=2, stroke_dasharray="3 2")
        )
    if target is not None:
        at = share(part(target.value, top))
        marks.append(el("line", class_="s-ink", x1=at, x2=at, y1=y + 18, y2=y + 36, stroke_width=3))
    return marks
