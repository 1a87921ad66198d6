"""An indicator by years: each year with its own target, this one with a forecast and its interval."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from marshrut.apps.monitoring.cards import outlook_words, years_picture
from marshrut.apps.monitoring.cards.years import target_of_year
from marshrut.apps.monitoring.queries import Outlook
from support.invented_region import invented

DAY = date(2026, 5, 5)
OUTLOOK = Outlook(point=18.0, low=15.0, high=22.0, enough=None)


def indicator(*targets: dict[str, Any]) -> Any:
    one = invented("abc", "Пример").indicators.indicators[0]
    plain = {"from_year": None, "to_year": None, "year": None, "by": None, "every": None, "undated": False}
    return replace(one, targets=tuple(replace(one.targets[0], **plain | told) for told in targets))


YEARLY = indicator({"year": 2024, "value": 10.0}, {"year": 2025, "value": 15.0}, {"year": 2026, "value": 20.0},
                   {"year": 2028, "value": 30.0})  # fmt: skip


def test_each_year_has_its_own_target_and_no_other_year_s() -> None:
    assert [target_of_year(YEARLY, year) for year in range(2023, 2030)] == [None, 10, 15, 20, None, 30, None]


def test_a_target_of_every_year_is_every_year_s() -> None:
    every = indicator({"from_year": 2024, "to_year": 2026, "every": "year", "value": 5.0})
    assert [target_of_year(every, year) for year in range(2023, 2028)] == [None, 5, 5, 5, None]


def test_values_targets_and_the_forecast_stand_in_one_picture() -> None:
    made = years_picture(YEARLY, [(2024, 8.0), (2025, 16.0)], (DAY, 12.0), OUTLOOK)
    rows = [tuple(cell.replace("\u00a0", " ") for cell in row) for row in made.rows]
    assert rows == [
        ("2024", "8 %", "10 %"),
        ("2025", "16 %", "15 %"),
        ("05.05.26 сейчас", "12 %", "—"),
        ("2026 прогноз", "прогноз 18 %, от и до 15–22", "20 %"),
        ("2028 цель", "ещё впереди", "30 %"),
    ]
    root = ET.fromstring(made.svg)  # noqa: S314 - our own text
    assert len([one for one in root.iter("line") if one.get("class") == "s-ink"]) == 4
    assert len([one for one in root.iter("rect") if one.get("class") == "v-road-3"]) == 1
    for one in root.iter("circle"):
        assert 0 < float(one.get("cx", 0)) < 340
        assert 0 < float(one.get("cy", 0)) < 170


def test_a_year_that_is_over_has_no_forecast() -> None:
    made = years_picture(YEARLY, [], (date(2026, 12, 31), 21.0), OUTLOOK)
    assert [row[0] for row in made.rows] == ["2026 сейчас", "2028 цель"]


def test_without_a_forecast_the_target_of_the_year_still_stands() -> None:
    made = years_picture(YEARLY, [], (DAY, None), Outlook(why="значение вносят"))
    assert ("2026 цель", "ещё впереди", "20\u00a0%") in made.rows
    assert ("05.05.26 сейчас", "нет данных", "—") in made.rows


def test_too_many_years_leave_the_oldest_out() -> None:
    past = [(year, float(year - 2010)) for year in range(2015, 2026)]
    made = years_picture(YEARLY, past, (DAY, 12.0), OUTLOOK)
    assert len(made.rows) == 8
    assert made.rows[0][0] == "2021"


@pytest.mark.parametrize(
    ("outlook", "words"),
    [
        (None, ""),
        (OUTLOOK, "ожидаем 18 % (от 15 до 22"),
        (replace(OUTLOOK, enough=True), "Цели хватает."),
        (replace(OUTLOOK, enough=False), "До цели не дойдёт"),
        (Outlook(why="мало данных"), "Прогноза на конец года нет — мало данных."),
    ],
)
def test_where_it_goes_is_said_or_why_not(outlook: Outlook | None, words: str) -> None:
    assert words in outlook_words(YEARLY, outlook)
