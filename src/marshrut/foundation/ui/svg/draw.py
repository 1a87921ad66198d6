"""The pen: SVG elements as escaped text. A picture is its SVG, its words and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

__all__ = [
    "HATCH",
    "TONES",
    "Picture",
    "Tone",
    "clamp",
    "door",
    "el",
    "num",
    "part",
    "share",
    "svg",
    "text_lines",
    "wrap",
]

Tone = Literal["road", "sun", "risk", "sky", "plain"]
TONES: tuple[Tone, ...] = ("road", "sun", "risk", "sky", "plain")
HATCH = "url(#hatch)"
LETTER = 0.56  # mean width of a Golos letter against its size


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG with the same content in words: `label` for a screen reader, `head` and `rows` as a table."""

    svg: SafeString
    label: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __html__(self) -> str:
        return self.svg


def num(value: float) -> str:
    """A coordinate without idle digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def share(value: float) -> str:
    """A share of the width, as SVG writes it: 0.214 → 21.4%."""
    return f"{num(value * 100)}%"


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """The value kept between two bounds."""
    return max(low, min(high, value))


def part(value: float, top: float) -> float:
    """Where a value stands between 0 and `top`, kept inside the picture."""
    return clamp(value / top) if top > 0 else 0.0


def el(name: str, *children: str, **attributes: object) -> SafeString:
    """One element. `class_` is `class`, other underscores are dashes; None leaves an attribute out."""
    written = []
    for key, value in attributes.items():
        if value is None:
            continue
        shown = num(value) if isinstance(value, float) else str(value)
        written.append(f' {key.rstrip("_").replace("_", "-")}="{conditional_escape(shown)}"')
    inner = "".join(conditional_escape(child) for child in children)
    return mark_safe(f"<{name}{''.join(written)}>{inner}</{name}>" if inner else f"<{name}{''.join(written)}/>")  # noqa: S308 - escaped above


def svg(
    label: str,
    *children: str,
    width: float | None = None,
    height: float,
    view: bool = False,
    group: bool = False,
    class_: str = "pic",
) -> SafeString:
    """The outer element. Without a width it fills its place (children then use per cent). `group`: it holds links."""
    return el(
        "svg",
        *children,
        class_=class_,
        width=width if width is not None and not view else "100%",
        height=None if view else float(height),
        viewBox=f"0 0 {num(width or 0)} {num(height)}" if width is not None else None,
        role="group" if group else "img",
        aria_label=label,
        focusable="false",
    )


def door(url: str | None, label: str, *children: str) -> SafeString:
    """The children as a link when there is where to go; else a group with a title."""
    if url:
        return el("a", *children, href=url, aria_label=label)
    return el("g", el("title", label), *children)


def wrap(text: str, width: float, size: float = 13, lines: int = 3) -> list[str]:
    """Words broken into at most `lines` lines of about `width` pixels; what does not fit ends with an ellipsis."""
    limit = max(4, int(width / (size * LETTER)))
    found: list[str] = []
    for word in text.split():
        while len(word) > limit:
            found.append(word[: limit - 1] + "-")
            word = word[limit - 1 :]  # noqa: PLW2901 - the rest of a word longer than a line
        if found and len(found[-1]) + 1 + len(word) <= limit and not found[-1].endswith("-"):
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    if len(found) > lines:
        found = found[:lines]
        found[-1] = f"{found[-1][: limit - 1].rstrip(' ,-')}…"
    return found


def text_lines(
    lines: list[str], x: float, y: float, *, step: float = 17, class_: str = "t-ink", anchor: str = "start"
) -> SafeString:
    """Lines of text one under another, the first at `y`."""
    spans = [el("tspan", line, x=float(x), dy=float(step if index else 0)) for index, line in enumerate(lines)]
    return el("text", *spans, x=float(x), y=float(y), class_=class_, text_anchor=anchor)
