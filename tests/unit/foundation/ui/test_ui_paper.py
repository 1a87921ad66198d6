"""A picture as a file: colours of the light page as plain values, words around it, the warning inside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from PIL import Image

from marshrut.foundation.ui import svg
from marshrut.foundation.ui.svg.paper import style

RUNGS = [
    svg.Rung("Школа у реки", 40.0, "40 %", low=20.0, high=60.0, note="20–60 %", url="/places/1/"),
    svg.Rung("Школа без данных", None, "—"),
]
LEAGUE = svg.league("Доля", RUNGS, top=100, region=svg.Line("в регионе", 50, "50 %"), target=None)
SHEET = svg.Sheet("Доля тех, кто прошёл", ["Пунктир — регион."], "Лесной край · на 5 мая", "Люди выдуманы")


def test_colours_are_those_of_the_light_page_and_plain() -> None:
    found = style()
    assert "var(" not in found
    assert "light-dark" not in found
    assert ".v-road{fill:#0f6b5c}" in found
    assert ".t-soft{fill:#59606d}" in found, "the first value stands, not the one for more contrast"


def test_every_colour_of_a_picture_has_its_value() -> None:
    tiles = [svg.Tile(tone, "1", tone) for tone in svg.TONES]
    for picture in (LEAGUE, svg.tile_map("Карта", tiles), svg.bullet(svg.Bullet("Доля", 40, 50, low=45, high=60))):
        used = set(
            re.findall(r"\b[vst]-(?!line\b)[a-z]+(?:-\d)?\b", " ".join(re.findall(r'class="([^"]*)"', picture.svg)))
        )
        assert used
        assert {name for name in used if f".{name}{{" not in style()} == set()


def test_the_sheet_needs_nothing_from_outside_and_says_everything() -> None:
    made = svg.on_paper(LEAGUE, SHEET)
    ET.fromstring(made)  # noqa: S314 - our own text
    for words in ("Доля тех, кто прошёл", "Пунктир — регион.", "Лесной край · на 5 мая", "Люди выдуманы"):
        assert words in made
    assert 'id="hatch"' in made


def test_markup_in_words_stays_words() -> None:
    made = svg.on_paper(LEAGUE, svg.Sheet("<script>&", [], '"><img>', ""))
    assert "<script" not in made
    assert "<img" not in made
    svg.png(LEAGUE, svg.Sheet("<script>&", [], '"><img>', ""))


@pytest.mark.parametrize("caveat", ["", "Люди и числа выдуманы"])
def test_dots_are_drawn_and_the_warning_stands_over_them(caveat: str) -> None:
    with Image.open(BytesIO(svg.png(LEAGUE, svg.Sheet("Доля", [], "Лесной край", caveat)))) as picture:
        assert picture.width == 1440
        said = picture.text["Description"]
        assert said.startswith(caveat or "Доля")
        assert said.endswith("Лесной край")
        shown = picture.convert("RGB")
        assert (shown.getpixel((2, 2)) == (251, 238, 217)) == bool(caveat)
        colours = {colour for _, colour in shown.getcolors(1 << 20) or []}
    assert {(15, 107, 92), (159, 208, 196)} <= colours, "the point and its band"


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert svg.png(LEAGUE, SHEET) == svg.png(LEAGUE, SHEET)
