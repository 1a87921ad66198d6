"""Things along time: the route with its stops, a row of a Gantt chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from marshrut.foundation.ui.formats import MONTHS, short_day
from marshrut.foundation.ui.svg.draw import Picture, Tone, door, el, share, svg

__all__ = ["Stop", "gantt", "gantt_scale", "route_line"]

STATE_WORDS = {"done": "пройдено", "now": "сейчас", "next": "впереди", "late": "срок прошёл"}
EDGE = 0.02  # stops keep off the edges by this share


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the route. `at` is its place between 0 and 1; without it stops stand evenly."""

    title: str
    state: Literal["done", "now", "next", "late"] = "next"
    at: float | None = None
    url: str | None = None


def route_line(title: str, stops: Sequence[Stop]) -> Picture:
    """The route as a line: done is solid, now is ringed, to come is hollow."""
    last = max(len(stops) - 1, 1)
    places = [
        EDGE + (1 - 2 * EDGE) * (stop.at if stop.at is not None else index / last) for index, stop in enumerate(stops)
    ]
    marks = [el("line", class_="s-line", x1=share(EDGE), x2=share(1 - EDGE), y1=16, y2=16, stroke_width=4)]
    gone = [place for place, stop in zip(places, stops, strict=True) if stop.state in ("done", "now")]
    if gone:
        marks.append(el("line", class_="s-road", x1=share(EDGE), x2=share(max(gone)), y1=16, y2=16, stroke_width=4))
    for place, stop in zip(places, stops, strict=True):
        marks.append(door(stop.url, f"{stop.title}: {STATE_WORDS[stop.state]}", *_stop(share(place), stop.state)))
    rows = tuple((stop.title, STATE_WORDS[stop.state]) for stop in stops)
    label = f"{title}: " + "; ".join(f"{name} — {state}" for name, state in rows)
    return Picture(
        svg(label, *marks, height=32, group=any(stop.url for stop in stops)), label, ("Остановка", "Состояние"), rows
    )


def _stop(at: str, state: str) -> list[str]:
    if state == "done":
        return [el("circle", class_="v-road", cx=at, cy=16, r=8)]
    if state == "now":
        halo = el("circle", class_="v-sun-2", cx=at, cy=16, r=13)
        return [halo, el("circle", class_="v-card s-sun", cx=at, cy=16, r=7, stroke_width=4)]
    return [
        el("circle", class_="v-card s-risk" if state == "late" else "v-card s-line", cx=at, cy=16, r=7, stroke_width=3)
    ]


def _place(day: date, start: date, end: date) -> float:
    return min(1.0, max(0.0, (day - start).days / max((end - start).days, 1)))


def gantt(
    title: str,
    windows: Sequence[tuple[date, date]],
    start: date,
    end: date,
    today: date,
    *,
    tone: Tone = "road",
    whole: bool = False,
) -> Picture:
    """One measure's row between two days: its windows, today as a line. `whole`: continuous, a pale line."""
    marks = [el("rect", class_="v-plain-2", y=10, width="100%", height=4, rx=2)]
    if whole:
        marks.append(el("rect", class_=f"v-{tone}-3", y=8, width="100%", height=8, rx=4))
    for first, last in windows:
        left, right = _place(first, start, end), _place(last, start, end)
        marks.append(
            el(
                "rect",
                class_=f"v-{tone}",
                x=share(min(left, 0.985)),
                y=5,
                width=share(max(right - left, 0.015)),
                height=14,
                rx=4,
            )
        )
    if start <= today <= end:
        marks.append(el("rect", class_="v-ink", x=share(_place(today, start, end)), width=2, height=24))
    words = (
        "постоянно"
        if whole
        else "; ".join(f"{short_day(a)} — {short_day(b)}" if a != b else f"до {short_day(b)}" for a, b in windows)
    )
    label = f"{title}: {words or 'срок не назван'}"
    rows = tuple((short_day(first), short_day(last)) for first, last in windows)
    return Picture(svg(label, *marks, height=24), label, ("С", "По"), rows)


def gantt_scale(start: date, end: date) -> Picture:
    """The years and quarters above a Gantt chart."""
    marks = []
    for year in range(start.year, end.year + 1):
        for month in (1, 4, 7, 10):
            day = date(year, month, 1)
            if start <= day <= end:
                at = _place(day, start, end)
                marks.append(
                    el(
                        "line",
                        class_="s-line",
                        x1=share(at),
                        x2=share(at),
                        y1=4 if month == 1 else 13,
                        y2=20,
                        stroke_width=1,
                    )
                )
                if month == 1 and at < 0.97:  # noqa: PLR2004 - no room for a word at the edge
                    marks.append(el("text", str(year), class_="small t-soft", x=share(at), dx=4, y=12))
    label = f"с {MONTHS[start.month - 1]} {start.year} по {MONTHS[end.month - 1]} {end.year}"
    return Picture(svg(label, *marks, height=20), label)
