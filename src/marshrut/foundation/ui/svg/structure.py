"""Who stands at which level and who coordinates whom: boxes by level, joined by lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from marshrut.foundation.ui.svg.draw import Picture, door, el, num, svg, text_lines, wrap

__all__ = ["Box", "Link", "structure"]

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 196.0, 66.0, 20.0, 26.0
LEVEL_HEAD, LEVEL_PAD, LEVEL_GAP = 46.0, 16.0, 22.0
STRENGTH = {
    "coordinates": ("s-road", "2.5", None),
    "subordinate": ("s-edge", "1.5", None),
    "part": ("s-edge", "1.5", "2 5"),
}
WORDS = {"coordinates": "координирует", "subordinate": "подчинён", "part": "входит в"}


@dataclass(frozen=True, slots=True)
class Box:
    """A subject of the system. `outside` the system: a dashed outline; `many`: there are several such."""

    id: str
    title: str
    level: str
    url: str | None = None
    outside: bool = False
    many: bool = False
    top: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """`source` coordinates, is subordinate to or is part of `target`; other kinds are drawn thin and dashed."""

    source: str
    target: str
    kind: str
    words: str = ""


def structure(
    title: str, levels: Sequence[tuple[str, str]], boxes: Sequence[Box], links: Sequence[Link], columns: int = 5
) -> Picture:
    """Levels from above as bands, their boxes in rows of `columns`, lines under the boxes. `levels`: (id, name)."""
    shown = [(key, name) for key, name in levels if any(box.level == key for box in boxes)]
    width = columns * BOX_WIDTH + (columns - 1) * GAP_X + 2 * LEVEL_PAD
    places: dict[str, tuple[float, float]] = {}
    bands: list[str] = []
    y = 0.0
    for key, name in shown:
        here = [box for box in boxes if box.level == key]
        rows = -(-len(here) // columns)
        height = LEVEL_HEAD + rows * BOX_HEIGHT + (rows - 1) * GAP_Y + LEVEL_PAD
        bands.append(el("rect", class_="v-plain-2", y=y, width=width, height=height, rx=12, opacity=".55"))
        bands.append(text_lines([name[:1].upper() + name[1:]], LEVEL_PAD, y + 20, class_="small t-soft"))
        for index, box in enumerate(here):
            places[box.id] = _spot(index, len(here), columns, y + LEVEL_HEAD, width)
        y += height + LEVEL_GAP
    lines = [
        _line(link, places)
        for link in links
        if link.source in places and link.target in places and link.source != link.target
    ]
    drawn = [_box(box, *places[box.id]) for box in boxes if box.id in places]
    names = {box.id: box.title for box in boxes}
    twin = tuple(
        (names[link.source], link.words or WORDS.get(link.kind, link.kind), names[link.target])
        for link in links
        if {link.source, link.target} <= names.keys()
    )
    label = f"{title}: " + "; ".join(f"{name} — {sum(box.level == key for box in boxes)}" for key, name in shown)
    picture = svg(label, *bands, *lines, *drawn, width=width, height=max(y - LEVEL_GAP, 1.0), group=True)
    return Picture(picture, label, ("Кто", "Что делает", "Кого или с кем"), twin)


def _spot(index: int, total: int, columns: int, y: float, width: float) -> tuple[float, float]:
    """The upper left corner of a box; a short row stands in the middle."""
    row, column = divmod(index, columns)
    in_row = min(columns, total - row * columns)
    left = (width - in_row * BOX_WIDTH - (in_row - 1) * GAP_X) / 2
    return left + column * (BOX_WIDTH + GAP_X), y + row * (BOX_HEIGHT + GAP_Y)


def _box(box: Box, x: float, y: float) -> SafeString:
    behind = (
        [el("rect", class_="v-card s-line", x=x + 5, y=y + 5, width=BOX_WIDTH, height=BOX_HEIGHT, rx=10)]
        if box.many
        else []
    )
    edge = "v-road-2 s-road" if box.top else "v-card s-edge" if box.outside else "v-card s-line"
    frame = el(
        "rect",
        class_=edge,
        x=x,
        y=y,
        width=BOX_WIDTH,
        height=BOX_HEIGHT,
        rx=10,
        stroke_width="1.5",
        stroke_dasharray="4 4" if box.outside else None,
    )
    lines = wrap(box.title, BOX_WIDTH - 20, lines=3)
    first = y + BOX_HEIGHT / 2 + 4.5 - (len(lines) - 1) * 8.5
    words = text_lines(lines, x + BOX_WIDTH / 2, first, class_="strong t-road" if box.top else "t-ink", anchor="middle")
    label = f"{box.title}{' (вне системы)' if box.outside else ''}"
    return door(box.url, label, *behind, frame, words)


def _line(link: Link, places: dict[str, tuple[float, float]]) -> str:
    """A curve from edge to edge: down between levels, an arc above within a row."""
    (x1, y1), (x2, y2) = places[link.source], places[link.target]
    x1, x2 = x1 + BOX_WIDTH / 2, x2 + BOX_WIDTH / 2
    paint, thick, dashes = STRENGTH.get(link.kind, ("s-line", "1.5", "4 4"))
    if abs(y1 - y2) < 1:
        d = f"M{num(x1)} {num(y1)}C{num(x1)} {num(y1 - 22)} {num(x2)} {num(y2 - 22)} {num(x2)} {num(y2)}"
    else:
        start, end = (y1 + BOX_HEIGHT, y2) if y2 > y1 else (y1, y2 + BOX_HEIGHT)
        bend = (end - start) / 2
        d = f"M{num(x1)} {num(start)}C{num(x1)} {num(start + bend)} {num(x2)} {num(end - bend)} {num(x2)} {num(end)}"
    arrow = "url(#arrow)" if link.kind == "coordinates" else None
    return el("path", class_=paint, d=d, fill="none", stroke_width=thick, stroke_dasharray=dashes, marker_end=arrow)
