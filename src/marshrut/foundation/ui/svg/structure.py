"""Who stands at which level and who coordinates whom: boxes by level, joined by lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from marshrut.foundation.ui.svg.draw import Picture, door, el, num, svg, text_lines, wrap
from marshrut.foundation.ui.svg.routing import Grid, Layout, Place, Point, Wire, lay_out, path_of

__all__ = ["Box", "Link", "structure"]

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 190.0, 66.0, 26.0, 26.0
NAME = 7.0  # mean width of a letter of a level's name
LEVEL_HEAD, LEVEL_NAME, LEVEL_PAD, LEVEL_GAP = 44.0, 24.0, 16.0, 22.0
STRENGTH = {
    "coordinates": ("s-road", "2.5", None),
    "subordinate": ("s-soft", "1.5", None),
    "part": ("s-soft", "1.5", "1.5 4"),
}
OTHER = ("s-edge", "1.5", "5 4")
#: Which of several relations between two boxes is drawn; all of them stand in the table.
STRONGER = ("coordinates", "subordinate", "part")
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
    """Levels from above as bands, boxes in rows of `columns`, one line between two boxes. `levels`: (id, name)."""
    shown = [(key, name) for key, name in levels if any(box.level == key for box in boxes)]
    rows = [(key, held) for key, _ in shown for held in _rows([box for box in boxes if box.level == key], columns)]
    places = {box.id: place for number, (_, held) in enumerate(rows) for box, place in _row(held, number, columns)}
    drawn = _strongest(links, places)
    firsts = [place == 0 or rows[place - 1][0] != key for place, (key, _) in enumerate(rows)]
    lasts = [*firsts[1:], True]
    gaps = [LEVEL_GAP if first and place else 0.0 for place, first in enumerate(firsts)]
    above = tuple(gap + (LEVEL_HEAD if first else GAP_Y) for gap, first in zip(gaps, firsts, strict=True))
    kept = tuple(gap + (LEVEL_NAME if first else 0.0) for gap, first in zip(gaps, firsts, strict=True))
    below = tuple(LEVEL_PAD if last else 0.0 for last in lasts)
    grid = Grid(columns, BOX_WIDTH, BOX_HEIGHT, GAP_X, LEVEL_PAD, above, kept, below)
    laid = lay_out(grid, [Wire(places[link.source], places[link.target]) for link in drawn])
    bands, signs = _bands(shown, rows, laid)
    lines = [_line(link, points) for link, points in zip(drawn, laid.wires, strict=True)]
    framed = [_box(box, laid.lefts[places[box.id].column], laid.tops[places[box.id].row]) for box in boxes]
    names = {box.id: box.title for box in boxes}
    twin = tuple(
        (names[link.source], link.words or WORDS.get(link.kind, link.kind), names[link.target])
        for link in links
        if {link.source, link.target} <= names.keys()
    )
    label = f"{title}: " + "; ".join(f"{name} — {sum(box.level == key for box in boxes)}" for key, name in shown)
    picture = svg(label, *bands, *lines, *signs, *framed, width=laid.width, height=max(laid.height, 1.0), group=True)
    return Picture(picture, label, ("Кто", "Что делает", "Кого или с кем"), twin)


def _rows(boxes: Sequence[Box], columns: int) -> list[Sequence[Box]]:
    return [boxes[start : start + columns] for start in range(0, len(boxes), columns)]


def _row(boxes: Sequence[Box], number: int, columns: int) -> list[tuple[Box, Place]]:
    """A short row stands in the middle, in whole columns: lines pass between the columns of all rows."""
    first = (columns - len(boxes)) // 2
    return [(box, Place(number, first + index)) for index, box in enumerate(boxes)]


def _strongest(links: Sequence[Link], places: Mapping[str, Place]) -> list[Link]:
    """One line between two boxes, whichever of them names the other."""
    kept: dict[frozenset[str], Link] = {}
    for link in links:
        pair = frozenset({link.source, link.target})
        if len(pair) > 1 and pair <= places.keys() and _rank(link) < _rank(kept.get(pair)):
            kept[pair] = link
    return list(kept.values())


def _rank(link: Link | None) -> int:
    if link is None:
        return len(STRONGER) + 1
    return STRONGER.index(link.kind) if link.kind in STRONGER else len(STRONGER)


def _bands(
    shown: Sequence[tuple[str, str]], rows: Sequence[tuple[str, Sequence[Box]]], laid: Layout
) -> tuple[list[SafeString], list[SafeString]]:
    """A band behind each level, and its name, which stands over the lines."""
    bands, signs = [], []
    top = 0.0
    for key, name in shown:
        here = [place for place, (level, _) in enumerate(rows) if level == key]
        bottom = laid.tops[here[-1]] + BOX_HEIGHT + LEVEL_PAD
        bands.append(el("rect", class_="v-plain-2", y=top, width=laid.width, height=bottom - top, rx=12, opacity=".55"))
        behind = el(
            "rect", class_="v-plain-2", x=LEVEL_PAD - 6, y=top + 6, width=12 + NAME * len(name), height=20.0, rx=6
        )
        signs += [behind, text_lines([name[:1].upper() + name[1:]], LEVEL_PAD, top + 20, class_="small t-soft")]
        top = bottom + LEVEL_GAP
    return bands, signs


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
    lines = wrap(box.title, BOX_WIDTH - 34, lines=3)
    first = y + BOX_HEIGHT / 2 + 4.5 - (len(lines) - 1) * 8.5
    words = text_lines(lines, x + BOX_WIDTH / 2, first, class_="strong t-road" if box.top else "t-ink", anchor="middle")
    label = f"{box.title}{' (вне системы)' if box.outside else ''}"
    return door(box.url, label, *behind, frame, words)


def _line(link: Link, points: Sequence[Point]) -> str:
    paint, thick, dashes = STRENGTH.get(link.kind, OTHER)
    arrow = "url(#arrow)" if link.kind == "coordinates" else None
    d = path_of(points, num)
    return el("path", class_=paint, d=d, fill="none", stroke_width=thick, stroke_dasharray=dashes, marker_end=arrow)
