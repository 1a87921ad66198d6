"""Bars and bullets as PNG. Pictures hold shapes alone; every word and number stands beside them in the document, so no
typeface is needed, words can be searched and read aloud, and the same shape is stored once."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

__all__ = ["WIDTH_MM", "bar", "bullet"]

#: Drawn for 200 dots an inch at this width.
WIDTH_MM = 62
_WIDTH, _HEIGHT, _EDGE = 488, 34, 2
_PAPER, _TRACK, _INK = "#ffffff", "#eceae3", "#1d2430"
#: Reached, not yet, nothing to compare with: told apart by lightness too, for a black and white printer.
_FILL = {True: "#0f6b5c", False: "#d98a1f", None: "#2f5fa8"}
_STEPS = 200


def bar(share: float, *, met: bool | None = None) -> bytes:
    """A bar of this share (0..1) of its track."""
    return _drawn(_step(share), None, met)


def bullet(share: float, target: float, *, met: bool | None) -> bytes:
    """A bar with the target as a line across."""
    return _drawn(_step(share), _step(target), met)


def _step(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * _STEPS)


@lru_cache(maxsize=2048)
def _drawn(length: int, target: int | None, met: bool | None) -> bytes:
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    inner = _WIDTH - 2 * _EDGE
    pen.rectangle((_EDGE, 5, _WIDTH - _EDGE - 1, _HEIGHT - 6), fill=_TRACK)
    end = _EDGE + inner * length // _STEPS
    if length:
        pen.rectangle((_EDGE, 9, max(end - 1, _EDGE + 1), _HEIGHT - 10), fill=_FILL[met])
    if target is not None:
        at = min(max(_EDGE + inner * target // _STEPS, _EDGE + 2), _WIDTH - _EDGE - 3)
        pen.rectangle((at - 2, 0, at + 2, _HEIGHT - 1), fill=_INK)
    out = BytesIO()
    picture.quantize(16).save(out, "PNG", optimize=True, dpi=(200, 200))
    return out.getvalue()
