"""A picture of a page as a file: with its heading, its ground and whose data it shows, in the light colours, as PNG.

On a page colours come from the style sheet; here the same style sheet is read and its tokens become plain values, so
that a colour still stands in one place. Links lead nowhere on paper and are dropped by the renderer.
"""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import typst
from django.utils.safestring import SafeString

from marshrut.foundation.ui.svg.draw import Picture, el, num, text_lines, wrap

__all__ = ["PNG", "Sheet", "on_paper", "png", "style"]

PNG = "image/png"
WIDTH, PAD = 720.0, 28.0
#: Dots an inch: twice a screen's, so that it prints.
DOTS = 192
#: The one typeface with Cyrillic that the renderer brings along: the same file on every machine.
TYPEFACE = "Libertinus Serif"
_TOKEN = re.compile(r"--([\w-]+):\s*(?:light-dark\(\s*([^,()]+(?:\([^()]*\))?)\s*,.*?\)|([^;]+));")
_RULE = re.compile(r"(\.[vst]-[\w-]+)\s*\{\s*(fill|stroke):\s*var\(--([\w-]+)\);\s*\}")
_LETTERS = re.compile(r"\.pic (text|\.strong|\.small)\s*\{([^}]*)\}")
#: A PNG's mark and its first chunk; words may stand after them.
_HEAD = 8 + 25
_SOURCE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.picture), format: "svg")\n'


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around a picture: its heading, words under it, on what ground, and a warning over everything."""

    title: str
    words: Sequence[str] = ()
    ground: str = ""
    caveat: str = ""


@cache
def style() -> str:
    """The colours of pictures as plain values, read from the style sheets of the pages."""
    folder = resources.files("marshrut.foundation.ui").joinpath("static/ui")
    tokens: dict[str, str] = {}
    for name, light, plain in _TOKEN.findall(folder.joinpath("tokens.css").read_text(encoding="utf-8")):
        tokens.setdefault(name, (light or plain).strip())  # what stands further down is for more contrast
    sheet = folder.joinpath("pictures.css").read_text(encoding="utf-8")
    colours = [f"{where}{{{what}:{tokens[name]}}}" for where, what, name in _RULE.findall(sheet)]
    letters = [f"{where}{{{said.strip()}}}" for where, said in _LETTERS.findall(sheet)]
    return "".join([*letters, *colours])


def on_paper(picture: Picture, sheet: Sheet) -> str:
    """The picture as one SVG that needs nothing from outside."""
    inner = WIDTH - 2 * PAD
    marks: list[str] = []
    y = PAD
    if sheet.caveat:
        lines = wrap(sheet.caveat, inner, 13, 3)
        high = 17.0 * len(lines) + 14
        marks.append(el("rect", class_="v-sun-2", x=0, y=0, width=WIDTH, height=high))
        marks.append(text_lines(lines, PAD, 20, class_="t-sun"))
        y += high
    heading = wrap(sheet.title, inner, 19, 4)
    marks.append(el("g", text_lines(heading, PAD, y + 14, step=24, class_="t-ink heading")))
    y += 24.0 * len(heading) + 10
    drawn, high = _placed(picture, y, inner)
    marks.append(drawn)
    y += high + 10
    for words in sheet.words:
        lines = wrap(words, inner, 12, 6)
        marks.append(text_lines(lines, PAD, y + 12, step=16, class_="small t-soft"))
        y += 16.0 * len(lines) + 6
    lines = wrap(sheet.ground, inner, 12, 4)
    marks.append(text_lines(lines, PAD, y + 16, step=16, class_="small t-ink"))
    y += 16.0 * len(lines) + PAD
    room = el("rect", class_="v-card", width=WIDTH, height=y)
    return el(
        "svg", _defs(), room, *marks, xmlns="http://www.w3.org/2000/svg", width=WIDTH, height=y,
        viewBox=f"0 0 {num(WIDTH)} {num(y)}", font_family=TYPEFACE,
    )  # fmt: skip


def png(picture: Picture, sheet: Sheet) -> bytes:
    """The same as dots, with its words inside of the file besides: whoever reads it aloud or searches finds them."""
    told = {"picture": on_paper(picture, sheet)}
    made = typst.compile(_SOURCE, sys_inputs=told, format="png", ppi=DOTS, ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise TypeError("a picture is one page")
    said = ". ".join(filter(None, (sheet.caveat, sheet.title, picture.label, *sheet.words, sheet.ground)))
    text = b"iTXt" + b"Description\0\0\0ru\0\0" + said.encode()
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return made[:_HEAD] + chunk + made[_HEAD:]


def _defs() -> SafeString:
    """The style and the hatching that every page carries."""
    pale, dark = el("rect", class_="v-sky-2", width=8, height=8), el("rect", class_="v-sky-3", width=4, height=8)
    hatch = el(
        "pattern", pale, dark, id="hatch", width=8, height=8, patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip
    tip = el("path", class_="v-arrow", d="M0 0 8 4 0 8z")
    arrow = el(
        "marker", tip, id="arrow", viewBox="0 0 8 8", refX=7, refY=4, markerWidth=9, markerHeight=9,
        markerUnits="userSpaceOnUse", orient="auto",
    )  # fmt: skip
    own = ".heading{font-size:19px;font-weight:600}"
    return el("defs", el("style", style() + own), hatch, arrow)


def _placed(picture: Picture, y: float, width: float) -> tuple[SafeString, float]:
    """The picture's own element at its place: as wide as the sheet, a picture with a view in its own proportions."""
    root = ET.fromstring(picture.svg)  # noqa: S314 - our own text
    view = root.get("viewBox")
    if view:
        _, _, wide, tall = (float(one) for one in view.split())
        shown = min(width, wide * 1.5)
        high = tall * shown / wide
    else:
        shown, high = width, float(root.get("height", "0"))
    for name in ("role", "aria-label", "focusable", "class"):
        root.attrib.pop(name, None)
    root.attrib |= {"overflow": "visible", "x": num(PAD), "y": num(y), "width": num(shown), "height": num(high)}
    return SafeString(ET.tostring(root, encoding="unicode")), high
