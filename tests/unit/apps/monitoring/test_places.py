"""Places as a league: what chance does is said in words, nobody gets a rank, counts have no interval."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

from marshrut.apps.monitoring.cards import league_of, league_words, place_row
from marshrut.apps.monitoring.queries import PlaceFigure
from unit.apps.monitoring.test_cards import figure

REGION = PlaceFigure(uuid4(), "", 120, 200, 60.0, "")


def at(name: str, part: float | None, whole: float | None, value: float | None = None) -> PlaceFigure:
    told = part / whole * 100 if part is not None and whole else value
    return PlaceFigure(uuid4(), name, part, whole, told, "" if told is not None else "nobody")


def dressed(row: PlaceFigure, region: PlaceFigure | None = REGION, one: Any = None) -> Any:
    return place_row(one or figure(60.0, 120, 200), row, region, f"/{row.name}/")


def test_a_small_place_is_said_to_be_small_and_is_not_told_apart() -> None:
    few = dressed(at("Малая", 2, 6))
    assert few.spread.replace("\u00a0", " ") == "10–70 %"
    assert few.against == "не отличается от региона"
    assert few.few.replace("\u00a0", " ") == "мало: 6"
    many = dressed(at("Большая", 200, 600))
    assert (many.against, many.few) == ("ниже региона", "")
    assert dressed(at("Верхняя", 90, 100)).against == "выше региона"


def test_a_count_has_no_interval_and_nothing_is_said() -> None:
    for row in (at("Счёт", 7, None, 7.0), at("Пусто", None, None), at("Лишние", 9, 6)):
        made = dressed(row)
        assert (made.spread, made.against, made.few) == ("", "", "")


def test_what_is_no_percentage_has_no_interval_even_if_divided() -> None:
    one = figure(60.0, 120, 200)
    indicator = replace(one.item.indicator, unit="people_per_methodist")
    load = replace(one, item=replace(one.item, indicator=indicator))
    assert dressed(at("Нагрузка", 40, 90), one=load).spread == ""


def test_the_picture_has_the_region_the_target_and_no_numbers_of_ranks() -> None:
    one = figure(60.0, 120, 200)
    rows = [dressed(at(f"Место {letter}", 20 + n, 40)) for n, letter in enumerate("абв")]
    made = league_of(one, rows, REGION)
    label = made.label.replace("\u00a0", " ")
    assert "в регионе 60 %" in label
    assert "цель 10 %" in label
    assert made.svg.count("s-ink") == made.svg.count("s-soft") == 3
    assert made.svg.count("v-road-3") == 3
    assert [row[0] for row in made.rows] == ["Место а", "Место б", "Место в"]
    assert not re.search(r">\s*[123]\.?\s*<", made.svg)
    assert "пунктир — регион" in league_words(one, rows, REGION)


def test_a_place_without_a_value_is_hatched_and_many_are_cut_with_a_word() -> None:
    one = figure(60.0, 120, 200)
    assert "url(#hatch)" in league_of(one, [dressed(at("Пусто", None, None))], REGION).svg
    rows = [dressed(at(f"Место {n}", 20, 40)) for n in range(55)]
    assert len(league_of(one, rows, None).rows) == 40
    words = league_words(one, rows, None)
    assert "первые 40 мест из 55" in words
    assert "пунктир" not in words
