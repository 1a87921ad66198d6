"""Parts of a whole as one strip, with a legend whose words are doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from marshrut.foundation.ui.formats import number, percent
from marshrut.foundation.ui.svg.draw import HATCH, Picture, door, el, share, svg

__all__ = ["Part", "legend", "strip"]

HEIGHT = 26.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `paint` is a colour class without its prefix (`road`, `road-3`, `sun`, `plain`) or `hatch`."""

    title: str
    size: float
    paint: str = "road"
    url: str | None = None


def _fill(paint: str) -> dict[str, str]:
    return {"fill": HATCH} if paint == "hatch" else {"class_": f"v-{paint}"}


def strip(title: str, parts: Sequence[Part]) -> Picture:
    """A stacked strip. Parts of nothing are left out; a part is never thinner than the eye sees."""
    total = sum(piece.size for piece in parts)
    shown = [piece for piece in parts if piece.size > 0]
    at, marks = 0.0, []
    for piece in shown:
        width = piece.size / total
        words = f"{piece.title}: {number(piece.size)}"
        marks.append(
            door(piece.url, words, el("rect", x=share(at), width=share(width), height=HEIGHT, **_fill(piece.paint)))
        )
        if at:
            marks.append(el("rect", class_="v-card", x=share(at), width=2, height=HEIGHT))
        at += width
    if not shown:
        marks.append(el("rect", fill=HATCH, width="100%", height=HEIGHT))
    rows = tuple(
        (piece.title, number(piece.size), percent(100 * piece.size / total) if total else "—") for piece in parts
    )
    label = f"{title}: " + ("; ".join(f"{piece.title} {number(piece.size)}" for piece in shown) or "пока ничего")
    linked = any(piece.url for piece in shown)
    return Picture(
        svg(label, *marks, height=HEIGHT, group=linked, class_="pic pic-strip"),
        label,
        ("Часть", "Сколько", "Доля"),
        rows,
    )


def legend(parts: Sequence[Part]) -> SafeString:
    """The strip's words: a square, the number, the name as a link."""

    def entry(piece: Part) -> SafeString:
        mark = el(
            "svg",
            el("rect", width=10, height=10, rx=3, **_fill(piece.paint)),
            width=10,
            height=10,
            aria_hidden="true",
            focusable="false",
        )
        words = format_html('<span><b class="num">{}</b> {}</span>', number(piece.size), piece.title)
        return (
            format_html('<li>{}<a href="{}">{}</a></li>', mark, piece.url, words)
            if piece.url
            else format_html("<li>{}{}</li>", mark, words)
        )

    return format_html('<ul class="legend">{}</ul>', format_html_join("", "{}", ((entry(piece),) for piece in parts)))
