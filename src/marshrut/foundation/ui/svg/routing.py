"""Lines between boxes on a grid: along the channels above rows and the gutters between columns, never under a box.

Channel `r` runs above row `r`; gutter `g` left of column `g`, the last one right of the last column. Lines that would
lie on one another take lanes of their own; channels and gutters grow with their lanes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Grid", "Layout", "Place", "Point", "Wire", "lay_out", "path_of"]

LANE, LANE_X, APART, TURN = 8.0, 7.0, 7.0, 6.0
ARROW_ROOM, LEAVE_ROOM = 13.0, 9.0
PORT, PORTS_WIDTH = 16.0, 0.62
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Wire:
    """A line from one place to another."""

    source: Place
    target: Place

    @property
    def down(self) -> bool:
        """Whether it leaves at the bottom; within a row it leaves and comes in at the top."""
        return self.target.row > self.source.row

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels it goes along: one between neighbours, two around what lies between."""
        if self.down:
            first, last = self.source.row + 1, self.target.row
        else:
            first, last = self.source.row, self.target.row + (self.target.row < self.source.row)
        return (first,) if first == last else (first, last)


@dataclass(frozen=True, slots=True)
class Grid:
    """Sizes: a box, the least gap between columns and at the sides; above each row the least room, and how much of it
    no line may take; the room below it."""

    columns: int
    box_width: float
    box_height: float
    gap: float
    side: float
    above: tuple[float, ...]
    kept: tuple[float, ...]
    below: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What came out: left edges of columns, upper edges of rows, the points of each wire, the whole size."""

    lefts: tuple[float, ...]
    tops: tuple[float, ...]
    wires: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def _lanes(spans: Mapping[Hashable, tuple[float, float]], apart: float) -> dict[Hashable, int]:
    """A lane for each span, so that no two of one lane overlap; the short ones come first."""
    taken: list[list[tuple[float, float]]] = []
    found: dict[Hashable, int] = {}
    for key, (low, high) in sorted(spans.items(), key=lambda pair: (pair[1][1] - pair[1][0], pair[1])):
        free = (
            number
            for number, lane in enumerate(taken)
            if all(high + apart <= other[0] or other[1] + apart <= low for other in lane)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        found[key] = lane
    return found


def _gutter(wire: Wire) -> int:
    """The gutter nearest to the way from column to column."""
    one, two = sorted((wire.source.column, wire.target.column))
    return two if two > one else one + 1


def _ports(wires: Sequence[Wire], grid: Grid) -> dict[tuple[int, bool], float]:
    """How far from the middle of its box each end stands: ends of one edge spread in the order of where they go."""
    #: (place, whether its lower edge) → (where it goes, wire, whether it is the wire's source)
    edges: dict[tuple[Place, bool], list[tuple[float, int, bool]]] = defaultdict(list)
    for number, wire in enumerate(wires):
        far = _gutter(wire) - 0.5 if len(wire.channels) > 1 else None
        up = wire.target.row < wire.source.row
        edges[wire.source, wire.down].append((wire.target.column if far is None else far, number, True))
        edges[wire.target, up].append((wire.source.column if far is None else far, number, False))
    found: dict[tuple[int, bool], float] = {}
    for (_, bottom), ends in edges.items():
        step = min(PORT, grid.box_width * PORTS_WIDTH / max(1, len(ends) - 1))
        phase = -step / 4 if bottom else step / 4  # what leaves above does not stand on what comes in below
        for index, (_, number, is_source) in enumerate(sorted(ends)):
            found[number, is_source] = (index - (len(ends) - 1) / 2) * step + phase
    alone = {number for ends in edges.values() if len(ends) == 1 for _, number, _ in ends}
    for number in alone:
        wire = wires[number]
        both = len(edges[wire.source, wire.down]) == len(edges[wire.target, not wire.down]) == 1
        if both and wire.source.column == wire.target.column and len(wire.channels) == 1:
            found[number, True] = found[number, False] = 0.0  # straight
    return found


def lay_out(grid: Grid, wires: Sequence[Wire]) -> Layout:
    """Rows and columns with room for the lanes, and the way of each wire."""
    ports = _ports(wires, grid)
    long = [number for number, wire in enumerate(wires) if len(wire.channels) > 1]
    in_gutter: dict[int, dict[Hashable, tuple[float, float]]] = defaultdict(dict)
    for number in long:
        low, high = sorted(wires[number].channels)
        in_gutter[_gutter(wires[number])][number] = (low, high)
    lane_x = {number: lane for spans in in_gutter.values() for number, lane in _lanes(spans, 0.5).items()}
    widths = [_gutter_width(grid, gutter, in_gutter[gutter], lane_x) for gutter in range(grid.columns + 1)]
    lefts = tuple(sum(widths[: column + 1]) + column * grid.box_width for column in range(grid.columns))
    width = sum(widths) + grid.columns * grid.box_width

    def port(number: int, place: Place, is_source: bool) -> float:
        return lefts[place.column] + grid.box_width / 2 + ports[number, is_source]

    def gutter_x(number: int) -> float:
        gutter = _gutter(wires[number])
        right = lefts[gutter] if gutter < grid.columns else width
        used = (max(lane_x[other] for other in in_gutter[gutter]) + 1) * LANE_X
        return right - (widths[gutter] - used) / 2 - (lane_x[number] + 0.5) * LANE_X

    spans = _spans(wires, port, gutter_x)
    lanes = {channel: _lanes(held, APART) for channel, held in spans.items()}
    tops = _tops(grid, {channel: 1 + max(held.values()) for channel, held in lanes.items()})

    def level(number: int, channel: int) -> float:
        return tops[channel] - ARROW_ROOM - lanes[channel][number] * LANE

    found = []
    for number, wire in enumerate(wires):
        start, end = port(number, wire.source, True), port(number, wire.target, False)
        first, last = wire.channels[0], wire.channels[-1]
        leaves = tops[wire.source.row] + (grid.box_height if wire.down else 0)
        comes = tops[wire.target.row] + (grid.box_height if wire.target.row < wire.source.row else 0)
        points = [(start, leaves), (start, level(number, first))]
        if first != last:
            points += [(gutter_x(number), level(number, first)), (gutter_x(number), level(number, last))]
        points += [(end, level(number, last)), (end, comes)]
        found.append(tuple(points))
    height = (tops[-1] + grid.box_height + grid.below[-1]) if tops else 0.0
    return Layout(lefts, tops, tuple(found), width, height)


def _gutter_width(
    grid: Grid, gutter: int, held: Mapping[Hashable, tuple[float, float]], lanes: Mapping[Hashable, int]
) -> float:
    least = grid.side if gutter in {0, grid.columns} else grid.gap
    return max(least, 12.0 + (1 + max((lanes[number] for number in held), default=-1)) * LANE_X)


def _spans(
    wires: Sequence[Wire], port: Callable[[int, Place, bool], float], gutter_x: Callable[[int], float]
) -> dict[int, dict[Hashable, tuple[float, float]]]:
    """From where to where each wire runs along each channel."""
    spans: dict[int, dict[Hashable, tuple[float, float]]] = defaultdict(dict)
    for number, wire in enumerate(wires):
        start, end = port(number, wire.source, True), port(number, wire.target, False)
        if len(wire.channels) == 1:
            spans[wire.channels[0]][number] = (min(start, end), max(start, end))
            continue
        turn = gutter_x(number)
        first, last = wire.channels
        spans[first][number] = (min(start, turn), max(start, turn))
        spans[last][number] = (min(end, turn), max(end, turn))
    return spans


def _tops(grid: Grid, lanes: Mapping[int, int]) -> tuple[float, ...]:
    tops: list[float] = []
    y = 0.0
    for row, least in enumerate(grid.above):
        held = lanes.get(row, 0)
        needed = ARROW_ROOM + (held - 1) * LANE + LEAVE_ROOM if held else 0.0
        y += max(least, grid.kept[row] + needed)
        tops.append(y)
        y += grid.box_height + grid.below[row]
    return tuple(tops)


def path_of(points: Sequence[Point], num: Callable[[float], str]) -> str:
    """The line through the points with rounded corners, as SVG writes it; a corner of no length is left out."""
    kept = [point for place, point in enumerate(points) if place == 0 or _apart(points[place - 1], point) > 1]
    said = [f"M{num(kept[0][0])} {num(kept[0][1])}"]
    for before, here, after in zip(kept, kept[1:], kept[2:], strict=False):
        radius = min(TURN, _apart(before, here) / 2, _apart(here, after) / 2)
        (x1, y1), (x2, y2) = _towards(here, before, radius), _towards(here, after, radius)
        said.append(f"L{num(x1)} {num(y1)}Q{num(here[0])} {num(here[1])} {num(x2)} {num(y2)}")
    said.append(f"L{num(kept[-1][0])} {num(kept[-1][1])}")
    return "".join(said)


def _apart(one: Point, two: Point) -> float:
    return abs(one[0] - two[0]) + abs(one[1] - two[1])


def _towards(here: Point, there: Point, by: float) -> Point:
    whole = _apart(here, there) or 1.0
    return here[0] + (there[0] - here[0]) * by / whole, here[1] + (there[1] - here[1]) * by / whole
