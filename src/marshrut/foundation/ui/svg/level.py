"""A level as a band between a threshold and a strong side: in zones with words, never a bare number."""

from __future__ import annotations

from dataclasses import dataclass

from marshrut.foundation.ui.svg.draw import HATCH, Picture, Tone, el, share, svg

__all__ = ["Level", "level"]

HEIGHT = 44.0
BAR, TALL = 8.0, 12.0
#: Where zones of the scale 0..1 end, and what they are called.
ZONES = (
    (0.25, "заметно ниже порога"),
    (0.5, "немного ниже порога"),
    (0.75, "выше порога"),
    (1.0, "сильная сторона"),
)
CUT, STRONG = 0.5, 0.75
LEAST = 0.012  # a very narrow band is still seen


@dataclass(frozen=True, slots=True)
class Level:
    """Where somebody stands on the scale 0..1, from `low` to `high`; `expected` is where their post expects them.

    `enough` False: hatched, there is too little to say. `sure` are the words for how certain it is.
    """

    title: str
    low: float
    high: float
    expected: float | None = None
    enough: bool = True
    tone: Tone = "road"
    sure: str = ""


def _zone(value: float) -> str:
    return next((words for end, words in ZONES if value < end), ZONES[-1][1])


def _between(low: float, high: float) -> str:
    first, last = _zone(low), _zone(high)
    return first if first == last else f"от «{first}» до «{last}»"


def level(of: Level) -> Picture:
    """The band over its zones; the threshold and the strong side are lines with words under them."""
    marks = [
        el("rect", class_="v-plain-2", x="0%", y=BAR, width=share(CUT), height=TALL, rx=4),
        el("rect", class_="v-road-2", x=share(CUT), y=BAR, width=share(STRONG - CUT), height=TALL),
        el("rect", class_="v-road-3", x=share(STRONG), y=BAR, width=share(1 - STRONG), height=TALL, rx=4),
    ]
    paint = {"class_": f"v-{of.tone}"} if of.enough else {"fill": HATCH}
    width = share(max(of.high - of.low, LEAST))
    marks.append(el("rect", class_="v-card", x=share(of.low), y=BAR + 1, width=width, height=TALL - 2, rx=5))
    marks.append(el("rect", **paint, x=share(of.low), y=BAR + 2, width=width, height=TALL - 4, rx=4))
    lines = {"class_": "s-soft", "y1": BAR - 2, "y2": BAR + TALL + 4}
    marks += [el("line", **lines, x1=share(at), x2=share(at)) for at in (CUT, STRONG)]
    marks.append(el("text", "порог", x=share(CUT), y=HEIGHT - 6, class_="small t-soft", text_anchor="middle"))
    marks.append(el("text", "сильная сторона", x="100%", y=HEIGHT - 6, class_="small t-soft", text_anchor="end"))
    if of.expected is not None:
        spot = share(of.expected)
        marks.append(
            el(
                "line",
                class_="s-ink",
                x1=spot,
                x2=spot,
                y1=1,
                y2=BAR + TALL + 6,
                stroke_width=2,
                stroke_dasharray="3 3",
            )
        )
    rows = [("Скорее всего", _between(of.low, of.high) if of.enough else "пока не сказать")]
    if of.expected is not None:
        rows.append(("Ожидается", _zone(of.expected) + (" и лучше" if of.expected < 1 else "")))
    if of.sure:
        rows.append(("Насколько точно", of.sure))
    label = f"{of.title}: " + "; ".join(f"{name.lower()} — {words}" for name, words in rows)
    return Picture(svg(label, *marks, height=HEIGHT), label, ("Что", "Словами"), tuple(rows))
