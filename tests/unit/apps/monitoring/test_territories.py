"""Municipalities as tiles: alphabetical, short, each with a sign besides its colour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from marshrut.apps.monitoring.cards import TILE_WORDS, tiles_of
from marshrut.apps.monitoring.queries import PlaceFigure
from marshrut.foundation.ui import svg
from unit.apps.monitoring.test_cards import figure


def at(name: str, value: float | None) -> PlaceFigure:
    return PlaceFigure(uuid4(), name, None, None, value, "" if value is not None else "nobody")


def made(*rows: PlaceFigure, one: Any = None) -> list[svg.Tile]:
    return tiles_of(one or figure(12.0), rows, lambda row: f"/{row.name}/")


def test_tiles_stand_by_their_short_names_and_lead_to_their_place() -> None:
    found = made(at("муниципальное образование «Ясный муниципальный округ» области", 12.0), at("город Берёзов", 3.0))
    assert [tile.title for tile in found] == ["Берёзов", "Ясный"]
    assert found[0].url == "/город Берёзов/"


def test_each_state_has_a_sign_and_words_of_its_own() -> None:
    met, near, behind, silent = made(at("А", 12.0), at("Б", 9.5), at("В", 3.0), at("Г", None))
    assert [tile.sign for tile in (met, near, behind, silent)] == ["+", "≈", "−", "?"]
    assert [tile.tone for tile in (met, near, behind, silent)] == ["road", "sun", "risk", "sky"]
    assert len({tile.state for tile in (met, near, behind, silent)}) == 4
    for tile in (met, near, behind, silent):
        assert tile.sign in TILE_WORDS


def test_without_a_target_a_tile_is_plain_and_no_verdict() -> None:
    one = figure(12.0)
    bare = replace(one, item=replace(one.item, state=replace(one.item.state, target=None)))
    assert [(tile.tone, tile.sign) for tile in made(at("А", 12.0), at("Б", None), one=bare)] == [
        ("plain", ""), ("sky", "?"),
    ]  # fmt: skip


def test_the_picture_says_what_the_tiles_say() -> None:
    picture = svg.tile_map("Карта", made(at("А", 12.0), at("Б", None)), 2)
    assert picture.rows == (("А", "12\xa0%, цель выполнена"), ("Б", "—, нет данных"))
    assert ">+ 12 %<" in picture.svg
