"""Six stages that lead back to the first: boxes in two rows, a number of people on each arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marshrut.foundation.ui.svg.draw import Picture, Tone, door, el, svg, text_lines, wrap

__all__ = ["Hop", "Station", "cycle"]

BOX, TALL, GAP, BETWEEN = 168.0, 74.0, 128.0, 84.0
_WIDE = 3


@dataclass(frozen=True, slots=True)
class Station:
    """A stage: its name and how many stand there."""

    title: str
    words: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """From a stage to the next: how many went on (`words`), how many wait (`note`); the tone says where it sticks."""

    words: str
    note: str
    tone: Tone
    said: str


def cycle(title: str, stations: Sequence[Station], hops: Sequence[Hop]) -> Picture:
    """The first half of the stages above from the left, the rest below from the right; the last leads to the first."""
    width, height = _WIDE * BOX + (_WIDE - 1) * GAP, 2 * TALL + BETWEEN
    spots = [_spot(number) for number in range(len(stations))]
    marks: list[str] = []
    for number, (station, (x, y)) in enumerate(zip(stations, spots, strict=True)):
        frame = el("rect", class_="v-card s-edge", x=x, y=y, width=BOX, height=TALL, rx=10, stroke_width="1.5")
        name = text_lines(wrap(station.title, BOX - 20, 13, 2), x + BOX / 2, y + 24, step=16, anchor="middle")
        many = el("text", station.words, x=x + BOX / 2, y=y + 60, class_="strong t-ink", text_anchor="middle")
        marks.append(door(station.url, f"{station.title}: {station.words}", frame, name, many))
        if number < len(hops):
            marks += _hop(hops[number], spots[number], _spot(number + 1))
    (x, y), (_, first) = spots[-1], spots[0]
    back = f"M{x + BOX / 2} {y}V{first + TALL + 4}"
    marks.append(el("path", class_="s-soft", d=back, fill="none", stroke_width="1.5", stroke_dasharray="4 4",
                    marker_end="url(#arrow)"))  # fmt: skip
    marks.append(text_lines(["и снова"], x + BOX / 2 + 10, y - BETWEEN / 2 + 4, class_="small t-soft"))
    rows = tuple(
        (one.title, one.words, hop.said) for one, hop in zip(stations, [*hops, Hop("", "", "plain", "")], strict=True)
    )
    label = f"{title}: " + "; ".join(f"{one.title} {one.words}" for one in stations)
    picture = svg(label, *marks, width=width, height=height, view=True, group=any(one.url for one in stations))
    return Picture(picture, label, ("Ступень", "Сколько человек", "Что дальше"), rows)


def _spot(number: int) -> tuple[float, float]:
    row, place = divmod(number, _WIDE)
    column = place if row == 0 else _WIDE - 1 - place
    return column * (BOX + GAP), row * (TALL + BETWEEN)


def _hop(hop: Hop, start: tuple[float, float], end: tuple[float, float]) -> list[str]:
    (x, y), (to_x, to_y) = start, end
    if y == to_y:
        right = to_x > x
        begin, stop = (x + BOX, to_x - 4) if right else (x, to_x + BOX + 4)
        d, middle = f"M{begin} {y + TALL / 2}H{stop}", (begin + stop) / 2
        words, note, anchor = (middle, y + TALL / 2 - 9), (middle, y + TALL / 2 + 20), "middle"
    else:
        middle = x + BOX / 2
        d = f"M{middle} {y + TALL}V{to_y - 4}"
        words, note, anchor = (middle - 12, y + TALL + 36), (middle - 12, y + TALL + 54), "end"
    line = el("path", class_=f"s-{hop.tone if hop.tone != 'plain' else 'soft'}", d=d, fill="none", stroke_width="3",
              marker_end="url(#arrow)")  # fmt: skip
    return [
        line,
        text_lines([hop.words], *words, class_="strong t-ink", anchor=anchor),
        text_lines([hop.note], *note, class_=f"small t-{hop.tone}", anchor=anchor),
    ]
